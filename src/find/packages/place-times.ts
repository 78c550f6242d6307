/** Modification and change time of a place as a short text that keeps them to the nanosecond: mostly both are one. */
export function timesText(mtimeNs: bigint, ctimeNs: bigint): string {
  return mtimeNs === ctimeNs ? mtimeNs.toString(36) : `${mtimeNs.toString(36)} ${ctimeNs.toString(36)}`;
}

/** Both in nanoseconds; null for a text that is none. */
export function timesOf(text: string): {readonly modified: bigint; readonly changed: bigint} | null {
  const [modified = '', changed = modified] = text.split(' ');
  return IS_TIME.test(modified) && IS_TIME.test(changed)
    ? {modified: nanoseconds(modified), changed: nanoseconds(changed)}
    : null;
}

/**
 * What `stat -c %.9Z` prints for these times, null for a text that is none. The change time tells alone: whatever changes a file or a
 * directory, the setting of another modification time included, changes it.
 */
export function changeText(text: string): string | null {
  const times = timesOf(text);
  return times === null ? null : `${times.changed / SECOND}.${String(times.changed % SECOND).padStart(9, '0')}`;
}

const IS_TIME = /^[0-9a-z]{1,13}$/;
const SECOND = 1_000_000_000n;

/** In two halves, each of which is exact as a number: a digit at a time is slow for tens of thousands. */
function nanoseconds(text: string): bigint {
  const head = Number.parseInt(text.slice(0, -6) || '0', 36);
  return BigInt(head) * 2_176_782_336n + BigInt(Number.parseInt(text.slice(-6), 36));
}
