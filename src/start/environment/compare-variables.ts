import type {ShellVariable} from './difference.ts';
import type {Dump, ShellState} from './dump.ts';
import {fitsAny, isOfSession, OF_BASH} from './harmless-variables.ts';
import type {Change, StoredShellVariable} from './record.ts';
import {asTemplate, broughtHome, fill, SUBSTITUTED, type Template, templateOf, type Where, whereOf} from './template.ts';

/** What a set-up did to something is not the same in two captures. The message goes on a sentence that begins with it. */
export class Differs extends Error {}

/** Two captures of one set-up, and where each was made. */
export type Pair = {readonly first: Dump; readonly second: Dump; readonly here: Where; readonly there: Where};

export function pairOf(first: Dump, second: Dump): Pair {
  return {first, second, here: whereOf(first.before.exported), there: whereOf(second.before.exported)};
}

// What every shell keeps for itself, and what is ours.
const OF_THE_SHELL = /^(?:_|SHLVL|PWD|OLDPWD|HSF_.*)$/s;

/** Names of exported variables that are others than before, or gone. */
export function changedNames({before, after}: Pick<Dump, 'before' | 'after'>): readonly string[] {
  const names = new Set([...before.exported.keys(), ...after.exported.keys()]);
  return [...names].filter(name => !OF_THE_SHELL.test(name) && before.exported.get(name) !== after.exported.get(name)).toSorted();
}

/** Harmless variables that a set-up changes, so that what they were before may count. */
export function askedNames(dump: Dump): readonly string[] {
  const shellNames = changedShellNames(dump).filter(name => !fitsAny(name, OF_BASH));
  return [...new Set([...changedNames(dump), ...shellNames])].filter(isOfSession);
}

/** @throws Differs */
export function changesOf(pair: Pair): readonly Change[] {
  const names = [...new Set([...changedNames(pair.first), ...changedNames(pair.second)])].toSorted();
  return names.flatMap(name => changeOf(name, pair));
}

function changeOf(name: string, {first, second, here, there}: Pair): readonly Change[] {
  const [one, other] = [first.after.exported.get(name), second.after.exported.get(name)];
  if (one === undefined || other === undefined) {
    if (one !== other) throw new Differs(differs(name, one ?? '', other ?? ''));
    return [{kind: 'unset', name}];
  }
  const longer = listChange(name, [first, here], [second, there]);
  if (longer !== null) return [longer];
  const value = templateOf(one, here, other, there);
  if (value === null) throw new Differs(differs(name, one, other, there));
  return [{kind: 'set', name, value}];
}

/** A list that both times kept what was in it, and was not the same list before. */
function listChange(name: string, [first, here]: readonly [Dump, Where], [second, there]: readonly [Dump, Where]): Change | null {
  const [old, strange] = [first.before.exported.get(name) ?? '', second.before.exported.get(name) ?? ''];
  const [one, other] = [first.after.exported.get(name)!, second.after.exported.get(name)!];
  if (strange === '' || old === strange) return null;
  const at = `:${other}:`.indexOf(`:${strange}:`);
  if (at < 0) return null;
  const entries = (text: string) => (text === '' ? [] : text.split(':'));
  const [before, after] = [entries(other.slice(0, Math.max(0, at - 1))), entries(other.slice(at + strange.length + 1))];
  // An empty entry means the directory one is in; it has to be told by the list itself, not by what stands beside it.
  if ([...before, ...after].includes('')) return null;
  const known = (entry: string) => templateOf(broughtHome(entry, here, there), here, entry, there);
  const templates = {before: before.map(known), after: after.map(known)};
  if ([...templates.before, ...templates.after].includes(null)) return null;
  const {before: front, after: behind} = templates as {before: Template[]; after: Template[]};
  if (old === '') {
    return {kind: 'list', name, before: front, after: behind, alone: aloneOf(name, one, [...front, ...behind], here)};
  }
  const filled = [...front.map(entry => fill(entry, here)), old, ...behind.map(entry => fill(entry, here))].join(':');
  return filled === one ? {kind: 'list', name, before: front, after: behind, alone: null} : null;
}

/** The value of a list that was empty before: of the same entries, with what else there is (`x:`). */
function aloneOf(name: string, value: string, entries: readonly Template[], here: Where): Template {
  const joined = entries.flatMap((entry, index) => [
    ...(index === 0 ? [] : [':']),
    ...(typeof entry === 'string' ? [entry] : entry),
  ]);
  const text = fill(joined, here);
  if (text === null || !value.includes(text)) throw new Differs(`${name} gets other entries where it is empty before`);
  const at = value.indexOf(text);
  return asTemplate([value.slice(0, at), ...joined, value.slice(at + text.length)]);
}

/** @throws Differs */
export function shellVariablesOf({first, second, here, there}: Pair): readonly StoredShellVariable[] {
  const names = new Set([...changedShellNames(first), ...changedShellNames(second)]);
  return [...names].toSorted().flatMap(name => {
    const [one, other] = [first.after.shellVariables.get(name), second.after.shellVariables.get(name)];
    // One that was exported, or is by now, is among those.
    if (one === undefined && other === undefined) return [];
    if (one?.attributes !== other?.attributes) throw new Differs(`the shell variable ${name} differs from run to run`);
    const template = (text: string, strange: string): Template => {
      const found = templateOf(text, here, strange, there);
      if (found === null) throw new Differs(differs(name, text, strange, there));
      return found;
    };
    return [{name, attributes: one!.attributes, value: storedValue(name, one!.value, other!.value, template)}];
  });
}

function storedValue(
  name: string,
  one: ShellVariable['value'],
  other: ShellVariable['value'],
  template: (one: string, other: string) => Template,
): StoredShellVariable['value'] {
  if (one === null || other === null || typeof one === 'string' || typeof other === 'string') {
    if (typeof one === 'string' && typeof other === 'string') return template(one, other);
    if (one !== other) throw new Differs(`the shell variable ${name} differs from run to run`);
    return null;
  }
  if (one.length !== other.length) throw new Differs(`the shell variable ${name} differs from run to run`);
  // The order of an associative array is that of bash's table, which is the same for the same keys.
  return one.map(([key, value], index) => [template(key, other[index]![0]), template(value, other[index]![1])] as const);
}

function changedShellNames({before, after}: Dump): readonly string[] {
  const text = (state: ShellState, name: string) => JSON.stringify(state.shellVariables.get(name));
  return [...after.shellVariables.keys()].filter(
    name => name !== 'HOSTNAME' && !OF_THE_SHELL.test(name) && text(before, name) !== text(after, name),
  );
}

const TIME = /\d{1,2}:\d{2}|\d{4}-\d{2}-\d{2}|\b\d{8}\b|\b1\d{9}(?:\d{9})?\b/;

/** Why a value is not the same, as far as it shows. */
function differs(name: string, one: string, other: string, there: Where = {}): string {
  const of = SUBSTITUTED.filter(variable => there[variable] !== undefined && other.includes(there[variable]));
  if (of.length > 0) return `${name} depends on ${of.join(' and ')} in a way that cannot be told`;
  if (TIME.test(one) && TIME.test(other)) return `${name} depends on the time`;
  if (/\/tmp\//.test(one) && /\/tmp\//.test(other)) return `${name} names a temporary path that differs from run to run`;
  return `${name} differs from run to run`;
}
