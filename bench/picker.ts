import {existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {writeBigTree, type BigTreeWishes} from '../test/rig/big-tree.ts';
import {mostOf, withChildren, withMemory} from './most-memory.ts';
import {timed, type Environment} from './programs.ts';
import {interleaved, summarise, type Samples} from './samples.ts';
import {BenchTerminal, mostMemory} from './terminal.ts';

/** Where distributions put it (`apt-get install fzf`). */
const FZF = '/usr/bin/fzf';
const SCREEN = {columns: 120, rows: 40};
const QUIET_MS = 60;
const IDLE_MS = 5000;
const DOWN = '\u001B[B';
const CANCEL = '\u0003';
const MOVES = Array.from({length: 40}, () => DOWN);
/** Letters that leave many, some and few, and take them back. */
const LETTERS = [
  ...'el9 gcc14',
  ...Array.from({length: 9}, () => '\u007F'),
  ...'lcg 30 opt',
  ...Array.from({length: 10}, () => '\u007F'),
];
const TIMEOUT = ['--timeout', '600'] as const;

type Keys = {readonly letters: Samples; readonly moves: Samples; readonly bytes: Samples; readonly memory: number};

export type PickerFigures = {
  readonly variants: number;
  readonly times: ReadonlyMap<string, Samples>;
  readonly memory: {readonly first: number; readonly keys: number};
  /** The most that a process beside the picker held: where all is found and packed, and where nothing has changed. */
  readonly finder: {readonly anew: number; readonly unchanged: number};
  readonly keys: Keys;
  /** Null where fzf is not installed. */
  readonly fzf: Keys | null;
  readonly idle: {readonly cpuMs: number; readonly wakes: number; readonly others: number};
};

/** The figures of issue 6: the picker with a hundred thousand variants, beside fzf with as many lines. */
export async function measurePicker(
  hsf: string,
  environment: (folder: string) => Environment,
  rounds: number,
  wishes: BigTreeWishes = {},
): Promise<PickerFigures> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-bench-picker-')));
  try {
    const tree = writeBigTree(folder, wishes);
    const env = {...environment(folder), HSF_CVMFS: tree.root, XDG_CONFIG_HOME: tree.config};
    await withMemory([hsf, 'refresh', ...TIMEOUT], env);
    const listed = await withMemory([hsf, 'list', '--json', '--runs', 'any', ...TIMEOUT], env);
    const {stacks} = JSON.parse(listed.stdout) as {stacks: {variants: {address: string}[]}[]};
    const lines = join(folder, 'lines');
    writeFileSync(lines, stacks.flatMap(({variants}) => variants.map(({address}) => `${address}\n`)).join(''));
    const picker = `${hsf} --full-screen`;
    const fzf = existsSync(FZF) ? `${FZF} < ${lines}` : null;

    const anew = await beside(picker, env);
    const unchanged = await beside(picker, env);
    const first = (command: string, sign: string) => async () => (await firstFrame(command, sign, env)).ms;
    const times = await interleaved(
      [
        {name: 'bare node -e 0', run: () => timed([process.execPath, '-e', '0'], env)},
        {name: 'picker, first frame', run: first(picker, 'LCG_')},
        ...(fzf === null ? [] : [{name: 'fzf, first frame with lines', run: first(fzf, 'LCG_')}]),
      ],
      rounds,
    );
    const {memory} = await firstFrame(picker, 'LCG_', env);
    const keys = await keysOf(picker, env);
    return {
      variants: tree.variants,
      times,
      memory: {first: memory, keys: keys.memory},
      finder: {anew, unchanged},
      keys,
      fzf: fzf === null ? null : await keysOf(fzf, env),
      idle: await idleness(picker, env),
    };
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

async function opened(command: string, env: Environment): Promise<{readonly terminal: BenchTerminal; readonly pid: number}> {
  const terminal = new BenchTerminal(command, SCREEN, env);
  const pid = await terminal.begins();
  await terminal.sees('LCG_');
  await terminal.settles(1000);
  return {terminal, pid};
}

async function firstFrame(
  command: string,
  sign: string,
  env: Environment,
): Promise<{readonly ms: number; readonly memory: number}> {
  const terminal = new BenchTerminal(command, SCREEN, env);
  const pid = await terminal.begins();
  const startedAt = performance.now();
  await terminal.sees(sign);
  const ms = performance.now() - startedAt;
  const memory = mostMemory(pid);
  await terminal.ends(CANCEL);
  return {ms, memory};
}

/** The most that one process below the picker held, MB, from its start until they are gone. */
async function beside(command: string, env: Environment): Promise<number> {
  const terminal = new BenchTerminal(command, SCREEN, env);
  const pid = await terminal.begins();
  let most = 0;
  const look = () => {
    for (const other of withChildren(pid)) if (other !== pid) most = Math.max(most, mostOf(other));
  };
  const timer = setInterval(look, 5);
  await terminal.sees('LCG_');
  do await terminal.settles(500);
  while (withChildren(pid).length > 1);
  clearInterval(timer);
  await terminal.ends(CANCEL);
  return most;
}

async function keysOf(command: string, env: Environment): Promise<Keys> {
  const {terminal, pid} = await opened(command, env);
  const letters: number[] = [];
  for (const key of LETTERS) letters.push((await terminal.keyToRest(key, QUIET_MS)).ms);
  await terminal.settles(400);
  const moves: number[] = [];
  const bytes: number[] = [];
  for (const key of MOVES) {
    const frame = await terminal.keyToRest(key, QUIET_MS);
    moves.push(frame.ms);
    bytes.push(frame.bytes);
  }
  const memory = mostMemory(pid);
  await terminal.ends(CANCEL);
  return {letters, moves, bytes, memory};
}

/** What an open picker does while nobody touches it. */
async function idleness(command: string, env: Environment): Promise<PickerFigures['idle']> {
  const {terminal, pid} = await opened(command, env);
  await terminal.settles(1500);
  const before = usedBy(pid);
  await new Promise(resolve => setTimeout(resolve, IDLE_MS));
  const after = usedBy(pid);
  const others = withChildren(pid).length - 1;
  await terminal.ends(CANCEL);
  return {cpuMs: after.cpuMs - before.cpuMs, wakes: after.wakes - before.wakes, others};
}

/** Processor time of a process, and how often its main thread has gone to sleep. */
function usedBy(pid: number): {readonly cpuMs: number; readonly wakes: number} {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return {
    cpuMs: (Number(fields[11]) + Number(fields[12])) * 10,
    wakes: Number(/^voluntary_ctxt_switches:\s*(\d+)/m.exec(status)?.[1]),
  };
}

export function pickerTable({variants, times, memory, finder, keys, fzf, idle}: PickerFigures): string {
  const bare = summarise(times.get('bare node -e 0') ?? [])?.median ?? Number.NaN;
  const row = (...cells: readonly string[]) =>
    `${(cells[0] ?? '').padEnd(48)}${cells
      .slice(1)
      .map(cell => cell.padStart(10))
      .join('')}`;
  const figures = (name: string, samples: Samples, last = '') => {
    const {median = Number.NaN, least = Number.NaN, p95 = Number.NaN} = summarise(samples) ?? {};
    return row(name, median.toFixed(1), least.toFixed(1), p95.toFixed(1), last || `${(median / bare).toFixed(2)} ×`);
  };
  const ofFzf = (one: Samples, other: Samples | undefined) =>
    other === undefined
      ? '-'
      : `${((summarise(one)?.median ?? Number.NaN) / (summarise(other)?.median ?? Number.NaN)).toFixed(2)} × fzf`;
  return [
    `The picker with ${variants} variants at ${SCREEN.columns}×${SCREEN.rows}${fzf === null ? `; fzf is not compared, since there is no ${FZF}` : ''}.`,
    '',
    row('milliseconds', 'median', 'least', 'p95', 'to node'),
    ...[...times].map(([name, samples]) => figures(name, samples)),
    figures('key to frame, letters', keys.letters, ofFzf(keys.letters, fzf?.letters)),
    figures('key to frame, moving', keys.moves, ofFzf(keys.moves, fzf?.moves)),
    ...(fzf === null ? [] : [figures('fzf, letters', fzf.letters, ' '), figures('fzf, moving', fzf.moves, ' ')]),
    '',
    figures('bytes per frame, moving one line', keys.bytes, ' '),
    ...(fzf === null ? [] : [figures('fzf, bytes per frame', fzf.bytes, ' ')]),
    row('most memory at the first frame', `${memory.first.toFixed(0)} MB`),
    row('most memory after the keys', `${memory.keys.toFixed(0)} MB`),
    ...(fzf === null ? [] : [row('fzf, most memory after the keys', `${fzf.memory.toFixed(0)} MB`)]),
    row('finder, most memory where all is packed anew', `${finder.anew.toFixed(0)} MB`),
    row('finder, most memory where nothing has changed', `${finder.unchanged.toFixed(0)} MB`),
    row(
      `idle for ${IDLE_MS / 1000} s: processor time, wakes, helpers`,
      `${idle.cpuMs} ms`,
      String(idle.wakes),
      String(idle.others),
    ),
  ].join('\n');
}
