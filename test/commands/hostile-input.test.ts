import {spawn} from 'node:child_process';
import {chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {CODE, CONTROLS, MARK, rawIn, writeHostileTree} from '../rig/hostile.ts';

const HSF = join(import.meta.dirname, '../../bin/hsf');
const EVIL = `${CONTROLS.join('')}${CODE.join('')}`.replaceAll('x'.repeat(200), 'x');

let folder = '';
let cvmfs = '';
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-hostile-')));
  cvmfs = join(folder, 'cvmfs');
  mkdirSync(cvmfs);
  writeHostileTree(cvmfs);
});
afterAll(() => {
  const written = readdirSync(folder, {recursive: true}).map(String);
  rmSync(folder, {recursive: true, force: true});
  expect(written.filter(path => path.endsWith('PWNED') && !path.startsWith('cvmfs/'))).toEqual([]);
});

type Ended = {readonly status: number | null; readonly stdout: Buffer; readonly stderr: Buffer};

/** A home and a working directory of its own, since sources are put there. */
function user() {
  const own = mkdtempSync(join(folder, 'user-'));
  const home = join(own, 'home');
  const work = join(own, 'work');
  for (const path of [home, work]) mkdirSync(path);
  const hsf = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    new Promise<Ended>((resolve, reject) => {
      const child = spawn(HSF, args, {
        cwd: work,
        env: {
          PATH: process.env['PATH'],
          HOME: home,
          HSF_CVMFS: cvmfs,
          PWN: join(own, 'PWNED'),
          HSF_OS: 'debian12',
          HSF_ARCH: 'x86_64',
          HSF_CPU: 'x86_64/amd/zen3',
          LANG: 'C.UTF-8',
          SHELL: '/bin/bash',
          ...env,
        },
      });
      const parts = {stdout: [] as Buffer[], stderr: [] as Buffer[]};
      for (const name of ['stdout', 'stderr'] as const) child[name].on('data', (part: Buffer) => parts[name].push(part));
      child.on('error', reject);
      child.on('close', status => resolve({status, stdout: Buffer.concat(parts.stdout), stderr: Buffer.concat(parts.stderr)}));
      child.stdin.end();
    });
  return {home, work, hsf};
}

function expectClean(args: readonly string[], {stdout, stderr}: Ended): void {
  expect([args, rawIn(stdout), rawIn(stderr)]).toEqual([args, null, null]);
  if (args.includes('--json') && stdout.length > 0) expect(() => JSON.parse(stdout.toString()) as unknown).not.toThrow();
  expect(stderr.toString()).not.toContain('this is a bug in hsf');
}

/** Everything that prints something of a tree, of what was done and of the machine. */
const ROUTES: readonly (readonly string[])[] = [
  ['list', '--runs', 'any', '-v'],
  ['list', '--json'],
  ['list'],
  ['show', 'LCG_107', '--packages', '--json'],
  ['show', `LCG_1${CONTROLS[0]}`],
  ['show', 'LCG_108'],
  ['search', 'ROOT'],
  ['search', 'ROOT', '--json'],
  ['images', '--all'],
  ['images', '--json'],
  ['diff', 'LCG_107', 'LCG_108'],
  ['doctor'],
  ['doctor', '--json'],
  ['host'],
  ['host', '--json'],
  ['plan', 'LCG_107'],
  ['plan', 'LCG_107', '--json'],
  ['plan', `LCG_1${CODE[0]}`, '--command'],
  ['plan', 'LCG_108'],
  ['env', 'LCG_107', '--json'],
  ['run', 'LCG_108', '--', 'true'],
  ['history'],
  ['history', '--json'],
  ['last', '--dry-run'],
  ['favourite', 'list'],
  ['profile', 'list'],
  ['family', 'list'],
  ['status', '--json'],
  ['config', 'list', '--show-origin'],
  ['config', 'list', '--json'],
  ['lock'],
  ['check'],
  ['allow', '--dry-run'],
  ['refresh'],
];

async function through(routes: readonly (readonly string[])[], {hsf}: ReturnType<typeof user>, env = {}): Promise<void> {
  for (let at = 0; at < routes.length; at += 4) {
    const some = routes.slice(at, at + 4);
    const ended = await Promise.all(some.map(args => hsf(args, env)));
    for (const [index, one] of ended.entries()) expectClean(some[index]!, one);
  }
}

test('names and contents of repositories reach nothing raw, and run as nothing', {timeout: 120_000}, async () => {
  const one = user();
  await through([['refresh']], one);
  const {stdout} = await one.hsf(['list']);
  // They are there: what is not listed would prove nothing.
  expect(stdout.toString()).toContain(`LCG_1\\x1b]0;${MARK}`);
  expect(stdout.toString()).toContain('LCG_1$(>$PWN)');
  await through(ROUTES, one);
  // From what is remembered.
  await through(ROUTES.slice(0, 4), one);
  expect(existsSync(join(one.work, 'PWNED'))).toBe(false);
});

test('a release whose name is code is started as the one it is', {timeout: 120_000}, async () => {
  const one = user();
  await one.hsf(['list']);
  const start = async (part: string) => {
    const address = `lcg/LCG_1${part}`;
    const {status, stdout, stderr} = await one.hsf(['run', address, '--', 'sh', '-c', 'printf %s "$HSF_STACK"']);
    expect([part, status, stdout.toString(), rawIn(stderr)]).toEqual([part, 0, address, null]);
  };
  for (let at = 0; at < CODE.length; at += 4) await Promise.all(CODE.slice(at, at + 4).map(start));
  // Again, from what is remembered.
  await Promise.all(CODE.slice(0, 4).map(start));
});

/** Sources that are not the tree, each with what it puts where. */
const SOURCES: Readonly<Record<string, (one: ReturnType<typeof user>) => Readonly<Record<string, string>>>> = {
  'a project file': ({work}) => {
    const text = JSON.stringify(EVIL);
    put(
      work,
      'hsf.toml',
      `stack = ${text}\nengine = ${text}\nbind = [${text}]\n[env]\nEVIL = ${text}\n[hooks]\nenter = [${text}]\n`,
    );
    return {};
  },
  'a project file that is broken': ({work}) => {
    put(work, 'hsf.toml', `${EVIL} = 1\n`);
    return {};
  },
  'a family and rules of the user': ({home}) => {
    const text = JSON.stringify(EVIL);
    put(home, '.config/hsf/families/evil.toml', `id = "evil"\ntitle = ${text}\ndocumentation = ${text}\n${text} = 1\n`);
    put(home, '.config/hsf/families/lcg.toml', `extends = "lcg"\ntitle = ${text}\n`);
    put(home, '.config/hsf/families/rules.toml', `${text} = ${text}\n`);
    return {};
  },
  'settings that are ignored': ({home}) => {
    put(
      home,
      '.config/hsf/config.json',
      JSON.stringify({[EVIL]: EVIL, theme: EVIL, keys: [EVIL], env: [`A=${EVIL.replaceAll('\u0000', '')}`]}),
    );
    return {};
  },
  'settings that are wrong': ({home}) => {
    put(home, '.config/hsf/config.json', JSON.stringify({container: EVIL, timeout: EVIL, engine: EVIL}));
    return {};
  },
  'a history and profiles': ({home}) => {
    const event = {
      at: '2026-01-01T00:00:00Z',
      kind: 'start',
      stack: EVIL,
      variant: EVIL,
      directory: EVIL,
      action: 'run',
      flags: [EVIL],
    };
    put(home, '.local/state/hsf/history.jsonl', `${JSON.stringify(event)}\n${EVIL}\n`);
    put(
      home,
      '.config/hsf/profiles.json',
      JSON.stringify({profiles: {[EVIL]: {stack: EVIL}, good: {stack: EVIL, variant: EVIL, update: EVIL}}}),
    );
    return {};
  },
  'variables of hsf': () =>
    Object.fromEntries(
      [
        'OS',
        'ARCH',
        'CPU',
        'ENGINE',
        'IMAGE',
        'THEME',
        'BIND',
        'ENV',
        'STACK',
        'LEVEL',
        'REVISION',
        'SINCE',
        'ORIGIN',
        'COLOR',
        'PROJECT',
        'STORED',
      ].map(name => [`HSF_${name}`, EVIL]),
    ),
  'variables of everybody': ({home}) => ({
    LANG: EVIL,
    LC_ALL: EVIL,
    TERM: EVIL,
    COLUMNS: EVIL,
    LINES: EVIL,
    SHELL: EVIL,
    USER: EVIL,
    PATH: `${EVIL}:${home}/${MARK}:${process.env['PATH']}`,
    TMPDIR: EVIL,
    XDG_CACHE_HOME: `${home}/${CONTROLS[0]!}`,
  }),
  'engines that say such things': ({home}) => {
    for (const name of ['apptainer', 'podman', 'docker', 'bwrap', 'nerdctl'])
      chmodSync(
        put(home, `bin/${name}`, `#!/bin/sh\nprintf '%s\\n' ${quoted(EVIL)}; printf '%s\\n' ${quoted(EVIL)} >&2; exit 3\n`),
        0o755,
      );
    return {PATH: `${home}/bin:${process.env['PATH']}`, HSF_CONTAINER: 'always'};
  },
};

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

function put(directory: string, path: string, text: string): string {
  const file = join(directory, path);
  mkdirSync(dirname(file), {recursive: true, mode: 0o700});
  writeFileSync(file, text);
  return file;
}

/** What each of them could come out of. */
const SAYING: readonly (readonly string[])[] = [
  ['plan', 'LCG_107'],
  ['run', '--', 'true'],
  ['run', 'LCG_107', '--', 'true'],
  ['doctor'],
  ['history'],
  ['last', '--dry-run'],
  ['profile', 'list'],
  ['config', 'list'],
  ['family', 'show', 'lcg'],
  ['allow', '--dry-run'],
];

test.each(Object.entries(SOURCES))('%s reach nothing raw', {timeout: 120_000}, async (_, source) => {
  const one = user();
  await through(SAYING, one, source(one));
});

test('arguments reach nothing raw', {timeout: 120_000}, async () => {
  const one = user();
  const calls = [
    ['list'],
    ['show'],
    ['search'],
    ['plan'],
    ['run'],
    ['completion'],
    ['init'],
    ['config', 'get'],
    ['config', 'set', 'engine'],
    ['demo'],
    ['family', 'show'],
    ['profile', 'show'],
    ['favourite', 'add'],
    ['images'],
    ['use'],
    ['venv'],
    ['allow'],
    ['lock'],
    ['diff', 'LCG_107'],
    [],
  ];
  await through(
    [...calls.map(words => [...words, EVIL]), ['list', `--${EVIL}`], ['list', `--os=${EVIL}`], ['run', 'LCG_107', '--', EVIL]],
    one,
  );
});
