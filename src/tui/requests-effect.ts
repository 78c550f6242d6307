import type {PickerPorts} from './picker-input.ts';
import type {Answer} from './state/answers.ts';
import type {Action, PickerState} from './state/picker-state.ts';
import type {Request} from './state/requests.ts';
import type {Store} from './store.ts';
import {problemWords} from './problem-words.ts';

export type RequestPorts = {
  /** Absent where nobody can be asked; the state then makes no requests but those to the terminal. */
  readonly ports?: PickerPorts | undefined;
  readonly onTerminal: (command: 'copy' | 'redraw' | 'suspend') => void;
};

/** Carries out what the state wants of others; each answer ends in an action. Returns the function that ends it. */
export function requestsEffect(store: Store<PickerState, Action>, {ports, onTerminal}: RequestPorts): () => void {
  let isOver = false;
  const tell = (action: Action) => {
    if (!isOver) store.dispatch(action);
  };
  const look = () => {
    const {requests} = store.state();
    if (requests.length === 0) return;
    tell({type: 'taken', count: requests.length});
    for (const request of requests) {
      if (request.kind === 'terminal') onTerminal(request.command);
      else if (ports !== undefined) void carryOut(request, ports, store.state(), tell);
    }
  };
  const unsubscribe = store.subscribe(look);
  return () => {
    isOver = true;
    unsubscribe();
  };
}

async function carryOut(
  request: Exclude<Request, {readonly kind: 'terminal'}>,
  ports: PickerPorts,
  state: PickerState,
  tell: (action: Action) => void,
): Promise<void> {
  try {
    tell(await answerTo(request, ports));
  } catch (error) {
    const problem = problemWords(error);
    if ('key' in request) tell({type: 'answered', key: request.key, answer: {status: 'failed', problem}});
    else tell({type: 'notice', text: problem});
    // A mark that could not be kept is not shown as if it were.
    if (request.kind === 'favourite') {
      const {stack, on} = request;
      const {favourites} = state.around;
      tell({type: 'marks', favourites: on ? favourites.filter(address => address !== stack) : [stack, ...favourites]});
    }
  }
}

async function answerTo(request: Exclude<Request, {readonly kind: 'terminal'}>, ports: PickerPorts): Promise<Action> {
  const known = (key: string, value: Extract<Answer, {readonly status: 'known'}>['value']): Action => ({
    type: 'answered',
    key,
    answer: {status: 'known', value},
  });
  const said = (text: string): Action => ({type: 'notice', text});
  switch (request.kind) {
    case 'packages':
      return known(request.key, {kind: 'packages', packages: await ports.packagesOf(request.variant)});
    case 'environment':
      return known(request.key, await ports.environmentOf(request.choice));
    case 'difference':
      return known(request.key, {kind: 'difference', lines: await ports.differenceOf(request.one, request.other)});
    case 'favourite':
      return said(await ports.keepFavourite(request.stack, request.on));
    case 'pin':
      return said(await ports.pinHere(request.choice));
    case 'documentation':
      return said(await ports.openDocumentation(request.address));
    case 'refresh':
      return said(await ports.refresh(request.fqrn));
    case 'themes':
      return {type: 'themes', themes: await ports.themes()};
    case 'keep-theme':
      return said(await ports.keepTheme(request.name));
  }
}
