import {render} from 'ink';
import {copySequence} from './clipboard.ts';
import {startEffects} from './effects.ts';
import {actionsFor} from './keyboard.ts';
import type {KeyPress} from './keys/key-press.ts';
import {inkStreamFor} from './ink-stream.ts';
import {keyTable} from './keys/table.ts';
import {frameRows} from './layout.ts';
import type {Size} from './layout.ts';
import type {PickerInput, PickerResult} from './picker-input.ts';
import {openingState} from './state/opening.ts';
import {reducer} from './state/reducer.ts';
import {currentChoice} from './state/picker-state.ts';
import {ERASE_SCREEN, LEAVE_SCREEN, SHOW_CURSOR, breaksLinesAnew, eraseFrom, rowsAboveCursor} from './erase.ts';
import {createStore} from './store.ts';
import {openSession} from './terminal-session.ts';
import {shellWords} from './text/shell-words.ts';
import {symbolsFor} from './text/symbols.ts';
import {paintWith} from './theme/sgr.ts';
import {PickerScreen} from './view/picker-screen.tsx';
import {drawScreen} from './view/screen.ts';
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
  const screen = <PickerScreen store={store} scenery={scenery} paint={paintWith(input.theme, settings.colourDepth)} />;

  const {stream, quietly} = inkStreamFor(stdout);
  const onResize = () => {
    const before = store.state();
    const size = sizeNow();
    quietly(() => ink.clear());
    const breaks = size.columns < before.size.columns && breaksLinesAnew(process.env);
    stdout.write(
      settings.fullScreen ? ERASE_SCREEN : eraseFrom(rowsAboveCursor(drawScreen(before, scenery), size.columns, breaks)),
    );
    store.dispatch({type: 'resize', size});
    ink.rerender(screen);
  };
  stdout.on('resize', onResize);
  const ink = render(screen, {
    stdout: stream,
    stdin,
    alternateScreen: settings.fullScreen,
    incrementalRendering: true,
    // The caller has seen that there is a terminal; a variable called CI changes nothing about that.
    interactive: true,
    isScreenReaderEnabled: false,
    exitOnCtrlC: false,
    patchConsole: false,
    maxFps: 60,
  });
  const takeDown = (erase: () => void) => {
    if (!settings.fullScreen) erase();
    // Ink draws a last frame while it goes, which would stay; what it writes besides is written here.
    quietly(() => ink.unmount());
    stdout.write(settings.fullScreen ? LEAVE_SCREEN : SHOW_CURSOR);
  };

  const handle = (keys: readonly KeyPress[]) => {
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
    stdout.write(copySequence(shellWords(commandOf(choice, input.command ?? ['hsf'])), process.env['TMUX'] !== undefined));
    store.dispatch({type: 'notice', text: 'The command was sent to the clipboard of the terminal.'});
  };
  const redraw = () => {
    ink.clear();
    ink.rerender(screen);
  };

  let gone = false;
  const session = openSession({
    stdin,
    stdout,
    mouse: settings.mouse && settings.fullScreen,
    onKeys: handle,
    onGone: () => {
      gone = true;
      store.dispatch({type: 'command', command: 'leave'});
    },
    takeDown: () => takeDown(() => ink.clear()),
  });
  const endEffects = startEffects(store, {updates: input.updates, planFor: input.planFor, now: input.now, scenery});
  if (problems[0] !== undefined) store.dispatch({type: 'notice', text: problems[0]});

  try {
    // Ink ends by itself only with an error of a component, which is ours to pass on.
    return await Promise.race([outcomeOf(store), ink.waitUntilExit().then(() => ({status: 'cancelled'}) as const)]);
  } finally {
    endEffects();
    stdout.off('resize', onResize);
    if (gone) quietly(() => ink.unmount());
    else {
      // A frame that still waits for its turn would come after the erasing.
      await ink.waitUntilRenderFlush();
      takeDown(() => stdout.write(eraseFrom(drawScreen(store.state(), scenery).cursor.y)));
    }
    await ink.waitUntilExit().catch(() => undefined);
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
