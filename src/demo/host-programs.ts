import {readFile, realpath} from 'node:fs/promises';
import {basename} from 'node:path';
import {readElf} from './elf.ts';

/** What the demo may ask of the machine; everything comes in from outside. */
export type DemoHost = {
  /** `uname -m`: x86_64, aarch64. */
  readonly arch: string;
  /** This machine's own system as platform strings spell it (`debian12`), null where it has no such name. */
  readonly osFamily: string | null;
  /** Absolute path of a program on PATH, null when there is none. */
  readonly which: (program: string) => string | null;
  /** Runs a small program without a terminal, with a deadline; `status` null when it did not end in time. */
  readonly run: (argv: readonly [string, ...string[]]) => Promise<{readonly status: number | null; readonly stdout: string}>;
};

export type HostProgram = {readonly name: string; readonly bytes: Uint8Array};

/** Programs of this machine with all that they need to start: its dynamic loader and libraries. */
export type HostPrograms = {
  readonly programs: readonly HostProgram[];
  /** The loader as programs name it, `/lib64/ld-linux-x86-64.so.2`. */
  readonly loader: string;
  /** Path of each library by the name that programs ask for, the C library among them, the loader not. */
  readonly libraries: ReadonlyMap<string, string>;
  /** A static busybox, which starts anywhere; null when the machine has none. */
  readonly busybox: string | null;
};

/** A shell and what a short session wants; what the machine lacks is left out, but not the shell. */
const WANTED = [
  ...['bash', 'ls', 'cat', 'env', 'id', 'uname', 'sleep', 'true', 'false', 'head', 'tail', 'grep', 'sed', 'awk', 'less'],
  ...[
    'echo',
    'printf',
    'pwd',
    'date',
    'wc',
    'sort',
    'uniq',
    'cut',
    'tr',
    'tee',
    'cp',
    'mv',
    'rm',
    'mkdir',
    'rmdir',
    'ln',
    'chmod',
  ],
  ...[
    'readlink',
    'realpath',
    'dirname',
    'basename',
    'mktemp',
    'touch',
    'seq',
    'test',
    'expr',
    'find',
    'stty',
    'tty',
    'nproc',
    'clear',
  ],
];

/**
 * Collects programs from the machine. Null where there is no bash, or where programs do not start through a dynamic loader of
 * their own (macOS): then a demo prefix cannot be made.
 */
export async function gatherPrograms(host: DemoHost): Promise<HostPrograms | null> {
  const found = await Promise.all(WANTED.map(name => programNamed(name, host)));
  const programs = found.filter(program => program !== null);
  const shell = programs.find(({name}) => name === 'bash');
  const loader = shell?.loader ?? null;
  if (loader === null) return null;
  // A program of another kind (a 32-bit one, a static one) would need a loader of its own.
  const alike = programs.filter(program => program.loader === loader);
  const libraries = new Map<string, string>();
  for (const program of alike) {
    if (program.needed.some(name => !libraries.has(name) && name !== basename(loader))) {
      for (const [name, path] of await librariesOf(program.path, loader, host)) libraries.set(name, path);
    }
  }
  const complete = alike.filter(({needed}) => needed.every(name => libraries.has(name) || name === basename(loader)));
  return complete.some(({name}) => name === 'bash')
    ? {programs: complete, loader, libraries, busybox: await staticBusybox(host)}
    : null;
}

async function programNamed(name: string, host: DemoHost) {
  const path = host.which(name);
  if (path === null) return null;
  const bytes = await readFile(path).catch(() => null);
  const facts = bytes && readElf(bytes);
  return bytes && facts ? {name, path: await realpath(path), bytes, loader: facts.interpreter, needed: facts.needed} : null;
}

/**
 * All libraries of a program, those of its libraries too, as its own loader finds them: name and path.
 *
 * The loader is asked because it alone knows its search path. Lines read `libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x7f…)`.
 */
async function librariesOf(program: string, loader: string, host: DemoHost): Promise<readonly (readonly [string, string])[]> {
  const {stdout} = await host.run([loader, '--list', program]);
  return [...stdout.matchAll(/^\s*(\S+) => (\/.*) \(0x[0-9a-f]+\)$/gm)]
    .map(([, name, path]) => [name!, path!] as const)
    .filter(([name]) => name !== basename(loader));
}

async function staticBusybox(host: DemoHost): Promise<string | null> {
  const path = host.which('busybox');
  const facts = path === null ? null : readElf(await readFile(path).catch(() => new Uint8Array()));
  return facts !== null && facts.interpreter === null ? path : null;
}
