import type {Random} from './random.ts';
import {LONGEST_INPUT} from './target.ts';

/** Bytes that parsers trip over, whatever they parse. */
const PIECES: readonly Buffer[] = [
  ...['\0', '\n', '\r\n', '\t', ' ', '\u001b[2J', '\u001b]0;x\u0007', '\u0085', '\u202e', '\u200b', '\ufeff', '\ufffd', '\u241f'],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'length',
    'null',
    'true',
    '-',
    '--',
    '..',
    '../..',
    '/',
    '//',
    '~',
  ],
  ...[
    '"',
    "'",
    '`',
    '\\',
    '$(id)',
    '${',
    '{',
    '}',
    '[',
    ']',
    '(',
    ')',
    '<',
    '>',
    '&',
    '|',
    ';',
    ':',
    ',',
    '=',
    '#',
    '@',
    '!',
    '*',
    '?',
  ],
  ...[
    '0',
    '1',
    '-1',
    '00',
    '1e400',
    '0x',
    '9007199254740993',
    '4294967296',
    '2147483648',
    '65536',
    '99999999999999999999',
    '1.2.3',
  ],
  ...['é', 'ß', 'İ', '中', '👩‍👩‍👧', 'e\u0301', 'a'],
].map(text => Buffer.from(text));

/** What is no UTF-8, as it can stand in a file. */
const BROKEN: readonly Buffer[] = [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xf5, 0x80], [0x80], [0xc0, 0xaf]].map(bytes =>
  Buffer.from(bytes),
);

/** Numbers of a binary format. */
const NUMBERS = [0, 1, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0xffff_ffff, 0x8000_0000];

/** Another input out of those that are known. */
export function mutated(random: Random, corpus: readonly Buffer[], words: readonly Buffer[]): Buffer {
  let bytes = random.oneOf(corpus);
  for (let times = 1 + random.below(random.below(4) === 0 ? 12 : 4); times > 0; times--)
    bytes = changed(random, bytes, corpus, words);
  return bytes.length > LONGEST_INPUT ? bytes.subarray(0, LONGEST_INPUT) : bytes;
}

/** An input with one piece said again and again: by these a parser shows how its time grows. */
export function pumped(random: Random, corpus: readonly Buffer[], words: readonly Buffer[], length: number): Buffer {
  const bytes = random.oneOf(corpus);
  const [from, to] = range(random, bytes);
  const own = bytes.subarray(from, Math.min(to, from + 24));
  const piece = random.below(2) === 0 && own.length > 0 ? own : pieceFrom(random, words);
  const times = Math.max(1, Math.floor((length - bytes.length) / piece.length));
  return Buffer.concat([bytes.subarray(0, to), ...Array.from<Buffer>({length: times}).fill(piece), bytes.subarray(to)]).subarray(
    0,
    length,
  );
}

function changed(random: Random, bytes: Buffer, corpus: readonly Buffer[], words: readonly Buffer[]): Buffer {
  const at = random.below(bytes.length + 1);
  const [from, to] = range(random, bytes);
  switch (random.below(11)) {
    case 0:
      return withByte(bytes, at, (bytes[at] ?? 0) ^ (1 << random.below(8)));
    case 1:
      return withByte(bytes, at, random.below(256));
    case 2:
      return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
    case 3:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(from, to), bytes.subarray(at)]);
    case 4: {
      const other = random.oneOf(corpus);
      const [start, end] = range(random, other);
      return Buffer.concat([bytes.subarray(0, from), other.subarray(start, end), bytes.subarray(to)]);
    }
    case 5: {
      const piece = pieceFrom(random, words);
      const times = 1 + random.below(random.below(8) === 0 ? 200 : 3);
      return Buffer.concat([bytes.subarray(0, at), ...Array.from<Buffer>({length: times}).fill(piece), bytes.subarray(at)]);
    }
    case 6:
      return withNumber(random, bytes, at);
    case 7:
      return numberChanged(random, bytes);
    case 8:
      return Buffer.concat([bytes.subarray(0, from), pieceFrom(random, words), bytes.subarray(to)]);
    case 9:
      return bytes.subarray(0, at);
    default:
      return Buffer.concat([bytes.subarray(0, at), pieceFrom(random, words), bytes.subarray(at)]);
  }
}

function pieceFrom(random: Random, words: readonly Buffer[]): Buffer {
  const kind = random.below(16);
  if (kind === 0) return random.oneOf(BROKEN);
  return kind < 9 && words.length > 0 ? random.oneOf(words) : random.oneOf(PIECES);
}

function range(random: Random, {length}: Buffer): readonly [from: number, to: number] {
  const from = random.below(length + 1);
  return [from, Math.min(length, from + random.below(random.below(3) === 0 ? length + 1 : 17))];
}

function withByte(bytes: Buffer, at: number, byte: number): Buffer {
  if (at >= bytes.length) return bytes;
  const copy = Buffer.from(bytes);
  copy[at] = byte;
  return copy;
}

/** A number of two, four or eight bytes in its place. */
function withNumber(random: Random, bytes: Buffer, at: number): Buffer {
  const length = random.oneOf([2, 4, 8]);
  if (at + length > bytes.length) return bytes;
  const copy = Buffer.from(bytes);
  const number = random.oneOf(NUMBERS);
  if (length === 2) copy.writeUInt16LE(number & 0xffff, at);
  else copy.writeUInt32LE(number, at);
  if (length === 8) copy.writeUInt32LE(random.oneOf([0, 0xffff_ffff]), at + 4);
  return copy;
}

/** Another number where digits stand. */
function numberChanged(random: Random, bytes: Buffer): Buffer {
  const text = bytes.toString('latin1');
  const numbers = [...text.matchAll(/\d+/g)];
  if (numbers.length === 0) return bytes;
  const {0: digits, index} = random.oneOf(numbers);
  const others = [
    '0',
    '',
    `-${digits}`,
    `${digits}0`,
    `0${digits}`,
    '1e9',
    String(Number(digits) + 1),
    '4294967295',
    '18446744073709551616',
  ];
  return Buffer.from(text.slice(0, index) + random.oneOf(others) + text.slice(index + digits.length), 'latin1');
}
