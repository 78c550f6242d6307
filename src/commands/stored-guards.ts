import {readdirSync, readFileSync} from 'node:fs';
import {basename} from 'node:path';
import {gunzipSync} from 'node:zlib';
import type {SeenInputs} from './inputs.ts';
import {launchOf} from './launch-of.ts';
import type {Answer} from './stored-answers.ts';
import {HARMLESS, mayMatter} from '../start/environment/harmless-variables.ts';
import {isInput} from '../start/environment/inputs.ts';
import {isRead} from './list-memory.ts';
import {machinePathOf} from '../start/environment/machine-places.ts';
import {cacheKey} from '../find/cache.ts';
import type {ProofInFile} from '../find/places-hold.ts';
import type {Trace} from '../find/trace.ts';
import type {Plan} from '../start/plan.ts';
import type {StoredLook} from '../start/stored-start-look.ts';
import {readMountTable} from '../system/mount-table.ts';
import type {PathState} from '../system/host-files.ts';
import type {HostAnswers} from '../system/host-looks.ts';
import {isBelow} from '../system/which.ts';
import {directoriesOf, type World} from '../system/world.ts';

/** What an answer followed from. */
export type Followed = {
  readonly trace: Trace;
  readonly inputs: SeenInputs;
  /** Of places that the trace does not watch itself. */
  readonly proof: ProofInFile | null;
  /** More of them, below the root. */
  readonly places: readonly string[];
  /** What a plan saw of this machine's files; null where it asked in ways that only Node has. */
  readonly seen: HostAnswers | null;
  readonly plan: Plan | null;
};

/** What is to be looked at, until when it may hold, and the root hashes that were believed, by the directory of the repository. */
export type Guards = {
  readonly look: StoredLook;
  readonly until: number;
  readonly hashes: ReadonlyMap<string, string>;
  /** Whole lines that have to be told of what has no times. */
  readonly expected: readonly string[];
};

/** More places are quicker compared by Node, which sums them up in a helper of its own. */
const MOST_PLACES = 1500;

/** Trials of engines are remembered for an hour. */
const HOUR_MS = 3_600_000;

/**
 * What `bin/hsf` has to look at before it may give an answer again, and until when (in milliseconds since 1970) it may; null where it
 * cannot look at all of it. Everything that `isSameWorld`, `stillHolds` and a plan look at is here in its own way: files by their
 * times instead of their texts, the mount table as it is instead of what it means.
 */
export function storedLook(world: World, answer: Answer, followed: Followed): Guards | null {
  const {trace, inputs, proof, plan} = followed;
  const {cache, config} = directoriesOf(world.env);
  const {root, repositories} = trace;
  if (cache === null || !isPlainPath(root) || /^[^/]/.test(world.env['HSF_CVMFS'] ?? '/')) return null;
  if (Object.keys(world.env).some(name => !/^[A-Za-z_]\w*$/.test(name))) return null;
  const host = hostLook(followed.seen);
  // An image that is stored elsewhere, or in a file that has to be taken apart.
  if (host === null || (plan !== null && plan.root !== null && !['host', 'directory'].includes(plan.root.kind))) return null;

  const mounted = new Set(
    readMountTable()
      .filter(({type}) => type !== 'autofs')
      .map(({point}) => point),
  );
  const isAsleep = ({fqrn, rest}: (typeof repositories)[number]) => rest !== null && !mounted.has(`${root}/${fqrn}`);
  const asked = repositories.filter(one => one.freshness !== 'times' && !isAsleep(one));
  const {getfattr} = launchOf(world, root);
  if (asked.some(({freshness}) => freshness !== 'hash') || (asked.length > 0 && getfattr === null)) return null;
  const environment = plan?.environment?.status === 'stored' ? plan.environment : null;
  const stored = environment?.proof;
  const here = {...world.env, PWD: plan?.cwd};
  const machine = (stored?.machine ?? []).map(([place]) => ({isHere: place.startsWith('./'), path: machinePathOf(place, here)}));
  if (machine.some(({path}) => path === null)) return null;
  const hashes = new Map([...asked, ...(stored?.hashes ?? [])].map(({fqrn, rootHash}) => [`${root}/${fqrn}`, rootHash ?? '']));
  const watched = repositories.flatMap(one => one.watched.map(({directory}) => `${root}/${directory}`));
  const others = [...placesIn(proof), ...followed.places, ...(stored?.times ?? []).map(([place]) => place)];
  const places = [...watched, ...others.map(place => `${root}/${place}`)];
  if (places.length > MOST_PLACES) return null;

  const kernelTexts = inputs.texts.map(([path]) => path).filter(path => isOfKernel(path) && path !== '/proc/cpuinfo');
  const folders = inputs.folders.map(([path]) => path);
  const timed = [
    `${world.home}/hsf.js`,
    `${world.home}/main.js`,
    ...inputs.texts.map(([path]) => path).filter(path => !isOfKernel(path)),
    ...folders.filter(path => !isOfKernel(path)),
    ...inputs.programs.flatMap(([, path]) => path ?? []),
    ...inputs.stamps.map(([path]) => path),
    ...inputs.writable.map(([path]) => path),
    ...clientFiles(),
    ...(config === null ? [] : [config, `${config}/profiles.json`]),
    '/etc/hsf',
    `${cache}/hung/${cacheKey(root)}`,
    ...repositories.map(({fqrn}) => `${cache}/index/${cacheKey(root)}/${fqrn}.json`),
    ...host.timed,
    ...(plan?.prepare.flatMap(item => ('path' in item && item.kind !== 'directory' ? [item.path] : [])) ?? []),
    ...(answer.then.kind === 'start' && isHere(answer.then.argv[0]) ? answer.then.argv.slice(0, 1) : []),
    // The state that a bash notes where its user's own files make another environment: that has to be compared.
    ...(answer.then.kind === 'start' ? answer.then.argv.filter(word => isBelow(word, cache)) : []),
    ...machine.flatMap(({path}) => path ?? []),
    ...places,
  ];
  const shells = answer.then.kind === 'start' ? ['bash', 'sh', basename(world.env['SHELL'] ?? 'bash')] : [];
  // The listing of the machine's root, and the mounts, are asked for what is shown at /cvmfs; who may do so changes with a session.
  const engine = plan !== null && plan.engine !== null;
  const look: StoredLook = {
    harmless: harmlessNames(world, answer, followed),
    directory: engine || environment?.followsDirectory === true || machine.some(({isHere}) => isHere),
    programs: unique([...inputs.programs.map(([name]) => name), ...shells]),
    kernelTexts: [...kernelTexts, ...(engine ? ALLOWED : [])],
    kernelFolders: folders.filter(isOfKernel),
    ...host.look,
    kinds: unique([...host.look.kinds, ...(plan?.prepare.flatMap(item => (item.kind === 'directory' ? [item.path] : [])) ?? [])]),
    writable: unique([...inputs.writable.map(([path]) => path), ...(engine ? [cache] : [])]),
    mounts: engine ? null : [...new Set(['/cvmfs', root, ...inputs.mounted.map(([path]) => path)])],
    root,
    listsRoot: trace.listed !== null,
    getfattr: hashes.size > 0 ? getfattr : null,
    hashed: [...hashes.keys()],
    timed: [...new Set([...timed, ...(engine ? ['/'] : [])])],
  };
  if (
    [...look.timed, ...kernelTexts, ...folders, ...look.writable, ...look.kinds, ...look.pairs.flat()].some(
      path => !path.startsWith('/') || path.includes('\n'),
    )
  )
    return null;
  const rests = repositories.filter(isAsleep).map(({rest}) => rest?.until ?? 0);
  return {look, hashes, until: Math.min(...rests, engine ? world.now().getTime() + HOUR_MS : Infinity), expected: host.expected};
}

const LETTERS: Readonly<Partial<Record<PathState, string>>> = {directory: 'd', file: 'f', socket: 's', other: 'o', missing: 'm'};

/** How the answers that a plan got of this machine are asked for again; null where that cannot be said. */
function hostLook(seen: HostAnswers | null): {
  readonly look: Pick<StoredLook, 'kinds' | 'pairs' | 'rights' | 'reals'>;
  readonly timed: readonly string[];
  readonly expected: readonly string[];
} | null {
  if (seen === null) return null;
  const {states, rights, reals, same, texts} = seen;
  const timed = [...seen.read, ...texts.keys()].filter(path => path !== MOUNT_TABLE);
  const kinds = [...states].map(([path, state]) => ({path, letter: LETTERS[state]}));
  const isSaid = kinds.every(({letter}) => letter !== undefined) && [...rights.keys(), ...reals.keys()].every(isPlainPath);
  if (!isSaid || timed.some(isOfKernel)) return null;
  const owned = [...rights].flatMap(([path, one]) => (one === undefined ? [] : [`${one.mode.toString(8)} ${one.uid} ${path}`]));
  const led = [...[...rights.values()].map(one => one?.real), ...reals.values()].filter(
    real => real !== undefined && real !== null,
  );
  const mounts = texts.get(MOUNT_TABLE);
  return {
    look: {
      // Where something leads is told of all at once, so what is there as well.
      kinds: unique([...states.keys(), ...rights.keys(), ...reals.keys()]),
      pairs: same.map(({one, other}) => [one, other]),
      rights: [...rights.keys()],
      reals: [...reals.keys()],
    },
    timed,
    expected: [
      ...kinds.map(({path, letter}) => `${letter} ${path}`),
      ...same.map(({other, is}) => `${is ? 'same' : 'other'} ${other}`),
      ...owned,
      ...led,
      ...(mounts === undefined || mounts === null ? [] : [mounts.trimEnd()]),
    ],
  };
}

const MOUNT_TABLE = '/proc/self/mountinfo';

/** What an administrator allows or forbids while the machine runs. */
const ALLOWED = [
  '/proc/sys/user/max_user_namespaces',
  '/proc/sys/kernel/unprivileged_userns_clone',
  '/proc/sys/kernel/apparmor_restrict_unprivileged_userns',
  '/proc/self/uid_map',
  '/proc/self/attr/current',
];

/** Harmless ones that some sessions of the same user have and others have not, besides those that are named there. */
const OF_SESSIONS =
  'DBUS_SESSION_BUS_ADDRESS GPG_TTY SSH_AGENT_PID SSH_AUTH_SOCK SSH_CLIENT SSH_CONNECTION SSH_TTY TERM_PROGRAM TERM_PROGRAM_VERSION XDG_SESSION_CLASS XDG_SESSION_ID XDG_SESSION_TYPE'.split(
    ' ',
  );

/** Variables that go in as they are, and from which nothing follows: others may come and go, or change, between two starts. */
function harmlessNames({env}: World, {then}: Answer, {inputs, plan}: Followed): readonly string[] {
  const looked = new Set(inputs.variables.map(([name]) => name));
  const named = [...HARMLESS.filter(pattern => /^\w+$/.test(pattern)), ...OF_SESSIONS];
  // What is printed follows from what hsf reads alone.
  if (plan === null) return unique([...named, ...Object.keys(env)]).filter(name => !looked.has(name) && !isRead(name));
  // Where the environment is cleared or given whole, a name that comes or goes is another start.
  if (plan.engine !== null || plan.mode !== 'native') return [];
  const present = Object.entries(env).flatMap(([name, value = '']) => (mayMatter(name, value) ? [] : [name]));
  const changed = new Set(
    then.kind === 'start'
      ? [...Object.keys(then.set), ...then.unset]
      : [...Object.keys(plan.difference?.set ?? {}), ...(plan.difference?.unset ?? []), 'SHELL'],
  );
  const asked = plan.environment?.status === 'stored' ? plan.environment.asked : undefined;
  const isAsked = (name: string) => asked !== undefined && isInput(name, env[name] ?? '', asked);
  // How a listing looks on a terminal is nothing to a start.
  const isFree = (name: string) =>
    !looked.has(name) && !isAsked(name) && (!isRead(name) || name === 'TERM' || name === 'COLUMNS');
  return unique([...named, ...present]).filter(name => isFree(name) && !changed.has(name));
}

const unique = (names: readonly string[]) => [...new Set(names)];

/** The client's configuration, in the files that `readClientConfig` reads. */
function clientFiles(): readonly string[] {
  const directory = '/etc/cvmfs';
  const drops = namesIn(`${directory}/default.d`).map(name => `${directory}/default.d/${name}`);
  return [
    directory,
    ...['default.conf', 'default.local', 'default.d', 'domain.d', 'config.d'].map(name => `${directory}/${name}`),
    ...drops,
  ];
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function placesIn(proof: ProofInFile | null): readonly string[] {
  if (proof === null || proof.parts.length === 0) return [];
  const {file, start, parts} = proof;
  const bytes = readFileSync(file);
  let from = start;
  return parts.flatMap(({length}) => {
    const paths = gunzipSync(bytes.subarray(from, from + length))
      .toString('utf8')
      .split('\0')
      .slice(0, -1);
    from += length;
    return paths;
  });
}

const isHere = (program = '') => program.startsWith('/') && !isBelow(program, '/cvmfs');

const isOfKernel = (path: string) => isBelow(path, '/proc') || isBelow(path, '/sys');

/** Without anything that a shell would take apart. */
const isPlainPath = (path: string) => /^\/[A-Za-z0-9._@+=:,/-]*$/.test(path);
