/**
 * `npm run bench`: how fast hsf is, as medians and as ratios to a bare `node -e 0` on the same Node, all from one run.
 *
 * It prints figures and judges nothing: a machine with other work on it is slow for reasons of its own. `--rounds N` (default
 * 15), `--json FILE` for the raw numbers, `--section small|search|containers|environments|picker|big` for a part of it: an ordinary user's
 * 2,000 variants, a search beside Lmod's, starts in containers beside bare engines, stored environments beside sourcing, the picker with a
 * hundred thousand variants beside fzf, or the tree of a hundred thousand, which takes minutes.
 */
import {mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import {release, tmpdir} from 'node:os';
import {join} from 'node:path';
import {parseArgs} from 'node:util';
import {bigTable, measureBig} from './big.ts';
import {completionTable, measureCompletion} from './completion.ts';
import {containersTable, measureContainers} from './containers.ts';
import {directoryReads} from './directory-reads.ts';
import {environmentsTable, measureEnvironments} from './environments.ts';
import {measurePicker, pickerTable} from './picker.ts';
import {output, timed, type Environment} from './programs.ts';
import {withoutForeignDescriptors} from './own-descriptors.ts';
import {interleaved, summarise, type Samples} from './samples.ts';
import {measureSpider, spiderTable} from './spider.ts';
import {BenchTerminal, mostMemory} from './terminal.ts';
import {measureThinStart, thinTable} from './thin-start.ts';
import {writeBenchTree, type BenchTree} from './tree.ts';

const HSF = join(import.meta.dirname, '..', 'bin', 'hsf');
const VARIANTS = 2000;
const SCREEN = {columns: 120, rows: 50};
/** Down, down, …, then letters of a filter, as a user would. */
const KEYS = [...Array.from({length: 25}, () => '\u001B[B'), ...'el9 gcc13 opt', ...Array.from({length: 7}, () => '\u007F')];

const SECTIONS = ['small', 'search', 'containers', 'environments', 'picker', 'big'];

const {values} = parseArgs({
  options: {rounds: {type: 'string', default: '15'}, json: {type: 'string'}, section: {type: 'string', multiple: true}},
});

/** A user of its own, so that nothing of this one's settings, index and history counts. */
function environment(folder: string): Environment {
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: folder,
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
    SHELL: '/bin/bash',
    HSF_CVMFS: join(folder, 'cvmfs'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    XDG_CONFIG_HOME: join(folder, 'config'),
    XDG_STATE_HOME: join(folder, 'state'),
  };
}

/** Opens the picker; milliseconds to the first frame, most memory (MB) until then, and when Ink has taken over as well. */
async function firstFrame(env: Environment, settled = false): Promise<{ms: number; memory: number; later: number}> {
  const terminal = new BenchTerminal(`${HSF} --full-screen`, SCREEN, env);
  const pid = await terminal.begins();
  const startedAt = performance.now();
  await terminal.sees('LCG_');
  const ms = performance.now() - startedAt;
  const memory = mostMemory(pid);
  if (settled) await terminal.settles(400);
  const later = mostMemory(pid);
  await terminal.ends('\u0003');
  return {ms, memory, later};
}

async function keysToFrames(env: Environment): Promise<{samples: Samples; memory: number}> {
  const terminal = new BenchTerminal(`${HSF} --full-screen`, SCREEN, env);
  const pid = await terminal.begins();
  await terminal.sees('LCG_');
  await terminal.settles(400);
  const samples: number[] = [];
  for (const key of KEYS) {
    samples.push(await terminal.keyToFrame(key));
    await terminal.settles(40);
  }
  const memory = mostMemory(pid);
  await terminal.ends('\u0003');
  return {samples, memory};
}

async function measure(tree: BenchTree, env: Environment, rounds: number) {
  const refresh = await directoryReads([HSF, 'refresh'], tree.root, env);
  const warmList = await directoryReads([HSF, 'list', '--json'], tree.root, env);
  const node: readonly [string, ...string[]] = [process.execPath, '-e', '0'];
  const times = await interleaved(
    [
      {name: 'bare node -e 0', run: () => timed(node, env)},
      {name: 'hsf --version', run: () => timed([HSF, '--version'], env)},
      {name: 'warm hsf list --json', run: () => timed([HSF, 'list', '--json'], env)},
      {name: 'picker, first frame', run: async () => (await firstFrame(env)).ms},
      {name: 'hsf run X -- true', run: () => timed([HSF, 'run', tree.address, '--', 'true'], env)},
      {name: "bash -c '. setup.sh; true'", run: () => timed(['bash', '--norc', '-c', '. "$1"; true', 'bash', tree.setup], env)},
    ],
    rounds,
  );
  const {memory, later} = await firstFrame(env, true);
  const keys = await keysToFrames(env);
  // After hand-over the command's parent is whoever called hsf, and nothing of ours is left beside it.
  const parent = await output(['/bin/sh', '-c', `echo $$; "$0" run "$1" -- sh -c 'echo $PPID'; true`, HSF, tree.address], env);
  const left = new Set(parent.trim().split('\n')).size === 1 ? 0 : 1;
  return {times, memory, later, keys, refresh, warmList, left};
}

function table(
  tree: BenchTree,
  {times, memory, later, keys, refresh, warmList, left}: Awaited<ReturnType<typeof measure>>,
): string {
  const bare = summarise(times.get('bare node -e 0') ?? [])?.median ?? Number.NaN;
  const row = (...cells: readonly string[]) =>
    `${(cells[0] ?? '').padEnd(44)}${cells
      .slice(1)
      .map(cell => cell.padStart(10))
      .join('')}`;
  const rows = [...times].map(([name, samples]) => {
    const {median = Number.NaN, least = Number.NaN, p95 = Number.NaN} = summarise(samples) ?? {};
    return row(name, median.toFixed(1), least.toFixed(1), p95.toFixed(1), `${(median / bare).toFixed(2)} ×`);
  });
  const key = summarise(keys.samples);
  return [
    `Node ${process.version}, kernel ${release()}, ${process.arch}; ${tree.variants} variants; ${times.get('hsf --version')?.length} rounds, interleaved.`,
    '',
    row('milliseconds', 'median', 'least', 'p95', 'to node'),
    ...rows,
    row(
      `key to frame, ${SCREEN.rows} rows, ${KEYS.length} keys`,
      ...[key?.median, key?.least, key?.p95].map(ms => (ms ?? Number.NaN).toFixed(1)),
      '',
    ),
    '',
    row('picker, most memory at the first frame', `${memory.toFixed(0)} MB`),
    row('picker, most memory with Ink loaded', `${later.toFixed(0)} MB`),
    row('picker, most memory after the keys', `${keys.memory.toFixed(0)} MB`),
    row('directories read by refresh (least needed)', `${refresh.all} (${tree.leastReads})`),
    row('directories read by a warm list', String(warmList.all)),
    row('processes of ours beside the started command', String(left)),
  ].join('\n');
}

async function benchSmall(rounds: number): Promise<object> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-bench-')));
  try {
    const env = environment(folder);
    const {host} = JSON.parse(await output([HSF, 'host', '--json'], env)) as {host: {arch: string; os: {family: string | null}}};
    const tree = writeBenchTree(join(folder, 'cvmfs'), VARIANTS, host.arch, host.os.family ?? 'el9');
    const result = await measure(tree, env, rounds);
    console.log(table(tree, result));
    return {...result, times: Object.fromEntries(result.times)};
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

async function benchBig(rounds: number): Promise<object> {
  const figures = await measureBig(HSF, environment, rounds);
  console.log(bigTable(figures));
  return {...figures, times: Object.fromEntries(figures.times)};
}

async function benchSearch(rounds: number): Promise<object> {
  const figures = await measureSpider(HSF, environment, rounds);
  console.log(spiderTable(figures));
  return {...figures, times: Object.fromEntries(figures.times)};
}

async function benchContainers(rounds: number): Promise<object> {
  const engines = await measureContainers(HSF, environment, rounds);
  console.log(containersTable(engines));
  console.log('');
  // To load a gigabyte takes half a minute each time.
  const thin = await measureThinStart(HSF, environment, Math.min(rounds, 3));
  console.log(thinTable(thin));
  return {engines, thin: {...thin, times: Object.fromEntries(thin.times)}};
}

async function benchEnvironments(rounds: number): Promise<object> {
  const figures = await measureEnvironments(HSF, environment, rounds);
  console.log(environmentsTable(figures));
  console.log('');
  const completion = await measureCompletion(HSF, environment, rounds);
  console.log(completionTable(completion));
  return {...figures, completion: Object.fromEntries(completion.times)};
}

async function benchPicker(rounds: number): Promise<object> {
  const figures = await measurePicker(HSF, environment, rounds);
  console.log(pickerTable(figures));
  return {...figures, times: Object.fromEntries(figures.times)};
}

async function bench(): Promise<void> {
  const wanted = values.section ?? SECTIONS;
  const unknown = wanted.filter(section => !SECTIONS.includes(section));
  if (unknown.length > 0) throw new Error(`There is no section ${unknown.join(', ')}, only ${SECTIONS.join(', ')}.`);
  const rounds = Number(values.rounds);
  let document = {};
  if (wanted.includes('small')) document = await benchSmall(rounds);
  if (wanted.includes('search')) {
    if (wanted.includes('small')) console.log('');
    document = {...document, search: await benchSearch(rounds)};
  }
  if (wanted.includes('containers')) {
    if (wanted.length > 1) console.log('');
    document = {...document, containers: await benchContainers(rounds)};
  }
  if (wanted.includes('environments')) {
    if (wanted.length > 1) console.log('');
    document = {...document, environments: await benchEnvironments(rounds)};
  }
  if (wanted.includes('picker')) {
    if (wanted.length > 1) console.log('');
    document = {...document, picker: await benchPicker(rounds)};
  }
  if (wanted.includes('big')) {
    if (wanted.length > 1) console.log('');
    document = {...document, big: await benchBig(rounds)};
  }
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(document, null, 2)}\n`);
}

const ended = withoutForeignDescriptors();
if (ended === null) await bench();
else process.exitCode = ended;
