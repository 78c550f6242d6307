import type {TextOverlay} from './overlay-state.ts';
import type {Command, PickerState} from './picker-state.ts';

/** What a command does while something stands over the questions. */
export function overlayCommand(state: PickerState, overlay: TextOverlay, name: Command): PickerState {
  const scrolled = (by: number): PickerState => {
    const {length, height, top} = overlay.list;
    const next = Math.max(0, Math.min(top + by, length - height));
    return {...state, overlay: {...overlay, list: {...overlay.list, top: next, cursor: next}}};
  };
  const page = Math.max(1, overlay.list.height - 1);
  switch (name) {
    case 'back':
    case 'forward':
    case 'left':
      return {...state, overlay: null};
    case 'help':
    case 'details':
    case 'environment':
    case 'mounts':
      return overlay.name === name
        ? {...state, overlay: null}
        : {...state, overlay: {type: 'text', name, list: {...overlay.list, length: 1000, cursor: 0, top: 0}}};
    case 'up':
      return scrolled(-1);
    case 'down':
      return scrolled(1);
    case 'page-up':
      return scrolled(-page);
    case 'page-down':
      return scrolled(page);
    case 'first':
      return scrolled(-Infinity);
    case 'last':
      return scrolled(overlay.list.length);
    default:
      return state;
  }
}
