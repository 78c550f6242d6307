import type {EnvironmentDifference, ShellVariable} from './difference.ts';
import {changedInput} from './inputs.ts';
import type {Change, StoredEnvironment} from './record.ts';
import {fill, type Template, type Where, whereOf} from './template.ts';

/**
 * The difference that the set-up would make in this environment (that of the process which would carry it out, so what hsf itself sets
 * is in it already), null where the record does not hold for it: then set up live.
 *
 * @param host name of this machine; not given where it was asked about before
 */
export function replayed(
  record: StoredEnvironment,
  env: Readonly<Record<string, string>>,
  host: string | null = record.inputs.host,
): EnvironmentDifference | null {
  return record.inputs.startUp === null && changedInput(record.inputs, env, host ?? '') === null
    ? differenceIn(record, env)
    : null;
}

/** The same without asking whether the inputs are those of the record. */
export function differenceIn(record: StoredEnvironment, env: Readonly<Record<string, string>>): EnvironmentDifference | null {
  const where = whereOf(env);
  const values = record.changes.flatMap(change =>
    change.kind === 'unset' ? [] : [[change.name, valueAfter(change, env[change.name], where)] as const],
  );
  const shellVariables = record.shellVariables.map(variable => shellVariableIn(variable, where));
  if (values.some(([, value]) => value === null) || shellVariables.includes(null)) return null;
  const {functions, exportedFunctions, aliases, completions, options} = record;
  return {
    set: Object.fromEntries((values as (readonly [string, string])[]).filter(([name, value]) => env[name] !== value)),
    unset: record.changes.flatMap(({kind, name}) => (kind === 'unset' && name in env ? [name] : [])),
    functions,
    exportedFunctions,
    aliases,
    completions,
    options,
    shellVariables: shellVariables as readonly ShellVariable[],
  };
}

function valueAfter(change: Exclude<Change, {kind: 'unset'}>, old: string | undefined, where: Where): string | null {
  if (change.kind === 'set') return fill(change.value, where);
  if (old === undefined || old === '') return change.alone === null ? null : fill(change.alone, where);
  // What is in the list already is no reason to refuse here: the list is the very same as in the first capture, which shows what
  // the set-up made of it.
  const entries = [...change.before, old, ...change.after].map(entry => fill(entry, where));
  return entries.includes(null) ? null : entries.join(':');
}

function shellVariableIn(
  {name, attributes, value}: StoredEnvironment['shellVariables'][number],
  where: Where,
): ShellVariable | null {
  if (value === null) return {name, attributes, value};
  if (!/[aA]/.test(attributes)) {
    const filled = fill(value as Template, where);
    return filled === null ? null : {name, attributes, value: filled};
  }
  const pairs = (value as readonly (readonly [Template, Template])[]).map(
    ([key, item]) => [fill(key, where), fill(item, where)] as const,
  );
  return pairs.some(pair => pair.includes(null))
    ? null
    : {name, attributes, value: pairs as readonly (readonly [string, string])[]};
}

/** All paths below `/cvmfs` in values and functions. */
export function pathsIn({changes, functions, aliases, shellVariables, completions}: StoredEnvironment): readonly string[] {
  const text = JSON.stringify([changes, functions, aliases, shellVariables, completions]);
  return pathsBelow(text).toSorted();
}

/** All paths below `/cvmfs` in a text, each once. */
export function pathsBelow(text: string): readonly string[] {
  const found = text.match(/(?<![\w.~/-])\/cvmfs\/[\w.+@~%,/-]+/g) ?? [];
  return [...new Set(found.map(path => path.replace(/[/.,]+$/, '')))].filter(path => path.length > '/cvmfs/'.length);
}
