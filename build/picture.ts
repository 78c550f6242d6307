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
import {svgOf} from './picture-svg.ts';

type Step = {readonly kind: 'wait' | 'keys'; readonly text: string};

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
writeFileSync(file, svgOf(terminal));
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
