import {parseMountTable} from '../system/mount-table.ts';
import {UserError} from '../system/user-error.ts';
import {chooseEngine} from './choose-engine.ts';
import {bindMounts, containerSpec} from './container-spec.ts';
import {applyChange, composeEnvironment} from './environment.ts';
import type {Place} from './inner-command.ts';
import {marks, withDropped} from './marks.ts';
import {liveCommand, withKnownEnvironment, type SetUpParts} from './plan-environment.ts';
import {withTickets} from './namespace-tickets.ts';
import type {Plan} from './plan.ts';
import type {PlanInput} from './plan-input.ts';
import {privateHome} from './private-home.ts';
import {programsOfPrefix} from './programs.ts';
import {nameableEntries, rootIsACopy} from './root-entries.ts';
import {entryVariables, setUpOf, setUpOfPrefix} from './set-up.ts';
import {targetLocale} from './target-locale.ts';
import {requireUtf8, type WorkingDirectory} from './working-directory.ts';

/** A start on this machine itself: a set-up script or a prefix, where needed with another tree shown at `/cvmfs`. */
export async function planHere(input: PlanInput, directory: WorkingDirectory): Promise<Plan> {
  const isPrefix = input.variant.found.entry.kind === 'prefix';
  const elsewhere = input.cvmfs !== '/cvmfs';
  if (elsewhere || !directory.inherited) requireUtf8(directory);
  const surroundings = {
    userShell: baseName(input.caller.env['SHELL'] ?? '') || 'bash',
    shellDirectory: input.shellDirectory,
    directory: elsewhere || !directory.inherited ? directory.spelled : '',
    terminal: input.caller.terminal,
    setUpSeconds: input.setUpSeconds,
  };
  const parts = isPrefix ? await prefixParts(input, surroundings) : sourceParts(input, surroundings);
  const home = await privateHome(input);
  const {change, warnings, lost} = composeEnvironment({
    caller: input.caller.env,
    policy: parts.policy,
    wishes: input.wishes,
    site: {},
    set: {...parts.env, ...home.env, ...parts.inner.env, ...marks(input, null)},
    unset: input.variant.found.layout.entry.unset,
    unavailable: parts.unavailable,
    cvmfs: ['/cvmfs', input.cvmfs],
  });
  const known = await withKnownEnvironment(input, parts, withDropped(change, input), directory.spelled);
  const plan: Plan = {
    stack: input.stack.address,
    variant: input.variant.address,
    mode: isPrefix ? 'prefix' : 'native',
    engine: null,
    image: null,
    root: null,
    argv: known.inner.command,
    cwd: directory.spelled,
    env: known.change,
    lost,
    steps: known.steps,
    mounts: [],
    environment: known.environment,
    difference: known.difference,
    warnings: [...known.inner.warnings, ...warnings, ...known.warnings],
    prepare: [...home.prepare, ...known.prepare],
    signals: {by: 'exec'},
    processEnv: null,
  };
  return elsewhere ? shownAtCvmfs(await withTickets(plan, input), input) : plan;
}

type Parts = SetUpParts & {
  readonly policy: 'shell' | 'modules' | 'clear';
  readonly env: Readonly<Record<string, string>>;
  readonly unavailable: ReadonlyMap<string, string>;
};
type Surroundings = Omit<Place, 'bash' | 'shell'>;

function sourceParts(input: PlanInput, surroundings: Surroundings): Parts {
  const {found} = input.variant;
  const bash = input.shells['bash'];
  if (bash === undefined) {
    throw new UserError('engine-missing', 'bash, which the set-up script is written for, is not on PATH.', 'Install bash.');
  }
  const place = {...surroundings, bash, shell: (name: string) => input.shells[name] ?? null};
  const steps = setUpOf(found);
  const inner = liveCommand(input, steps, place);
  const policy = found.entry.kind === 'modules' ? 'modules' : 'shell';
  return {steps, place, inner, policy, env: entryVariables(found), unavailable: new Map()};
}

async function prefixParts(input: PlanInput, surroundings: Surroundings): Promise<Parts> {
  const {found} = input.variant;
  const prefix = found.entry.path;
  const shell = await programsOfPrefix(prefix, ['bash', 'sh', surroundings.userShell], input.tree);
  const bash = shell('bash');
  if (bash === null) throw new UserError('entry-missing', `${prefix} has no bash.`, 'Choose another variant.');
  const {setUp, env} = await setUpOfPrefix(found, input.tree);
  const place = {...surroundings, bash, shell};
  const inner = liveCommand(input, setUp, place);
  const look = {
    list: (directory: string) => input.tree.list(`${prefix}${directory}`),
    part: (path: string, offset: number, length: number) => input.tree.part(`${prefix}${path}`, offset, length),
  };
  const locale = await targetLocale(input.caller.env, look, null);
  return {
    steps: setUp,
    place,
    inner,
    policy: 'clear',
    env: {
      ...env,
      ...entryVariables(found),
      ...locale.set,
      SHELL: inner.shell,
      // The prefix's own terminfo first (the empty part), then the machine's, which knows the terminal one sits at.
      TERMINFO_DIRS: ':/etc/terminfo:/lib/terminfo:/usr/share/terminfo',
    },
    unavailable: locale.unavailable,
  };
}

/** The same start in a mount namespace of its own that shows another tree at `/cvmfs`, where its scripts expect it. */
async function shownAtCvmfs(plan: Plan, input: PlanInput): Promise<Plan> {
  const root = (await input.tree.list('/')) ?? [];
  const asIs = root.some(entry => entry.name === 'cvmfs' && entry.kind === 'directory');
  const {entries, warnings} = nameableEntries('/', root);
  const table = parseMountTable((await input.tree.text('/proc/self/mountinfo')) ?? '');
  const mounts = await bindMounts(
    [{source: input.cvmfs, target: '/cvmfs', mode: 'ro', reason: 'the tree given with --cvmfs', origin: 'user'}],
    new Map(),
    table,
    null,
  );
  const spec = containerSpec(input, {
    root: {kind: 'host'},
    entries: asIs ? {} : {'/': entries},
    mounts,
    env: applyChange(input.caller.env, plan.env),
    command: plan.argv,
  });
  const chosen = await chooseEngine('host', `show ${input.cvmfs} at /cvmfs`, input, () => Promise.resolve({spec}));
  // An environment that is only captured is used outside, where nothing is put together.
  const lost = asIs || input.wishes.action.kind === 'capture' ? [] : rootIsACopy(input.caller.uid);
  const rendered = chosen.engine.render(spec, chosen.fact);
  return {
    ...plan,
    argv: rendered.argv,
    engine: chosen.engine.name,
    root: spec.root,
    mounts,
    warnings: [...chosen.warnings, ...plan.warnings, ...(asIs ? [] : warnings), ...lost],
    signals: rendered.signals,
    processEnv: rendered.env,
  };
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
