import type {Paint} from '../theme/sgr.ts';
import type {Role} from '../theme.ts';
import {fit, truncate} from '../text/fit.ts';
import type {Keep} from '../text/fit.ts';
import {eachGrapheme, isPlain, textWidth} from '../text/width.ts';

/** A piece of a line with its meaning, and whether it lies on the row that is selected. */
export type Span = {readonly text: string; readonly role: Role; readonly on?: 'cursor-row'};

/** One line of a screen, before colours. */
export type Line = readonly Span[];

export const BLANK: Line = [];

export function span(text: string, role: Role = 'text'): Span {
  return {text, role};
}

export function lineWidth(line: Line): number {
  return line.reduce((width, part) => width + textWidth(part.text), 0);
}

/** The line in exactly `columns` columns; what does not fit is cut at the end. */
export function fitLine(line: Line, columns: number, cut: string): Line {
  const fitted: Span[] = [];
  let room = columns;
  for (const part of line) {
    const width = textWidth(part.text);
    if (width > room) {
      if (room > 0) fitted.push({...part, text: fit(part.text, room, 'start', cut)});
      return fitted;
    }
    fitted.push(part);
    room -= width;
  }
  if (room > 0) fitted.push(span(' '.repeat(room)));
  return fitted;
}

/** Something at the left and something at the right, which gives way: first its own length, then all of it. */
export function spread(left: Line, right: Line, columns: number, cut: string): Line {
  const leftWidth = lineWidth(left);
  const room = columns - leftWidth - 1;
  const rightWidth = Math.min(lineWidth(right), room);
  if (rightWidth < Math.min(4, lineWidth(right)) || rightWidth <= 0) return fitLine(left, columns, cut);
  return [...left, span(' '.repeat(columns - leftWidth - rightWidth)), ...fitLine(right, rightWidth, cut)];
}

/** The line as the one that is selected: themes may put something behind all of it. */
export function onCursorRow(line: Line): Line {
  return line.map(part => ({...part, on: 'cursor-row' as const}));
}

/** One cell of a table: padded, with the telling part kept. */
export function cell(text: string, columns: number, role: Role, cut: string, keep: Keep = 'start'): Span {
  return {text: fit(text, columns, keep, cut), role};
}

/** A text with the pieces that were typed marked in it. */
export function marked(text: string, tokens: readonly string[], role: Role): Line {
  if (tokens.length === 0) return [span(text, role)];
  const small = text.toLowerCase();
  // Letters that become two when they are made small would put the marks beside what they mean.
  if (small.length !== text.length) return [span(text, role)];
  const isHit = new Uint8Array(text.length);
  for (const token of tokens) {
    for (let at = small.indexOf(token); at >= 0; at = small.indexOf(token, at + token.length))
      isHit.fill(1, at, at + token.length);
  }
  // Half a character has a width of its own, and a terminal shows neither half.
  if (!isPlain(text)) growToCharacters(text, isHit);
  const parts: Span[] = [];
  for (let start = 0; start < text.length;) {
    let end = start + 1;
    while (end < text.length && isHit[end] === isHit[start]) end++;
    parts.push(span(text.slice(start, end), isHit[start] === 1 ? 'match' : role));
    start = end;
  }
  return parts;
}

/** Marks all of each character of which a part is marked. */
function growToCharacters(text: string, isHit: Uint8Array): void {
  let start = 0;
  for (const character of eachGrapheme(text)) {
    const end = start + character.length;
    if (isHit.subarray(start, end).includes(1)) isHit.fill(1, start, end);
    start = end;
  }
}

export function shortened(text: string, columns: number, cut: string, keep: Keep): string {
  return truncate(text, columns, keep, cut);
}

/**
 * The characters that go to the terminal, without blanks at the end: Ink takes every row apart into characters for every frame, and
 * half of a frame is blank. Escape sequences for colours it leaves as they are.
 */
export function painted(line: Line, paint: Paint): string {
  let last = line.length - 1;
  // What is selected may have a background, blanks and all.
  while (last >= 0 && !hasGround(line[last]!) && line[last]!.text.trimEnd() === '') last--;
  let text = '';
  for (let position = 0; position <= last; position++) {
    const part = line[position]!;
    text += paint(position === last && !hasGround(part) ? part.text.trimEnd() : part.text, part.role, part.on);
  }
  return text;
}

function hasGround({role, on}: Span): boolean {
  return role === 'selected' || on !== undefined;
}

/** What a reader sees. */
export function plain(line: Line): string {
  return line.map(part => part.text).join('');
}
