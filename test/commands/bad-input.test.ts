import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {documentOf, makeScene, type Scene} from './hsf.ts';

let scene: Scene;
beforeAll(() => {
  scene = makeScene({extraPlatforms: ['x86_64-debian12-gcc12-opt', 'x86_64-debian12-gcc13-opt']});
});
afterAll(() => scene.remove());

const HOST = {HSF_OS: 'debian12', HSF_ARCH: 'x86_64', HSF_CPU: 'x86_64/amd/zen3'};
const NATIVE = 'LCG_107@debian12-gcc12';

type Case = {
  readonly title: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly status: number;
  readonly code: string;
  readonly says: RegExp;
  readonly advice: RegExp;
};

const CASES: readonly Case[] = [
  {
    title: 'an unknown stack',
    args: ['show', 'LCG_17'],
    status: 3,
    code: 'stack-unknown',
    says: /LCG_17/,
    advice: /LCG_107|hsf list/,
  },
  {
    title: 'an unknown stack to start',
    args: ['run', 'LCG_17', '--', 'true'],
    status: 125,
    code: 'stack-unknown',
    says: /LCG_17/,
    advice: /./,
  },
  {
    title: 'an ambiguous stack',
    args: ['show', 'LCG_10'],
    status: 2,
    code: 'stack-ambiguous',
    says: /"LCG_10" can mean 6 stacks/,
    advice: /hsf show lcg\/LCG_/,
  },
  {
    title: 'an unknown platform',
    args: ['plan', 'LCG_107@gcc99'],
    status: 3,
    code: 'variant-unknown',
    says: /gcc99/,
    advice: /gcc|hsf show LCG_107/,
  },
  {
    title: 'a missing choice',
    args: ['plan', 'LCG_107'],
    status: 2,
    code: 'choice-missing',
    says: /--compiler/,
    advice: /hsf plan lcg\/LCG_107@/,
  },
  {
    title: 'a missing choice to start',
    args: ['run', 'LCG_107', '--', 'a b'],
    status: 125,
    code: 'choice-missing',
    says: /--compiler/,
    advice: /-- 'a b'$/m,
  },
  {
    title: 'no stack at all',
    args: ['shell'],
    status: 125,
    code: 'choice-missing',
    says: /No stack was given/,
    advice: /hsf shell /,
  },
  {title: 'a wrong flag', args: ['list', '--jsn'], status: 2, code: 'usage', says: /--jsn/, advice: /--json/},
  {
    title: 'a wrong flag to start',
    args: ['run', '--no-such', NATIVE, '--', 'true'],
    status: 125,
    code: 'usage',
    says: /--no-such/,
    advice: /./,
  },
  {title: 'a wrong command', args: ['serach'], status: 2, code: 'usage', says: /serach/, advice: /hsf search/},
  {title: 'a wrong value', args: ['list', '--runs', 'fast'], status: 2, code: 'usage', says: /fast/, advice: /native/},
  {
    title: 'a wrong number',
    args: ['list', '--timeout', 'soon'],
    status: 2,
    code: 'usage',
    says: /--timeout.*soon/,
    advice: /SECONDS/,
  },
  {title: 'no package', args: ['search'], status: 2, code: 'usage', says: /PACKAGE/, advice: /--help/},
  {title: 'a package that is none', args: ['search', '>=6'], status: 2, code: 'usage', says: />=6/, advice: /ROOT>=6.34/},
  {title: 'no command to run', args: ['run', NATIVE], status: 125, code: 'usage', says: /needs a command/, advice: /-- CMD/},
  {
    title: 'a command for a shell',
    args: ['shell', NATIVE, '--', 'ls'],
    status: 125,
    code: 'usage',
    says: /takes no command/,
    advice: /hsf run/,
  },
  {
    title: 'a stack where a command belongs',
    args: ['LCG_107'],
    status: 2,
    code: 'usage',
    says: /LCG_107/,
    advice: /hsf shell LCG_107/,
  },
  {
    title: 'a variable with a wrong value',
    args: ['list'],
    env: {HSF_TIMEOUT: 'soon'},
    status: 2,
    code: 'usage',
    says: /HSF_TIMEOUT.*soon/,
    advice: /variable/,
  },
  {
    title: 'a variable with a wrong value to start',
    args: ['run', NATIVE, '--', 'true'],
    env: {HSF_CONTAINER: 'sometimes'},
    status: 125,
    code: 'usage',
    says: /HSF_CONTAINER.*sometimes/,
    advice: /./,
  },
  {
    title: 'a switch variable with a wrong value',
    args: ['list'],
    env: {HSF_NO_INPUT: 'maybe'},
    status: 2,
    code: 'usage',
    says: /HSF_NO_INPUT.*maybe/,
    advice: /./,
  },
  {
    title: 'a missing tree',
    args: ['show', 'LCG_107'],
    env: {HSF_CVMFS: '/nonexistent'},
    status: 1,
    code: 'cvmfs-missing',
    says: /\/nonexistent/,
    advice: /--cvmfs/,
  },
  {
    title: 'a missing tree to start',
    args: ['run', NATIVE, '--', 'true'],
    env: {HSF_CVMFS: '/nonexistent'},
    status: 125,
    code: 'cvmfs-missing',
    says: /\/nonexistent/,
    advice: /--cvmfs/,
  },
  {
    title: 'what cannot run here',
    args: ['plan', 'LCG_106b@mac12'],
    status: 1,
    code: 'variant-cannot-run',
    says: /macOS|arm64|aarch64/i,
    advice: /./,
  },
  {
    title: 'an engine that there is none of',
    args: ['plan', NATIVE, '--container', 'always', '--engine', 'dokcer'],
    status: 1,
    code: 'engine-missing',
    says: /dokcer/,
    advice: /bubblewrap/,
  },
  {
    title: 'a directory that is not there inside',
    args: ['run', NATIVE, '--cwd', '/no/such', '--', 'true'],
    status: 125,
    code: 'directory-missing',
    says: /\/no\/such/,
    advice: /--cwd/,
  },
  {
    title: 'a shell without completion',
    args: ['completion', 'tcsh'],
    status: 2,
    code: 'usage',
    says: /tcsh/,
    advice: /bash, zsh, fish/,
  },
  {
    title: 'an unknown theme',
    args: ['config', 'set', 'theme', 'nope'],
    status: 1,
    code: 'theme-invalid',
    says: /no theme "nope"/,
    advice: /high-contrast/,
  },
  {title: 'an unknown setting', args: ['config', 'get', 'timeot'], status: 2, code: 'usage', says: /timeot/, advice: /timeout/},
  {
    title: 'a sysroot that is none',
    args: ['host', '--sysroot', '/no/such'],
    status: 1,
    code: 'directory-missing',
    says: /\/no\/such/,
    advice: /./,
  },
];

describe('gets one sentence, a next step and its status', () => {
  test.each(CASES)('$title', async ({args, env, status, code, says, advice}) => {
    const [text, json] = await Promise.all([args, ['--json', ...args]].map(line => scene.hsf(line, {env: {...HOST, ...env}})));
    if (text === undefined || json === undefined) throw new Error('two runs, two ends');
    expect({status: text.status, stdout: text.stdout}).toEqual({status, stdout: ''});
    const lines = text.stderr.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^hsf: /);
    expect(lines[0]).toMatch(says);
    expect(lines.slice(1).join('\n')).toMatch(advice);
    expect(text.stderr).not.toMatch(/\n {4}at |bug/);

    // A start has no JSON of its own, so that is what is wrong with it then; all others tell the same in both forms.
    const starts = args.includes('run') || args.includes('shell');
    if (args[0] === 'completion') return;
    expect(json.status).toBe(status);
    expect(documentOf(json)['error']).toMatchObject(
      starts ? {message: expect.any(String) as string} : {code, message: expect.stringMatching(says) as string},
    );
  });
});
