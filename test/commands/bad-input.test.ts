import {chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {documentOf, makeScene, type Scene} from './hsf.ts';

let scene: Scene;
beforeEach(() => {
  scene = makeScene({extraPlatforms: ['x86_64-debian12-gcc12-opt', 'x86_64-debian12-gcc13-opt']});
});
afterEach(() => scene.remove());

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
  {title: 'an unknown platform', args: ['plan', 'LCG_107@gcc99'], status: 3, code: 'variant-unknown', says: /gcc99/, advice: /./},
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
    status: 1,
    code: 'settings-invalid',
    says: /HSF_TIMEOUT.*soon/,
    advice: /variable/,
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
    advice: /./,
  },
  {
    title: 'a shell without completion',
    args: ['completion', 'tcsh'],
    status: 2,
    code: 'usage',
    says: /tcsh/,
    advice: /bash, zsh, fish/,
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

describe('a damaged file', () => {
  const userFile = () => join(scene.home, '.config/hsf/config.json');
  const writeUserFile = (text: string) => {
    mkdirSync(join(scene.home, '.config/hsf'), {recursive: true});
    writeFileSync(userFile(), text);
  };

  test('settings that are no JSON are kept aside and said once', async () => {
    writeUserFile('{"timeout": ');
    const first = await scene.hsf(['list'], {env: HOST});
    expect([first.status, first.stderr]).toEqual([0, expect.stringContaining('config.json.bad')]);
    expect((await scene.hsf(['list'], {env: HOST})).stderr).not.toContain('config.json');
    expect(readFileSync(`${userFile()}.bad`, 'utf8')).toBe('{"timeout": ');
  });

  test('a wrong value stops commands with file and key, and config and doctor still work', async () => {
    writeUserFile('{"container": "sometimes"}');
    const listed = await scene.hsf(['list'], {env: HOST});
    expect([listed.status, listed.stderr]).toEqual([1, expect.stringMatching(/config\.json: "container" has to be one of/)]);
    expect((await scene.hsf(['run', NATIVE, '--', 'true'], {env: HOST})).status).toBe(125);
    expect((await scene.hsf(['doctor'], {env: HOST})).stdout).toMatch(/failure\s+settings:container/);
    expect((await scene.hsf(['config', 'unset', 'container'], {env: HOST})).status).toBe(0);
    expect((await scene.hsf(['list'], {env: HOST})).status).toBe(0);
  });

  test('an index is made anew and the damaged one kept', async () => {
    await scene.hsf(['list'], {env: HOST});
    const index = scene.files().find(file => file.endsWith('sft.cern.ch.json'))!;
    writeFileSync(join(scene.home, index), '{"version": ');
    const again = await scene.hsf(['list', '--json'], {env: HOST});
    expect([again.status, again.stderr]).toEqual([0, expect.stringContaining('damaged')]);
    expect(scene.files()).toContain(`${index}.damaged`);
    expect((await scene.hsf(['list'], {env: HOST})).stderr).not.toContain('damaged');
  });

  test('a family file is named with line and key, and the others work', async () => {
    mkdirSync(join(scene.home, '.config/hsf/families'), {recursive: true});
    writeFileSync(join(scene.home, '.config/hsf/families/mine.toml'), 'id = "mine"\ntitel = "Mine"\n');
    const ended = await scene.hsf(['list'], {env: HOST});
    expect([ended.status, ended.stderr]).toEqual([0, expect.stringMatching(/mine\.toml:\d+: .*titel/)]);
    expect((await scene.hsf(['doctor'], {env: HOST})).status).toBe(1);
  });
});

describe('a machine that lacks something', () => {
  test('no engine on PATH: what is native runs, the rest is refused in words', async () => {
    const bin = join(scene.folder, 'bin');
    mkdirSync(bin);
    const env = {...HOST, PATH: bin, HSF_CVMFS: scene.tree.root};
    const shown = await scene.hsf(['plan', 'LCG_107@x86_64-el9-gcc13-opt'], {env});
    expect([shown.status, shown.stderr]).toEqual([1, expect.stringMatching(/engine/)]);
    const started = await scene.hsf(['run', 'LCG_107@x86_64-el9-gcc13-opt', '--', 'true'], {env});
    expect([started.status, started.stdout]).toEqual([125, '']);
  });

  test('no place to write: it works without', async () => {
    rmSync(scene.home, {recursive: true});
    writeFileSync(scene.home, 'a file where the home directory should be');
    const ended = await scene.hsf(['list', '--json'], {env: HOST});
    expect([ended.status, ended.stderr]).toEqual([0, expect.stringMatching(/cache/)]);
    const set = await scene.hsf(['config', 'set', 'timeout', '20'], {env: HOST});
    expect([set.status, set.stderr]).toEqual([1, expect.stringMatching(/cannot be written/)]);
  });

  test('no home at all: it works without', async () => {
    const ended = await scene.hsf(['list', '--json'], {env: {...HOST, HOME: ''}});
    expect(ended.status).toBe(0);
  });

  test('a directory that cannot be read is left out, and everything else is listed', async () => {
    chmodSync(scene.tree.unreadable, 0o000);
    const ended = await scene.hsf(['list', '--json'], {env: HOST});
    expect(ended.status).toBe(0);
    expect(ended.stdout).toContain('lcg/LCG_107@x86_64-el9-gcc13-opt');
  });
});

describe('without a terminal', () => {
  test('bare hsf gives short help on stderr and status 2', async () => {
    const ended = await scene.hsf([]);
    expect([ended.status, ended.stdout]).toEqual([2, '']);
    expect(ended.stderr).toMatch(/^Usage: hsf/);
  });

  test('a reader that goes away ends hsf quietly', async () => {
    const {execFileSync} = await import('node:child_process');
    const main = join(import.meta.dirname, '../../dist/hsf.js');
    const script = `"$1" "$2" list --json 2>"$3" | head -c 10 >/dev/null; printf %s "\${PIPESTATUS[0]}"`;
    const env = {...process.env, ...HOST, HOME: scene.home, HSF_CVMFS: scene.tree.root};
    const status = execFileSync('bash', ['-c', script, 'bash', process.execPath, main, join(scene.folder, 'err')], {
      env,
      encoding: 'utf8',
    });
    expect([status, readFileSync(join(scene.folder, 'err'), 'utf8')]).toEqual(['0', '']);
  });
});

test('nothing is left behind but the index and the history', async () => {
  for (const args of [
    ['list'],
    ['show', 'LCG_107'],
    ['plan', NATIVE],
    ['run', NATIVE, '--', 'true'],
    ['run', NATIVE, '--', 'no-such-command'],
    ['doctor'],
    ['search', 'ROOT'],
  ]) {
    await scene.hsf(args, {env: HOST});
  }
  expect(scene.files().filter(file => !/^\.cache\/hsf\/index\/[^/]+\/[a-z0-9.-]+\.json$/.test(file))).toEqual([
    '.local/state/hsf/history.jsonl',
  ]);
  expect(readdirSync(scene.folder).toSorted()).toEqual(['cvmfs', 'home']);
});
