import {copySequence} from './clipboard.ts';
import type {Canvas, Drawing} from './drawing.ts';
import {startEffects} from './effects.ts';
import {actionsFor} from './keyboard.ts';
import {frameWriter} from './frame/frame-writer.ts';
import type {KeyPress} from './keys/key-press.ts';
import {keyTable} from './keys/table.ts';
import {frameRows} from './layout.ts';
import type {Size} from './layout.ts';
import {USUAL_COMMAND} from './picker-input.ts';
import type {PickerInput, PickerResult} from './picker-input.ts';
import {plainDrawing} from './plain-drawing.ts';
import {openingState} from './state/opening.ts';
import {reducer} from './state/reducer.ts';
import {currentChoice} from './state/picker-state.ts';
import {ENTER_SCREEN, ERASE_SCREEN, LEAVE_SCREEN, SHOW_CURSOR, breaksLinesAnew, eraseFrom, rowsAboveCursor} from './erase.ts';
import {createStore} from './store.ts';
import {openSession} from './terminal-session.ts';
import {shellWords} from './text/shell-words.ts';
import {symbolsFor} from './text/symbols.ts';
import {paints} from './theme/sgr.ts';
import {commandOf} from './ways-to-start.ts';

/**
 * Shows the picker, waits until something is chosen, and gives the terminal back exactly as it was. Starts nothing: what was chosen
 * comes back as data. Both streams have to be a terminal.
 *
 * Other modules write nothing to the terminal while this is open.
 */
export async function openPicker(input: PickerInput): Promise<PickerResult> {
  const {settings, streams} = input;
  const {stdin, stdout} = streams;
  const {bindings, table, problems} = keyTable(settings.keys);
  const scenery = {symbols: symbolsFor(settings.ascii), bindings};
  const sizeNow = (): Size => ({
    columns: stdout.columns || 80,
    rows: frameRows(stdout.rows || 24, settings.height, settings.fullScreen),
  });
  const store = createStore(reducer, openingState(input, sizeNow()));
  const {fullScreen} = settings;
  const writer = frameWriter(stdout);
  const canvas: Canvas = {stdin, stdout, writer, store, scenery, paintOf: paints(settings.colourDepth)};

  const onResize = () => {
    const before = store.state();
    const size = sizeNow();
    const breaks = size.columns < before.size.columns && breaksLinesAnew(process.env);
    // Nothing stands there while the terminal is lent to the shell.
    const frame = writer.shown();
    if (frame !== null) stdout.write(fullScreen ? ERASE_SCREEN : eraseFrom(rowsAboveCursor(frame, size.columns, breaks)));
    writer.forget();
    store.dispatch({type: 'resize', size});
    drawing.draw();
  };
  const takeDown = () => {
    if (!fullScreen) writer.clear();
    writer.rest();
    stdout.write(fullScreen ? LEAVE_SCREEN : SHOW_CURSOR);
  };

  const handle = (keys: readonly KeyPress[]) => {
    // A frame for the old size would be broken by the terminal, which has the new one before the signal reaches us.
    lookAtSize(stdout);
    for (const key of keys) {
      for (const action of actionsFor(key, table, store.state())) {
        if (action.type === 'command' && action.command === 'copy') copy();
        else if (action.type === 'command' && action.command === 'redraw') redraw();
        else store.dispatch(action);
      }
    }
  };
  const copy = () => {
    const choice = currentChoice(store.state());
    if (choice === null) return;
    stdout.write(copySequence(shellWords(commandOf(choice, input.command ?? USUAL_COMMAND)), process.env['TMUX'] !== undefined));
    store.dispatch({type: 'notice', text: 'The command was sent to the clipboard of the terminal.'});
  };
  const redraw = () => {
    if (fullScreen) stdout.write(ERASE_SCREEN);
    else writer.clear();
    writer.forget();
    drawing.draw();
  };

  let gone = false;
  const session = openSession({
    stdin,
    stdout,
    mouse: settings.mouse && fullScreen,
    onKeys: handle,
    onGone: () => {
      gone = true;
      store.dispatch({type: 'command', command: 'leave'});
    },
    takeDown,
  });
  if (fullScreen) stdout.write(ENTER_SCREEN);
  let drawing: Drawing = plainDrawing(canvas);
  stdout.on('resize', onResize);
  const endEffects = startEffects(store, {updates: input.updates, planFor: input.planFor, now: input.now, scenery});
  if (problems[0] !== undefined) store.dispatch({type: 'notice', text: problems[0]});
  drawing.draw();

  let isOver = false;
  const withInk = async (): Promise<PickerResult> => {
    // The picture is out, and keys that were typed ahead are taken, before Ink's code keeps this process busy for a while.
    await new Promise(resolve => setImmediate(resolve));
    const {inkDrawing} = await import('./ink-drawing.tsx');
    if (isOver) return {status: 'cancelled'};
    lookAtSize(stdout);
    await drawing.settled();
    drawing.end();
    const ink = inkDrawing(canvas);
    drawing = ink;
    await ink.ended;
    return {status: 'cancelled'};
  };
  try {
    return await Promise.race([outcomeOf(store), withInk()]);
  } finally {
    isOver = true;
    endEffects();
    stdout.off('resize', onResize);
    drawing.end();
    if (!gone) takeDown();
    session.release();
  }
}

function outcomeOf(store: {
  readonly state: () => {readonly outcome: PickerResult | null};
  readonly subscribe: (listener: () => void) => () => void;
}): Promise<PickerResult> {
  return new Promise(resolve => {
    const look = () => {
      const {outcome} = store.state();
      if (outcome === null) return;
      unsubscribe();
      resolve(outcome);
    };
    const unsubscribe = store.subscribe(look);
    look();
  });
}

/** Node's own look at the size of the terminal, which it takes at a signal only; it says `resize` where that has changed. No public way. */
function lookAtSize(stdout: NodeJS.WriteStream): void {
  const look: unknown = (stdout as unknown as Readonly<Record<string, unknown>>)['_refreshSize'];
  if (typeof look === 'function') look.call(stdout);
}
