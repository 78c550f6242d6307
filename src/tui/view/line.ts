import type {Paint} from '../theme/sgr.ts';
import type {Role} from '../theme.ts';
import {fit, truncate} from '../text/fit.ts';
import type {Keep} from '../text/fit.ts';
import {textWidth} from '../text/width.ts';

/** A piece of a line with its meaning. */
export type Span = {readonly text: string; readonly role: Role};

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
    if (room <= 0) break;
    const width = textWidth(part.text);
    if (width <= room) fitted.push(part);
    else fitted.push({...part, text: fit(part.text, room, 'start', cut)});
    room -= Math.min(width, room);
  }
  if (room > 0) fitted.push(span(' '.repeat(room)));
  return fitted;
}

/** Something at the left and something at the right, which gives way: first its own length, then all of it. */
export function spread(left: Line, right: Line, columns: number, cut: string): Line {
  const leftWidth = lineWidth(left);
  const room = columns - leftWidth - 1;
  if (right.length === 0 || room < 4) return fitLine(left, columns, cut);
  const rightWidth = Math.min(lineWidth(right), room);
  return [...left, span(' '.repeat(columns - leftWidth - rightWidth)), ...fitLine(right, rightWidth, cut)];
}

/** One cell of a table: padded, with the telling part kept. */
export function cell(text: string, columns: number, role: Role, cut: string, keep: Keep = 'start'): Span {
  return {text: fit(text, columns, keep, cut), role};
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
  // A selected row may have a background, which reaches as far as its text.
  while (last >= 0 && line[last]!.role !== 'selected' && line[last]!.text.trimEnd() === '') last--;
  let text = '';
  for (let position = 0; position <= last; position++) {
    const part = line[position]!;
    text += paint(position === last && part.role !== 'selected' ? part.text.trimEnd() : part.text, part.role);
  }
  return text;
}

/** What a reader sees. */
export function plain(line: Line): string {
  return line.map(part => part.text).join('');
}
