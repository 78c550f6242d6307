import {eachGrapheme, graphemes, graphemeWidth, isPlain, textWidth} from './width.ts';

/**
 * Which part of a text that is too long tells most: its start, its end, both with the middle left out, or, of a path or address, its
 * last segments and the first.
 */
export type Keep = 'start' | 'end' | 'both' | 'path';

/** The text in at most `columns` columns, with `mark` where something was left out. */
export function truncate(text: string, columns: number, keep: Keep = 'start', mark = '…'): string {
  if (columns <= 0) return '';
  if (textWidth(text) <= columns) return text;
  const room = columns - textWidth(mark);
  if (room <= 0) return takeStart(text, columns);
  if (keep === 'path') return truncatePath(text, columns, mark);
  if (keep === 'start') return takeStart(text, room) + mark;
  if (keep === 'end') return mark + takeEnd(text, room);
  const end = Math.floor(room / 2);
  return takeStart(text, room - end) + mark + takeEnd(text, end);
}

/** The text in exactly `columns` columns. */
export function fit(text: string, columns: number, keep: Keep = 'start', mark = '…'): string {
  const cut = truncate(text, columns, keep, mark);
  return cut + ' '.repeat(Math.max(0, columns - textWidth(cut)));
}

/** Lines of at most `columns` columns, broken at blanks where that is possible. */
export function wrap(text: string, columns: number): readonly string[] {
  if (columns <= 0) return [];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (textWidth(longer) <= columns) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    const pieces = piecesOf(word, columns);
    line = pieces.pop() ?? '';
    lines.push(...pieces);
  }
  if (line !== '') lines.push(line);
  return lines;
}

/** A word cut into pieces of at most `columns` columns. */
function piecesOf(word: string, columns: number): string[] {
  const pieces: string[] = [];
  let piece = '';
  let width = 0;
  for (const grapheme of graphemes(word)) {
    const own = graphemeWidth(grapheme);
    if (width + own > columns && piece !== '') {
      pieces.push(piece);
      [piece, width] = ['', 0];
    }
    // A character that is wider than the line cannot be shown in it.
    piece += own > columns ? '?' : grapheme;
    width += Math.min(own, columns);
  }
  if (piece !== '') pieces.push(piece);
  return pieces;
}

/**
 * `/cvmfs/…/LCG_107/x86_64-el9-gcc14-opt/setup.sh`: whole segments from the end, and the first one where it leaves room for that. An
 * address (`lcg/LCG_107@x86_64-el9-gcc14-opt`) keeps what stands before its `@` and the end of its platform.
 */
function truncatePath(text: string, columns: number, mark: string): string {
  const at = text.lastIndexOf('@');
  if (at > 0 && !text.startsWith('/')) {
    const head = text.slice(0, at + 1);
    const rest = columns - textWidth(head) - textWidth(mark);
    return rest >= 8 ? head + mark + takeEnd(text.slice(at + 1), rest) : truncate(text, columns, 'both', mark);
  }
  const segments = text.split('/');
  const first = `${segments[0]}${segments[0] === '' ? `/${segments[1] ?? ''}` : ''}/${mark}`;
  const least = textWidth(segments.at(-1) ?? '') + 1;
  const head = textWidth(first) + least <= columns ? first : mark;
  let kept = '';
  for (let index = segments.length - 1; index > 0; index--) {
    const longer = `/${segments[index]}${kept}`;
    if (textWidth(head) + textWidth(longer) > columns) break;
    kept = longer;
  }
  return kept === '' ? mark + takeEnd(text, columns - textWidth(mark)) : head + kept;
}

function takeStart(text: string, columns: number): string {
  if (isPlain(text)) return text.slice(0, Math.max(0, columns));
  let taken = '';
  let width = 0;
  for (const grapheme of eachGrapheme(text)) {
    width += graphemeWidth(grapheme);
    if (width > columns) break;
    taken += grapheme;
  }
  return taken;
}

function takeEnd(text: string, columns: number): string {
  if (isPlain(text)) return text.slice(Math.max(0, text.length - Math.max(0, columns)));
  let taken = '';
  let width = 0;
  for (const grapheme of graphemes(text).toReversed()) {
    width += graphemeWidth(grapheme);
    if (width > columns) break;
    taken = grapheme + taken;
  }
  return taken;
}
