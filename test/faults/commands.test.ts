import {spawn, spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {clock, scratch} from '../find/scene.ts';
import {mountFuse, skipFuse, type FuseMount} from '../rig/fuse/fuse-rig.ts';
import {writeTree} from '../rig/tree.ts';

const SICK = 'sft.cern.ch';
const HSF = join(import.meta.dirname, '../../bin/hsf');
const LONGEST_MS = 10_000;
const SICK_STACK = 'lcg/LCG_107@x86_64-el9-gcc13-opt';

type Ended = {readonly status: number | null; readonly stdout: string; readonly stderr: string; readonly ms: number};
type Command = {
  readonly title: string;
  readonly words: readonly string[];
  readonly status: number;
  /** Whether it has to name the repository. */
  readonly says: boolean;
  readonly stdout?: RegExp;
  readonly input?: string;
};

/** What every command does while a repository hangs of which an index is there. */
const WITH_INDEX: readonly Command[] = [
  {title: 'list', words: ['list'], status: 0, says: true, stdout: /LCG_107[^]*eessi\/2025\.06/},
  {
    title: 'list --json',
    words: ['list', '--json'],
    status: 0,
    says: true,
    stdout: /"fqrn": ?"sft\.cern\.ch",\s*"state": ?"hung"/,
  },
  {title: 'search', words: ['search', 'ROOT'], status: 0, says: true},
  {title: 'show of a stack that hangs', words: ['show', 'lcg/LCG_107'], status: 0, says: true, stdout: /x86_64-el9-gcc13-opt/},
  {title: 'show of another one', words: ['show', 'eessi/2025.06'], status: 0, says: false, stdout: /zen3/},
  {title: 'run of a stack that hangs', words: ['run', SICK_STACK, '--', 'true'], status: 125, says: true},
  {title: 'shell of a stack that hangs', words: ['shell', SICK_STACK], status: 125, says: true, input: 'exit 3\n'},
  {title: 'env of a stack that hangs', words: ['env', SICK_STACK], status: 1, says: true},
  {
    title: 'run of another stack',
    words: ['run', 'eessi/2025.06@x86_64/generic', '--', 'echo', 'hi'],
    status: 0,
    says: false,
    stdout: /hi\n$/,
  },
  {title: 'plan of a stack that hangs', words: ['plan', SICK_STACK, '--', 'true'], status: 1, says: true},
  {title: 'plan of another stack', words: ['plan', 'eessi/2025.06@x86_64/generic', '--', 'true'], status: 0, says: false},
  {title: 'images', words: ['images'], status: 0, says: true, stdout: /unpacked\.cern\.ch\S*almalinux:9/},
  {title: 'host', words: ['host'], status: 0, says: false},
  {title: 'doctor', words: ['doctor'], status: 1, says: true},
  {title: 'refresh', words: ['refresh'], status: 1, says: true},
  {title: 'config', words: ['config'], status: 0, says: false},
  {title: 'completion', words: ['completion', 'bash'], status: 0, says: false},
  {title: 'demo --help', words: ['demo', '--help'], status: 0, says: false},
  {title: 'help', words: ['--help'], status: 0, says: false},
  {title: 'no words and no terminal', words: [], status: 2, says: false},
];

/** And while nothing is known of it. */
const WITHOUT_INDEX: readonly Command[] = [
  {title: 'list', words: ['list'], status: 0, says: true, stdout: /eessi\/2025\.06/},
  {title: 'images', words: ['images'], status: 0, says: true, stdout: /unpacked\.cern\.ch\S*almalinux:9/},
  {title: 'show of another stack', words: ['show', 'eessi/2025.06'], status: 0, says: false, stdout: /zen3/},
  {title: 'run of a stack that cannot be known', words: ['run', SICK_STACK, '--', 'true'], status: 125, says: true},
  {title: 'doctor', words: ['doctor'], status: 1, says: true},
  {title: 'refresh', words: ['refresh'], status: 1, says: true},
];

describe.skipIf(skipFuse() || !existsSync(HSF))('with a repository that hangs', () => {
  let root: string;
  let home: string;
  let sick: FuseMount;

  beforeAll(async () => {
    root = scratch();
    home = join(scratch(), 'home');
    const backing = scratch();
    writeTree(root);
    writeTree(backing);
    mkdirSync(home);
    sick = await mountFuse(join(backing, SICK), join(root, SICK));
  });

  afterAll(() => {
    sick.unmount();
  });

  describe.each([
    {title: 'and has an index', commands: WITH_INDEX, isKnown: true},
    {title: 'and was never read', commands: WITHOUT_INDEX, isKnown: false},
  ])('$title', ({commands, isKnown}) => {
    let cache: string;

    beforeAll(async () => {
      cache = scratch();
      sick.rules([`attr user.root_hash ${'a'.repeat(40)}`, 'attr user.revision 42', `catalog ${'c'.repeat(40)} /`]);
      if (isKnown) {
        expect((await hsf(['refresh'])).status).toBe(0);
        // Remembered listings must not hide what comes next.
        for (const words of [['list'], ['list', '--json']]) expect((await hsf(words)).stdout).toContain('LCG_107');
        expect(readdirSync(join(cache, 'hsf/listed')).length).toBeGreaterThan(0);
      }
      sick.rules(['hang /']);
    });

    for (const command of commands) {
      it(`${command.title} ends in time, says so, and leaves one helper at most`, async () => {
        const ended = await hsf(command.words, command.input);
        expect(ended.ms, ended.stderr).toBeLessThan(LONGEST_MS);
        expect(ended.status, `${ended.stdout}\n${ended.stderr}`).toBe(command.status);
        if (command.says) expect(ended.stdout + ended.stderr).toContain(SICK);
        if (command.stdout !== undefined) expect(ended.stdout).toMatch(command.stdout);
        expect(helpersOf(root).length).toBeLessThanOrEqual(1);
      });
    }

    const hsf = (words: readonly string[], input = '') => run(words, input, {HSF_CVMFS: root, HOME: home, XDG_CACHE_HOME: cache});
  });
});

function run(words: readonly string[], input: string, env: Readonly<Record<string, string>>): Promise<Ended> {
  const startedAt = clock();
  const child = spawn(HSF, words, {cwd: '/', env: {PATH: process.env['PATH'], TERM: 'dumb', ...env}, stdio: 'pipe'});
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return new Promise(resolve => {
    child.on('close', status => resolve({status, stdout, stderr, ms: clock() - startedAt}));
  });
}

/** Processes that live and name the tree in their arguments; hangfs itself is none of ours. */
function helpersOf(root: string): readonly string[] {
  const {stdout} = spawnSync('ps', ['-eo', 'stat=,args='], {encoding: 'utf8', timeout: 5000});
  return stdout.split('\n').filter(line => line.includes(root) && !line.includes('hangfs') && !line.startsWith('Z'));
}
