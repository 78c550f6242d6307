import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {timed, type Environment} from '../programs.ts';

/** How many processes a command starts, and they in turn; null where there is no strace. */
export async function childrenOf(argv: readonly [string, ...string[]], env: Environment): Promise<number | null> {
  const folder = mkdtempSync(join(tmpdir(), 'hsf-strace-'));
  const file = join(folder, 'trace');
  try {
    const calls = 'trace=clone,clone3,fork,vfork';
    await timed(['strace', '-f', '-qq', '--seccomp-bpf', '-e', 'signal=none', '-e', calls, '-o', file, ...argv], env);
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter(line => /= \d+$/.test(line)).length;
  } catch {
    return null;
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}
