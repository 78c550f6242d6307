import {readFileSync, readlinkSync} from 'node:fs';
import {crc32} from '../system/crc32.ts';
import type {Context} from './context.ts';
import {stampOf} from './read-start.ts';
import type {EngineFact} from '../choose/host.ts';
import {verifyEngine} from '../engines/all.ts';
import type {ContainerRoot, Engine, EngineProbe, Explanation} from '../engines/engine.ts';
import {writeAtomically} from '../system/atomic-file.ts';
import type {Directories, Environment} from '../system/world.ts';

/** What a trial of an engine told, and whether it can start a root; asked of the engine, or remembered from a start before. */
export type Trials = {
  readonly verify: (engine: Engine, fact: EngineFact) => Promise<EngineFact>;
  readonly examine: (engine: Engine, fact: EngineFact, root: ContainerRoot) => Promise<Explanation | null>;
};

type Remembered = {readonly until: number; readonly fact: EngineFact};
type TrialsFile = Readonly<Record<string, Remembered>>;

const HOUR_MS = 3_600_000;
/** A service may be stopped, and an image removed, by anybody at any time. */
const MINUTE_MS = 60_000;
/** More than there are engines, sessions and images in use. */
const MOST = 64;

/**
 * Trials that ended well are not repeated for an hour, those of services for a minute: a start would wait for little else. What did not
 * work is tried each time, so that a machine that was repaired is believed at once. A trial holds for this program, machine, user,
 * session and these variables; whatever is in doubt is tried.
 */
export function engineTrials({world, directories}: Context, probe: EngineProbe): Trials {
  const file = trialsFile(directories);
  const now = world.now().getTime();
  const place = placeText(world.uid, world.build, world.env);
  const keyOf = ({name, program}: EngineFact, root: ContainerRoot | null) =>
    JSON.stringify([name, program, program === null ? '' : stampOf(program), root, place]);
  const known = readTrials(file);
  const recall = (key: string): EngineFact | null => {
    const entry = known[key];
    return entry !== undefined && entry.until > now && entry.until <= now + HOUR_MS ? entry.fact : null;
  };
  const keep = (key: string, fact: EngineFact, lifeMs: number): void => {
    if (file === null) return;
    const entries = Object.entries(readTrials(file)).filter(([other, {until}]) => other !== key && until > now);
    const all = [...entries.slice(-MOST), [key, {until: now + lifeMs, fact}] as const];
    writeAtomically(file, JSON.stringify(Object.fromEntries(all)), {durable: false});
  };
  return {
    verify: async (engine, fact) => {
      const key = keyOf(fact, null);
      const remembered = recall(key);
      if (remembered !== null) return remembered;
      const tried = await verifyEngine(engine, probe, fact);
      if (tried.usable) keep(key, tried, engine.capabilities.needs === 'daemon' ? MINUTE_MS : HOUR_MS);
      return tried;
    },
    examine: async (engine, fact, root) => {
      if (engine.examine === undefined) return null;
      const key = keyOf(fact, root);
      if (recall(key) !== null) return null;
      const obstacle = await engine.examine(probe, fact, root);
      if (obstacle === null) keep(key, fact, MINUTE_MS);
      return obstacle;
    },
  };
}

/** Where trials are remembered. */
export function trialsFile({cache}: Directories): string | null {
  return cache === null ? null : `${cache}/engine-trials.json`;
}

/** After a start that failed: an engine is believed to work no longer. */
export function forgetTrials(file: string, name: string): void {
  const entries = Object.entries(readTrials(file));
  const left = entries.filter(([, {fact}]) => fact.name !== name);
  if (left.length < entries.length) writeAtomically(file, JSON.stringify(Object.fromEntries(left)), {durable: false});
}

/** Variables that engines act on. */
const OF_ENGINES =
  /^(?:HOME|PATH|TMPDIR|LD_|XDG_|DBUS_|DOCKER_|PODMAN_|CONTAINER_|CONTAINERS_|CONTAINERD_|NERDCTL_|APPTAINER|SINGULARITY|PROOT_|CH_)/;

/** What an administrator allows or forbids while the machine runs. */
const ALLOWED = [
  '/proc/sys/user/max_user_namespaces',
  '/proc/sys/kernel/unprivileged_userns_clone',
  '/proc/sys/kernel/apparmor_restrict_unprivileged_userns',
];

/** Where we are: the same home may be used on other machines, in other containers, under other rules. */
function placeText(uid: number, build: string | null, env: Environment): readonly string[] {
  const text = (path: string) => attempt(() => readFileSync(path, 'utf8').trim());
  const namespace = (name: string) => attempt(() => readlinkSync(`/proc/self/ns/${name}`));
  const rights = text('/proc/self/status').match(/^(?:CapEff|NoNewPrivs|Seccomp|Groups):.*$/gm) ?? [];
  const variables = Object.entries(env)
    .filter(([name]) => OF_ENGINES.test(name))
    .map(([name, value]) => `${name}=${value ?? ''}`)
    .toSorted();
  return [
    `${uid}`,
    build ?? 'sources',
    text('/proc/sys/kernel/random/boot_id'),
    namespace('user'),
    namespace('mnt'),
    text('/proc/self/attr/current'),
    ...ALLOWED.map(text),
    ...rights,
    summed(variables.join('\n')),
  ];
}

/** Values may be long, and secrets. */
function summed(text: string): string {
  return `${text.length} ${crc32(text)}`;
}

function attempt(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

function readTrials(file: string | null): TrialsFile {
  if (file === null) return {};
  try {
    return parseTrials(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}

/** The trials that such a text tells; what is none is left out. */
export function parseTrials(text: string): TrialsFile {
  try {
    const data = JSON.parse(text) as unknown;
    if (typeof data !== 'object' || data === null || Array.isArray(data)) return {};
    return Object.fromEntries(Object.entries(data).filter((entry): entry is [string, Remembered] => isRemembered(entry[1])));
  } catch {
    return {};
  }
}

function isRemembered(value: unknown): value is Remembered {
  const {until, fact} = (value ?? {}) as Readonly<Partial<Record<keyof Remembered, unknown>>>;
  if (typeof until !== 'number' || typeof fact !== 'object' || fact === null) return false;
  const {name, program, version, usable, reason, takes} = fact as Readonly<Record<keyof EngineFact, unknown>>;
  const areTexts = [name, program ?? '', version ?? '', reason].every(one => typeof one === 'string');
  return areTexts && typeof usable === 'boolean' && Array.isArray(takes);
}
