import type {VariableChange} from './in-place-change.ts';

/** A variable that a stack changed: what it was before and what it became; null where there was none. */
export type Noted = {
  readonly kind: VariableChange['kind'];
  readonly name: string;
  readonly old: string | null;
  readonly new: string | null;
};

/** What a variable becomes when the stack is left, and whether something of the user's is kept in it. */
export type Outcome = {readonly name: string; readonly value: string | null; readonly kept: 'all' | 'entries' | null};

/** The rule of all shells: what is as the stack left it becomes what it was; anything else is the user's (see `hsf.bash`). */
export function outcomeOf(noted: Noted, now: string | null): Outcome {
  const {kind, name} = noted;
  if (now === noted.new) return {name, value: noted.old, kept: null};
  if (kind !== 'list' || now === null) return {name, value: now, kept: 'all'};
  const before = entriesOf(noted.old);
  const after = entriesOf(noted.new);
  const left = without(entriesOf(now), without(after, before));
  const taken = new Set(without(before, after).filter(entry => !left.includes(entry)));
  const entries = [...left, ...taken];
  const isOld = entries.length === before.length && entries.every((entry, index) => entry === before[index]);
  return {name, value: isOld ? noted.old : entries.join(':'), kept: 'entries'};
}

function entriesOf(value: string | null): readonly string[] {
  return value === null ? [] : value.split(':');
}

/** The list without the entries of the other, each taken out once. */
function without(list: readonly string[], other: readonly string[]): readonly string[] {
  const rest = [...list];
  for (const entry of other) {
    const at = rest.indexOf(entry);
    if (at >= 0) rest.splice(at, 1);
  }
  return rest;
}

/** What is kept, as the libraries say it. */
export function keptSentence(outcomes: readonly Outcome[]): string | null {
  const kept = outcomes.flatMap(({name, kept: what}) =>
    what === null ? [] : [what === 'entries' ? `${name} (without the entries of the stack)` : name],
  );
  return kept.length === 0 ? null : `kept, since it was changed meanwhile: ${kept.join(', ')}`;
}
