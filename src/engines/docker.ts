import type {EngineFact} from '../choose/host.ts';
import {archiveRoot, IMAGE_WORD, withImageStep} from './archive-root.ts';
import {unreadableArchive} from './docker-archives.ts';
import {dockerEndpoint} from './docker-endpoint.ts';
import {explainDocker} from './docker-errors.ts';
import {directoryRoot} from './docker-root.ts';
import {examineDocker} from './docker-thin.ts';
import type {ContainerSpec, Engine, EngineCommand, EngineProbe, Explanation, JoinSpec} from './engine.ts';
import {localImages} from './oci-images.ts';
import {carryEnvironment, engineEnvironment, withState} from './oci-environment.ts';
import {refuseForeignTransport} from './oci-references.ts';
import {failureOf, versionAfter} from './trial.ts';
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

/**
 * docker: images of its daemon, archives loaded into it once, and unpacked images as an empty image filled with binds (ENGINES.md 4).
 * The daemon runs as root, or as the user (rootless): then uid 0 inside is the user outside, and is asked for.
 */
export const docker: Engine = {
  name: 'docker',
  capabilities: {
    roots: ['reference', 'directory', 'archive'],
    needs: 'daemon',
    readOnlyBinds: true,
    mountPoints: 'made',
    firstStart: {reference: 'fetches it', archive: 'loads it into its storage'},
    ownFiles: ['/etc/hostname', '/etc/hosts', '/etc/resolv.conf'],
    propagation: 'per-mount',
    kernelFileSystems: 'own',
    signals: 'exec',
    join: 'exec',
  },
  detect,
  verify,
  obstacle,
  render,
  join,
  images: (probe, fact) => localImages(probe, fact, ['images', '--no-trunc', '--format', '{{json .}}']),
  examine: examineDocker,
  explain: explainDocker,
};

/** docker cannot be told to have none: three control keys in a row that nobody types. */
const DETACH_KEYS = 'ctrl-^,ctrl-],ctrl-^';

function detect(probe: EngineProbe): EngineFact {
  const program = probe.which('docker');
  const fact = {name: 'docker', program, version: null, takes: ['reference', 'directory', 'archive'] as const};
  const no = (reason: string) => ({...fact, usable: false, reason});
  if (program === null) return no('docker is not installed.');
  const {address, socket, rootless, elsewhere} = dockerEndpoint(probe);
  if (elsewhere) return no(`Its daemon is on another machine (${address}), which does not have the files of this one.`);
  if (socket === null) return {...fact, usable: true, reason: `Installed; its daemon is at ${address}.`};
  if (!probe.mayWrite(socket)) {
    return no(`Its daemon does not run, or you may not use ${socket} (members of the group docker may).`);
  }
  return {
    ...fact,
    usable: true,
    reason: rootless ? 'Installed, with a daemon of your own.' : 'Installed, and you may use its daemon.',
    ...(rootless ? {details: {rootless: 'yes'}} : {}),
  };
}

async function verify(probe: EngineProbe, fact: EngineFact): Promise<EngineFact> {
  if (fact.program === null) return fact;
  const format = '{{.ServerVersion}}\t{{.Driver}}\t{{.OperatingSystem}}\t{{json .SecurityOptions}}';
  const asked = await probe.run([fact.program, 'info', '--format', format], 10_000, engineEnvironment(probe));
  const [said, driver, , security] = asked.stdout.trim().split('\t');
  const version = versionAfter(/^v?/, said ?? '');
  // The 20.10 client prints an empty answer and succeeds, or fails, when the daemon does not answer.
  if (asked.status !== 0 || version === null || driver === undefined) {
    return {...fact, usable: false, reason: failureOf(asked, explainDocker, 'Its daemon does not answer.')};
  }
  const rootless = security?.includes('name=rootless') === true ? {rootless: 'yes'} : {};
  return {
    ...fact,
    version,
    usable: fact.usable,
    reason: fact.usable ? 'Its daemon answers; a start was not tried.' : fact.reason,
    details: {...fact.details, ...rootless, driver},
  };
}

function obstacle({root}: ContainerSpec, {version}: EngineFact): Explanation | null {
  return refuseForeignTransport('docker', root) ?? unreadableArchive(root, version);
}

function render(spec: ContainerSpec, fact: EngineFact): EngineCommand {
  const program = fact.program ?? 'docker';
  const {options, command, env} = carryEnvironment(spec);
  const run = (image: string, mounts: ContainerSpec['mounts'], pull: readonly string[]) => [
    program,
    'run',
    ...runOptions(spec, DETACH_KEYS),
    ...NO_LABELS,
    ...['--log-driver', 'none', '--no-healthcheck'],
    ...pull,
    ...userOptions(spec, fact),
    ...gpuOptions(spec.gpu, ['--gpus', 'all']),
    ...mountOptions(mounts),
    ...options,
    ...imageAndCommand(image, command),
  ];
  // With a terminal of its own the client passes nothing on, and leaves the container behind when it dies with the caller's.
  const kill = [program, 'kill', '--signal', '{signal}', spec.name] as const;
  return {argv: withState(argv(spec, program, run)), env, signals: spec.terminal ? {by: 'command', argv: kill} : {by: 'exec'}};
}

function argv(
  {root, mounts, entries, ...spec}: ContainerSpec,
  program: string,
  run: (image: string, mounts: ContainerSpec['mounts'], pull: readonly string[]) => readonly string[],
): readonly string[] {
  const never = ['--pull', 'never'];
  switch (root.kind) {
    case 'directory': {
      const made = directoryRoot({root, mounts, entries, ...spec});
      return withImageStep(program, made.step, run(made.image, [...made.mounts, ...mounts], never));
    }
    case 'archive':
      return withImageStep(program, archiveRoot(root.path, root.format), run(IMAGE_WORD, mounts, never));
    case 'reference':
      return run(root.reference, mounts, pullPolicy(root.reference));
    case 'host':
    case 'sif':
    case 'squashfs':
      throw new Error(`docker cannot start a ${root.kind}`);
  }
}

function userOptions({user}: Pick<ContainerSpec, 'user'>, fact: EngineFact): readonly string[] {
  // In a daemon of the user's own every other number is somebody else's subordinate id.
  if (fact.details?.['rootless'] === 'yes') return ['--user', '0:0'];
  return ['--user', `${user.uid}:${user.gid}`, ...groupOptions(user)];
}

function join(spec: JoinSpec, fact: EngineFact): EngineCommand {
  const program = fact.program ?? 'docker';
  const {options, command, env} = carryEnvironment(spec);
  const [user, number] = userOptions({user: {...spec.user, groups: []}}, fact);
  return {
    argv: withState([program, 'exec', ...streamOptions(spec, DETACH_KEYS), user!, number!, ...options, spec.name, ...command]),
    env,
    signals: {by: 'exec'},
  };
}
