import type {EngineFact} from '../choose/host.ts';
import {coverablePlaces} from './compose-script.ts';
import {explainInside} from './inside-errors.ts';
import {actsOnLoader} from './loader-variables.ts';
import {mendInside} from './mend-inside.ts';
import {scriptSteps} from './script-steps.ts';
import type {ContainerSpec, Engine, EngineCommand, EngineProbe, Explanation} from './engine.ts';
import {judged, TRIAL_COMMAND, trialRan, versionAfter} from './trial.ts';
import {UNSHARE_SCRIPT} from './unshare-script.ts';
import {detectByNamespaces, explainNamespaces} from './user-namespaces.ts';

/**
 * `unshare` and `mount` of util-linux: nothing to install, one process from start to end, so signals, status and terminal need no
 * help (ENGINES.md 6). First choice for the host's root; for images it lies behind bubblewrap because the image is entered by a
 * change of root, in which no further user namespace can be made.
 */
export const unshare: Engine = {
  name: 'unshare',
  capabilities: {
    roots: ['host', 'directory'],
    needs: 'user',
    readOnlyBinds: true,
    mountPoints: 'made',
    links: true,
    propagation: 'inherited',
    kernelFileSystems: 'shared',
    signals: 'exec',
    join: 'namespaces',
  },
  detect: probe =>
    detectByNamespaces(probe, {
      name: 'unshare',
      program: 'unshare',
      absent: 'unshare (util-linux) is not installed.',
      takes: ['host', 'directory'],
    }),
  verify,
  obstacle: () => null,
  render: (spec, fact) => render(spec, fact, 'image'),
  explain,
};

/** The same on kernels where an overlay cannot be had; the script falls back to this by itself. */
export const unshareWithoutOverlay: Engine = {...unshare, render: (spec, fact) => render(spec, fact, 'parts')};

async function verify(probe: EngineProbe, fact: EngineFact): Promise<EngineFact> {
  if (fact.program === null) return fact;
  const spec: ContainerSpec = {
    root: {kind: 'host'},
    entries: {},
    mounts: [],
    env: {},
    callerEnv: {},
    cwd: '/',
    command: TRIAL_COMMAND,
    user: {uid: probe.uid, gid: probe.uid === 0 ? 0 : 65_534, groups: []},
    terminal: false,
    name: 'hsf-trial',
    gpu: null,
  };
  const [said, tried] = await Promise.all([
    probe.run([fact.program, '--version'], 2_000),
    probe.run(render(spec, fact, 'image').argv, 5_000),
  ]);
  const version = versionAfter(/\(?util-linux\)? /, said.stdout);
  return judged({...fact, version}, tried, {works: trialRan(tried), explain});
}

function render(spec: ContainerSpec, fact: EngineFact, image: 'image' | 'parts'): EngineCommand {
  const program = fact.program ?? 'unshare';
  const asIs = spec.root.kind === 'host' && Object.keys(spec.entries).length === 0;
  const steps = scriptSteps(spec);
  // Whatever is started on the way would obey them too.
  const late = Object.fromEntries(Object.entries(spec.env).filter(([name]) => actsOnLoader(name)));
  const mended = mendInside(spec.command, {unset: [], values: late});
  return {
    argv: [
      program,
      ...(spec.user.uid === 0 ? [] : ['--user', '--map-root-user']),
      '--mount',
      '--propagation',
      'slave',
      '--',
      '/bin/sh',
      '-c',
      UNSHARE_SCRIPT,
      'hsf',
      program,
      String(spec.user.uid),
      String(spec.user.gid),
      asIs ? 'host' : spec.root.kind === 'host' ? 'made' : image,
      spec.root.kind === 'directory' ? spec.root.path : '',
      spec.cwd,
      coverablePlaces([...spec.mounts.map(mount => mount.source), ...(spec.root.kind === 'directory' ? [spec.root.path] : [])]),
      String(steps.length),
      ...steps.flat(),
      ...mended.command,
    ],
    env: {
      ...Object.fromEntries(Object.entries(spec.env).filter(([name]) => !actsOnLoader(name))),
      ...mended.env,
    },
    signals: {by: 'exec'},
  };
}

function explain(stderr: string): Explanation | null {
  const namespaces = explainNamespaces(stderr);
  if (namespaces !== null) return namespaces;
  const ours = /^hsf: the container cannot be made: (.*)$/m.exec(stderr)?.[1];
  if (ours !== undefined) {
    return {message: `The container cannot be made: ${ours}.`, advice: 'Run "hsf plan" to see what is mounted and why.'};
  }
  const option = /^unshare: (unrecognized option .*)$/m.exec(stderr)?.[1];
  if (option !== undefined) {
    return {message: 'This unshare is too old (util-linux 2.36 or newer is needed).', advice: 'Install bubblewrap.'};
  }
  const text = /^unshare: (.*)$/m.exec(stderr)?.[1];
  return text === undefined
    ? explainInside(stderr)
    : {message: `unshare failed: ${text}`, advice: 'Choose another engine with "--engine".'};
}
