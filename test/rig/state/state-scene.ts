import {randomBytes} from 'node:crypto';
import {spawn} from 'node:child_process';
import {mkdirSync, mkdtempSync, realpathSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {faultyFiles, type FaultyFiles} from '../files/faulty-files.ts';
import {removeTree, writeTree, type Tree} from '../tree.ts';
import {leftProcesses, type LeftProcess} from '../../../src/system/left-processes.ts';

export const NATIVE = 'LCG_107@debian12-gcc12';
export const NATIVE_ADDRESS = 'lcg/LCG_107@x86_64-debian12-gcc12-opt';

const HSF = join(import.meta.dirname, '..', '..', '..', 'bin/hsf');

export type Ended = {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
};

export type Call = {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Another `bin/hsf`, or another program in front of it. */
  readonly program?: readonly string[];
  /** After so many milliseconds all its processes are killed. */
  readonly killAfterMs?: number;
};

/** A user of the real `bin/hsf`, whose files can be made to fail. */
export type StateScene = {
  readonly folder: string;
  readonly home: string;
  /** A project of theirs, with its own `hsf.toml`. */
  readonly project: string;
  readonly tree: Tree;
  readonly files: FaultyFiles;
  readonly hsf: (words: readonly string[], call?: Call) => Promise<Ended>;
  /** Processes that were started here and have not ended. */
  readonly left: () => readonly LeftProcess[];
  readonly remove: () => void;
};

export function makeStateScene(wanted?: {readonly folder?: string; readonly cvmfs?: string}): StateScene {
  const folder = wanted?.folder ?? realpathSync(mkdtempSync(join(tmpdir(), 'hsf-state-')));
  const [home, project] = [join(folder, 'home'), join(folder, 'home/project')];
  mkdirSync(project, {recursive: true});
  const tree = writeTree(join(folder, 'cvmfs'), {extraPlatforms: ['x86_64-debian12-gcc12-opt', 'x86_64-debian12-gcc13-opt']});
  // Readable for all: what is left out is told anew by each search.
  removeTree(tree.unreadable);
  writeFileSync(join(project, 'hsf.toml'), `stack = "${NATIVE}"\n`);
  const files = faultyFiles(home, folder);
  const mark = randomBytes(12).toString('hex');
  const fixed = {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    LANG: 'C.UTF-8',
    SHELL: '/bin/bash',
    USER: 'tester',
    HOME: home,
    HSF_CVMFS: wanted?.cvmfs ?? tree.root,
    HSF_OS: 'debian12',
    HSF_ARCH: 'x86_64',
    HSF_CPU: 'x86_64/amd/zen3',
    STATE_SCENE: mark,
  };
  return {
    folder,
    home,
    project,
    tree,
    files,
    hsf: (words, {env = {}, cwd = project, program = [HSF], killAfterMs} = {}) =>
      new Promise((resolve, reject) => {
        const begunAt = performance.now();
        const [first = HSF, ...others] = program;
        const child = spawn(first, [...others, ...words], {
          cwd,
          env: {...fixed, ...files.env, ...env},
          stdio: ['ignore', 'pipe', 'pipe'],
          detached: true,
        });
        const output = {stdout: '', stderr: ''};
        for (const name of ['stdout', 'stderr'] as const)
          child[name].setEncoding('utf8').on('data', (text: string) => (output[name] += text));
        const timer =
          killAfterMs === undefined ? undefined : setTimeout(() => child.pid !== undefined && killGroup(child.pid), killAfterMs);
        child.on('error', reject);
        child.on('close', (status, signal) => {
          clearTimeout(timer);
          resolve({status, signal, ...output, ms: performance.now() - begunAt});
        });
      }),
    left: () => leftProcesses(null, mark),
    remove: () => removeTree(folder),
  };
}

function killGroup(group: number): void {
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
