import {expectText, fail, type Reading, readWord} from './bash-words.ts';

/** A variable as `declare -p` prints it. Texts are `latin1`. */
export type Declaration = {
  readonly name: string;
  /** Letters, `x` and the kind of an array among them. */
  readonly attributes: string;
  readonly value: string | null | readonly (readonly [key: string, value: string])[];
};

const HEAD = /declare -([-A-Za-z]+) ([A-Za-z_][A-Za-z0-9_]*)/y;

/** @throws NotOfBash */
export function readDeclarations(text: string): readonly Declaration[] {
  const reading: Reading = {text, at: 0};
  const all: Declaration[] = [];
  while (reading.at < text.length) all.push(readDeclaration(reading));
  return all;
}

function readDeclaration(reading: Reading): Declaration {
  HEAD.lastIndex = reading.at;
  const head = HEAD.exec(reading.text) ?? fail(reading);
  reading.at += head[0].length;
  const [, letters = '', name = ''] = head;
  const attributes = letters.replaceAll('-', '');
  const value = reading.text[reading.at] === '=' ? readValue(reading, /[aA]/.test(attributes)) : null;
  expectText(reading, '\n');
  return {name, attributes, value};
}

function readValue(reading: Reading, isArray: boolean): Declaration['value'] {
  reading.at += 1;
  if (!isArray) return readWord(reading);
  if (reading.text[reading.at] === '(') return readEntries(reading);
  // Before bash 4.4 the whole array was quoted once more.
  const inner: Reading = {text: readWord(reading), at: 0};
  return readEntries(inner);
}

function readEntries(reading: Reading): readonly (readonly [string, string])[] {
  const entries: (readonly [string, string])[] = [];
  for (expectText(reading, '('); ;) {
    while (reading.text[reading.at] === ' ') reading.at += 1;
    if (reading.text[reading.at] === ')') break;
    expectText(reading, '[');
    const key = readWord(reading, ']');
    expectText(reading, ']=');
    entries.push([key, readWord(reading, ')')]);
  }
  reading.at += 1;
  return entries;
}
