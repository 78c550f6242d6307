import {askedNames, changesOf, Differs, type Pair, pairOf, shellVariablesOf} from './compare-variables.ts';
import {ATTEMPTS, type Attempt, type Conditions, otherConditions, type Surroundings} from './conditions.ts';
import {VARIABLE_NAME} from './difference.ts';
import type {Dump, ShellState} from './dump.ts';
import {isHarmless, mayMatter} from './harmless-variables.ts';
import {type Asked, type Inputs, inputsOf, isInput} from './inputs.ts';
import {functionName} from './record-readers.ts';
import {parseRecord, recordText, type StoredEnvironment} from './record.ts';
import {broughtHome, SUBSTITUTED} from './template.ts';
import type {Trace} from './traced-files.ts';

export type Comparison =
  | {readonly status: 'stored'; readonly record: StoredEnvironment}
  /** `reason` goes on a sentence: "The environment is not stored: REASON". */
  | {readonly status: 'not-storable'; readonly reason: string};

/** A capture under other conditions, as `captureAgain` makes it. */
export type SecondCapture =
  | {readonly status: 'captured'; readonly dump: Dump; readonly printed: string; readonly trace?: Trace}
  /** `always`: no other conditions would help; `isLate`: more time would. */
  | {readonly status: 'not-storable'; readonly reason: string; readonly always: boolean; readonly isLate?: true};

/**
 * Proves a first capture by others until one is equal. Where one under quite other conditions is not, one under the same tells
 * whether there is any use in going on: it follows from something, and under less strange conditions it may show from what.
 *
 * @param again makes a capture under these conditions (`captureAgain`)
 */
export async function proveCapture(
  first: Dump,
  surroundings: Surroundings,
  again: (conditions: Conditions) => Promise<SecondCapture>,
): Promise<Comparison> {
  const impossible = impossibleIn(first);
  if (impossible !== null) return {status: 'not-storable', reason: impossible};
  const env = environmentOf(first, surroundings);
  const attempts: Attempt[] = [...ATTEMPTS];
  const asked = [...askedNames(first)];
  let last: Comparison = {status: 'not-storable', reason: 'it was not tried'};
  let runs = 0;
  for (let attempt = attempts.shift(); attempt !== undefined; attempt = attempts.shift()) {
    const own = {...surroundings, directory: `${surroundings.directory}${runs++}`};
    const second = await again(otherConditions(first, own, attempt, asked));
    if (second.status === 'not-storable' && second.always) return {status: second.status, reason: second.reason};
    const captured = second.status === 'captured' ? second : null;
    const found: Comparison =
      second.status === 'captured'
        ? compareCaptures(first, second, attempt, env, asked)
        : {status: second.status, reason: second.reason};
    if (attempt === 'same') {
      if (found.status === 'not-storable') return found;
      continue;
    }
    if (found.status === 'stored') return found;
    last = found;
    // What it changes where it is another one, it asks about.
    const more = captured === null ? [] : askedNames(captured.dump).filter(name => !asked.includes(name));
    if (more.length > 0) {
      asked.push(...more);
      attempts.unshift(attempt);
    }
  }
  const [, subject = 'it'] = /^(.*) differs from run to run$/.exec(last.status === 'not-storable' ? last.reason : '') ?? [];
  return {status: 'not-storable', reason: `${subject} depends on the umask, on limits, on the processors or on a secret`};
}

/**
 * The environment of which the first capture tells. This start's own may differ from it where no input does; behind the user's files
 * nobody can tell it from what they did.
 */
function environmentOf({before}: Dump, {env, behindUserFiles = false}: Surroundings): Surroundings['env'] {
  if (behindUserFiles) return env;
  const others = [...SUBSTITUTED, ...[...Object.keys(env), ...before.exported.keys()].filter(isHarmless)];
  const seen = Object.fromEntries([...new Set(others)].map(name => [name, before.exported.get(name) ?? null]));
  const whole = Object.entries({...env, ...seen});
  return Object.fromEntries(whole.filter((entry): entry is [string, string] => entry[1] !== null));
}

/** Compares two captures of one set-up. Pure. */
export function compareCaptures(
  first: Dump,
  {dump: second, printed}: Extract<SecondCapture, {status: 'captured'}>,
  attempt: Attempt,
  env: Readonly<Record<string, string>>,
  asked: readonly string[],
): Comparison {
  const impossible = impossibleIn(first) ?? impossibleIn(second);
  if (impossible !== null) return {status: 'not-storable', reason: impossible};
  try {
    const names = [...new Set([...asked, ...askedNames(second)])];
    const record = recordOf(pairOf(first, second), printed, attempt, env, names);
    // What cannot be read again was no name, or too much.
    if (parseRecord(recordText(record)) === null) return {status: 'not-storable', reason: unreadableIn(record)};
    return {status: 'stored', record};
  } catch (error) {
    if (error instanceof Differs) return {status: 'not-storable', reason: error.message};
    throw error;
  }
}

function recordOf(
  pair: Pair,
  printed: string,
  attempt: Attempt,
  env: Readonly<Record<string, string>>,
  names: readonly string[],
): StoredEnvironment {
  const {first, here, there} = pair;
  const asked = {asked: names, session: attempt === 'same-session'};
  const kept = ['same-user', 'same-session'].includes(attempt) ? SUBSTITUTED.filter(name => name !== 'PWD' && name in env) : [];
  const functions = sameEntries('function', pair, state => state.functions);
  const content = {
    version: 1 as const,
    changes: changesOf(pair),
    functions,
    exportedFunctions: exportedOf(pair),
    aliases: sameEntries('alias', pair, state => state.aliases),
    completions: Object.values(sameEntries('completion', pair, state => state.completions)),
    options: sameEntries('option', pair, state => state.options),
    shellVariables: shellVariablesOf(pair),
  };
  const host = first.before.shellVariables.get('HOSTNAME')?.value ?? first.before.exported.get('HOSTNAME');
  const text = JSON.stringify(content);
  return {
    ...content,
    inputs: inputsOf(env, {
      ...asked,
      kept,
      host: typeof host === 'string' && mentions(text, host) ? host : null,
      startUp: startUpOf(first.before, env, asked),
    }),
    printed: Buffer.from(broughtHome(printed, here, there))
      .subarray(0, 64 * 1024)
      .toString('utf8'),
  };
}

/** Whether a text has a name of the machine in it, the whole or what stands before the first dot. */
function mentions(text: string, host: string): boolean {
  const short = host.split('.')[0]!;
  if (short.length < 3) return true;
  return new RegExp(`(?<![A-Za-z0-9_-])${short.replace(/[^A-Za-z0-9]/g, '\\$&')}(?![A-Za-z0-9_-])`).test(text);
}

/** What start-up files of an interactive shell changed, of what may matter; null where there were none, or they changed nothing. */
function startUpOf(before: ShellState, env: Readonly<Record<string, string>>, asked: Asked): Inputs['startUp'] {
  const own = new Set(['_', 'SHLVL', 'PWD', 'OLDPWD']);
  const added = [...before.exported].filter(
    ([name, value]) => !own.has(name) && env[name] !== value && isInput(name, value, asked),
  );
  const gone = Object.entries(env).filter(
    ([name, value]) => !own.has(name) && VARIABLE_NAME.test(name) && isInput(name, value, asked) && !before.exported.has(name),
  );
  if (added.length + gone.length === 0) return null;
  return Object.fromEntries([...added, ...gone.map(([name]) => [name, null] as const)]);
}

/**
 * What both captures defined alike.
 *
 * @throws Differs where one did and the other did not, or where something of before is gone
 */
function sameEntries<T>(
  kind: string,
  {first, second}: Pair,
  of: (state: ShellState) => ReadonlyMap<string, T>,
): Record<string, T> {
  const text = (value: T | undefined) => JSON.stringify(value);
  const names = new Set(
    [first, second].flatMap(({before, after}) => {
      const gone = [...of(before).keys()].find(name => !of(after).has(name));
      if (gone !== undefined) throw new Differs(`it removes the ${kind} ${gone}`);
      return [...of(after)].filter(([name, value]) => text(of(before).get(name)) !== text(value)).map(([name]) => name);
    }),
  );
  return Object.fromEntries(
    [...names].toSorted().map(name => {
      const value = of(first.after).get(name);
      if (value === undefined || text(value) !== text(of(second.after).get(name)))
        throw new Differs(`the ${kind} ${name} differs from run to run`);
      return [name, value];
    }),
  );
}

/** Functions that are exported since the set-up, in the form that children get. */
function exportedOf({first, second}: Pair): Readonly<Record<string, string>> {
  const changed = new Set(
    [first, second].flatMap(({before, after}) =>
      [...after.exportedFunctions.keys()].filter(
        name => !before.exportedFunctions.has(name) || before.functions.get(name) !== after.functions.get(name),
      ),
    ),
  );
  return Object.fromEntries(
    [...changed].toSorted().map(name => {
      const text = first.after.functions.get(name);
      if (text === undefined || !first.after.exportedFunctions.has(name) || !second.after.exportedFunctions.has(name))
        throw new Differs(`the function ${name} differs from run to run`);
      const form = second.after.exportedFunctions.get(name) ?? first.after.exportedFunctions.get(name) ?? null;
      return [name, form ?? exportedForm(text)];
    }),
  );
}

/** What bash accepts as an exported function, where it did not tell what it exports itself. */
export function exportedForm(definition: string): string {
  return `() ${definition.slice(definition.indexOf('{'))}`;
}

/** Why a capture cannot be stored, whatever another one says; null where it may be. */
function impossibleIn({before, after, secrets}: Dump): string | null {
  const [secret] = [...secrets.keys()];
  if (secret !== undefined) return `it sets ${secret}, which may be a secret`;
  const broken = [...after.broken].find(name => !before.broken.has(name)) ?? [...before.broken].find(name => mayMatter(name, ''));
  if (broken !== undefined) return `${broken} is not valid UTF-8`;
  for (const [what, value] of after.rest) {
    if (before.rest.get(what) === value) continue;
    if (what.startsWith('descriptor')) return `it leaves ${what} open`;
    return what.startsWith('the trap') ? `it sets ${what}, which stays` : `it changes ${what}`;
  }
  const gone = [...before.rest.keys()].find(what => !after.rest.has(what));
  return gone === undefined ? null : `it takes away ${gone}`;
}

function unreadableIn({functions, aliases, shellVariables}: StoredEnvironment): string {
  const odd = [...Object.keys(functions), ...Object.keys(aliases)].find(name => {
    try {
      return functionName(name) !== name;
    } catch {
      return true;
    }
  });
  if (odd !== undefined) return `it defines ${JSON.stringify(odd)}, which is no name that can be stored`;
  const special = shellVariables.find(({attributes}) => /[in]/.test(attributes));
  return special === undefined ? 'it defines too much' : `it defines ${special.name}, a variable of a kind that cannot be stored`;
}
