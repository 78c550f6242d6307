import type {EngineFact, RootKind} from '../choose/host.ts';
import {engineChoices, type EngineChoice} from '../engines/all.ts';
import type {ContainerSpec} from '../engines/engine.ts';
import {UserError} from '../system/user-error.ts';
import type {PlanInput} from './plan-input.ts';

/** What an engine is asked to start: its spec, with whatever belongs to it. */
type Made = {
  readonly spec: ContainerSpec;
  /** Whether it can is known only by trying: every engine of which more is known goes before. */
  readonly uncertain?: true;
};

export type Chosen<M extends Made> = EngineChoice & {
  readonly made: M;
  /** Why engines were passed over that would have been better. */
  readonly warnings: readonly string[];
};

type Wanted = Pick<PlanInput, 'engines' | 'host' | 'wishes'>;
type Passed = {readonly fact: EngineFact; readonly reason: string};

/**
 * The engine for a root: the user's wish, or the first of `choose/engine-order.ts` that has no obstacle for this very spec.
 *
 * @param purpose what it is needed for, as the end of "cannot …"
 * @param make the spec for an engine, since what is mounted, and how, depends on what it can do
 * @throws UserError `engine-missing`, `engine-unusable`
 */
export async function chooseEngine<M extends Made>(
  root: RootKind,
  purpose: string,
  input: Wanted,
  make: (choice: EngineChoice) => Promise<M>,
): Promise<Chosen<M>> {
  const able = engineChoices(root, input.host.engines, input.engines);
  const wished = input.wishes.engine;
  if (wished !== null) {
    const choice = able.find(({engine}) => engine.name === wished) ?? refuse(wished, purpose, input);
    const made = await make(choice);
    const obstacle = choice.engine.obstacle(made.spec, choice.fact);
    if (obstacle === null) return {...choice, made, warnings: []};
    throw new UserError('engine-unusable', `${wished} cannot ${purpose}: ${obstacle.message}`, obstacle.advice);
  }
  const passed: Passed[] = [];
  let hope: (EngineChoice & {readonly made: M}) | null = null;
  for (const choice of able) {
    const made = await make(choice);
    const obstacle = choice.engine.obstacle(made.spec, choice.fact);
    if (obstacle !== null) passed.push({fact: choice.fact, reason: obstacle.message});
    else if (made.uncertain === true) hope ??= {...choice, made};
    else return {...choice, made, warnings: whyNotTheOthers(choice, passed, root, input)};
  }
  if (hope !== null) return {...hope, warnings: whyNotTheOthers(hope, passed, root, input)};
  const unusable = input.host.engines.filter(fact => !fact.usable && fact.program !== null);
  const reasons = [...passed, ...unusable.map(fact => ({fact, reason: fact.reason}))];
  throw new UserError(
    input.host.engines.some(fact => fact.program !== null) ? 'engine-unusable' : 'engine-missing',
    [`No container engine of this machine can ${purpose}.`, ...reasons.map(said)].join(' '),
    ADVICE[root],
  );
}

const ADVICE: Readonly<Record<RootKind, string>> = {
  host: 'Install bubblewrap, or ask the administrator for user namespaces.',
  directory: 'Install bubblewrap, or ask the administrator for user namespaces.',
  sif: 'Install apptainer, or name an unpacked image with "--image".',
  squashfs: 'Install apptainer or Charliecloud, or name an unpacked image with "--image".',
  archive: 'Install podman or apptainer, or name an unpacked image with "--image".',
  reference: 'Install podman or apptainer, or name an unpacked image with "--image".',
};

function refuse(wished: string, purpose: string, {engines, host}: Wanted): never {
  const names = engines.map(engine => engine.name);
  if (!names.includes(wished)) {
    throw new UserError('engine-missing', `There is no engine "${wished}".`, `Choose one of ${names.join(', ')}.`, {
      choices: {engine: names},
    });
  }
  const fact = host.engines.find(candidate => candidate.name === wished);
  const reason = fact === undefined || fact.usable ? `It cannot ${purpose}.` : fact.reason;
  throw new UserError(
    fact?.program == null ? 'engine-missing' : 'engine-unusable',
    `${wished} cannot be used: ${reason}`,
    'Leave out "--engine", or choose another one.',
  );
}

/**
 * Told only where it matters: when the one that is taken asks for more than one before it would have, or gives less. What is not
 * installed was no choice, and what no trial has refused is not known to be a loss.
 */
function whyNotTheOthers(
  taken: EngineChoice,
  passed: readonly Passed[],
  root: RootKind,
  {engines, host}: Wanted,
): readonly string[] {
  const all = host.engines.map(fact => ({...fact, usable: fact.program !== null}));
  const before = engineChoices(root, all, engines);
  const better = before.slice(
    0,
    before.findIndex(({engine}) => engine === taken.engine),
  );
  const first = better.flatMap(({engine, fact}) => {
    const reason = passed.find(each => each.fact.name === fact.name)?.reason ?? refusedByTrial(fact, host.engines);
    const matters = reason !== null && isWorse(taken.engine.capabilities, engine.capabilities);
    return matters ? [`${taken.engine.name} is taken, since ${fact.name} cannot be: ${reason}`] : [];
  });
  return first.slice(0, 1);
}

function refusedByTrial({name}: EngineFact, facts: readonly EngineFact[]): string | null {
  const fact = facts.find(each => each.name === name);
  return fact === undefined || fact.usable ? null : fact.reason;
}

function isWorse(taken: EngineChoice['engine']['capabilities'], other: EngineChoice['engine']['capabilities']): boolean {
  const cost = {user: 0, daemon: 1, none: 2};
  return cost[taken.needs] > cost[other.needs] || (other.readOnlyBinds && !taken.readOnlyBinds);
}

const said = ({fact, reason}: Passed) => `${fact.name}: ${reason}`;
