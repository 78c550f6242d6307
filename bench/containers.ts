import {spawn} from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir, userInfo} from 'node:os';
import {basename, join} from 'node:path';
import {which} from '../src/system/which.ts';
import {makeApptainerRig} from '../test/rig/engines/apptainer.ts';
import {makeDockerRig} from '../test/rig/engines/docker.ts';
import type {MakeEngineRig} from '../test/rig/engines/engine-rig.ts';
import {makePodmanRig} from '../test/rig/engines/podman.ts';
import {output, timed, type Environment} from './programs.ts';
import {interleaved, summarise, type Case, type Samples} from './samples.ts';

/** What is started; the word marks the command that counts among those that hsf gives to an engine, and is in no path. */
const MARKER = 'this-start-counts';
const COMMAND = ['true', MARKER];
const STACK = 'lcg/LCG_108@x86_64-el9-gcc14-opt';

type Goal = {readonly ratio: number} | {readonly milliseconds: number};

type Rival = {
  readonly engine: string;
  readonly program: string;
  readonly make: MakeEngineRig | null;
  readonly goal: Goal;
};

const RIVALS: readonly Rival[] = [
  {engine: 'unshare', program: 'unshare', make: null, goal: {milliseconds: 90}},
  {engine: 'bubblewrap', program: 'bwrap', make: null, goal: {milliseconds: 90}},
  {engine: 'charliecloud', program: 'ch-run', make: null, goal: {milliseconds: 90}},
  {engine: 'apptainer', program: 'apptainer', make: makeApptainerRig, goal: {ratio: 1.3}},
  {engine: 'podman', program: 'podman', make: makePodmanRig, goal: {ratio: 1.3}},
  {engine: 'docker', program: 'docker', make: makeDockerRig, goal: {ratio: 1.3}},
];

type Started = {readonly argv: readonly [string, ...string[]]; readonly env: Environment};

export type EngineFigures = {
  readonly engine: string;
  readonly goal: Goal;
  /** Null where it was measured. */
  readonly missing: string | null;
  readonly bare: Samples;
  readonly hsf: Samples;
  /** The same, kept in sh; empty where it is never kept. */
  readonly kept: Samples;
  /** Processes of ours while the command runs. */
  readonly left: number | null;
};

/**
 * `hsf run` in a container beside the very command that it gives to the engine, both from an unpacked image, in one run. The command is
 * seen by a program of the engine's name that stands before it on `PATH`, notes what it was called with, and becomes it.
 */
export async function measureContainers(
  hsf: string,
  environment: (folder: string) => Environment,
  rounds: number,
): Promise<readonly EngineFigures[]> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-bench-')));
  chmodSync(folder, 0o755);
  const stops: (() => Promise<void>)[] = [];
  try {
    const {image, env} = await demoTree(hsf, environment(folder), folder);
    // A file in the place of its directory keeps any start from being kept.
    rmSync(join(folder, 'cache/hsf/quick'), {recursive: true, force: true});
    writeFileSync(join(folder, 'cache/hsf/quick'), '');
    const prepared: (EngineFigures & {readonly cases: readonly Case[]})[] = [];
    for (const rival of RIVALS) {
      const {engine, goal} = rival;
      const none = {engine, goal, bare: [], hsf: [], kept: [], left: null, cases: []};
      const ready = await makeReady(rival, image, join(folder, engine), env);
      if ('missing' in ready) {
        prepared.push({...none, missing: ready.missing});
        continue;
      }
      stops.push(ready.stop);
      const ours = [hsf, 'run', '--container', 'always', '--engine', engine, '--image', image, STACK, '--'] as const;
      const bare = await recorded(rival, [...ours, ...COMMAND], ready.env, join(folder, `record-${engine}`));
      prepared.push({
        ...none,
        missing: null,
        left: await leftBehind([...ours, 'sh', '-c', 'echo $$; exec sleep 30'], ready.env),
        cases: [
          {name: `bare ${engine}`, run: () => timed(bare.argv, bare.env)},
          {name: `hsf, ${engine}`, run: () => timed([...ours, ...COMMAND], ready.env)},
          ...(await keptCase(engine, [...ours, ...COMMAND], {...ready.env, XDG_CACHE_HOME: join(folder, 'kept')})),
        ],
      });
    }
    const times = await interleaved(
      prepared.flatMap(({cases}) => cases),
      rounds,
    );
    return prepared.map(({cases: _, ...figures}) => ({
      ...figures,
      bare: times.get(`bare ${figures.engine}`) ?? [],
      hsf: times.get(`hsf, ${figures.engine}`) ?? [],
      kept: times.get(keptName(figures.engine)) ?? [],
    }));
  } finally {
    for (const stop of stops) await stop();
    rmSync(folder, {recursive: true, force: true});
  }
}

/** The tree that `hsf demo` writes, and the unpacked image in it by its real path. */
export async function demoTree(
  hsf: string,
  own: Environment,
  folder: string,
): Promise<{readonly image: string; readonly env: Environment}> {
  await output([hsf, 'demo'], own);
  const cvmfs = join(folder, 'cache/hsf/demo/cvmfs');
  const env = {...own, HSF_CVMFS: cvmfs};
  await output([hsf, 'list', '--json'], env);
  return {image: realpathSync(join(cvmfs, 'unpacked.cern.ch/registry.hub.docker.com/hsf-demo/almalinux:9')), env};
}

type Ready = {readonly env: Environment; readonly stop: () => Promise<void>};

async function makeReady(
  {engine, program, make}: Rival,
  image: string,
  directory: string,
  env: Environment,
): Promise<Ready | {readonly missing: string}> {
  mkdirSync(directory);
  if (make === null) {
    const found = which(program, env['PATH']);
    return found === null ? {missing: `${program} is not installed`} : {env, stop: () => Promise.resolve()};
  }
  const {uid, gid} = userInfo();
  const account = {uid, gid, groups: process.getgroups!(), home: env['HOME']!};
  // podman's paths of sockets may have 107 characters; with more it waits for half a minute.
  const rig = await make(account, image, directory);
  if ('missing' in rig) return {missing: `${engine}: ${rig.missing}`};
  return {env: {...env, ...rig.env, HOME: account.home}, stop: rig.stop};
}

const keptName = (engine: string) => `hsf, ${engine}, kept in sh`;

/** Often enough for everything that comes to be kept; nothing where that does not. */
async function keptCase(engine: string, ours: readonly [string, ...string[]], env: Environment): Promise<readonly Case[]> {
  const quick = join(env['XDG_CACHE_HOME']!, 'hsf/quick');
  const isKept = () => existsSync(quick) && readdirSync(quick).some(name => name.includes(` ${engine} `));
  for (let time = 0; time < 6 && !isKept(); time += 1) await output(ours, env);
  return isKept() ? [{name: keptName(engine), run: () => timed(ours, env)}] : [];
}

/** What hsf gives to the engine's program: its arguments and its environment. */
async function recorded(
  {engine, program}: Rival,
  ours: readonly [string, ...string[]],
  env: Environment,
  directory: string,
): Promise<Started> {
  const real = which(program, env['PATH']);
  if (real === null) throw new Error(`${program} is not on PATH.`);
  const recorder = join(directory, 'bin');
  mkdirSync(recorder, {recursive: true});
  const notes = join(directory, 'notes');
  writeFileSync(
    join(recorder, program),
    `#!/bin/sh
case "$*" in
  *${MARKER}*) if mkdir '${notes}' 2>/dev/null; then cat /proc/$$/environ >'${notes}/env'; printf '%s\\0' "$@" >'${notes}/args'; fi ;;
esac
exec '${real}' "$@"
`,
    {mode: 0o755},
  );
  await output(ours, {...env, PATH: `${recorder}:${env['PATH']}`});
  if (!existsSync(join(notes, 'args'))) throw new Error(`${engine} was never called with the command.`);
  const read = (name: string) => readFileSync(join(notes, name), 'utf8').split('\0').slice(0, -1);
  const variables = read('env').map(entry => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]);
  // Some name their own program once more for inside.
  const args = read('args').map(word => (word === join(recorder, program) ? real : word));
  return {argv: [real, ...args], env: Object.fromEntries(variables)};
}

/** How many processes of ours there are while a command runs: whatever descends from the one that was started and is a Node. */
async function leftBehind(ours: readonly [string, ...string[]], env: Environment): Promise<number> {
  const child = spawn(ours[0], ours.slice(1), {env: {...env}, stdio: ['ignore', 'pipe', 'inherit']});
  const ended = new Promise(resolve => child.once('close', resolve));
  const text = await new Promise<string>(resolve => {
    child.stdout.once('data', (data: Buffer) => resolve(data.toString()));
    child.once('close', () => resolve(''));
  });
  const family = descendants(child.pid!);
  const nodes = family.filter(pid => basename(programOf(pid)) === 'node').length;
  // Some engines hear nothing but a signal to the command, which has the same number inside.
  for (const pid of [Number(text.trim()), ...family.toReversed()]) end(pid);
  await ended;
  return nodes;
}

function end(pid: number): void {
  try {
    if (pid > 1) process.kill(pid, 'SIGTERM');
  } catch {
    // It has gone with the others.
  }
}

function descendants(root: number): readonly number[] {
  const parents = new Map(
    readdirSync('/proc')
      .filter(name => /^\d+$/.test(name))
      .map(name => [Number(name), parentOf(Number(name))]),
  );
  const family = [root];
  for (const member of family) for (const [pid, parent] of parents) if (parent === member) family.push(pid);
  return family;
}

function parentOf(pid: number): number | null {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return null;
  }
}

function programOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return '';
  }
}

export function containersTable(figures: readonly EngineFigures[]): string {
  const row = (...cells: readonly string[]) =>
    `${(cells[0] ?? '').padEnd(16)}${cells
      .slice(1)
      .map(cell => cell.padStart(12))
      .join('')}`;
  const median = (samples: Samples) => summarise(samples)?.median ?? Number.NaN;
  const rows = figures.map(({engine, goal, missing, bare, hsf, kept, left}) => {
    if (missing !== null) return `${engine.padEnd(16)}not measured: ${missing}`;
    const [one, other] = [median(bare), median(hsf)];
    const wanted = 'ratio' in goal ? `<= ${goal.ratio} ×` : `<= ${goal.milliseconds} ms`;
    const more = [(other - one).toFixed(1), `${(other / one).toFixed(2)} ×`];
    const inSh = kept.length === 0 ? 'never' : median(kept).toFixed(1);
    return row(engine, one.toFixed(1), other.toFixed(1), ...more, wanted, inSh, left === null ? '' : String(left));
  });
  const rounds = Math.max(...figures.map(({hsf}) => hsf.length));
  return [
    `hsf run in a container of an unpacked image, and the engine's bare command with the same arguments; ${rounds} rounds, interleaved.`,
    '',
    row('milliseconds', 'bare', 'hsf run', 'more', 'ratio', 'goal', 'kept in sh', 'Node left'),
    ...rows,
  ].join('\n');
}
