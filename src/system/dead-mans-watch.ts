import {startHelper, type Helper} from './helper-process.ts';
import type {Launch} from './launch.ts';

// Its input ends when nobody is left who has the other end: we were killed in a way that no handler sees. What is killed may start one
// more before it is, so it looks until nobody is there.
const WATCH = `while read -r line; do :; done
mark=$1
shift
for round in 1 2 3 4 5 6 7 8 9 10; do
  found=$(grep -lsF -- "$mark" /proc/[0-9]*/environ)
  [ -n "$found" ] || break
  for file in $found; do
    file=\${file%/environ}
    kill -KILL "\${file#/proc/}" 2>/dev/null
  done
done
exec rm -rf -- "$mark"* "$@"`;

/**
 * Sees to it that what this process has begun is ended also when it is killed by SIGKILL.
 *
 * @param mark what stands in the environment of all its processes, and of no others; whatever has a path that begins with it is removed
 * @param paths what is removed besides
 * @returns what ends the watch, for a process that clears up itself
 */
export function clearWhenKilled(sh: Launch['sh'], mark: string, paths: readonly string[]): Pick<Helper, 'stop' | 'abandon'> {
  if (!/^\/.*\/[\w.-]{16,}$/.test(mark)) throw new Error(`others might have "${mark}"`);
  return startHelper(sh, [sh, '-c', WATCH, 'sh', mark, ...paths], {onLine: () => {}, onEnd: () => {}});
}
