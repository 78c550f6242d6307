import {mkdirSync, mkdtempSync, realpathSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {missingForFuse} from '../test/rig/fuse/fuse-rig.ts';
import {writeCostlyView, type CostlyView} from './cold/costly-view.ts';
import {missingForOwnCvmfs, withOwnCvmfs} from './cold/private-root.ts';
import {output, type Environment} from './programs.ts';
import {summarise, type Samples} from './samples.ts';

export type InsideRequest = {
  readonly hsf: string;
  readonly folder: string;
  readonly view: CostlyView;
  /** Where the repositories of it lie. */
  readonly tree: string;
  readonly rounds: number;
  readonly requestMs: number;
  /** Whether there can be a client that has to fetch; else the tree is shown as it is, and the cold rows are left out. */
  readonly fuse: boolean;
};

export type EnvironmentFigures = {
  /** Why nothing was measured; null where it was. */
  readonly missing: string | null;
  readonly fuse: boolean;
  readonly requestMs: number;
  /** What sourcing the set-up script takes: processes, and variables that were not there before. */
  readonly cost: {readonly children: number | null; readonly variables: number};
  /** What the plan says of the environment: stored, or live. */
  readonly environment: string | null;
  /** Commands that are kept for sh. */
  readonly quick: readonly string[];
  readonly times: Readonly<Record<string, Samples>>;
  /** What could not be measured, and why. */
  readonly failures: readonly string[];
  /** Processes of ours beside the started command. */
  readonly left: number;
};

const REQUEST_MS = 20;

/**
 * The figures of issue 5, on a view with the cost of LAYOUTS.md 1.6 at the real path below `/cvmfs`, in a mount namespace of its own, so
 * that nothing but the set-up is between the caller and the stack. The tree is behind a client that fetches each file and catalog once.
 */
export async function measureEnvironments(
  hsf: string,
  environment: (folder: string) => Environment,
  rounds: number,
): Promise<EnvironmentFigures> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-bench-')));
  const nothing = {fuse: false, requestMs: REQUEST_MS, environment: null, quick: [], times: {}, failures: [], left: 0};
  try {
    const env = {...environment(folder), HSF_CVMFS: join(folder, 'none')};
    const missing = missingForOwnCvmfs(join(folder, 'tried'));
    if (missing !== null) return {...nothing, missing, cost: {children: null, variables: 0}};
    const {host} = JSON.parse(await output([hsf, 'host', '--json'], env)) as {host: {arch: string; os: {family: string | null}}};
    const tree = join(folder, 'tree');
    const view = writeCostlyView(tree, host.arch, host.os.family ?? 'el9');
    const fuse = missingForFuse() === null;
    const cvmfs = fuse ? join(folder, 'mounts') : tree;
    mkdirSync(cvmfs, {recursive: true});
    const inside = join(import.meta.dirname, 'cold/environments-inside.ts');
    const request: InsideRequest = {hsf, folder, view, tree, rounds, requestMs: REQUEST_MS, fuse};
    const command = [...withOwnCvmfs(join(folder, 'root'), cvmfs), process.execPath, inside, JSON.stringify(request)];
    return JSON.parse(await output(command as [string, ...string[]], {...env, HSF_BENCH_CLOSED: '1'})) as EnvironmentFigures;
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

/** `slow` is to take at least `times` as long as `fast`; or `fast` at most `most` times `slow`, or at most so many milliseconds. */
type Goal =
  | {readonly title: string; readonly slow: string; readonly fast: string; readonly times: number}
  | {readonly title: string; readonly slow: string; readonly fast: string; readonly most: number}
  | {readonly title: string; readonly fast: string; readonly milliseconds: number};

const SOURCING = '. setup.sh, in bash';
const SOURCED = "bash -c '. setup.sh; true'";
const COLD = "cold: bash -c '. setup.sh; true'";

export const GOALS: readonly Goal[] = [
  {title: 'eval of a stored environment', slow: SOURCING, fast: 'eval of the code alone', times: 50},
  {title: 'eval "$(hsf env X)", kept in sh', slow: SOURCING, fast: 'eval "$(hsf env X)", kept in sh', times: 5},
  {title: 'eval "$(hsf env X)", through Node', slow: SOURCING, fast: 'eval "$(hsf env X)", through Node', times: 5},
  {title: 'hsf run through Node', slow: SOURCED, fast: 'hsf run X -- true, through Node', times: 5},
  {title: 'hsf run kept in sh', slow: SOURCED, fast: 'hsf run X -- true, kept in sh', times: 30},
  {title: 'cold, at the best', slow: COLD, fast: 'cold: eval of the code alone, then true', times: 10},
  {title: 'cold, through Node', slow: COLD, fast: 'cold: hsf run X -- true, through Node', times: 10},
  {title: 'cold, kept in sh', slow: COLD, fast: 'cold: hsf run X -- true, kept in sh', times: 10},
  {title: 'first capture beside sourcing', slow: SOURCED, fast: 'first start, captured', most: 1.15},
  {title: 'the same start, always live', slow: SOURCED, fast: 'hsf run X -- true, always live', most: 1.15},
  {
    title: '1,000 --env beside the same start',
    slow: 'hsf run X -- true, always live',
    fast: 'the same with 1,000 --env',
    most: 1.5,
  },
  {title: 'capture beside the same start', slow: 'hsf run X -- true, always live', fast: 'first start, captured', most: 1.15},
  {title: 'hsf use added to the shell', fast: 'hsf use X, in bash', milliseconds: 20},
  {title: 'hsf list', slow: 'bare node -e 0', fast: 'hsf list', most: 1.5},
  {title: 'hsf list --json', slow: 'bare node -e 0', fast: 'hsf list --json', most: 1.5},
  {title: 'hsf --help', slow: 'bare node -e 0', fast: 'hsf --help', most: 1.5},
];

/** A figure beside its goal, in words; null where one of the two was not measured. */
export function figureOf(
  goal: Goal,
  times: EnvironmentFigures['times'],
): {readonly figure: string; readonly goal: string} | null {
  const median = (name: string) => summarise(times[name] ?? [])?.median ?? null;
  const fast = median(goal.fast);
  if (fast === null) return null;
  if ('milliseconds' in goal) return {figure: `${fast.toFixed(1)} ms`, goal: `<= ${goal.milliseconds} ms`};
  const slow = median(goal.slow);
  if (slow === null) return null;
  if ('times' in goal) return {figure: `${(slow / fast).toFixed(1)} × faster`, goal: `>= ${goal.times} ×`};
  return {figure: `${(fast / slow).toFixed(2)} ×`, goal: `<= ${goal.most} ×`};
}

export function environmentsTable(figures: EnvironmentFigures): string {
  const {missing, fuse, requestMs, cost, environment, quick, times, failures, left} = figures;
  if (missing !== null) return `Environments: not measured: ${missing}`;
  const row = (first: string, ...cells: readonly string[]) => first.padEnd(44) + cells.map(cell => cell.padStart(14)).join('');
  const rows = Object.entries(times).map(([name, samples]) => {
    const {median = Number.NaN, least = Number.NaN, p95 = Number.NaN} = summarise(samples) ?? {};
    return row(name, median.toFixed(1), least.toFixed(1), p95.toFixed(1));
  });
  const goals = GOALS.map(goal => ({title: goal.title, ...figureOf(goal, times)}));
  return [
    `Sourcing starts ${cost.children ?? '?'} processes and sets ${cost.variables} variables; ${
      fuse ? `behind FUSE, ${requestMs} ms for each file and catalog that is fetched` : 'no FUSE here, so nothing cold'
    }.`,
    `The plan says of the environment: ${environment ?? 'nothing'}; kept for sh: ${quick.length === 0 ? 'nothing' : quick.length}.`,
    '',
    row('milliseconds', 'median', 'least', 'p95'),
    ...rows,
    '',
    row('ratios of medians', 'figure', 'goal'),
    ...goals.map(({title, figure = 'not measured', goal = ''}) => row(title, figure, goal)),
    row('processes of ours beside the command', String(left), '0'),
    ...failures.map(failure => `Not measured: ${failure}`),
  ].join('\n');
}
