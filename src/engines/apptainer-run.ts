import type {EngineFact} from '../choose/host.ts';
import {carryEncoded, isTooLong} from './apptainer-environment.ts';
import type {BindMount, ContainerRoot, ContainerSpec, EngineCommand, Explanation} from './engine.ts';

/** How one of the two programs that came from the same source is called. */
export type Variant = {
  readonly name: 'apptainer' | 'singularity';
  /** What its variables begin with: `APPTAINER`. apptainer reads those of singularity as well, with a remark. */
  readonly prefix: 'APPTAINER' | 'SINGULARITY';
};

/** `/dev` and `/proc` are better made by the engine: what a user binds is mounted without devices. */
const OWN: ReadonlySet<string> = new Set(['/dev', '/proc']);

/**
 * The command. Every mount that the engine would make by itself is switched off, so that inside there is what the spec says; only
 * `passwd`, `group` and `resolv.conf` remain, which a mount of the spec covers.
 */
export function renderApptainer(spec: ContainerSpec, fact: EngineFact, variant: Variant): EngineCommand {
  const carried = carryEncoded({command: spec.command, env: withDriver(spec)});
  const mounts = spec.mounts.filter(mount => !OWN.has(mount.target));
  const own = [...OWN].filter(path => spec.mounts.some(mount => mount.target === path));
  return {
    argv: [
      ...started(fact.program ?? variant.name),
      '--silent',
      'exec',
      // A root without it is refused otherwise, and nobody misses it inside (ENGINES.md 0).
      ...(spec.user.uid === 0 ? ['--drop-caps', 'CAP_SYS_RESOURCE'] : []),
      ...(fact.details?.['fuse'] === 'no' && variant.name === 'apptainer' && isFile(spec.root) ? ['--unsquash'] : []),
      '--no-home',
      '--no-mount',
      ['home', 'tmp', 'cwd', 'hostfs', 'bind-paths', 'sys', ...notMade(own)].join(','),
      '--pwd',
      spec.cwd,
      // What an image has in /run was running when it was made.
      ...(mounts.some(mount => mount.target === '/run') ? [] : ['--scratch', '/run']),
      ...binds(mounts),
      ...(bringsDriver(spec) ? [spec.gpu?.vendor === 'amd' ? '--rocm' : '--nv'] : []),
      imageOf(spec.root),
      ...carried.command,
    ],
    env: {...forEngine(spec, variant), ...carried.env},
    signals: {by: 'exec'},
  };
}

function notMade(own: readonly string[]): readonly string[] {
  return [...(own.includes('/dev') ? [] : ['dev', 'devpts']), ...(own.includes('/proc') ? [] : ['proc'])];
}

/**
 * By way of a shell, from the root directory: the engine enters the directory it is started in before anything else, in which the user
 * may have no say without credentials (MOUNTS.md 2.4), and a program on CVMFS may get stuck, which must not be in the launcher.
 */
function started(program: string): readonly [string, ...string[]] {
  return ['/bin/sh', '-c', 'cd / && exec "$@"', 'hsf', program];
}

/** The driver's libraries are put there by `--nv` and `--rocm`. Last, so that the libraries of stack and image come first (MOUNTS.md 2.7). */
const DRIVER = '/.singularity.d/libs';

const bringsDriver = ({gpu}: ContainerSpec) => gpu?.driver === 'engine';

function withDriver(spec: ContainerSpec): Readonly<Record<string, string>> {
  const {env} = spec;
  if (!bringsDriver(spec)) return env;
  const path = env['LD_LIBRARY_PATH'] ?? '';
  if (path.split(':').includes(DRIVER)) return env;
  return {...env, LD_LIBRARY_PATH: path === '' ? DRIVER : `${path}:${DRIVER}`};
}

/** `--bind` is understood by all versions, but has a language of its own; `--mount` takes any name, and comes after all `--bind`. */
function binds(mounts: readonly BindMount[]): readonly string[] {
  const odd = mounts.some(({source, target}) => /[,:\\"'\n]/.test(source + target));
  return mounts.flatMap(({source, target, mode}) =>
    odd
      ? ['--mount', ['type=bind', field('src', source), field('dst', target), ...(mode === 'ro' ? ['ro'] : [])].join(',')]
      : ['--bind', `${source}:${target}${mode === 'ro' ? ':ro' : ''}`],
  );
}

/** One field of a CSV line. */
function field(key: string, value: string): string {
  const text = `${key}=${value}`;
  return /[,"\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const isFile = (root: ContainerRoot) => root.kind !== 'directory' && root.kind !== 'host';

const TRANSPORTS: Readonly<Record<Extract<ContainerRoot, {kind: 'archive'}>['format'], string>> = {
  'oci-archive': 'oci-archive',
  'docker-archive': 'docker-archive',
  'oci-layout': 'oci',
};

const HAS_TRANSPORT = /^(?:docker|oras|library|shub|https?):\/\//;

function imageOf(root: ContainerRoot): string {
  switch (root.kind) {
    case 'host':
      return '/';
    case 'archive':
      return `${TRANSPORTS[root.format]}:${root.path}`;
    case 'reference':
      return HAS_TRANSPORT.test(root.reference) ? root.reference : `docker://${root.reference}`;
    default:
      return root.path;
  }
}

/** What only looking at the spec tells. */
export function apptainerObstacle({root, env}: ContainerSpec): Explanation | null {
  if (root.kind === 'archive' && root.path.includes(':')) {
    return {
      message: `There is a colon in ${root.path}, which begins a tag for apptainer.`,
      advice: 'Give the archive another name, or choose another engine with "--engine".',
    };
  }
  if (root.kind === 'reference' && root.reference.startsWith('localhost/')) {
    return {
      message: `${root.reference} is in the storage of another engine, which apptainer does not read.`,
      advice: 'Choose that engine with "--engine".',
    };
  }
  const long = Object.entries(env).find(([, value]) => isTooLong(value));
  if (long !== undefined) {
    return {
      message: `The variable ${long[0]} is too long for apptainer.`,
      advice: 'Leave it out with "--no-env", or choose another engine with "--engine".',
    };
  }
  return null;
}

/** What its own process needs of the caller's environment: where it keeps things, and how it gets to registries. */
const FOR_ENGINE =
  /^(HOME|PATH|USER|LOGNAME|TMPDIR|XDG_.*|DBUS_SESSION_BUS_ADDRESS|SSL_CERT_.*|(?:https?|no|all)_proxy|(?:HTTPS?|NO|ALL)_PROXY|REGISTRY_AUTH_FILE|DOCKER_CONFIG)$/;

/** Its own variables that say nothing about what is inside: what the site says of binds and environment is in the spec already. */
const OWN_VARIABLES =
  /^(?:APPTAINER|SINGULARITY)_(CACHEDIR|TMPDIR|LOCALCACHEDIR|CONFIGDIR|DOCKER_.*|ORAS_.*|LIBRARY.*|REMOTE.*|AUTHFILE|NOHTTPS|DISABLE_CACHE|SYPGPDIR|KEYSDIR)$/;

function forEngine({callerEnv, root}: ContainerSpec, {prefix}: Variant): Readonly<Record<string, string>> {
  const kept = Object.fromEntries(
    Object.entries(callerEnv).filter(([name]) => FOR_ENGINE.test(name) || OWN_VARIABLES.test(name)),
  );
  const env = {PATH: '/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin', ...kept};
  const scratch = callerEnv['SCRATCH'];
  const chosen = ['APPTAINER_CACHEDIR', 'SINGULARITY_CACHEDIR'].some(name => callerEnv[name] !== undefined);
  // Images of gigabytes are kept there; homes are small (MOUNTS.md 3.3).
  if (isFetched(root) && !chosen && scratch !== undefined && scratch.startsWith('/')) {
    return {...env, [`${prefix}_CACHEDIR`]: `${scratch}/.${prefix.toLowerCase()}/cache`};
  }
  return env;
}

/** Whether it is turned into an image file first, which takes a while the first time. */
const isFetched = (root: ContainerRoot) => root.kind === 'archive' || root.kind === 'reference';
