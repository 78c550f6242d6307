import {filterValues} from '../search/filter-values.ts';
import type {FilterName} from '../search/filter-values.ts';
import type {ChooserRow} from './overlay-state.ts';
import type {PickerState} from './picker-state.ts';

const ALL: Readonly<Record<FilterName, string>> = {
  family: 'All families',
  experiment: 'All experiments',
  compiler: 'All compilers',
};

/** What a filter can be set to, with how much there is of it; the first row takes the filter away. */
export function filterRows({table, showAll, filters}: PickerState, name: FilterName): readonly ChooserRow[] {
  const chosen = filters[name];
  const values = filterValues(table, name, showAll);
  const noteOf = (id: string | null, words: string) => (id === chosen ? `${words}, chosen`.replace(/^, /, '') : words);
  const rows = values.map(({id, text, count}) => ({id, text, note: noteOf(id, countWords(count, name)), possible: true}));
  // What is on stays among them, so that it is seen, also when news have taken the last of it.
  const gone =
    chosen === null || values.some(({id}) => id === chosen)
      ? []
      : [{id: chosen, text: chosen, note: noteOf(chosen, ''), possible: true}];
  return [{id: '', text: ALL[name], note: noteOf(null, ''), possible: true}, ...gone, ...rows];
}

function countWords(count: number, name: FilterName): string {
  const one = name === 'compiler' ? 'build' : 'stack';
  return `${count} ${count === 1 ? one : `${one}s`}`;
}
