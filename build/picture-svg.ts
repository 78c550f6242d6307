/** A terminal's screen as an SVG that looks the same wherever it is shown: every run of characters says how wide it is. */
import type {Terminal} from '@xterm/headless';

export type Ground = 'dark' | 'light';

type Look = {readonly foreground: string; readonly background: string; readonly palette: readonly string[]};

/** Calm values for the sixteen named colours, which a real terminal has its own for. */
const LOOKS: Readonly<Record<Ground, Look>> = {
  dark: {
    foreground: '#d4d8e0',
    background: '#1b1f27',
    palette: [
      ...['#1b1f27', '#e06c75', '#98c379', '#e5c07b', '#61afef', '#c678dd', '#56b6c2', '#c8ccd4'],
      ...['#7d8799', '#f08a92', '#b2db95', '#f2d49b', '#86c5ff', '#da98ee', '#78d2dc', '#ffffff'],
    ],
  },
  light: {
    foreground: '#24292f',
    background: '#fbfbf9',
    palette: [
      ...['#24292f', '#b3261e', '#2a7a2f', '#8a5a00', '#0b57c4', '#8a2aa8', '#00717f', '#d8dce2'],
      ...['#6a7280', '#c9362e', '#2f8a35', '#996500', '#1a69dd', '#9c3bba', '#00808f', '#ffffff'],
    ],
  },
};

// A cell of DejaVu Sans Mono at 14 pixels; other fonts are spread to it.
const CELL = {width: 8.43, height: 18, font: 14};
const MARGIN = 14;

type Style = {readonly ink: string; readonly paper: string; readonly marks: string};
type Run = {readonly x: number; text: string; width: number; readonly style: Style};

export type SvgWishes = {
  readonly ground?: Ground;
  /** Where the real cursor stands; none is drawn without. */
  readonly cursor?: {readonly x: number; readonly y: number};
};

export function svgOf(terminal: Terminal, {ground = 'dark', cursor}: SvgWishes = {}): string {
  const look = LOOKS[ground];
  const {cols: columns, rows} = terminal;
  const body: string[] = [];
  for (let y = 0; y < rows; y++) {
    const runs = runsOf(terminal, y, look);
    for (const {x, width, style} of runs) {
      if (style.paper === look.background) continue;
      body.push(`<rect x="${at(x)}" y="${y * CELL.height}" width="${at(width)}" height="${CELL.height}" fill="${style.paper}"/>`);
    }
    for (const {x, text, width, style} of runs.flatMap(wordsOf)) {
      const place = `x="${at(x)}" y="${y * CELL.height + CELL.font - 1}" textLength="${at(width)}"`;
      const fill = style.ink === look.foreground ? '' : ` fill="${style.ink}"`;
      body.push(`<text ${place}${fill}${style.marks}>${escaped(text)}</text>`);
    }
  }
  if (cursor !== undefined) {
    const place = `x="${at(cursor.x)}" y="${cursor.y * CELL.height}" width="${at(1)}" height="${CELL.height}"`;
    body.push(`<rect ${place} fill="none" stroke="${look.foreground}"/>`);
  }
  const [width, height] = [Math.ceil(columns * CELL.width + 2 * MARGIN), rows * CELL.height + 2 * MARGIN];
  const font = 'DejaVu Sans Mono, Menlo, Consolas, monospace';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${font}" font-size="${CELL.font}" fill="${look.foreground}" xml:space="preserve">
<rect width="100%" height="100%" rx="8" fill="${look.background}"/><g transform="translate(${MARGIN} ${MARGIN})">
${body.join('\n')}
</g></svg>
`;
}

/** The cells of a row, those that look alike taken together. */
function runsOf(terminal: Terminal, y: number, look: Look): readonly Run[] {
  const buffer = terminal.buffer.active;
  const line = buffer.getLine(buffer.baseY + y);
  const runs: Run[] = [];
  for (let x = 0; x < terminal.cols; x++) {
    const cell = line?.getCell(x);
    if (cell === undefined || cell.getWidth() === 0) continue;
    const front = colourOf(cell.isFgRGB(), cell.isFgPalette(), cell.getFgColor(), look) ?? look.foreground;
    const back = colourOf(cell.isBgRGB(), cell.isBgPalette(), cell.getBgColor(), look) ?? look.background;
    const [ink, paper] = cell.isInverse() !== 0 ? [back, front] : [front, back];
    const marks = [
      cell.isBold() ? ' font-weight="bold"' : '',
      cell.isItalic() ? ' font-style="italic"' : '',
      cell.isDim() ? ' opacity="0.65"' : '',
      cell.isUnderline() ? ' text-decoration="underline"' : '',
    ].join('');
    const text = cell.getChars() === '' ? ' ' : cell.getChars();
    const last = runs.at(-1);
    const isWide = cell.getWidth() > 1;
    if (last !== undefined && !isWide && last.style.ink === ink && last.style.paper === paper && last.style.marks === marks) {
      last.text += text;
      last.width++;
    } else runs.push({x, text, width: cell.getWidth(), style: {ink, paper, marks}});
  }
  return runs;
}

/** A run without the blanks around it, and taken apart where there are several: a place in the row, not a row of blanks, says where. */
function wordsOf({x, text, width, style}: Run): readonly Run[] {
  if (text.length !== width) return text.trim() === '' ? [] : [{x, text, width, style}];
  return Array.from(text.matchAll(/\S+(?: \S+)*/g), ({0: words, index}) => ({
    x: x + index,
    text: words,
    width: words.length,
    style,
  }));
}

function at(cells: number): string {
  return String(Math.round(cells * CELL.width * 10) / 10);
}

function colourOf(rgb: boolean | number, palette: boolean | number, value: number, look: Look): string | null {
  if (rgb) return `#${value.toString(16).padStart(6, '0')}`;
  if (!palette) return null;
  if (value < 16) return look.palette[value] ?? null;
  if (value >= 232) return `#${(8 + (value - 232) * 10).toString(16).padStart(2, '0').repeat(3)}`;
  const level = (n: number) => (n === 0 ? 0 : 55 + n * 40).toString(16).padStart(2, '0');
  const cube = value - 16;
  return `#${level(Math.floor(cube / 36))}${level(Math.floor(cube / 6) % 6)}${level(cube % 6)}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
