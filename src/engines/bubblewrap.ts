import type {EngineFact} from '../choose/host.ts';
import {composeRoot, type RootStep} from './compose-root.ts';
import type {ContainerSpec, Engine, EngineCommand, EngineProbe, Explanation} from './engine.ts';
import {CHANGE_SCRIPT, ENTER_SCRIPT, WAIT_SCRIPT} from './enter-script.ts';
import {explainInside} from './inside-errors.ts';
import {actsOnLoader} from './loader-variables.ts';
import {mendInside} from './mend-inside.ts';
import {judged, TRIAL_COMMAND, trialRan, versionAfter} from './trial.ts';
import {detectByNamespaces, explainNamespaces} from './user-namespaces.ts';

/**
 * bubblewrap: fast, unprivileged, no set-up (ENGINES.md 2). It starts from an empty root so that no mount point has to exist in the
 * image. It only makes the container; the command gets in by `enter-script.ts`, with nothing of bubblewrap around it. Processes are those of the host (no PID namespace): job control, batch tools and `ps` see what they would see outside.
 */
export const bubblewrap: Engine = {
  name: 'bubblewrap',
  capabilities: {
    roots: ['directory', 'host'],
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
      name: 'bubblewrap',
      program: 'bwrap',
      absent: 'bwrap is not installed.',
      takes: ['directory', 'host'],
    }),
  verify,
  obstacle: () => null,
  render,
  explain,
};

async function verify(probe: EngineProbe, fact: EngineFact): Promise<EngineFact> {
  if (fact.program === null) return fact;
  const [said, tried] = await Promise.all([
    probe.run([fact.program, '--version'], 2_000),
    probe.run([fact.program, '--dev-bind', '/', '/', '--', ...TRIAL_COMMAND], 5_000),
  ]);
  const version = versionAfter(/^bubblewrap v?/m, said.stdout);
  return judged({...fact, version}, tried, {works: trialRan(tried), explain});
}

function render(spec: ContainerSpec, fact: EngineFact): EngineCommand {
  const asIs = spec.root.kind === 'host' && Object.keys(spec.entries).length === 0;
  const late = Object.fromEntries(Object.entries(spec.env).filter(([name]) => actsOnLoader(name)));
  const inside = spec.cwd === '/' ? spec.command : (['/bin/sh', '-c', CHANGE_SCRIPT, 'hsf', spec.cwd, ...spec.command] as const);
  const {command, env} = mendInside(inside, {unset: [], values: late});
  const made = [
    fact.program ?? 'bwrap',
    ...(asIs ? ['--dev-bind', '/', '/'] : ['--tmpfs', '/']),
    ...composeRoot(spec).flatMap(renderStep),
    // What is put together is nowhere: whatever were written there would be lost.
    ...(asIs ? [] : ['--remount-ro', '/']),
    '--chdir',
    '/',
    '--',
    '/bin/sh',
    '-c',
    WAIT_SCRIPT,
    'hsf',
  ];
  return {
    argv: ['/bin/sh', '-c', ENTER_SCRIPT, 'hsf', String(spec.user.uid), String(made.length), ...made, ...command],
    // Variables travel as environment: arguments can be read by every user of the machine.
    env: {...Object.fromEntries(Object.entries(spec.env).filter(([name]) => !actsOnLoader(name))), ...env},
    signals: {by: 'exec'},
  };
}

function renderStep(step: RootStep): readonly string[] {
  switch (step.kind) {
    case 'directory':
      return ['--dir', step.path];
    case 'temporary':
      return ['--tmpfs', step.path];
    case 'link':
      return ['--symlink', step.target, step.path];
    case 'bind':
      return [step.device ? '--dev-bind' : step.mode === 'ro' ? '--ro-bind' : '--bind', step.source, step.path];
  }
}

function explain(stderr: string): Explanation | null {
  const entered = /^nsenter: failed to execute (.+?): /m.exec(stderr)?.[1];
  if (entered !== undefined) {
    return {message: `${entered} cannot be started in the image.`, advice: 'Choose another image with "--image".'};
  }
  if (!/^bwrap: /m.test(stderr)) return explainInside(stderr);
  const namespaces = explainNamespaces(stderr);
  if (namespaces !== null) return namespaces;
  const text = /^bwrap: (.*)$/m.exec(stderr)?.[1] ?? '';
  const named = (pattern: RegExp) => pattern.exec(text)?.[1];
  const source = named(/^Can't find source path (.+?): /) ?? named(/^Can't get type of source (.+?): /);
  if (source !== undefined) {
    return {message: `${source}, which the container needs, is missing.`, advice: 'Leave out its "--bind", or make it.'};
  }
  const point = named(/^Can't (?:mkdir|create file at) (.+?): /);
  if (point !== undefined) {
    return {
      message: `The mount point ${point} cannot be made in the image.`,
      advice: 'Show that directory at another place with "--bind".',
    };
  }
  const program = named(/^execvp (.+?): /);
  if (program !== undefined) {
    return {message: `${program} cannot be started in the image.`, advice: 'Choose another image with "--image".'};
  }
  const directory = named(/^Can't chdir to (.+?): /);
  if (directory !== undefined) {
    return {message: `The directory ${directory} does not exist inside.`, advice: 'Choose one with "--cwd".'};
  }
  return {message: `bubblewrap failed: ${text}`, advice: 'Run "hsf doctor", or choose another engine with "--engine".'};
}
