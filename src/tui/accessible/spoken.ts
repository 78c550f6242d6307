import type {Line} from '../view/line.ts';

/** Blanks that put a text into a column, and so mean nothing to somebody who hears it. */
const COLUMN_GAP = 2;

/**
 * A line of the drawn picker as it is read out: what stands in columns there is parted by a colon and commas here, so that no blanks are
 * counted and no column is guessed. Blanks within a value stay.
 */
export function spoken(line: Line): string {
  let text = '';
  let pieces = 0;
  let isLabel = false;
  for (const {text: part, role} of line) {
    const words = part.trim();
    if (words === '') {
      text += part;
      continue;
    }
    const said = text.trimEnd();
    const gap = text.length - said.length + (part.length - part.trimStart().length);
    if (said === '') {
      text = words;
      isLabel = role === 'muted' || role === 'heading';
    } else if (gap >= COLUMN_GAP || (isLabel && pieces === 0 && gap > 0)) text = `${said}${separator(said, pieces++)}${words}`;
    else text = `${said}${' '.repeat(gap)}${words}`;
    text += part.slice(part.trimEnd().length);
  }
  return text.trim();
}

function separator(said: string, pieces: number): string {
  if (/[:,]$/.test(said)) return ' ';
  return pieces === 0 ? ': ' : ', ';
}
