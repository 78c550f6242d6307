import {askEnvironment, askPackages} from './asking.ts';
import type {ListState} from './list-state.ts';
import type {TextName, TextOverlay} from './overlay-state.ts';
import type {Command, PickerState} from './picker-state.ts';
import {listHeight} from './picker-state.ts';

/** Opens a text over the question; what it needs of others is asked for. */
export function openText(state: PickerState, name: TextName): PickerState {
  const asking = name === 'environment' ? askEnvironment(state) : name === 'details' ? askPackages(state) : state;
  return {...asking, overlay: {type: 'text', name, list: {length: 1000, height: listHeight(state.size), cursor: 0, top: 0}}};
}

/** A text that has another length or another height: it does not begin behind its end. */
export function fitted<Text extends TextOverlay | null>(overlay: Text, change: Partial<ListState>): Text {
  if (overlay === null) return overlay;
  const list = {...overlay.list, ...change};
  const top = Math.max(0, Math.min(list.top, list.length - list.height));
  return {...overlay, list: {...list, top, cursor: top}};
}

/** What a key does while a text stands over the question. Keys for other things close it first. */
export function textCommand(
  state: PickerState,
  overlay: TextOverlay,
  name: Command,
  carry: (state: PickerState, command: Command) => PickerState,
): PickerState {
  const scrolled = (by: number): PickerState => {
    const {length, height, top} = overlay.list;
    const next = Math.max(0, Math.min(top + by, length - height));
    return {...state, overlay: {...overlay, list: {...overlay.list, top: next, cursor: next}}};
  };
  const page = Math.max(1, overlay.list.height - 1);
  const closed: PickerState = {...state, overlay: null};
  switch (name) {
    case 'back':
    case 'forward':
    case 'left':
      return closed;
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
    case 'difference':
      return overlay.name === 'difference' ? closed : carry(closed, name);
    case 'help':
    case 'details':
    case 'environment':
    case 'mounts':
      return overlay.name === name ? closed : openText(state, name);
    case 'copy':
    case 'redraw':
    case 'suspend':
    case 'documentation':
    case 'favourite':
      return carry(state, name);
    case 'packages':
    case 'palette':
    case 'repositories':
    case 'print':
    case 'start-now':
      return carry(closed, name);
    default:
      return state;
  }
}
