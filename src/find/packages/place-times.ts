/** Modification and change time of a place as a short text that keeps them to the nanosecond: mostly both are one. */
export function timesText(mtimeNs: bigint, ctimeNs: bigint): string {
  return mtimeNs === ctimeNs ? mtimeNs.toString(36) : `${mtimeNs.toString(36)} ${ctimeNs.toString(36)}`;
}

/** What `stat -c '%y %z'` prints for these times, with TZ=UTC; null for a text that is none. */
export function statText(times: string): string | null {
  const [modified = '', changed = modified] = times.split(' ');
  if (!IS_TIME.test(modified) || !IS_TIME.test(changed)) return null;
  const first = moment(modified);
  return changed === modified ? `${first} ${first}` : `${first} ${moment(changed)}`;
}

const IS_TIME = /^[0-9a-z]{1,13}$/;
const SECOND = 1_000_000_000n;

function moment(text: string): string {
  // In two halves, each of which is exact as a number: a digit at a time is slow for tens of thousands.
  const head = Number.parseInt(text.slice(0, -6) || '0', 36);
  const tail = Number.parseInt(text.slice(-6), 36);
  const ns = BigInt(head) * 2_176_782_336n + BigInt(tail);
  const date = new Date(Number(ns / SECOND) * 1000).toISOString();
  return `${date.slice(0, 10)} ${date.slice(11, 19)}.${String(ns % SECOND).padStart(9, '0')} +0000`;
}
