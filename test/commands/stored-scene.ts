import {spawn, spawnSync} from 'node:child_process';
import {existsSync, lstatSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import {makeScene, type Ended, type Scene} from './hsf.ts';

const HSF = join(import.meta.dirname, '..', '..', 'bin/hsf');

export const STACK = 'lcg/LCG_107@x86_64-debian12-gcc12-opt';
export const VIEW = 'sft.cern.ch/lcg/views/LCG_107/x86_64-debian12-gcc12-opt';

export type Call = {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** The shell that reads bin/hsf, where that is not `/bin/sh`. */
  readonly shell?: readonly string[];
  /** What a shell does before it becomes all that. */
  readonly before?: string;
};

export type Called = Omit<Ended, 'ms'> & {
  /** Whether Node was started. */
  readonly node: boolean;
};

/** A user whose tree is at `/cvmfs` itself, in a mount namespace, and who starts `bin/hsf`. */
export type StoredScene = Scene & {
  readonly call: (args: readonly string[], call?: Call) => Promise<Called>;
  /** The same as a program with its arguments and all of its environment, for a terminal. */
  readonly program: (
    args: readonly string[],
    call?: Call,
  ) => {
    readonly argv: readonly string[];
    readonly env: Readonly<Record<string, string>>;
  };
  /** How often Node was started so far. */
  readonly nodes: () => number;
  /** Starts by these words until it goes without Node. */
  readonly prime: (args: readonly string[], call?: Call) => Promise<Called>;
  /** Files with what is stored. */
  readonly stored: () => readonly string[];
  readonly history: () => readonly Record<string, unknown>[];
};

/** Why there can be no such scene here; null where there can. */
export function missingForStored(): string | null {
  return spawnSync('bwrap', [...rootEntries(), '--', '/bin/true']).status === 0 ? null : 'no bubblewrap that works';
}

export function makeStoredScene(): StoredScene {
  const scene = makeScene({extraPlatforms: ['x86_64-debian12-gcc12-opt', 'x86_64-debian12-gcc13-opt']});
  rmSync(scene.tree.unreadable, {recursive: true, force: true});
  const log = join(scene.folder, 'node.log');
  const node = join(scene.folder, 'node');
  writeFileSync(node, `#!/bin/sh\n[ "$1" = -v ] || echo started >>'${log}'\nexec '${process.execPath}' "$@"\n`, {mode: 0o755});
  const env = {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    LANG: 'C.UTF-8',
    SHELL: '/bin/bash',
    USER: 'tester',
    HOME: scene.home,
    HSF_OS: 'debian12',
    HSF_ARCH: 'x86_64',
    HSF_CPU: 'x86_64/amd/zen3',
    HSF_NODE: node,
  };
  const nodes = () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n').length - 1 : 0);
  const quick = join(scene.home, '.cache/hsf/quick');

  const program: StoredScene['program'] = (args, {env: more = {}, cwd = scene.folder, shell = [], before} = {}) => {
    const words = [...shell, HSF, ...args];
    const inner = before === undefined ? words : ['/bin/bash', '--norc', '-c', `${before}; exec "$@"`, 'bash', ...words];
    const argv = ['bwrap', ...rootEntries(), '--bind', scene.tree.root, '/cvmfs', '--chdir', cwd, '--', ...inner];
    return {argv, env: {...env, ...more}};
  };
  const call: StoredScene['call'] = async (args, options) => {
    const begun = nodes();
    const ended = await run(program(args, options));
    return {...ended, node: nodes() > begun};
  };
  return {
    ...scene,
    call,
    program,
    nodes,
    prime: async (args, options) => {
      // Live, compared with a second run, replayed and stored; a machine that is busy may take one more.
      for (let attempt = 0; attempt < 10; attempt += 1) {
        const called = await call(args, options);
        if (!called.node) return called;
      }
      throw new Error(`It is not stored: ${existsSync(quick) ? readdirSync(quick).join(', ') : 'nothing is'}`);
    },
    stored: () => (existsSync(quick) ? readdirSync(quick).map(name => join(quick, name)) : []),
    history: () =>
      readFileSync(join(scene.home, '.local/state/hsf/history.jsonl'), 'utf8')
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line) as Record<string, unknown>),
  };
}

/** The machine's own root, with room for `/cvmfs`. */
function rootEntries(): readonly string[] {
  const entries = readdirSync('/').flatMap(name => {
    const path = `/${name}`;
    if (['proc', 'dev', 'cvmfs'].includes(name)) return [];
    return lstatSync(path).isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : ['--bind', path, path];
  });
  return [...entries, '--dev-bind', '/dev', '/dev', '--proc', '/proc'];
}

function run({argv: [program = '', ...argv], env}: ReturnType<StoredScene['program']>): Promise<Omit<Ended, 'ms'>> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, argv, {env, stdio: ['ignore', 'pipe', 'pipe']});
    const output = {stdout: '', stderr: ''};
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => (output[name] += text));
    child.on('error', reject);
    child.on('close', (status, signal) => resolve({status, signal, ...output}));
  });
}

/** That it went this way, with this result. */
export function expectCall(called: Called, {node, ...result}: {readonly node: boolean} & Partial<Called>): void {
  expect(called).toMatchObject({status: 0, ...result, node});
}
