import {spawn} from 'node:child_process';
import {mkdirSync, mkdtempSync, readdirSync, realpathSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {removeTree, writeTree, type Tree, type TreeWishes} from '../rig/tree.ts';

// The bundle, which the suite's set-up has just built: three times faster to start than the sources.
const MAIN = join(import.meta.dirname, '..', '..', 'dist/hsf.js');

export type Ended = {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
};

export type RunOptions = {
  /** Gets its process number at once. */
  readonly onStart?: (pid: number) => void;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly input?: string;
};

/** A user of hsf with a home and a CVMFS of their own. */
export type Scene = {
  readonly folder: string;
  readonly home: string;
  readonly tree: Tree;
  /** Runs hsf without a terminal. */
  readonly hsf: (args: readonly string[], options?: RunOptions) => Promise<Ended>;
  /** Files below the home directory, relative to it. */
  readonly files: () => readonly string[];
  readonly remove: () => void;
};

export function makeScene(wishes: TreeWishes = {}): Scene {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-commands-')));
  const home = join(folder, 'home');
  mkdirSync(home);
  const tree = writeTree(join(folder, 'cvmfs'), wishes);
  return {
    folder,
    home,
    tree,
    hsf: (args, options = {}) => runHsf(args, {HOME: home, HSF_CVMFS: tree.root}, {cwd: folder, ...options}),
    files: () =>
      readdirSync(home, {recursive: true, withFileTypes: true})
        .filter(entry => entry.isFile())
        .map(entry => join(entry.parentPath, entry.name).slice(home.length + 1))
        .toSorted(),
    remove: () => removeTree(folder),
  };
}

/** The document that `--json` printed; fails loudly when it is none. */
export function documentOf(ended: Ended): Record<string, unknown> {
  try {
    return JSON.parse(ended.stdout) as Record<string, unknown>;
  } catch {
    throw new Error(`no JSON: ${JSON.stringify(ended)}`);
  }
}

/** Runs the built hsf with nothing of the environment but what is given. */
export function runHsf(args: readonly string[], env: Readonly<Record<string, string>>, options: RunOptions): Promise<Ended> {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...args], {
      cwd: options.cwd,
      // Nothing of the developer's own environment: a setting of theirs would change what is tested.
      env: {
        PATH: process.env['PATH'] ?? '/usr/bin:/bin',
        LANG: 'C.UTF-8',
        SHELL: '/bin/bash',
        USER: 'tester',
        ...env,
        ...options.env,
      },
      stdio: 'pipe',
    });
    const output = {stdout: '', stderr: ''};
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => (output[name] += text));
    if (child.pid !== undefined) options.onStart?.(child.pid);
    child.on('error', reject);
    child.on('close', (status, signal) => resolve({status, signal, ...output, ms: performance.now() - startedAt}));
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
  });
}
