import {crc32} from '../../system/crc32.ts';
import {shorten} from '../../find/stamp.ts';

/**
 * A text as a short one that changes with it, of letters, digits and a point. Nobody gains by two texts that share one, so it need not
 * be of the kind that adversaries cannot find: to load `node:crypto` alone takes Node a tenth of a start.
 */
export function fingerprint(text: string): string {
  return `${shorten(text)}.${crc32(text).toString(36)}`;
}
