import type {Facet} from '../../choose/facets.ts';
import {facetsOf} from '../../choose/facets.ts';
import type {Variant} from '../../choose/stack.ts';
import type {PickerState} from '../state/picker-state.ts';
import {choosableFacets} from './facet-lines.ts';

// Asked several times for a frame, of the same variants.
const known = new WeakMap<readonly Variant[], {readonly variant: Variant; readonly facets: readonly Facet[]}>();

/** The columns of the second question; null where it is asked as a table, since that is wished or there is nothing to put in columns. */
export function currentFacets({platformView, platform: {rows, list}}: PickerState): readonly Facet[] | null {
  const variant = rows[list.cursor];
  if (platformView !== 'facets' || variant === undefined) return null;
  let found = known.get(rows);
  if (found?.variant !== variant) {
    found = {variant, facets: facetsOf(rows, variant)};
    known.set(rows, found);
  }
  return choosableFacets(found.facets).length === 0 ? null : found.facets;
}
