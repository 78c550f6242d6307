import type {EngineFact} from '../choose/host.ts';
import {coverablePlaces} from './compose-script.ts';
import {CHANGE_SCRIPT} from './enter-script.ts';
import {CTR_CLEAN_UP, CTR_HOOK, CTR_SCRIPT, CTR_PROCESS, FIFO_DIRECTORY, SPEC_START} from './ctr-scripts.ts';
import {explainCtr} from './ctr-errors.ts';
import {explanationOf} from './error-text.ts';
import type {ContainerRoot, ContainerSpec, Engine, EngineCommand, EngineProbe, Explanation, LocalImage} from './engine.ts';
import {fullReference} from './full-reference.ts';
import {scriptSteps} from './script-steps.ts';
import {failureOf, versionAfter} from './trial.ts';

const SOCKET = '/run/containerd/containerd.sock';

/**
 * containerd through its client `ctr`, for root (ENGINES.md 5). What runs is told by a runtime specification of our own instead of
 * options: so the environment is exact, no value is an argument, and the root is put together outside of the image.
 */
export const ctr: Engine = {
  name: 'ctr',
  capabilities: {
    roots: ['directory', 'reference', 'archive'],
    needs: 'daemon',
    readOnlyBinds: true,
    mountPoints: 'made',
    firstStart: {archive: 'loads it into its storage'},
    links: true,
    propagation: 'inherited',
    kernelFileSystems: 'shared',
    signals: 'supervise',
    join: 'namespaces',
  },
  detect,
  verify,
  obstacle,
  render,
  images,
  examine,
  explain: explainCtr,
};

function detect(probe: EngineProbe): EngineFact {
  const program = probe.which('ctr');
  const fact = {name: 'ctr', program, version: null, takes: ['directory', 'reference', 'archive']} as const;
  if (program === null) return {...fact, usable: false, reason: 'ctr (containerd) is not installed.'};
  if (probe.uid !== 0) return {...fact, usable: false, reason: 'ctr is for root only.'};
  const socket = probe.env['CONTAINERD_ADDRESS'] ?? SOCKET;
  if (!probe.mayWrite(socket)) return {...fact, usable: false, reason: `containerd does not run: there is no ${socket}.`};
  return {...fact, usable: true, reason: 'Installed, and containerd has a socket.'};
}

/** What its own process needs of the caller's environment. */
const OWN = ['CONTAINERD_ADDRESS', 'CONTAINERD_NAMESPACE', 'CONTAINERD_SNAPSHOTTER'] as const;

function ownVariables(caller: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(OWN.flatMap(name => (caller[name] === undefined ? [] : [[name, caller[name]]])));
}

async function verify(probe: EngineProbe, fact: EngineFact): Promise<EngineFact> {
  if (fact.program === null || !fact.usable) return fact;
  const asked = await probe.run([fact.program, '--connect-timeout', '2s', 'version'], 5_000, ownVariables(probe.env));
  const version = versionAfter(/^Server:\s+Version:\s+v?/m, asked.stdout);
  if (asked.status === 0 && version !== null)
    return {...fact, version, usable: true, reason: 'containerd answers; a start was not tried.'};
  return {...fact, version, usable: false, reason: failureOf(asked, explainCtr, 'containerd does not answer.')};
}

function obstacle({root}: ContainerSpec): Explanation | null {
  if (root.kind === 'archive' && root.format === 'oci-layout') {
    return {
      message: 'ctr reads archives, not directories with an OCI layout.',
      advice: `Pack it: tar -C ${root.path} -cf FILE .`,
    };
  }
  if (root.kind === 'reference' && /^[a-z]+:\/\//.test(root.reference)) {
    return {message: `ctr does not know what ${root.reference} is.`, advice: 'Choose another engine with "--engine".'};
  }
  return null;
}

async function images(probe: EngineProbe, fact: EngineFact): Promise<readonly LocalImage[]> {
  if (fact.program === null) return [];
  const listed = await probe.run([fact.program, '--connect-timeout', '2s', 'images', 'list'], 5_000, ownVariables(probe.env));
  return listed.stdout
    .split('\n')
    .slice(1)
    .flatMap(line => {
      const [reference, , digest, size, unit] = line.split(/\s+/);
      if (reference === undefined || digest === undefined || !digest.includes(':')) return [];
      return [{reference, id: digest, size: bytes(size, unit)}];
    });
}

const UNITS: Readonly<Record<string, number>> = {B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4};

function bytes(size: string | undefined, unit: string | undefined): number | null {
  const factor = UNITS[unit ?? ''];
  return factor === undefined || !Number.isFinite(Number(size)) ? null : Math.round(Number(size) * factor);
}

async function examine(probe: EngineProbe, fact: EngineFact, root: ContainerRoot): Promise<Explanation | null> {
  if (root.kind !== 'reference' || fact.program === null) return null;
  const full = fullReference(root.reference);
  const asked = await probe.run(
    [fact.program, '--connect-timeout', '2s', 'images', 'list', '--quiet', `name==${full}`],
    5_000,
    ownVariables(probe.env),
  );
  if (asked.status !== 0) return explanationOf(explainCtr, asked.stderr);
  if (asked.stdout.trim() !== '') return null;
  return {message: `containerd has no image ${full}.`, advice: `Get it first: ctr images pull ${full}`};
}

function render(spec: ContainerSpec, fact: EngineFact): EngineCommand {
  const program = fact.program ?? 'ctr';
  const parts = inParts(JSON.stringify(runtimeSpec(spec, program)).slice(SPEC_START.length));
  return {
    argv: [
      '/bin/sh',
      '-c',
      CTR_SCRIPT,
      'hsf',
      String(parts.length),
      spec.name,
      spec.terminal ? 'yes' : 'no',
      program,
      'run',
      '--rm',
      ...(spec.terminal ? ['--tty'] : []),
      '--config',
      '/dev/fd/9',
      spec.name,
    ],
    env: {
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      ...ownVariables(spec.callerEnv),
      ...Object.fromEntries(parts.map((part, index) => [`HSF_SPEC_${index}`, part])),
    },
    // It passes none on with a terminal, and without one not before it has taken note of the start.
    signals: {by: 'command', argv: [program, 'tasks', 'kill', '--signal', '{signal}', spec.name]},
  };
}

/** What root has in any container of containerd's: nothing that concerns the machine. */
const CAPABILITIES = [
  'CHOWN',
  'DAC_OVERRIDE',
  'FSETID',
  'FOWNER',
  'MKNOD',
  'NET_RAW',
  'SETGID',
  'SETUID',
  'SETFCAP',
  'SETPCAP',
  'NET_BIND_SERVICE',
  'SYS_CHROOT',
  'KILL',
  'AUDIT_WRITE',
].map(name => `CAP_${name}`);

/** Only the mounts are its own: processes, network and the rest are the machine's. It begins as `SPEC_START` says. */
function runtimeSpec(spec: ContainerSpec, program: string): object {
  const directory = spec.root.kind === 'directory' ? spec.root.path : null;
  const archive = spec.root.kind === 'archive' ? spec.root.path : '';
  const reference =
    spec.root.kind === 'reference' ? fullReference(spec.root.reference) : archive === '' ? '' : `hsf.invalid/${spec.name}`;
  const places = coverablePlaces([...spec.mounts.map(mount => mount.source), directory ?? '', archive]);
  const steps = scriptSteps(spec);
  const hook = (script: string, args: readonly string[]) => ({
    path: '/bin/sh',
    args: ['sh', '-c', script, 'hsf', ...args],
    env: Object.entries(ownVariables(spec.callerEnv)).map(([name, value]) => `${name}=${value}`),
  });
  const made = [
    FIFO_DIRECTORY,
    directory ?? '',
    program,
    reference,
    archive,
    spec.name,
    places,
    String(steps.length),
    ...steps.flat(),
  ];
  return {
    process: {
      user: {uid: spec.user.uid, gid: spec.user.gid, additionalGids: spec.user.groups},
      terminal: spec.terminal,
      // The runtime makes a directory that is missing.
      args: spec.cwd === '/' ? spec.command : ['/bin/sh', '-c', CHANGE_SCRIPT, 'hsf', spec.cwd, ...spec.command],
      env: Object.entries(spec.env).map(([name, value]) => `${name}=${value}`),
      cwd: '/',
      capabilities: {bounding: CAPABILITIES, effective: CAPABILITIES, permitted: CAPABILITIES},
    },
    ociVersion: '1.0.2',
    root: {path: FIFO_DIRECTORY},
    // Without it the runtime makes devices of its own.
    mounts: [{destination: '/dev', type: 'bind', source: '/dev', options: ['rbind']}],
    hooks: {
      createContainer: [hook(CTR_HOOK, made)],
      poststart: [hook(CTR_PROCESS, [spec.name])],
      poststop: [hook(CTR_CLEAN_UP, [program, reference, archive, spec.name, places])],
    },
    linux: {namespaces: [{type: 'mount'}], resources: {devices: [{allow: true, access: 'rwm'}]}},
  };
}

/** Pieces of plain ASCII that each fit into a variable, which the kernel limits to 128 KiB. */
function inParts(json: string): readonly string[] {
  const ascii = json.replace(/[\u007F-\uFFFF]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return ascii.match(/.{1,100000}/gs) ?? [];
}
