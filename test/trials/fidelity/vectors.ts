import {randomFrom, type Random} from '../fuzz/random.ts';

/** What shells, engines and their languages give a meaning to. */
const PIECES: readonly string[] = [
  ...[
    "'",
    '"',
    '`',
    '\\',
    '$',
    '!',
    '*',
    '?',
    '[',
    ']',
    '{',
    '}',
    '(',
    ')',
    '<',
    '>',
    '&',
    '|',
    ';',
    '#',
    '~',
    '^',
    '%',
    '=',
    ':',
    ',',
    '@',
    '+',
    '-',
  ],
  ...[
    '\n',
    '\r',
    '\t',
    ' ',
    '  ',
    '\u0001',
    '\u0007',
    '\u0008',
    '\u000b',
    '\u000c',
    '\u001b[2J',
    '\u001b]0;x\u0007',
    '\u007f',
    '\u0085',
    '\u00a0',
  ],
  ...[
    '$HOME',
    '${PATH}',
    '$(id)',
    '`id`',
    '$((1+1))',
    '!!',
    '!$',
    '{a,b}',
    '<(id)',
    '~root',
    ':~',
    '%s',
    '%n',
    '\\n',
    '\\0',
    '\\x41',
    '\\u0041',
    '$$',
    '$0',
    '"$@"',
  ],
  ...[
    '--',
    '--help',
    '-c',
    '-e',
    '-n',
    '=',
    'A=b',
    '/',
    '..',
    '/etc/passwd',
    'end',
    'EOF',
    '\\\n',
    "'\\''",
    '"\\""',
    '*.ts',
    '[a-z]',
  ],
  ...[
    'é',
    'ü',
    '中文',
    '😀',
    'e\u0301',
    '\u202e',
    '\u200b',
    '\ufeff',
    '\ufffd',
    '\u2028',
    '\uf700',
    '\uf600',
    '\u{10ffff}',
    'İ',
    'ß',
  ],
  ...['a', 'b', 'gcc13', 'LCG_107', '0', '1', '42', '9999999999'],
];

/** A word without NUL, which no argument and no variable can hold; `longest` in pieces. */
export function wordFrom(random: Random, longest = 8): string {
  const kind = random.below(40);
  if (kind === 0) return '';
  if (kind === 1) return String.fromCodePoint(...Array.from({length: 1 + random.below(6)}, () => codePoint(random)));
  if (kind === 2) return random.oneOf(PIECES).repeat(1 + random.below(random.below(10) === 0 ? 500 : 20));
  return Array.from({length: 1 + random.below(longest)}, () => random.oneOf(PIECES)).join('');
}

/** Any character but NUL and halves of one. */
function codePoint(random: Random): number {
  const code = 1 + random.below(random.oneOf([0x7f, 0xff, 0xffff, 0x10fffe]));
  return code >= 0xd800 && code <= 0xdfff ? 0x20 : code;
}

/** Arguments of one command: none to a dozen. */
export function vectorFrom(random: Random): readonly string[] {
  return Array.from({length: random.below(4) === 0 ? random.below(12) : 1 + random.below(3)}, () => wordFrom(random));
}

export function vectors(count: number, seed: number): readonly (readonly string[])[] {
  const random = randomFrom(seed);
  return Array.from({length: count}, () => vectorFrom(random));
}

/** How many, and from where: by the variables that `npm run fidelity` sets, else as many as there is time for in each run of the tests. */
export function countAndSeed(usual: number): {readonly count: number; readonly seed: number} {
  return {count: Number(process.env['HSF_FIDELITY_COUNT'] ?? usual), seed: Number(process.env['HSF_FIDELITY_SEED'] ?? 11)};
}

/** Groups that make one start each. */
export function batches<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({length: Math.ceil(all.length / size)}, (_, index) => all.slice(index * size, (index + 1) * size));
}

/** Stands between vectors; no word is made of it. */
export const BETWEEN = '\u0002next\u0002';

/** What a program that says its arguments with a NUL behind each has to say. */
export function saidOf(group: readonly (readonly string[])[]): string {
  return flat(group)
    .map(word => `${word}\0`)
    .join('');
}

/** All vectors of a group as one, so that one start carries thousands. */
export function flat(group: readonly (readonly string[])[]): readonly string[] {
  return group.flatMap(vector => [...vector, BETWEEN]);
}

/** The first vector that came back otherwise; null where none did. */
export function firstDifference(group: readonly (readonly string[])[], said: string): string | null {
  if (said === saidOf(group)) return null;
  const found = said.split(`${BETWEEN}\0`);
  const at = group.findIndex((vector, index) => vector.map(word => `${word}\0`).join('') !== found[index]);
  return `${JSON.stringify(group[at] ?? 'more than was sent')} came as ${JSON.stringify(found[at] ?? 'nothing')}`;
}

/** Values by names; every fiftieth name is one that fish makes a list of. */
export function valuesFrom(
  random: Random,
  number: number,
  fits: (value: string) => boolean = () => true,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Array.from({length: number}, (_, index) => {
      let value = wordFrom(random);
      while (!fits(value)) value = wordFrom(random);
      return [`V_${index}${index % 50 === 0 ? '_PATH' : ''}`, value];
    }),
  );
}

/** A word of any bytes but NUL, as latin1; now and then it is valid UTF-8 all the same. */
export function rawFrom(random: Random): string {
  if (random.below(8) === 0) return Buffer.from(wordFrom(random)).toString('latin1');
  return String.fromCharCode(...Array.from({length: random.below(12)}, () => 1 + random.below(255)));
}
