import type {Facet, FacetName} from '../../choose/facets.ts';
import {facetsOf, valueIn, variantWith} from '../../choose/facets.ts';
import type {Variant} from '../../choose/stack.ts';
import {listReducer} from './list-state.ts';
import {notice} from './notices.ts';
import type {PickerState} from './picker-state.ts';

/** The columns of the second question; null where it is asked as a table: by wish, or since there is nothing to put in columns. */
export function currentFacets(state: PickerState): readonly Facet[] | null {
  const present = presentVariant(state);
  if (present === null || state.platformView === 'table') return null;
  const facets = facetsOf(state.platform.rows, present);
  return facets.some(hasChoice) && tellsApart(state.platform.rows) ? facets : null;
}

/** The column that the arrows move in. */
export function activeFacet(state: PickerState): Facet | null {
  const choosable = currentFacets(state)?.filter(hasChoice) ?? [];
  return choosable.find(({name}) => name === state.facet) ?? choosable[0] ?? null;
}

/** The next value of the active column, or one further away; `by` may be infinite. */
export function moveInFacet(state: PickerState, by: number): PickerState {
  const facet = activeFacet(state);
  if (facet === null) return state;
  const at = facet.values.findIndex(({present}) => present);
  return takeValue(state, facet.name, Math.max(0, Math.min(at + by, facet.values.length - 1)));
}

/** The column beside the active one; null behind the last and before the first. */
export function besideFacet(state: PickerState, by: 1 | -1): PickerState | null {
  const choosable = currentFacets(state)?.filter(hasChoice) ?? [];
  const at = choosable.findIndex(({name}) => name === activeFacet(state)?.name);
  const beside = at < 0 ? undefined : choosable[at + by];
  return beside === undefined ? null : {...state, facet: beside.name, focus: 'list'};
}

/**
 * Takes a value of a column: the variant with it that agrees with the present one in as much as possible. What had to change with it is
 * said, since nobody has asked for that.
 */
export function takeValue(state: PickerState, name: FacetName, position: number): PickerState {
  const present = presentVariant(state);
  const value = currentFacets(state)?.find(facet => facet.name === name)?.values[position];
  if (present === null || value === undefined) return state;
  const taken: PickerState = {...state, facet: name, focus: 'list'};
  const variant = variantWith(state.platform.rows, present, name, value.text);
  const row = state.platform.rows.indexOf(variant);
  const moved = {...taken, platform: {...state.platform, list: listReducer(state.platform.list, {type: 'move-to', row})}};
  const changed = CHANGED.filter(([other]) => other !== name && valueIn(variant, other) !== valueIn(present, other));
  if (changed.length === 0) return moved;
  const words = changed.map(([other, title]) => `${title} ${valueIn(variant, other) || 'not said'}`);
  return notice(moved, `With ${value.text || 'that'} there is only ${words.join(', ')}.`);
}

const CHANGED: readonly (readonly [FacetName, string])[] = [
  ['os', 'system'],
  ['compiler', 'compiler'],
  ['cpu', 'processor'],
  ['build', 'build'],
];

function presentVariant(state: PickerState): Variant | null {
  return state.platform.rows[state.platform.list.cursor] ?? null;
}

function hasChoice({values}: Facet): boolean {
  return values.length > 1;
}

const tellingRows = new WeakMap<readonly Variant[], boolean>();

/** Whether the columns lead to every row: of two that say the same in all of them, one could not be reached. */
function tellsApart(rows: readonly Variant[]): boolean {
  let known = tellingRows.get(rows);
  if (known === undefined) {
    const said = new Set(rows.map(row => CHANGED.map(([name]) => valueIn(row, name)).join('\n')));
    known = said.size === rows.length;
    tellingRows.set(rows, known);
  }
  return known;
}
