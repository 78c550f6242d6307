import type {Layout} from '../layout.ts';
import type {PickerState} from '../state/picker-state.ts';
import {differenceLines, environmentLines} from './answer-lines.ts';
import {detailsLines} from './details-lines.ts';
import {helpLines} from './help-lines.ts';
import type {Line} from './line.ts';
import {mountLines} from './plan-lines.ts';
import type {Scenery} from './scenery.ts';

/** The text that stands over the whole body, as many lines as it takes; nothing while there is none. */
export function overlayLines(state: PickerState, layout: Layout, {symbols, bindings}: Scenery): readonly Line[] {
  if (state.overlay?.type !== 'text') return [];
  switch (state.overlay.name) {
    case 'difference':
      return differenceLines(state, layout.columns, symbols);
    case 'help':
      return helpLines(bindings, layout.columns, symbols.cut);
    case 'details':
      // What it is about stands above already.
      return detailsLines(state, layout.columns, symbols).slice(layout.filter === null ? 0 : 1);
    case 'environment':
      return environmentLines(state, layout.columns, symbols);
    case 'mounts':
      return mountLines(state, layout.columns, symbols);
  }
}
