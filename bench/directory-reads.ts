import {mkdtempSync, readdirSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {timed, type Environment} from './programs.ts';

export type Reads = {readonly all: number; readonly different: number};

/**
 * Directories below `root` that a command and all its helpers open to read them, as the kernel sees it (strace): this counts what
 * is done, whatever the program believes.
 */
export async function directoryReads(argv: readonly [string, ...string[]], root: string, env: Environment): Promise<Reads> {
  const folder = mkdtempSync(join(tmpdir(), 'hsf-strace-'));
  try {
    await timed(
      ['strace', '-ff', '--seccomp-bpf', '-qq', '-s', '4096', '-e', 'trace=openat,open', '-o', join(folder, 'trace'), ...argv],
      env,
    );
    const lines = readdirSync(folder).flatMap(name => readFileSync(join(folder, name), 'utf8').split('\n'));
    const opened = lines.flatMap(line => {
      const [, path, result] = /^open(?:at)?\(.*?"([^"]*)", [A-Z_|]*O_DIRECTORY[^)]*\) = (\d+)/.exec(line) ?? [];
      return path !== undefined && result !== undefined && (path === root || path.startsWith(`${root}/`)) ? [path] : [];
    });
    return {all: opened.length, different: new Set(opened).size};
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}
