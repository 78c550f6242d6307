import type {Command, PickerState} from './picker-state.ts';
import {currentChoice, currentStack, currentVariant, currentWay} from './picker-state.ts';
import {isFiltered} from './filters.ts';
import {NOBODY, nothingWords} from './notices.ts';
import {currentFacets} from './platform-facets.ts';

/**
 * Why a command would do nothing where one is, in a sentence; null where it does something. The palette shows it in grey, and its key
 * says why.
 */
export function whyNot(state: PickerState, command: Command): string | null {
  switch (command) {
    case 'forward':
      if (state.step === 'start') return cannotStart(state);
      return currentVariant(state) === null && state.suggestion === null ? nothingWords(state) : null;
    case 'start-now':
      return cannotStart(state);
    case 'copy':
    case 'print':
    case 'environment':
    case 'mounts':
      return cannotStart(state);
    case 'pin':
      return cannotStart(state) ?? nobodyToAsk(state);
    case 'details':
      return nothingSelected(state);
    case 'packages':
    case 'favourite':
      return nothingSelected(state) ?? nobodyToAsk(state);
    case 'difference':
      if (state.table.stacks < 2) return 'There is no other stack.';
      return nothingSelected(state) ?? nobodyToAsk(state);
    case 'documentation':
      if (currentStack(state)?.documentation === null) return 'No documentation of it is known.';
      return nothingSelected(state) ?? nobodyToAsk(state);
    case 'refresh':
    case 'themes':
      return nobodyToAsk(state);
    case 'repositories':
      return state.repositories.length + state.reading.length === 0 ? 'No repository is known yet.' : null;
    case 'only-family':
      return state.table.families.length < 2 && state.filters.family === null ? 'There are no two families.' : null;
    case 'only-experiment':
      return state.table.families.some(({experiments}) => experiments.length > 0) || state.filters.experiment !== null
        ? null
        : 'No family says which experiments it is for.';
    case 'only-compiler':
      return state.table.kinds.some(({platform}) => platform.compiler !== null) || state.filters.compiler !== null
        ? null
        : 'No platform says which compiler it is made with.';
    case 'all-filters-off':
      return isFiltered(state.filters) ? null : 'No filter is on.';
    case 'platform-view':
      if (state.step !== 'platform') return 'It changes how the platforms are shown.';
      return currentFacets({...state, platformView: 'facets'}) === null ? 'Columns would not tell these builds apart.' : null;
    case 'take-suggestion':
      return state.suggestion === null || state.step !== 'stack' ? 'There is no suggestion.' : null;
    default:
      return null;
  }
}

function cannotStart(state: PickerState): string | null {
  if (currentChoice(state) !== null) return null;
  const way = currentWay(state);
  return way === null ? nothingWords(state) : `It cannot start so: ${way.words}`;
}

function nothingSelected(state: PickerState): string | null {
  return currentVariant(state) === null ? nothingWords(state) : null;
}

function nobodyToAsk({around}: PickerState): string | null {
  return around.canAsk ? null : NOBODY;
}
