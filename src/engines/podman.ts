import {randomUUID} from 'node:crypto';
import type {EngineFact} from '../choose/host.ts';
import {archiveRoot, IMAGE_WORD, withImageStep} from './archive-root.ts';
import type {ContainerSpec, Engine, EngineCommand, EngineProbe, Explanation, JoinSpec} from './engine.ts';
import {localImages} from './oci-images.ts';
import {carryEnvironment, engineEnvironment, OPEN_DIRECTORY, withDirectory, withState} from './oci-environment.ts';
import {podmanRun} from './podman-limits.ts';
import {refuseForeignTransport} from './oci-references.ts';
import {
  gpuOptions,
  groupOptions,
  imageAndCommand,
  mountOptions,
  NO_LABELS,
  pullPolicy,
  runOptions,
  streamOptions,
} from './oci-run.ts';
import {explainPodman} from './podman-errors.ts';
import {detectPodman} from './podman-detect.ts';
import {failureOf, judged, TRIAL_COMMAND, trialRan, versionAfter, type Said} from './trial.ts';

/**
 * podman: no daemon, images of all kinds, unpacked ones by `--rootfs` under an overlay that is thrown away (ENGINES.md 3). Storage,
 * runtime and registries are those of the user's own configuration. The environment inside is the spec's alone: what podman
 * (`container`, `HOSTNAME`) and the image's `ENV` add is taken out again by the first program inside.
 */
export const podman: Engine = {
  name: 'podman',
  capabilities: {
    roots: ['directory', 'archive', 'reference'],
    needs: 'user',
    readOnlyBinds: true,
    mountPoints: 'made',
    firstStart: {reference: 'fetches it', archive: 'loads it into its storage'},
    addsUser: true,
    propagation: 'per-mount',
    kernelFileSystems: 'own',
    signals: 'supervise',
    join: 'exec',
  },
  detect: detectPodman,
  verify,
  obstacle,
  render,
  join,
  images: (probe, fact) => localImages({...probe, env: asAccount(probe.env, fact)}, fact, ['images', '--format', 'json']),
  examine,
  explain: explainPodman,
};

/** Warnings are about podman's own set-up (`"/" is not a shared mount`) and would stand between the lines of the command. */
const QUIET = '--log-level=error';

/** An empty list of keys switches detaching off. */
const DETACH_KEYS = '';

/** Started by somebody who has become another user (`su` without `-`), it would look for that one's subordinate ids. */
function asAccount<Env extends Readonly<Record<string, string | undefined>>>(env: Env, {details}: EngineFact): Env {
  const account = details?.['account'];
  return account === undefined ? env : {...env, USER: account};
}

async function verify(probe: EngineProbe, fact: EngineFact): Promise<EngineFact> {
  if (fact.program === null) return fact;
  const asked = await probe.run(
    [fact.program, QUIET, 'info', '--format', '{{.Version.Version}} {{.Host.OCIRuntime.Name}}'],
    10_000,
    engineEnvironment({env: asAccount(probe.env, fact)}),
  );
  const version = versionAfter(/^v?/, asked.stdout);
  if (asked.status !== 0 || version === null) {
    return {...fact, usable: false, reason: failureOf(asked, explainPodman, 'It does not work here.')};
  }
  const runtime = /^\S+ ([\w./-]+)$/m.exec(asked.stdout)?.[1];
  const known = {...fact, version, details: {...fact.details, ...(runtime === undefined ? {} : {runtime})}};
  if (!fact.usable) return known;
  const env = engineEnvironment({env: asAccount(probe.env, fact)});
  if (fact.details?.['overlay'] === undefined) {
    const tried = await probe.run(trial(probe.uid, known), 20_000, env);
    return judged(known, tried, {works: lacksShell(tried), explain: explainPodman});
  }
  // It cannot start a directory here, and there may be no image to try; its namespaces are the other half of a start.
  const entered = await probe.run([fact.program, QUIET, 'unshare', ...TRIAL_COMMAND], 10_000, env);
  const tried = judged(known, entered, {works: trialRan(entered), explain: explainPodman});
  return tried.usable ? {...tried, reason: 'Its namespaces work; images of its own were not tried.'} : tried;
}

/** A start in a directory without a shell gets as far as any start does: then the shell is missing. */
function trial(uid: number, fact: EngineFact): EngineCommand['argv'] {
  const spec: ContainerSpec = {
    root: {kind: 'directory', path: '/usr/share'},
    entries: {},
    mounts: [],
    env: {},
    callerEnv: {},
    cwd: '/',
    command: ['/bin/sh'],
    user: {uid, gid: uid === 0 ? 0 : 65_534, groups: []},
    terminal: false,
    // Its own: several launchers of a user may try it at the same time, in one store.
    name: `hsf-trial-${randomUUID()}`,
    gpu: null,
  };
  return render(spec, fact).argv;
}

function lacksShell({status, stderr}: Said): boolean {
  return status === 127 && /\/bin\/sh\W.*(?:no such file|not found)/i.test(stderr);
}

function obstacle({root, mounts}: ContainerSpec, fact: EngineFact): Explanation | null {
  const foreign = refuseForeignTransport('podman', root);
  if (foreign !== null) return foreign;
  if (root.kind === 'archive' && root.format !== 'oci-layout' && root.path.includes(':')) {
    return {
      message: `podman cannot read the archive ${root.path}: it takes the colon in its name for a tag.`,
      advice: 'Give the file another name.',
    };
  }
  const overlay = root.kind === 'directory' ? fact.details?.['overlay'] : undefined;
  if (overlay !== undefined)
    return {
      message: `podman cannot start from an unpacked image here: ${OVERLAYS[overlay] ?? OVERLAYS['other']!}.`,
      advice: ADVICE,
    };
  const odd = mounts.find(({source, target}) => /[",\n]/.test(source + target));
  if (odd !== undefined && isOlderThan(fact.version, 4)) {
    return {
      message: `podman ${fact.version} cannot mount ${odd.source}: it does not understand commas and quotes in paths.`,
      advice: 'Leave out its "--bind", or choose another engine with "--engine".',
    };
  }
  return null;
}

const OVERLAYS: Readonly<Record<string, string>> = {
  kernel: 'fuse-overlayfs is not installed',
  'no-fuse': '/dev/fuse may not be used',
  other: 'its storage was begun without overlays (see "podman info")',
};
const ADVICE = 'Choose another engine with "--engine".';

function isOlderThan(version: string | null, major: number): boolean {
  return version !== null && Number.parseInt(version, 10) < major;
}

function render(spec: ContainerSpec, fact: EngineFact): EngineCommand {
  const program = fact.program ?? 'podman';
  const {options, command, env} = carryEnvironment({...spec, callerEnv: asAccount(spec.callerEnv, fact)});
  const overlay = spec.root.kind === 'directory' ? fact.details?.['mountProgram'] : undefined;
  // The kernel and fuse-overlayfs take such characters in a path for the end of an option.
  const odd = spec.root.kind === 'directory' && /[,:\\"]/.test(spec.root.path) ? spec.root.path : null;
  const root = odd === null ? spec.root : ({kind: 'directory', path: OPEN_DIRECTORY} as const);
  const argv = podmanRun(program, overlay, [
    ...runOptions(spec, DETACH_KEYS),
    ...NO_LABELS,
    ...['--log-driver', 'none', '--http-proxy=false', '--image-volume', 'ignore', '--systemd', 'false', '--no-healthcheck'],
    ...userOptions(spec, fact),
    ...gpuOptions(spec.gpu, ['--device', 'nvidia.com/gpu=all']),
    ...mountOptions(spec.mounts),
    ...options,
    ...rootAndCommand(root, command),
  ]);
  const {root: own} = spec;
  // podman makes the name of an image out of the path of a layout, and refuses capital letters in it.
  const layout = own.kind === 'archive' && own.format === 'oci-layout' ? archiveRoot(own.path, own.format) : null;
  return {
    argv: odd !== null ? withDirectory(odd, argv) : withState(layout === null ? argv : withImageStep(program, layout, argv)),
    env,
    // A user's podman passes TERM on, but returns 0 at once itself; with a terminal nobody's passes anything on.
    signals: {by: 'command', argv: [program, QUIET, 'kill', '--signal', '{signal}', spec.name]},
  };
}

/**
 * The same user inside. Supplementary groups of a user reach the inside with crun alone (`keep-groups`); with runc files of theirs
 * cannot be used. For root the numbers are given, which needs the right to use them.
 */
function userOptions({user}: Pick<ContainerSpec, 'user'>, fact: EngineFact): readonly string[] {
  const own = ['--user', `${user.uid}:${user.gid}`, ...(fact.details?.['limits'] === 'yes' ? ['--pids-limit', '0'] : [])];
  if (user.uid === 0) return [...own, ...groupOptions(user)];
  const groups = /(^|\/)crun$/.test(fact.details?.['runtime'] ?? '') ? ['--group-add', 'keep-groups'] : [];
  // With the machine's IPC, rootless podman binds this directory, and not every machine has it.
  return [...own, '--userns', 'keep-id', ...groups, '--tmpfs', '/dev/mqueue'];
}

function rootAndCommand(root: ContainerSpec['root'], command: readonly [string, ...string[]]): readonly string[] {
  switch (root.kind) {
    case 'directory':
      // The overlay takes what podman writes (mount points, /etc/mtab): the directory itself is never written to.
      return ['--rootfs', `${root.path}:O`, ...command];
    case 'archive':
      if (root.format === 'oci-layout') return ['--pull', 'never', ...imageAndCommand(IMAGE_WORD, command)];
      return ['--pull', 'missing', '--quiet', ...imageAndCommand(`${root.format}:${root.path}`, command)];
    case 'reference':
      return [...pullPolicy(root.reference), ...imageAndCommand(root.reference, command)];
    case 'host':
    case 'sif':
    case 'squashfs':
      throw new Error(`podman cannot start a ${root.kind}`);
  }
}

function join(spec: JoinSpec, fact: EngineFact): EngineCommand {
  const program = fact.program ?? 'podman';
  const {options, command, env} = carryEnvironment({...spec, callerEnv: asAccount(spec.callerEnv, fact)});
  const user = `${spec.user.uid}:${spec.user.gid}`;
  return {
    argv: withState([
      program,
      QUIET,
      'exec',
      ...streamOptions(spec, DETACH_KEYS),
      '--user',
      user,
      ...options,
      spec.name,
      ...command,
    ]),
    env,
    signals: {by: 'exec'},
  };
}

async function examine(probe: EngineProbe, fact: EngineFact, root: ContainerSpec['root']): Promise<Explanation | null> {
  if (root.kind !== 'reference' || !root.reference.startsWith('localhost/') || fact.program === null) return null;
  const asked = await probe.run(
    [fact.program, QUIET, 'image', 'exists', root.reference],
    10_000,
    engineEnvironment({env: asAccount(probe.env, fact)}),
  );
  if (asked.status !== 1) return null;
  return {
    message: `podman has no image ${root.reference}.`,
    advice: 'See "hsf images" for those that are there.',
  };
}
