/** A list with more rows than fit: which row is selected and which is the first one visible. It knows nothing of what the rows are. */
export type ListState = {readonly length: number; readonly height: number; readonly cursor: number; readonly top: number};

export type ListAction =
  | {readonly type: 'move'; readonly by: number}
  | {readonly type: 'move-to'; readonly row: number}
  | {readonly type: 'page'; readonly by: number}
  | {readonly type: 'resize'; readonly height: number}
  | {readonly type: 'replace'; readonly length: number; readonly cursor: number}
  | {readonly type: 'keep'; readonly length: number; readonly cursor: number};

export const EMPTY_LIST: ListState = {length: 0, height: 1, cursor: 0, top: 0};

const clamp = (n: number, low: number, high: number) => Math.max(low, Math.min(n, high));

export function listReducer(state: ListState, action: ListAction): ListState {
  switch (action.type) {
    case 'move':
      return reveal({...state, cursor: state.cursor + action.by});
    case 'move-to':
      return reveal({...state, cursor: action.row});
    case 'page':
      // One row stays in sight, so that the eye finds its place again.
      return reveal({...state, cursor: state.cursor + action.by * Math.max(1, state.height - 1)});
    case 'resize':
      return reveal({...state, height: Math.max(1, action.height)});
    // Another list, looked at from its start as far as the selected row allows.
    case 'replace':
      return reveal({...state, length: action.length, cursor: action.cursor, top: 0});
    // The same list with rows come or gone: the selected row stays where it is on the screen.
    case 'keep':
      return reveal({...state, length: action.length, cursor: action.cursor, top: action.cursor - (state.cursor - state.top)});
  }
}

function reveal(state: ListState): ListState {
  const cursor = clamp(state.cursor, 0, Math.max(0, state.length - 1));
  const top = clamp(clamp(state.top, cursor - state.height + 1, cursor), 0, Math.max(0, state.length - state.height));
  return {...state, cursor, top};
}
