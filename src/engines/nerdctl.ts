import type {EngineFact} from '../choose/host.ts';
import {archiveRoot, IMAGE_WORD, withImageStep} from './archive-root.ts';
import type {ContainerSpec, Engine, EngineCommand, EngineProbe, JoinSpec} from './engine.ts';
import {explainNerdctl} from './nerdctl-errors.ts';
import {localImages} from './oci-images.ts';
import {carryEnvironment, engineEnvironment, withState} from './oci-environment.ts';
import {refuseForeignTransport} from './oci-references.ts';
import {failureOf, versionAfter} from './trial.ts';
import {gpuOptions, groupOptions, imageAndCommand, mountOptions, pullPolicy, runOptions, streamOptions} from './oci-run.ts';

/**
 * containerd through nerdctl, with the CVMFS snapshotter where containerd is set up for it: then an image of `unpacked.cern.ch` starts
 * with nothing pulled. An unpacked image is not started from its directory, since nerdctl's `--rootfs` writes mount points into it.
 *
 * There was no nerdctl to try this with: what is rendered follows its command reference (docs/command-reference.md, docs/cvmfs.md and
 * docs/rootless.md of containerd/nerdctl), and its tests compare with that.
 */
export const nerdctl: Engine = {
  name: 'nerdctl',
  capabilities: {
    roots: ['reference', 'archive'],
    needs: 'daemon',
    readOnlyBinds: true,
    mountPoints: 'made',
    firstStart: {reference: 'fetches it', archive: 'loads it into its storage'},
    propagation: 'per-mount',
    kernelFileSystems: 'own',
    signals: 'exec',
    join: 'exec',
  },
  detect,
  verify,
  obstacle: ({root}) => refuseForeignTransport('nerdctl', root),
  render,
  join,
  images: (probe, fact) => localImages(probe, fact, [...snapshotter(fact), 'images', '--no-trunc', '--format', '{{json .}}']),
  explain: explainNerdctl,
};

/** Where the service of the CVMFS snapshotter listens, and its name in containerd's configuration (cvmfs/doc-cvmfs, containers). */
const CVMFS_SNAPSHOTTER = 'cvmfs-snapshotter';

function detect(probe: EngineProbe): EngineFact {
  const program = probe.which('nerdctl');
  const fact = {name: 'nerdctl', program, version: null, takes: ['reference', 'archive'] as const};
  if (program === null) return {...fact, usable: false, reason: 'nerdctl is not installed.'};
  const rootless = probe.uid !== 0;
  const socket = (probe.env['CONTAINERD_ADDRESS'] ?? '/run/containerd/containerd.sock').replace(/^unix:\/\//, '');
  const own = `${probe.env['XDG_RUNTIME_DIR'] ?? `/run/user/${probe.uid}`}/containerd-rootless/child_pid`;
  const runs = rootless ? probe.readText(own) !== null : probe.mayWrite(socket);
  if (!runs) {
    const reason = rootless
      ? 'nerdctl needs a containerd of your own ("containerd-rootless-setuptool.sh install"), which does not run.'
      : `containerd does not run, or not at ${socket}.`;
    return {...fact, usable: false, reason};
  }
  const details = {
    ...(rootless ? {rootless: 'yes'} : {}),
    ...(hasCvmfsSnapshotter(probe) ? {snapshotter: CVMFS_SNAPSHOTTER} : {}),
  };
  return {...fact, usable: true, reason: 'Installed, and containerd is there.', details};
}

function hasCvmfsSnapshotter(probe: EngineProbe): boolean {
  const home = probe.env['XDG_CONFIG_HOME'] ?? `${probe.env['HOME'] ?? ''}/.config`;
  const file = probe.uid === 0 ? '/etc/containerd/config.toml' : `${home}/containerd/config.toml`;
  return /^[ \t]*\[[ \t]*proxy_plugins\.["']?cvmfs-snapshotter["']?[ \t]*\]/m.test(probe.readText(file) ?? '');
}

function snapshotter(fact: EngineFact): readonly string[] {
  const name = fact.details?.['snapshotter'];
  return name === undefined ? [] : ['--snapshotter', name];
}

async function verify(probe: EngineProbe, fact: EngineFact): Promise<EngineFact> {
  if (fact.program === null) return fact;
  const asked = await probe.run([fact.program, 'info', '--format', '{{.ServerVersion}}'], 10_000, engineEnvironment(probe));
  const version = versionAfter(/^v?/, asked.stdout);
  if (asked.status === 0 && version !== null)
    return {...fact, version, reason: fact.usable ? 'containerd answers; a start was not tried.' : fact.reason};
  return {...fact, usable: false, reason: failureOf(asked, explainNerdctl, 'containerd does not answer.')};
}

function render(spec: ContainerSpec, fact: EngineFact): EngineCommand {
  const program = fact.program ?? 'nerdctl';
  const {root} = spec;
  const {options, command, env} = carryEnvironment(spec);
  const run = (image: string, pull: readonly string[]) => [
    program,
    ...snapshotter(fact),
    'run',
    ...runOptions(spec, null),
    ...pull,
    ...userOptions(spec.user, fact),
    ...gpuOptions(spec.gpu, ['--gpus', 'all']),
    ...mountOptions(spec.mounts),
    ...options,
    ...imageAndCommand(image, command),
  ];
  const argv =
    root.kind === 'archive'
      ? withImageStep(program, archiveRoot(root.path, root.format), run(IMAGE_WORD, ['--pull', 'never']))
      : root.kind === 'reference'
        ? run(root.reference, pullPolicy(root.reference))
        : null;
  if (argv === null) throw new Error(`nerdctl cannot start a ${root.kind}`);
  // As docker's: a client with a terminal of its own passes nothing on.
  const kill = [program, 'kill', '--signal', '{signal}', spec.name] as const;
  return {argv: withState(argv), env, signals: spec.terminal ? {by: 'command', argv: kill} : {by: 'exec'}};
}

/** In a containerd of the user's own, uid 0 inside is the user outside. */
function userOptions(user: ContainerSpec['user'], fact: EngineFact): readonly string[] {
  if (fact.details?.['rootless'] === 'yes') return ['--user', '0:0'];
  return ['--user', `${user.uid}:${user.gid}`, ...groupOptions(user)];
}

function join(spec: JoinSpec, fact: EngineFact): EngineCommand {
  const program = fact.program ?? 'nerdctl';
  const {options, command, env} = carryEnvironment(spec);
  const user = userOptions({...spec.user, groups: []}, fact);
  return {
    argv: withState([program, 'exec', ...streamOptions(spec, null), ...user, ...options, spec.name, ...command]),
    env,
    signals: {by: 'exec'},
  };
}
