/**
 * A row as a terminal keeps it. The first characters are one cell each, so that their column is certain; behind the first one whose width
 * a terminal may see in its own way (wide, combining, emoji) nothing is.
 */
export type Cells = {
  /** One character for each cell. */
  readonly text: string;
  /** What stands in `ESC [ … m` for each cell; '' is plain. */
  readonly styles: readonly string[];
  /** What follows, to be written as a whole. */
  readonly rest: readonly {readonly text: string; readonly style: string}[];
};

// ASCII, Latin, and the box drawing, arrows and signs of our own screens (`text/symbols.ts`).
const CERTAIN =
  /^[\u0020-\u007e\u00a1-\u00ac\u00ae-\u02ff\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2190-\u2193\u2500-\u259f\u25a0\u25a1\u25aa\u25ab\u25b2\u25b8\u25bc\u25be\u25c6\u25c7\u25cb\u25cf\u2022\u203a\u2039\u2605\u2606\u2713\u2717\u00b7]*/;
// oxlint-disable-next-line no-control-regex -- escape sequences begin with a control character
const SGR = /\u001b\[([\d;:]*)m/g;

/** Takes a row apart that has escape sequences for colours and styles only. */
export function cellsOf(painted: string): Cells {
  let text = '';
  const styles: string[] = [];
  const rest: {text: string; style: string}[] = [];
  let style = '';
  let at = 0;
  const take = (piece: string) => {
    if (piece === '') return;
    if (rest.length > 0) {
      rest.push({text: piece, style});
      return;
    }
    const certain = CERTAIN.exec(piece)?.[0].length ?? 0;
    // A mark that combines belongs to the character before it.
    const length = certain === piece.length ? certain : certain - 1;
    for (let position = 0; position < length; position++) styles.push(piece[position] === ' ' ? onBlank(style) : style);
    if (length >= 0) text += piece.slice(0, length);
    else if (text !== '') {
      rest.push({text: text.at(-1)!, style: styles.pop()!});
      text = text.slice(0, -1);
    }
    if (length < piece.length) rest.push({text: piece.slice(Math.max(0, length)), style});
  };
  for (const match of painted.matchAll(SGR)) {
    take(painted.slice(at, match.index));
    style = styleAfter(style, match[1] ?? '');
    at = match.index + match[0].length;
  }
  take(painted.slice(at));
  return rest.length > 0 ? {text, styles, rest} : withoutBlanks(text, styles);
}

/** A row is blank behind its last character anyway. */
function withoutBlanks(text: string, styles: string[]): Cells {
  let length = text.length;
  while (length > 0 && text[length - 1] === ' ' && styles[length - 1] === '') length--;
  styles.length = length;
  return {text: text.slice(0, length), styles, rest: []};
}

const FLAGS = ['1', '2', '3', '4', '7'] as const;
const ENDS: Readonly<Record<string, readonly string[]>> = {22: ['1', '2'], 23: ['3'], 24: ['4'], 27: ['7']};

const known = new Map<string, string>();

/** The style in force behind `ESC [ codes m`, always spelled in the same order. */
function styleAfter(style: string, codes: string): string {
  const key = `${style}|${codes}`;
  let after = known.get(key);
  if (after === undefined) {
    after = changed(style, codes);
    // A theme has some dozen; one that is tried after the other must not fill the memory.
    if (known.size > 2000) known.clear();
    known.set(key, after);
  }
  return after;
}

function changed(style: string, codes: string): string {
  let parts = partsOf(style);
  for (const part of partsOf(codes === '' ? '0' : codes)) {
    if (part === '0') parts = [];
    else {
      const ended = ENDS[part] ?? [part];
      const ground = isColour(part, 3) ? 3 : isColour(part, 4) ? 4 : null;
      parts = parts.filter(other => (ground === null ? !ended.includes(other) : !isColour(other, ground)));
      if (ENDS[part] === undefined && part !== '39' && part !== '49') parts.push(part);
    }
  }
  return parts.toSorted((a, b) => order(a) - order(b)).join(';');
}

/** `1;38;5;208` as `1` and `38;5;208`. */
function partsOf(codes: string): string[] {
  if (codes === '') return [];
  const parts: string[] = [];
  const numbers = codes.split(';');
  for (let position = 0; position < numbers.length; position++) {
    const number = numbers[position]!;
    const length = number !== '38' && number !== '48' ? 1 : numbers[position + 1] === '5' ? 3 : 5;
    parts.push(numbers.slice(position, position + length).join(';'));
    position += length - 1;
  }
  return parts;
}

/** Whether it is a colour of the characters (3) or of the background (4), the terminal's own (39, 49) included. */
function isColour(part: string, ground: 3 | 4): boolean {
  return ground === 3 ? /^(3\d|9\d)(;|$)/.test(part) : /^(4\d|10\d)(;|$)/.test(part);
}

function order(part: string): number {
  const flag = (FLAGS as readonly string[]).indexOf(part);
  return flag >= 0 ? flag : isColour(part, 3) ? FLAGS.length : FLAGS.length + 1;
}

const transitions = new Map<string, string>();

/** The shortest sequence from one style to another; '' where there is nothing to change. */
export function sequenceTo(before: string, after: string): string {
  if (before === after) return '';
  const key = `${before}|${after}`;
  let sequence = transitions.get(key);
  if (sequence === undefined) {
    const anew = after === '' ? '' : before === '' ? after : `0;${after}`;
    const change = changeTo(partsOf(before), partsOf(after));
    sequence = `\u001b[${change !== null && change.length < anew.length ? change : anew}m`;
    if (transitions.size > 2000) transitions.clear();
    transitions.set(key, sequence);
  }
  return sequence;
}

/** What has to be added or taken back; null where a flag has to be, since the codes that do it end others too. */
function changeTo(before: readonly string[], after: readonly string[]): string | null {
  if (before.some(part => isFlag(part) && !after.includes(part))) return null;
  const codes = after.filter(part => !before.includes(part));
  for (const ground of [3, 4] as const)
    if (before.some(part => isColour(part, ground)) && !after.some(part => isColour(part, ground))) codes.push(`${ground}9`);
  return codes.join(';');
}

function isFlag(part: string): boolean {
  return (FLAGS as readonly string[]).includes(part);
}

const blanks = new Map<string, string>();

/** What a style does to a blank: its background, a line under it, and the colour too where both are exchanged. */
export function onBlank(style: string): string {
  if (style === '') return style;
  let left = blanks.get(style);
  if (left === undefined) {
    const parts = partsOf(style);
    const isInverse = parts.includes('7');
    const isLined = parts.includes('4');
    left = parts
      .filter(part => part === '7' || part === '4' || isColour(part, 4) || ((isInverse || isLined) && isColour(part, 3)))
      .join(';');
    if (blanks.size > 2000) blanks.clear();
    blanks.set(style, left);
  }
  return left;
}
