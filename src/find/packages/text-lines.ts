import {isUtf8} from 'node:buffer';

/** Takes a file in pieces and gives its lines, without their ends; empty ones are left out. */
export type LineReader = {
  readonly push: (bytes: Uint8Array, onLine: (line: string) => void) => void;
  /** The last line, where it has no end. */
  readonly finish: (onLine: (line: string) => void) => void;
  /** Lines that were too long to be any. */
  readonly left: () => number;
};

/** Bytes of a line; those of real lists have a few hundred. */
const LONGEST_LINE = 64 * 1024;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;

/**
 * Lines of a text in UTF-8 (with or without its mark), in UTF-16 with its mark, or in Latin-1 where it is no UTF-8; ends may be
 * Unix's or Windows's. Holds one line at most, whatever the file holds.
 */
export function makeLineReader(): LineReader {
  let pending: Buffer[] = [];
  let length = 0;
  let left = 0;
  let isSkipping = false;
  let isStart = true;
  let wide: TextDecoder | null = null;

  const keep = (piece: Buffer) => {
    if (isSkipping || piece.length === 0) return;
    length += piece.length;
    if (length > LONGEST_LINE) {
      isSkipping = true;
      left++;
      pending = [];
    } else pending.push(Buffer.from(piece));
  };
  const end = (onLine: (line: string) => void) => {
    const line = isSkipping ? '' : decoded(pending.length === 1 ? pending[0]! : Buffer.concat(pending));
    // The return of an empty line may have come in the piece before.
    if (line !== '') onLine(line);
    [pending, length, isSkipping] = [[], 0, false];
  };
  const split = (bytes: Buffer, onLine: (line: string) => void) => {
    let from = afterEmpty(bytes, 0);
    for (let at = bytes.indexOf(LINE_FEED, from); at >= 0; at = bytes.indexOf(LINE_FEED, from)) {
      keep(bytes.subarray(from, at));
      end(onLine);
      from = afterEmpty(bytes, at + 1);
    }
    keep(bytes.subarray(from));
  };
  /** Where the next line begins that is not empty: tens of millions of line feeds take no longer than to read them. */
  const afterEmpty = (bytes: Buffer, start: number) => {
    let at = start;
    if (length > 0 || isSkipping) return at;
    while (bytes[at] === LINE_FEED || (bytes[at] === RETURN && bytes[at + 1] === LINE_FEED)) at++;
    return at;
  };
  return {
    push: (given, onLine) => {
      let bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
      if (bytes.length === 0) return;
      if (isStart) {
        isStart = false;
        if (bytes[0] === 0xff && bytes[1] === 0xfe) wide = new TextDecoder('utf-16le');
        else if (bytes[0] === 0xfe && bytes[1] === 0xff) wide = new TextDecoder('utf-16be');
        else if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) bytes = bytes.subarray(3);
      }
      split(wide === null ? bytes : Buffer.from(wide.decode(bytes, {stream: true})), onLine);
    },
    finish: onLine => {
      if (length > 0 && !isSkipping) end(onLine);
    },
    left: () => left,
  };
}

function decoded(line: Buffer): string {
  const text = line.toString(isUtf8(line) ? 'utf8' : 'latin1');
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}
