import {spawn, type ChildProcess} from 'node:child_process';
import {cpSync, existsSync, readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {once} from 'node:events';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import type {EngineFact} from '../../../src/choose/host.ts';
import type {BindMount, ContainerSpec, EngineCommand} from '../../../src/engines/engine.ts';
import {rootEntries} from '../../../src/start/root-entries.ts';
import {asAccount, listDirectory, mount, type Account} from '../rig.ts';
import type {EngineRig} from '../../rig/engines/engine-rig.ts';
import {keptWords} from '../../start/stored-launcher.ts';
import type {Contestant, Who} from './contestants.ts';
import {FACTS_SCRIPT, parseFacts, type Facts} from './facts-script.ts';
import {treeSum, type Place} from './place.ts';
import {factOf} from './probe.ts';
import {propagationOf} from './propagation.ts';
import {OWN_NAME} from '../../rig/own-name.ts';

export type Outcome = {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: Buffer;
  readonly stderr: string;
};

export type Wishes = Partial<Omit<ContainerSpec, 'entries' | 'command' | 'mounts'>> & {readonly mounts?: readonly BindMount[]};

/** `before`: shell commands that the caller's shell runs before it becomes the engine. */
export type Way = {readonly input?: Buffer; readonly before?: string; readonly patience?: number};

/** Given to every start, so that hostile values come along everywhere. */
export const WORDS = [
  '',
  ' two  blanks ',
  "it's",
  '"$HOME"',
  'a\nb',
  'end\n',
  '*',
  '-n',
  '--',
  'ünï',
  '\\',
  '{signal}',
  'x'.repeat(100_000),
];
export const ENV = {PATH: '/bin:/usr/bin', HOME: '/home/user', TERM: 'screen-256color'};
/** In the environment of whoever calls the engine, and to be seen nowhere inside. */
export const LEAK = 'hsf-leak';

/** One engine and one account, with everything its tests share. */
export type Cell = {
  readonly contestant: Contestant;
  readonly who: Who;
  readonly rig: EngineRig;
  readonly account: Account;
  readonly place: Place;
  /** The environment that the launcher is called in. */
  readonly callerEnv: Readonly<Record<string, string>>;
  /** Sums of both images before anything was started. */
  readonly imageSums: readonly string[];
  /** What one start with everything in it tells; started once. */
  readonly facts: () => Promise<Facts>;
  readonly mount: (source: string, target: string, mode?: 'ro' | 'rw') => BindMount;
  readonly command: (command: readonly [string, ...string[]], wishes?: Wishes) => Promise<EngineCommand>;
  readonly spec: (command: readonly [string, ...string[]], wishes?: Wishes) => Promise<ContainerSpec>;
  readonly run: (command: readonly [string, ...string[]], wishes?: Wishes, way?: Way) => Promise<Outcome>;
  /** Starts it as the launcher does: as the engine's process, or watched over where the engine loses signals. */
  readonly launch: (command: readonly [string, ...string[]], wishes?: Wishes) => Promise<ChildProcess>;
  /** Does something once, whoever asks first. */
  readonly once: <T>(key: string, make: () => Promise<T>) => Promise<T>;
};

const PARENT = join(import.meta.dirname, 'parent.ts');
let starts = 0;

/** Whether engines are started by themselves, or by `bin/hsf` with a start that is kept in sh. */
export type By = 'itself' | 'kept in sh';

export function makeCell(contestant: Contestant, who: Who, rig: EngineRig, place: Place, by: By = 'itself'): Cell {
  const {account, engine} = rig;
  const callerEnv: Record<string, string> = {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    HOME: place.home,
    USER: who === 'root' ? 'root' : 'hsf-tester',
    LOGNAME: who === 'root' ? 'root' : 'hsf-tester',
    TERM: 'screen-256color',
    HSF_LEAK: LEAK,
    ...rig.env,
  };
  const bind = (source: string, target: string, mode: 'ro' | 'rw' = 'rw'): BindMount => ({
    ...mount(source, target, mode),
    propagation: propagationOf(source),
  });

  const usual = usualRoot(rig, place);
  const usualMounts = [
    bind('/dev', '/dev'),
    bind('/proc', '/proc'),
    bind('/sys', '/sys', 'ro'),
    bind('/tmp', '/tmp'),
    bind(place.home, '/home/user'),
  ];
  const specOf = async (command: readonly [string, ...string[]], wishes: Wishes = {}): Promise<ContainerSpec> => {
    const {mounts = [], root = usual, env, ...rest} = wishes;
    const all = [...(root.kind === 'host' ? [] : usualMounts), bind(place.cvmfs, '/cvmfs', 'ro'), ...mounts];
    const kinds = new Map(all.map(each => [each.source, each.kind] as const));
    const own = (engine.capabilities.ownFiles ?? []).map(target => ({target, kind: 'file' as const}));
    const targets = [...all.map(({target, source}) => ({target, source})), ...own];
    const real = listedRoot(root, usual, place);
    const {entries, complete} = await rootEntries(targets, kinds, async path => (real === null ? null : listInside(real + path)));
    return {
      root,
      // The machine's own root is taken as it is where nothing is missing in it.
      entries: real === null || (complete && root.kind === 'host') ? {} : entries,
      mounts: all,
      env: {...ENV, ...env},
      cwd: '/',
      command,
      callerEnv,
      user: account,
      terminal: false,
      name: `hsf-conformance-${OWN_NAME}-${Date.now().toString(36)}-${++starts}`,
      gpu: null,
      ...rest,
    };
  };
  const renderedItself = async (command: readonly [string, ...string[]], wishes: Wishes = {}): Promise<EngineCommand> =>
    renderAllowed(engine, await specOf(command, wishes), factOf(rig, callerEnv));

  const rendered: Cell['command'] =
    by === 'itself'
      ? renderedItself
      : async (command, wishes) => keptCommand(await renderedItself(command, wishes), place, account);

  const run: Cell['run'] = async (command, wishes = {}, way = {}) => {
    const {argv, env} = await rendered(command, wishes);
    const words = way.before === undefined ? argv : ['/bin/sh', '-c', `${way.before}; exec "$@"`, 'sh', ...argv];
    const [program, ...args] = asAccount(account, words);
    const child = spawn(program, args, {env, cwd: '/', stdio: ['pipe', 'pipe', 'pipe']});
    return outcomeOf(child, way);
  };

  const launch: Cell['launch'] = async (command, wishes = {}) => {
    const {argv, env, signals} = await rendered(command, wishes);
    if (signals.by === 'exec') {
      const [program, ...args] = asAccount(account, argv);
      return spawn(program, args, {env, cwd: '/', stdio: ['ignore', 'pipe', 'pipe']});
    }
    // Nobody but whoever runs the tests needs to be able to read the checkout.
    const route = signals.by === 'command' ? {by: 'command', argv: asAccount(account, signals.argv)} : signals;
    const file = join(place.root, `start-${++starts}.json`);
    writeFileSync(file, JSON.stringify({argv: asAccount(account, argv), env, route}), {mode: 0o600});
    return spawn(process.execPath, [PARENT, file], {env: callerEnv, cwd: '/', stdio: ['ignore', 'pipe', 'pipe']});
  };

  const memory = new Map<string, Promise<unknown>>();
  const onceOnly = <T>(key: string, make: () => Promise<T>): Promise<T> => {
    if (!memory.has(key)) memory.set(key, make());
    return memory.get(key) as Promise<T>;
  };
  const cell: Cell = {
    contestant,
    who,
    rig,
    account,
    place,
    callerEnv,
    imageSums: [place.image, place.preparedImage].map(treeSum),
    mount: bind,
    spec: specOf,
    command: rendered,
    run,
    launch,
    once: onceOnly,
    facts: () => onceOnly('facts', () => factsOf(cell)),
  };
  return cell;
}

/** What `bin/hsf` is called with instead: all of the environment comes out of the file. */
function keptCommand(rendered: EngineCommand, place: Place, owner: Account): EngineCommand {
  const cache = join(place.root, 'cache');
  const program = join(place.root, 'hsf');
  if (!existsSync(program)) cpSync(join(import.meta.dirname, '../../../bin/hsf'), program);
  const {argv, env, signals} = rendered;
  const words = keptWords({program, cache, set: env, unset: ['XDG_CACHE_HOME'], argv, owner});
  if (words === null || signals.by !== 'exec') throw new Error('No such start is kept in sh.');
  return {...rendered, argv: words, env: {PATH: env['PATH'] ?? '', XDG_CACHE_HOME: cache}};
}

/** What an engine is tried with mostly: an unpacked image where it can, else one in its storage. */
function usualRoot({engine, reference}: EngineRig, place: Place): ContainerSpec['root'] {
  const {roots, mountPoints} = engine.capabilities;
  if (!roots.includes('directory')) return {kind: 'reference', reference: reference ?? 'none'};
  return {kind: 'directory', path: mountPoints === 'made' ? place.image : place.preparedImage};
}

/** Where the entries of a root can be listed; null for files and references. */
function listedRoot(root: ContainerSpec['root'], usual: ContainerSpec['root'], place: Place): string | null {
  if (root.kind === 'host') return '';
  if (root.kind !== 'directory') return null;
  // An image that is gone was there when it was listed.
  return existsSync(root.path) ? root.path : usual.kind === 'directory' ? usual.path : place.image;
}

/** The engine said by itself that it cannot start this. */
export class Refused extends Error {}

function renderAllowed(engine: EngineRig['engine'], spec: ContainerSpec, fact: EngineFact): EngineCommand {
  const obstacle = engine.obstacle(spec, fact);
  if (obstacle !== null) throw new Refused(obstacle.message);
  return engine.render(spec, fact);
}

function listInside(path: string) {
  try {
    return listDirectory(path);
  } catch {
    return null;
  }
}

async function factsOf(cell: Cell): Promise<Facts> {
  const {place, mount: bind} = cell;
  const {stdout, stderr, status} = await cell.run(
    ['/bin/sh', '-c', FACTS_SCRIPT, 'sh', String(process.pid), String(place.port), ...WORDS],
    {
      mounts: [
        bind(join(place.data, 'passwd'), '/etc/passwd', 'ro'),
        bind(join(place.data, 'file'), '/home/user/mine', 'ro'),
        bind(join(place.data, 'own'), '/private', 'ro'),
        bind(join(place.data, 'agent'), '/srv/agent'),
        bind(join(place.home, 'written'), '/srv/written'),
        ...(place.groupFile === null ? [] : [bind(place.groupFile, '/srv/group-file', 'ro')]),
      ],
      cwd: '/srv/there',
    },
    {before: `umask 027; ulimit -S -n 1000; exec 9<'${join(place.data, 'file')}'`},
  );
  const facts = parseFacts(stdout.toString());
  if (!facts.has('end')) throw new Error(`The start that tells the facts ended with ${status}: ${stderr}`);
  return facts;
}

/** Everything a child printed, and how it ended. A child that does not end in time is killed, which its signal shows. */
export async function outcomeOf(child: ChildProcess, {input, patience = 60_000}: Way = {}): Promise<Outcome> {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
  // Who ends without reading everything is no failure of ours.
  child.stdin?.on('error', () => {});
  child.stdin?.end(input);
  const timer = setTimeout(() => {
    child.kill('SIGKILL');
    // What it leaves running may hold on to them.
    for (const stream of [child.stdout, child.stderr]) stream?.destroy();
  }, patience);
  const [status, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  clearTimeout(timer);
  return {status, signal, stdout: Buffer.concat(out), stderr: Buffer.concat(err).toString()};
}

/** Waits until a child has printed a line; fails with what it printed instead. */
export async function saysReady(child: ChildProcess, line = 'ready'): Promise<void> {
  let said = '';
  let complained = '';
  child.stderr!.on('data', (chunk: Buffer) => (complained += chunk.toString()));
  const ready = new Promise<void>(resolve => {
    child.stdout!.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes(`${line}\n`)) resolve();
    });
  });
  const lost = once(child, 'close').then(([status]) => Promise.reject(new Error(`Ended with ${status}: ${said}${complained}`)));
  const late = delay(30_000, null, {ref: false}).then(() => Promise.reject(new Error(`Not ready in time: ${said}${complained}`)));
  lost.catch(() => {});
  late.catch(() => {});
  await Promise.race([ready, lost, late]);
}

/** Processes with a word in their command line. */
export function processesWith(word: string): readonly number[] {
  return readdirSync('/proc').flatMap(name => {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) return [];
    try {
      return readFileSync(`/proc/${name}/cmdline`, 'latin1').includes(word) ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}
