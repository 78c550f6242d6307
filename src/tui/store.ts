/** A state, and the only way to change it: actions through a pure reducer. React and the effects both listen here. */
export type Store<State, Action> = {
  readonly state: () => State;
  readonly dispatch: (action: Action) => void;
  /** Calls the listener after each change until the returned function is called. */
  readonly subscribe: (listener: () => void) => () => void;
};

export function createStore<State, Action>(
  reducer: (state: State, action: Action) => State,
  initial: State,
): Store<State, Action> {
  let current = initial;
  const listeners = new Set<() => void>();
  return {
    state: () => current,
    dispatch: action => {
      const next = reducer(current, action);
      if (next === current) return;
      current = next;
      for (const listener of listeners) listener();
    },
    subscribe: listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
