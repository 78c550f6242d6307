import {readdirSync, readlinkSync} from 'node:fs';
import {machine, release, type} from 'node:os';
import type {EngineFact} from '../choose/host.ts';
import type {HostSource} from '../choose/host-source.ts';
import type {Environment} from '../system/world.ts';
import {which} from '../system/which.ts';
import {readStart} from './read-start.ts';

/** Variables that replace what was found out about the host (DESIGN.md 3.2). HSF_GPU is the wish of `--gpu`, so it is another. */
const OVERRIDES: Readonly<Record<string, string>> = {
  HSF_ARCH: 'HSF_ARCH',
  HSF_CPU: 'HSF_CPU',
  HSF_OS: 'HSF_OS',
  HSF_LIBC: 'HSF_LIBC',
  HSF_KERNEL: 'HSF_KERNEL',
  HSF_GPU: 'HSF_HOST_GPU',
};

/**
 * What describes this machine, or the tree below `root`: small local files, read at once, since each takes microseconds.
 * A `root` of somebody's choice may lie on a sick mount, so that case runs in a child (`sysroot.ts`).
 */
export function hostSource(root: string, env: Environment, engines: readonly EngineFact[]): HostSource {
  const here = root === '/';
  return {
    root,
    readText: (path, most) => readStart(path, most)?.toString('utf8') ?? null,
    readBytes: readStart,
    readLink: path => attempt(() => readlinkSync(path)),
    list: path => attempt(() => readdirSync(path)),
    which: program => (here ? which(program, env['PATH'], ['/cvmfs']) : null),
    overrides: overridesIn(env),
    uname: here ? {sysname: type(), release: release(), machine: machine()} : null,
    engines: here ? engines : [],
  };
}

/** Facts that the user gives in place of those of the machine, by the names of `HostSource`. */
export function overridesIn(env: Environment): HostSource['overrides'] {
  return Object.fromEntries(Object.entries(OVERRIDES).map(([name, variable]) => [name, env[variable]]));
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
