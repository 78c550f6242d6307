import {accessSync, closeSync, constants, fstatSync, openSync, readdirSync, readFileSync, readSync, statSync} from 'node:fs';
import {flushCompileCache, getCompileCacheDir} from 'node:module';
import {isatty} from 'node:tty';

/**
 * What our own process is and can do: the few places that touch it (RUNTIME.md 3). Linux facts come from `/proc`; elsewhere they
 * are empty.
 */

/** `/proc/self/environ` as the kernel has it: Node shows bytes that are not UTF-8 as U+FFFD. */
export function rawEnvironment(): Buffer {
  return readProc('/proc/self/environ');
}

/** `/proc/self/cmdline`, arguments ended by NUL. */
export function rawArguments(): Buffer {
  return readProc('/proc/self/cmdline');
}

function readProc(path: string): Buffer {
  // These files have no size, so readFile would guess; and they can be long.
  try {
    const file = openSync(path, 'r');
    try {
      const chunks: Buffer[] = [];
      for (;;) {
        const chunk = Buffer.alloc(65_536);
        const length = readSync(file, chunk, 0, chunk.length, null);
        if (length === 0) return Buffer.concat(chunks);
        chunks.push(chunk.subarray(0, length));
      }
    } finally {
      closeSync(file);
    }
  } catch {
    return Buffer.alloc(0);
  }
}

/** The soft limit of open files as it is now, which Node raises when it starts; null where the kernel does not tell. */
export function softFileLimit(): string | null {
  return /^Max open files\s+(\S+)/m.exec(readProc('/proc/self/limits').toString('latin1'))?.[1] ?? null;
}

/** Whether a program that the kernel refuses ends us (RUNTIME.md 3: on Node 24 by SIGABRT) instead of being an error. */
export function refusedExecIsFatal(): boolean {
  return Number(process.versions.node.split('.')[0]) < 26;
}

const LEAST_ARGUMENTS = 128 * 1024;
const MOST_ARGUMENTS = 6 * 1024 * 1024;

/**
 * Bytes that the kernel has for arguments and environment of a program: a quarter of the soft limit of the stack, within limits of
 * its own (execve(2)).
 */
export function argumentLimit(): number {
  const stack = /^Max stack size\s+(\d+)/m.exec(readProc('/proc/self/limits').toString('latin1'))?.[1];
  return Math.max(LEAST_ARGUMENTS, Math.min(stack === undefined ? MOST_ARGUMENTS : Number(stack) / 4, MOST_ARGUMENTS));
}

/** Whether one of our descriptors will be closed when we become another program; also true where that cannot be told. */
export function isClosedOnExec(descriptor: number): boolean {
  const flags = /^flags:\s+([0-7]+)/m.exec(readProc(`/proc/self/fdinfo/${descriptor}`).toString('latin1'))?.[1];
  return flags === undefined || (Number.parseInt(flags, 8) & 0o2000000) !== 0;
}

/** Process ids of the children of a process, in the order of their start; empty where the kernel does not tell. */
export function childrenOf(pid: number): readonly number[] {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.flatMap(thread =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

/** Whether `execve` of this file can be expected to work; it must be asked before, for on Node 24 a failure cannot be caught. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return file.startsWith('/') && statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * Node ignores these, and what is ignored stays so across exec, where bash cannot change it any more: `yes | head -1` would
 * complain, a file over the limit would be an error instead of the end. What is *handled* the kernel resets to its default.
 */
const IGNORED_BY_NODE = ['SIGPIPE', 'SIGXFSZ'] as const;

const noop = () => {};

/**
 * A file that grows over the limit (ulimit -f) is to be an error, as Node has it. Libraries that want to know of every end handle the
 * signal and die by it: to be called when one was loaded.
 */
export function outliveFileLimit(): void {
  const others = process.listeners('SIGXFSZ').filter(listener => listener !== noop);
  if (!process.listeners('SIGXFSZ').includes(noop)) process.on('SIGXFSZ', noop);
  for (const listener of others) process.off('SIGXFSZ', listener);
}

let lastAct: (() => void) | null = null;

/** What is to be done at the last moment before this process becomes another program. */
export function beforeReplacing(act: () => void): void {
  lastAct = act;
}

/**
 * Becomes another program: same pid, nothing of ours left. Returns only when that failed (throws) or is not possible here (returns
 * false). Call it with the terminal restored, files flushed and no helper running: exit handlers do not run, and children stay.
 */
export function replaceProcess(file: string, argv: readonly string[], env: Readonly<Record<string, string>>): false {
  if (typeof process.execve !== 'function' || !isExecutable(file)) return false;
  for (const signal of IGNORED_BY_NODE) process.on(signal, noop);
  try {
    // Node makes pipes non-blocking, and the flag belongs to the open file, not to us: the next program would get EAGAIN.
    if (hasFlag(0)) setBlocking(process.stdin);
    if (hasFlag(1)) setBlocking(process.stdout);
    if (hasFlag(2)) setBlocking(process.stderr);
    // Node keeps compiled code when it exits, which does not happen here: who always starts something would never have any.
    if (getCompileCacheDir() !== undefined) flushCompileCache();
    lastAct?.();
    process.execve(file, [...argv], {...env});
  } finally {
    for (const signal of IGNORED_BY_NODE) process.off(signal, noop);
  }
  return false;
}

/** Whether Node may have made it non-blocking. A stream for a file would only be made here, and that takes it milliseconds. */
function hasFlag(descriptor: number): boolean {
  try {
    const stat = fstatSync(descriptor);
    return stat.isFIFO() || stat.isSocket() || isatty(descriptor);
  } catch {
    return false;
  }
}

function setBlocking(stream: unknown): void {
  // Not part of Node's public interface, so it may be missing.
  const handle = (stream as {_handle?: {setBlocking?: (blocking: boolean) => void}})._handle;
  handle?.setBlocking?.(true);
}
