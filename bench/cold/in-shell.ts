import {output, type Environment} from '../programs.ts';

/**
 * Milliseconds that bash takes for some lines of its own, its own start not counted.
 *
 * @param before lines that come first and do not count; both see `$1` and so on as `args`
 */
export async function inBash(before: string, lines: string, args: readonly string[], env: Environment): Promise<number> {
  // What the lines print goes nowhere.
  const script = `exec 9>&1 >/dev/null
${before}
__bench_from=$EPOCHREALTIME
${lines}
__bench_status=$? __bench_to=$EPOCHREALTIME
echo "$__bench_from $__bench_to" >&9
exit $__bench_status`;
  const text = await output(['bash', '--norc', '--noprofile', '-c', script, 'bash', ...args], env);
  return millisecondsBetween(text);
}

/** The difference of two times as bash writes them: seconds and six digits behind the point of the locale. */
export function millisecondsBetween(text: string): number {
  const [from, to] = text
    .trim()
    .split(' ')
    .map(time => Number(time.replace(',', '.')));
  if (from === undefined || to === undefined || !Number.isFinite(to - from)) throw new Error(`no times: ${JSON.stringify(text)}`);
  return (to - from) * 1000;
}
