import {copySequence} from './clipboard.ts';
import type {Canvas, Drawing} from './drawing.ts';
import {startEffects} from './effects.ts';
import {ENTER_SCREEN, LEAVE_SCREEN, SHOW_CURSOR, breaksLinesAnew} from './erase.ts';
import {followingSize, lookAtSize, terminalSize} from './following-size.ts';
import {framePlace} from './frame/frame-place.ts';
import {frameWriter} from './frame/frame-writer.ts';
import {actionsFor} from './keyboard.ts';
import type {KeyPress} from './keys/key-press.ts';
import {typedAtOnce} from './keys/typed-at-once.ts';
import {keyTable} from './keys/table.ts';
import {frameRows} from './layout.ts';
import type {Size} from './layout.ts';
import type {PickerInput, PickerResult} from './picker-input.ts';
import {plainDrawing} from './plain-drawing.ts';
import {openingState} from './state/opening.ts';
import {reducer} from './state/reducer.ts';
import {createStore} from './store.ts';
import {openSession} from './terminal-session.ts';
import {symbolsFor} from './text/symbols.ts';
import {paints} from './theme/sgr.ts';

/**
 * Shows the picker, waits until something is chosen, and gives the terminal back exactly as it was. Starts nothing: what was chosen
 * comes back as data. Both streams have to be a terminal.
 *
 * Other modules write nothing to the terminal while this is open.
 */
export async function openPicker(input: PickerInput): Promise<PickerResult> {
  const {settings, streams} = input;
  const {stdin, stdout} = streams;
  const {fullScreen} = settings;
  const {bindings, table} = keyTable(settings.keys);
  const scenery = {symbols: symbolsFor(settings.ascii), bindings};
  const sizeNow = (): Size => {
    const {columns, rows} = terminalSize(stdout);
    return {columns, rows: frameRows(rows, settings.height, fullScreen)};
  };
  const store = createStore(reducer, openingState(input, sizeNow()));
  const writer = frameWriter({
    stdout,
    size: terminalSize(stdout),
    breaks: breaksLinesAnew(process.env),
    look: () => lookAtSize(stdout),
  });
  const canvas: Canvas = {stdin, stdout, writer, store, scenery, paintOf: paints(settings.colourDepth)};
  const place = framePlace(stdout, fullScreen, () => writer.shown()?.cursor.y ?? null);

  const drawAnew = () => {
    place.lose();
    store.dispatch({type: 'resize', size: sizeNow()});
    drawing.draw();
  };
  const sizes = followingSize({stdout, fullScreen, writer, onChange: place.lose, onSize: drawAnew});
  const takeDown = () => {
    sizes.takeDown();
    stdout.write(fullScreen ? LEAVE_SCREEN : SHOW_CURSOR);
  };
  const takeUp = () => {
    if (fullScreen) stdout.write(ENTER_SCREEN);
    sizes.takeUp();
  };

  const handle = (keys: readonly KeyPress[]) => {
    for (const pressed of typedAtOnce(keys)) {
      const key = place.seen(pressed);
      for (const action of key === null ? [] : actionsFor(key, table, store.state())) store.dispatch(action);
    }
  };
  const onTerminal = (command: 'copy' | 'redraw' | 'suspend') => {
    if (command === 'redraw') sizes.redraw();
    else if (command === 'suspend') session.suspend();
    else {
      stdout.write(copySequence(store.state().copied ?? '', process.env));
      store.dispatch({type: 'notice', text: 'The command was sent to the clipboard of the terminal.'});
    }
  };
  let gone = false;
  const session = openSession({
    stdin,
    stdout,
    mouse: settings.mouse,
    mayStop: settings.mayStop,
    onKeys: handle,
    onGone: () => {
      gone = true;
      store.dispatch({type: 'command', command: 'leave'});
    },
    takeDown,
    takeUp,
  });
  if (fullScreen) stdout.write(ENTER_SCREEN);
  let drawing: Drawing = plainDrawing(canvas);
  const endEffects = startEffects(store, {
    updates: input.updates,
    planFor: input.planFor,
    now: input.now,
    scenery,
    settings,
    ports: input.ports,
    onTerminal,
  });
  drawing.draw();

  let isOver = false;
  const withInk = async (): Promise<PickerResult> => {
    // The picture is out, and keys that were typed ahead are taken, before Ink's code keeps this process busy for a while.
    await new Promise(resolve => setImmediate(resolve));
    const {inkDrawing} = await import('./ink-drawing.tsx');
    if (isOver) return {status: 'cancelled'};
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
    drawing.end();
    if (!gone) {
      await Promise.all([sizes.settled(), place.answered()]);
      takeDown();
    }
    sizes.end();
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
