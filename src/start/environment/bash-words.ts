/** Reads what bash prints for reading in again: words with its quoting. Text is `latin1`, a character a byte. */

/** A position in a text; every function below moves it on, or throws `NotOfBash`. */
export type Reading = {readonly text: string; at: number};

/** What was read is not what bash prints. */
export class NotOfBash extends Error {}

const ESCAPES: Readonly<Record<string, string>> = {
  ...{a: '\x07', b: '\b', e: '\x1b', E: '\x1b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v'},
  ...{'\\': '\\', "'": "'", '"': '"', '?': '?'},
};

export function fail(reading: Reading): never {
  throw new NotOfBash(`not what bash prints, at ${reading.at}`);
}

export function expectText(reading: Reading, text: string): void {
  if (!reading.text.startsWith(text, reading.at)) fail(reading);
  reading.at += text.length;
}

/** One word up to a blank, a line break, the end, or one of `stops`, none of which is taken. */
export function readWord(reading: Reading, stops = ''): string {
  const {text} = reading;
  let word = '';
  for (;;) {
    const char = text[reading.at];
    if (char === undefined || char === ' ' || char === '\n' || char === '\t' || stops.includes(char)) return word;
    if (char === "'") word += readSingle(reading);
    else if (char === '"') word += readDouble(reading);
    else if (char === '$' && text[reading.at + 1] === "'") word += readAnsi(reading);
    else if (char === '\\') {
      word += text[reading.at + 1] ?? fail(reading);
      reading.at += 2;
    } else {
      word += char;
      reading.at += 1;
    }
  }
}

/** Words up to the end of the line, which is taken. */
export function readLine(reading: Reading): readonly string[] {
  const words: string[] = [];
  for (;;) {
    const char = reading.text[reading.at];
    if (char === undefined) return words;
    if (char === '\n') {
      reading.at += 1;
      return words;
    }
    if (char === ' ' || char === '\t') reading.at += 1;
    else words.push(readWord(reading));
  }
}

function readSingle(reading: Reading): string {
  const end = reading.text.indexOf("'", reading.at + 1);
  if (end < 0) fail(reading);
  const word = reading.text.slice(reading.at + 1, end);
  reading.at = end + 1;
  return word;
}

function readDouble(reading: Reading): string {
  const {text} = reading;
  let word = '';
  for (reading.at += 1; ; reading.at += 1) {
    const char = text[reading.at] ?? fail(reading);
    if (char === '"') {
      reading.at += 1;
      return word;
    }
    // Inside, a backslash is one unless it stands before one of these; before a line break both go.
    const next = char === '\\' ? text[reading.at + 1] : undefined;
    if (next !== undefined && '$`"\\\n'.includes(next)) {
      if (next !== '\n') word += next;
      reading.at += 1;
    } else word += char;
  }
}

const NUMBERS = /[0-7]{1,3}|x[0-9A-Fa-f]{1,2}|u[0-9A-Fa-f]{1,4}|U[0-9A-Fa-f]{1,8}|c[\x01-\x7f]/y;

function readAnsi(reading: Reading): string {
  const {text} = reading;
  let word = '';
  for (reading.at += 2; ;) {
    const char = text[reading.at] ?? fail(reading);
    reading.at += 1;
    if (char === "'") return word;
    if (char !== '\\') {
      word += char;
      continue;
    }
    const next = text[reading.at] ?? fail(reading);
    NUMBERS.lastIndex = reading.at;
    const number = NUMBERS.exec(text)?.[0];
    if (number !== undefined) {
      word += numbered(number);
      reading.at += number.length;
    } else {
      word += ESCAPES[next] ?? `\\${next}`;
      reading.at += 1;
    }
  }
}

function numbered(code: string): string {
  const kind = code[0]!;
  if (kind === 'c') return String.fromCharCode(code.charCodeAt(1) & 0x1f);
  if (kind === 'x') return String.fromCharCode(Number.parseInt(code.slice(1), 16));
  if (kind !== 'u' && kind !== 'U') return String.fromCharCode(Number.parseInt(code, 8) & 0xff);
  const point = Number.parseInt(code.slice(1), 16);
  return point > 0x10_ff_ff ? '?' : Buffer.from(String.fromCodePoint(point), 'utf8').toString('latin1');
}
