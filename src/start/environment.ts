import {isBelow} from '../system/which.ts';
import {
  BEFORE_MODULES,
  BEFORE_SCRIPTS,
  DROP,
  KEEP,
  LEFT_OVER,
  OF_ANOTHER_STACK,
  ruleFor,
  SHELLS_OWN,
} from './environment-rules.ts';
import type {EnvironmentChange} from './plan.ts';
import type {Wishes} from './plan-input.ts';
import {wishedVariables} from './wished-variables.ts';

/**
 * How much of the caller's environment goes in: `shell` keeps it, as sourcing by hand would; `modules` the same without the host's
 * module system; `clear` keeps only what is on the list.
 */
export type Policy = 'shell' | 'modules' | 'clear';

export type EnvironmentInput = {
  readonly caller: Readonly<Record<string, string>>;
  readonly policy: Policy;
  readonly wishes: Pick<Wishes, 'env' | 'envFile' | 'noEnv' | 'inheritEnv'>;
  /** What the site's variables want inside (`site-variables.ts`); empty outside of containers. */
  readonly site: Readonly<Record<string, string>>;
  /** What this start sets, the entry's own variables included. */
  readonly set: Readonly<Record<string, string>>;
  /** What the entry wants unset ("already sourced" guards). */
  readonly unset: readonly string[];
  /** Variables whose object cannot be shared, with the reason (MOUNTS.md 6.6). */
  readonly unavailable: ReadonlyMap<string, string>;
  /** Roots of CVMFS: values below them belong to a stack. */
  readonly cvmfs: readonly string[];
};

/** The change that leads from the caller's environment to the one of the start (MOUNTS.md 6.7). Pure. */
export function composeEnvironment(input: EnvironmentInput): {
  readonly change: EnvironmentChange;
  readonly warnings: readonly string[];
  /** Those of the warnings that tell what the user asked for and does not get. */
  readonly lost: readonly string[];
} {
  const asked = wishedVariables(input.wishes, input.caller);
  const inVain = [...asked.keys()].filter(name => ruleFor(name, [SHELLS_OWN]) !== null);
  const wished = new Map([...asked].filter(([name]) => !inVain.includes(name)));
  const filtered = anotherStack(input);
  const dropped: {name: string; reason: string}[] = [];
  for (const name of Object.keys(input.caller)) {
    if (wished.has(name)) continue;
    const reason = input.wishes.noEnv.includes(name)
      ? 'left out by wish'
      : (filtered.reasons.get(name) ?? reasonToDrop(name, input));
    if (reason !== null) dropped.push({name, reason});
  }
  const set: Record<string, string> = {...filtered.set, ...input.site, ...input.set};
  for (const name of input.wishes.noEnv) delete set[name];
  for (const [name, value] of wished) if (input.caller[name] !== value || name in set) set[name] = value;
  const gone = new Set(dropped.map(entry => entry.name));
  const unset = input.unset.filter(name => name in input.caller && !gone.has(name) && !(name in set));
  const change = {set, unset, dropped: dropped.filter(entry => !(entry.name in set)), origins: originsOf(input, wished, set)};
  const anew =
    inVain.length === 0 ? [] : [`Every shell sets ${inVain.join(', ')} anew: the value of --env or --env-file does not go in.`];
  return {change, warnings: [...warningsFor(input, filtered, change), ...anew], lost: anew};
}

/** The environment that a change leads to. */
export function applyChange(caller: Readonly<Record<string, string>>, change: EnvironmentChange): Record<string, string> {
  const env: Record<string, string> = {...caller};
  for (const name of [...change.unset, ...change.dropped.map(entry => entry.name)]) delete env[name];
  return Object.assign(env, change.set);
}

/** Who asked for what is set, where that is not hsf itself. */
function originsOf(
  input: EnvironmentInput,
  wished: ReadonlyMap<string, string>,
  set: Readonly<Record<string, string>>,
): NonNullable<EnvironmentChange['origins']> {
  const ofSite = Object.keys(input.site).filter(name => name in set && !(name in input.set));
  return Object.fromEntries([
    ...ofSite.map(name => [name, 'site'] as const),
    ...[...wished.keys()].filter(name => name in set).map(name => [name, 'user'] as const),
  ]);
}

function reasonToDrop(name: string, input: EnvironmentInput): string | null {
  const unavailable = input.unavailable.get(name);
  if (unavailable !== undefined) return unavailable;
  if (input.wishes.inheritEnv) return null;
  switch (input.policy) {
    case 'shell':
      return ruleFor(name, BEFORE_SCRIPTS);
    case 'modules':
      return ruleFor(name, BEFORE_SCRIPTS) ?? ruleFor(name, BEFORE_MODULES);
    case 'clear':
      // What is kept comes first: XDG_RUNTIME_DIR goes in although XDG_* does not.
      if (ruleFor(name, KEEP) !== null) return null;
      return ruleFor(name, DROP) ?? 'not on the list of variables that go in';
  }
}

type Filtered = {readonly reasons: ReadonlyMap<string, string>; readonly set: Readonly<Record<string, string>>};

/**
 * Where the caller's environment stays, a stack that was set up before in the same shell does not: two on top of each other are the
 * classical mistake (PAINS.md 1.2). Seen by values below CVMFS; what else stands in such a list is kept.
 */
function anotherStack(input: EnvironmentInput): Filtered {
  const reasons = new Map<string, string>();
  const set: Record<string, string> = {};
  if (input.policy === 'clear' || input.wishes.inheritEnv) return {reasons, set};
  const ofCvmfs = (part: string) => input.cvmfs.some(root => isBelow(part, root));
  const names = Object.keys(input.caller).filter(name => ruleFor(name, OF_ANOTHER_STACK) !== null);
  const found = names.filter(name => input.caller[name]!.split(/[:;]/).some(ofCvmfs));
  if (found.length === 0) return {reasons, set};
  for (const name of [...names, 'PATH', 'MANPATH']) {
    const parts = (input.caller[name] ?? '').split(':');
    const rest = parts.filter(part => !ofCvmfs(part));
    const isMark = ruleFor(name, OF_ANOTHER_STACK) === LEFT_OVER;
    if (isMark || (rest.length < parts.length && rest.every(part => part === ''))) {
      if (name in input.caller) reasons.set(name, LEFT_OVER);
    } else if (rest.length < parts.length) set[name] = rest.join(':');
  }
  return {reasons, set};
}

function warningsFor(input: EnvironmentInput, filtered: Filtered, change: EnvironmentChange): readonly string[] {
  const warnings: string[] = [];
  const around = input.caller['HSF_STACK'];
  if (around !== undefined && around !== '') {
    warnings.push(`This shell is in ${around} already; the new stack starts inside it. Leave it first for a clean start.`);
  } else if (filtered.reasons.size + Object.keys(filtered.set).length > 0) {
    warnings.push('Another stack from CVMFS was set up in this shell; what it set is left out.');
  }
  const env = applyChange(input.caller, change);
  if (input.policy !== 'clear') {
    const risky = ['PYTHONHOME', 'LD_PRELOAD'].filter(name => name in input.caller && env[name] === input.caller[name]);
    for (const name of risky)
      warnings.push(`${name} of your environment stays set and can break the stack; leave it out with --no-env ${name}.`);
  }
  return warnings;
}
