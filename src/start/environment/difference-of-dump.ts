import {UserError} from '../../system/user-error.ts';
import type {Plan} from '../plan.ts';
import {exportedForm} from './compare.ts';
import type {EnvironmentDifference} from './difference.ts';
import type {Dump, ShellState} from './dump.ts';

// What every shell keeps for itself, and what only steers hsf.
const OF_THE_SHELL = new Set(['_', 'SHLVL', 'PWD', 'OLDPWD', 'HSF_ORIGIN', 'HSF_CVMFS']);

/**
 * What entering a stack changes in the environment of the caller: what the set-up did, and what the plan does besides.
 *
 * @throws UserError `not-utf8` when a value is none that can be shown or written exactly
 */
export function differenceOf(
  {before, after, secrets}: Dump,
  caller: Readonly<Record<string, string>>,
  plan: Pick<Plan, 'env'>,
): EnvironmentDifference {
  const exported = new Map([...after.exported, ...[...secrets].filter((entry): entry is [string, string] => entry[1] !== null)]);
  const unknown = [...secrets.keys()].filter(name => !exported.has(name));
  const set = Object.fromEntries([...exported].filter(([name, value]) => !OF_THE_SHELL.has(name) && caller[name] !== value));
  const planned = [...plan.env.unset, ...plan.env.dropped.map(({name}) => name)];
  const removed = [...before.exported.keys(), ...planned, ...unknown].filter(
    name => !exported.has(name) && name in caller && !OF_THE_SHELL.has(name),
  );
  const functions = defined(before.functions, after.functions);
  const difference: EnvironmentDifference = {
    set,
    unset: [...new Set(removed)].toSorted(),
    functions,
    exportedFunctions: Object.fromEntries(
      [...after.exportedFunctions]
        .filter(([name]) => after.functions.has(name) && (name in functions || !before.exportedFunctions.has(name)))
        .map(([name, form]) => [name, form ?? exportedForm(after.functions.get(name)!)]),
    ),
    aliases: defined(before.aliases, after.aliases),
    completions: Object.values(defined(before.completions, after.completions)),
    options: defined(before.options, after.options),
    shellVariables: Object.values(defined(before.shellVariables, after.shellVariables)),
  };
  refuseBroken(difference, after, caller);
  return difference;
}

function defined<T>(one: ReadonlyMap<string, T>, other: ReadonlyMap<string, T>): Record<string, T> {
  return Object.fromEntries([...other].filter(([name, value]) => JSON.stringify(one.get(name)) !== JSON.stringify(value)));
}

/**
 * Text is all that JSON and this process can hold. The child's own environment came from Node, which has U+FFFD for what is broken there:
 * what a set-up makes of that is lost. Where the caller has none, a U+FFFD is the set-up's own.
 */
function refuseBroken(
  {set, functions, aliases}: EnvironmentDifference,
  {broken}: ShellState,
  caller: Readonly<Record<string, string>>,
): void {
  const mayBeLost = (value: string) => value.includes('\uFFFD');
  const lost = Object.values(caller).some(mayBeLost) ? Object.keys(set).filter(name => mayBeLost(set[name]!)) : [];
  const kept = [...broken].filter(name => [set, functions, aliases].some(values => name in values));
  const names = [...new Set([...kept, ...lost])];
  if (names.length === 0) return;
  throw new UserError(
    'not-utf8',
    `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} not valid UTF-8 after the set-up and cannot be written exactly.`,
    'Change or unset what is not UTF-8, or use "hsf shell", which passes bytes on as they are.',
  );
}
