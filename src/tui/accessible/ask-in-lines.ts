import {printable} from '../../system/printable.ts';
import {startEffects} from '../effects.ts';
import {layoutFor} from '../layout.ts';
import type {PickerInput, PickerResult} from '../picker-input.ts';
import {loadFuse} from '../search/fuzzy.ts';
import {openingState} from '../state/opening.ts';
import type {PickerState} from '../state/picker-state.ts';
import {reducer} from '../state/reducer.ts';
import {createStore} from '../store.ts';
import {symbolsFor} from '../text/symbols.ts';
import {overlayLines} from '../view/text-lines.ts';
import type {Scenery} from '../view/scenery.ts';
import {converse} from './conversation.ts';
import {lineReader} from './line-reader.ts';
import type {ReadLine} from './line-reader.ts';
import {repositoryWords} from './questions.ts';
import {firstStacks} from './told.ts';
import {spoken} from './spoken.ts';
import {watchedPorts} from './watched-ports.ts';

/** What the accessible mode needs; no screen. `write` gets whole lines or a prompt. */
export type AccessibleInput = Omit<PickerInput, 'streams'> & {
  readonly write: (text: string) => void;
  readonly readLine: ReadLine;
};

/** The same on the terminal of the program. Reads only what it needs and changes no modes. */
export function askInLines(input: PickerInput): Promise<PickerResult> {
  const {stdin, stdout} = input.streams;
  return askWith({...input, write: text => void stdout.write(text), readLine: lineReader(stdin.fd ?? 0)});
}

/** Nothing is cut and nothing wrapped: the terminal breaks lines, and who listens wants whole sentences. */
const WIDE = {columns: 1000, rows: 24};

/**
 * The picker as numbered questions on plain lines, for screen readers, magnifiers and terminals that can do nothing else: nothing is
 * drawn twice, nothing is told by colour or place, and the answer that Enter gives is in brackets. It is the same state and the same
 * reducer as the drawn picker, looked at in another way.
 */
export async function askWith(input: AccessibleInput): Promise<PickerResult> {
  const {write, readLine} = input;
  const store = createStore(reducer, openingState(input, WIDE));
  const scenery: Scenery = {symbols: symbolsFor(true), bindings: store.state().around.bindings};
  // With this at hand what is typed is put into order at once, and not while the answers are being read out.
  await loadFuse();
  const {ports, isIdle} = watchedPorts(input.ports);
  // There is no clipboard that somebody who listens could trust: what is copied is said.
  const onTerminal = (command: 'copy' | 'redraw' | 'suspend') => {
    if (command === 'copy') write(`${store.state().copied ?? ''}\n`);
  };
  const endEffects = startEffects(store, {...input, ports, onTerminal, scenery});
  try {
    if (input.banner !== null) write(`hsf, ${printable(input.banner)}.\n`);
    await firstStacks(store, line => write(`${line}\n`));
    for (const line of repositoryWords(store.state())) write(`${line}\n`);
    return await converse({store, write, readLine, isIdle, textLines: state => textLines(state, scenery)});
  } finally {
    endEffects();
  }
}

function textLines(state: PickerState, scenery: Scenery): readonly string[] {
  return overlayLines(state, layoutFor(state.size), scenery)
    .map(spoken)
    .filter(line => line !== '');
}
