import {spawnSync} from 'node:child_process';

const CLOSE = `for path in /proc/$$/fd/*; do
  number=\${path##*/}
  if [ "$number" -gt 2 ] && [ "$number" -ne 255 ]; then eval "exec $number>&-"; fi
done
export HSF_BENCH_CLOSED=1
exec "$@"`;

/**
 * Starts this program again without the descriptors that whoever called it has left open.
 *
 * Every program we start would inherit them, and hsf passes descriptors on by staying as a parent instead of becoming the
 * command: another way than the one to measure. Returns the status to end with, null where there is nothing to do.
 */
export function withoutForeignDescriptors(): number | null {
  if (process.env['HSF_BENCH_CLOSED'] !== undefined) return null;
  const {status} = spawnSync('bash', ['--norc', '-c', CLOSE, 'bash', process.execPath, ...process.argv.slice(1)], {
    stdio: 'inherit',
  });
  return status ?? 1;
}
