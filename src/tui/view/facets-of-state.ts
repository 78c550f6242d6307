import type {Facet} from '../../choose/facets.ts';
import type {PickerState} from '../state/picker-state.ts';

/** The columns of the second question; null where it is asked as a table. */
export function currentFacets(_state: PickerState): readonly Facet[] | null {
  return null;
}
