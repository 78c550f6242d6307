/**
 * Draws what a terminal shows as an SVG: `node build/picture.ts FILE.svg [--columns N] [--rows N] [--wait TEXT] [--keys TEXT] -- COMMAND…`.
 *
 * The command runs in a real pseudo-terminal (util-linux `script`), its output goes through a terminal model
 * (@xterm/headless), so the picture shows what a user sees. `--wait` and `--keys` may be repeated; they are carried out in
 * their order. In keys, `\r` is Enter, `\e` Escape, `\t` Tab.
 */
import {spawn} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import xterm from '@xterm/headless';

type Step = {readonly kind: 'wait' | 'keys'; readonly text: string};

/** The 16 named colours as a calm dark palette; the picture needs some values, a real terminal has its own. */
const PALETTE = [
  ...['#1d2128', '#e06c75', '#98c379', '#e5c07b', '#61afef', '#c678dd', '#56b6c2', '#c8ccd4'],
  ...['#6b7280', '#f08a92', '#b2db95', '#f2d49b', '#86c5ff', '#da98ee', '#78d2dc', '#ffffff'],
];
const FOREGROUND = '#c8ccd4';
const BACKGROUND = '#1d2128';
const CELL = {width: 8.4, height: 18, font: 14};

const {file, columns, rows, steps, command} = readArguments(process.argv.slice(2));
const terminal = new xterm.Terminal({cols: columns, rows, allowProposedApi: true, scrollback: 0});
const child = spawn('script', ['-qec', `stty rows ${rows} cols ${columns}; ${command.map(quote).join(' ')}`, '/dev/null'], {
  stdio: ['pipe', 'pipe', 'inherit'],
  env: {
    ...process.env,
    TERM: 'xterm-256color',
    COLORTERM: 'truecolor',
    NO_COLOR: undefined,
    CI: undefined,
    FORCE_COLOR: undefined,
  },
});
child.stdout.on('data', (chunk: Buffer) => terminal.write(chunk));
for (const step of steps) {
  if (step.kind === 'wait') await seen(step.text);
  else {
    child.stdin.write(step.text);
    await quiet();
  }
}
await quiet();
writeFileSync(file, svg());
child.kill('SIGTERM');

function readArguments(argv: readonly string[]) {
  const end = argv.indexOf('--');
  const [target, ...options] = argv.slice(0, end);
  if (target === undefined || end < 0) throw new Error('usage: picture.ts FILE.svg [options] -- COMMAND…');
  const steps: Step[] = [];
  const size = {columns: 100, rows: 30};
  for (let index = 0; index < options.length; index += 2) {
    const [name, value = ''] = options.slice(index, index + 2);
    if (name === '--columns') size.columns = Number(value);
    else if (name === '--rows') size.rows = Number(value);
    else if (name === '--wait') steps.push({kind: 'wait', text: value});
    else if (name === '--keys')
      steps.push({kind: 'keys', text: value.replaceAll('\\r', '\r').replaceAll('\\e', '\u001b').replaceAll('\\t', '\t')});
    else throw new Error(`unknown option ${name}`);
  }
  return {file: target, ...size, steps, command: argv.slice(end + 1)};
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

function screen(): string {
  const lines = Array.from(
    {length: rows},
    (_, y) => terminal.buffer.active.getLine(terminal.buffer.active.baseY + y)?.translateToString() ?? '',
  );
  return lines.join('\n');
}

/** Waits until the text is on the screen, at most 20 s. */
async function seen(text: string): Promise<void> {
  const end = Date.now() + 20_000;
  while (!screen().includes(text)) {
    if (Date.now() > end) throw new Error(`"${text}" did not appear:\n${screen()}`);
    await pause(50);
  }
}

/** Waits until the screen has not changed for 400 ms. */
async function quiet(): Promise<void> {
  let last = screen();
  for (let same = 0; same < 8;) {
    await pause(50);
    const now = screen();
    same = now === last ? same + 1 : 0;
    last = now;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms));
}

function svg(): string {
  const buffer = terminal.buffer.active;
  const body: string[] = [];
  for (let y = 0; y < rows; y += 1) {
    const line = buffer.getLine(buffer.baseY + y);
    if (line === undefined) continue;
    for (let x = 0; x < columns; x += 1) {
      const cell = line.getCell(x);
      const text = cell?.getChars() ?? '';
      if (cell === undefined || cell.getWidth() === 0) continue;
      const inverse = cell.isInverse() !== 0;
      const front = colour(cell.isFgRGB(), cell.isFgPalette(), cell.getFgColor()) ?? FOREGROUND;
      const back = colour(cell.isBgRGB(), cell.isBgPalette(), cell.getBgColor()) ?? BACKGROUND;
      const [ink, paper] = inverse ? [back, front] : [front, back];
      const left = (x * CELL.width).toFixed(1);
      if (paper !== BACKGROUND)
        body.push(
          `<rect x="${left}" y="${y * CELL.height}" width="${(CELL.width * cell.getWidth()).toFixed(1)}" height="${CELL.height}" fill="${paper}"/>`,
        );
      if (text.trim() === '') continue;
      const style = [
        cell.isBold() ? ' font-weight="bold"' : '',
        cell.isItalic() ? ' font-style="italic"' : '',
        cell.isDim() ? ' opacity="0.65"' : '',
        cell.isUnderline() ? ' text-decoration="underline"' : '',
      ].join('');
      body.push(`<text x="${left}" y="${y * CELL.height + 14}" fill="${ink}"${style}>${escape(text)}</text>`);
    }
  }
  const [width, height] = [columns * CELL.width + 24, rows * CELL.height + 24];
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width.toFixed(0)}" height="${height}" viewBox="0 0 ${width.toFixed(0)} ${height}" font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="${CELL.font}">
<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/><g transform="translate(12 12)">
${body.join('\n')}
</g></svg>
`;
}

function colour(rgb: boolean | number, palette: boolean | number, value: number): string | null {
  if (rgb) return `#${value.toString(16).padStart(6, '0')}`;
  if (!palette) return null;
  if (value < 16) return PALETTE[value] ?? null;
  if (value >= 232) return `#${(8 + (value - 232) * 10).toString(16).padStart(2, '0').repeat(3)}`;
  const level = (n: number) => (n === 0 ? 0 : 55 + n * 40).toString(16).padStart(2, '0');
  const cube = value - 16;
  return `#${level(Math.floor(cube / 36))}${level(Math.floor(cube / 6) % 6)}${level(cube % 6)}`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
