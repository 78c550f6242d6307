import type {Binding} from '../keys/bindings.ts';
import {keyName} from '../keys/key-names.ts';
import {tokensOf} from '../search/tokens.ts';
import {answerKey} from './answers.ts';
import {filterRows} from './filter-rows.ts';
import type {ChooserName, ChooserRow} from './overlay-state.ts';
import type {Command, Letters, PickerState} from './picker-state.ts';
import {currentStack, currentVariant} from './picker-state.ts';
import {whyNot} from './why-not.ts';

/** Stacks to compare with that are listed; more of them are found by typing. */
const MOST_STACKS = 500;

/** Keys that are named for a command; more are in the help. */
const MOST_KEYS = 2;

/** What a list over the questions has to choose from, as far as its filter leaves it. */
export function chooserRows(state: PickerState, name: ChooserName, filter: string): readonly ChooserRow[] {
  const tokens = tokensOf(filter);
  if (name === 'difference-to') return otherStacks(state, tokens);
  const rows = allRows(state, name);
  return tokens.length === 0 ? rows : rows.filter(row => hasAll(`${row.text} ${row.id} ${row.note}`.toLowerCase(), tokens));
}

function allRows(state: PickerState, name: Exclude<ChooserName, 'difference-to'>): readonly ChooserRow[] {
  switch (name) {
    case 'palette':
      return state.around.bindings.filter(isAction).map(binding => commandRow(state, binding));
    case 'themes':
      return (state.themes ?? []).map(({name: id, title, origin, theme, problem}) => ({
        id,
        text: title,
        note: problem ?? origin,
        possible: theme !== null,
      }));
    case 'family':
    case 'experiment':
    case 'compiler':
      return filterRows(state, name);
    case 'packages':
      return packageRows(state);
    case 'repositories':
      return repositoryRows(state);
  }
}

/** Moving and editing have no meaning in a list of commands, and the list itself is there. */
const NO_ACTIONS: ReadonlySet<Command> = new Set<Command>([
  ...(['left', 'right', 'text-start', 'text-end', 'palette'] as const),
  ...(['delete-before', 'delete-after', 'delete-word', 'delete-to-start', 'delete-to-end'] as const),
]);

function isAction({command, group}: Binding): boolean {
  return group !== 'Move' && !NO_ACTIONS.has(command);
}

function commandRow(state: PickerState, {command, keys, letters, words}: Binding): ChooserRow {
  return {
    id: command,
    text: words.slice(0, 1).toUpperCase() + words.slice(1),
    note: keysToName(keys, letters, state[state.step].letters).map(keyName).join('  '),
    possible: whyNot(state, command) === null,
  };
}

/** The keys that hold where one is: letters first where they are commands, and only there. */
function keysToName(keys: readonly string[], letters: readonly string[], mode: Letters): readonly string[] {
  return (mode === 'commands' ? [...letters, ...keys] : keys).slice(0, MOST_KEYS);
}

function packageRows(state: PickerState): readonly ChooserRow[] {
  const variant = currentVariant(state);
  const answer = variant === null ? undefined : state.answers.get(answerKey.packages(variant));
  if (answer?.status !== 'known' || answer.value.kind !== 'packages') return [];
  return answer.value.packages.map(({name, version}) => ({id: `${name} ${version}`, text: name, note: version, possible: true}));
}

/** Those that are known, as they are listed elsewhere, then those that are only awaited. */
function repositoryRows({repositories, reading}: PickerState): readonly ChooserRow[] {
  const known = new Set(repositories.map(({fqrn}) => fqrn));
  const awaited = new Set(reading.map(({fqrn}) => fqrn).filter(fqrn => !known.has(fqrn)));
  return [...known, ...awaited].map(fqrn => ({id: fqrn, text: fqrn, note: '', possible: true}));
}

/** Stacks to compare with: favourites and recents, then those of the same family, then all others. */
function otherStacks(state: PickerState, tokens: readonly string[]): readonly ChooserRow[] {
  const {table, around} = state;
  const own = currentStack(state);
  if (own === null) return [];
  const {addresses, texts} = table;
  const family = table.familyOf[table.positionOf(own.address)];
  const marked = [...new Set([...around.favourites, ...around.recents])].map(table.positionOf).filter(position => position >= 0);
  const rows = new Map<number, ChooserRow>();
  const add = (position: number, note: string) => {
    const address = addresses[position]!;
    if (rows.size >= MOST_STACKS || rows.has(position) || address === own.address || !hasAll(texts[position]!, tokens)) return;
    rows.set(position, {id: address, text: address, note, possible: true});
  };
  for (const position of marked) add(position, around.favourites.includes(addresses[position]!) ? 'favourite' : 'recent');
  for (let position = 0; position < table.stacks; position++) if (table.familyOf[position] === family) add(position, '');
  for (let position = 0; position < table.stacks; position++) add(position, '');
  return [...rows.values()];
}

function hasAll(text: string, tokens: readonly string[]): boolean {
  return tokens.every(token => text.includes(token));
}
