/**
 * The times of a directory as a short key. Both the scout and the `stat` program describe directories, so both texts are brought
 * to the same form here: digits of modification and change time in UTC, down to nanoseconds.
 */
export function stampOfTimes(mtimeNs: bigint, ctimeNs: bigint): string {
  return shorten(`${digits(mtimeNs)} ${digits(ctimeNs)}`);
}

/** A line of `stat -c '%y %z'` with TZ=UTC: `2026-11-22 11:19:00.123456789 +0000 2026-11-22 …`; null when it is no such line. */
export function stampOfLine(line: string): string | null {
  // One match and no replacements: hundreds of lines are compared in code that runs for the first time.
  const match = LINE.exec(line);
  return match === null ? null : shorten(match.slice(1, 8).join('') + ' ' + match.slice(8).join(''));
}

const MOMENT = String.raw`(\d+)-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)\.(\d+) \+0000`;
const LINE = new RegExp(`^${MOMENT} ${MOMENT}$`);

/** A text as a short one that changes with it. No secret and no adversary: two seeds of a fast mix are plenty. */
export function shorten(text: string): string {
  let [a, b] = [0x9e3779b9, 0x85ebca6b];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b + code, 0x27d4eb2f) ^ (b >>> 15);
  }
  return (a >>> 0).toString(36) + (b >>> 0).toString(36);
}

function digits(ns: bigint): string {
  const seconds = ns / 1_000_000_000n;
  const date = new Date(Number(seconds) * 1000).toISOString().slice(0, 19).replace(/\D/g, '');
  return date + String(ns % 1_000_000_000n).padStart(9, '0');
}
