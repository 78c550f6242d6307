import {render} from 'ink';
import type {Canvas, Drawing} from './drawing.ts';
import {onceATurn} from './drawing.ts';
import type {Frame} from './frame/frame-bytes.ts';
import {inkStreamFor} from './ink-stream.ts';
import type {Screen} from './view/screen.ts';
import {outliveFileLimit} from '../system/own-process.ts';
import {PickerScreen} from './view/picker-screen.tsx';

/** Ink's drawing, and the end of Ink by itself: only with an error of a component, which is ours to pass on. */
export type InkDrawing = Drawing & {readonly ended: Promise<void>};

/** Lets Ink go on where another drawing has just drawn this very state: its first frame is the same, so nothing is written for it. */
export function inkDrawing({stdin, stdout, writer, store, scenery, paintOf}: Canvas): InkDrawing {
  let cursor: Screen['cursor'] = {x: 0, y: 0};
  let last: Frame | null = null;
  const {stream, end} = inkStreamFor(stdout, text => {
    last = {rows: text.split('\n'), cursor};
    writer.show(last);
  });
  const putCursor = (place: Screen['cursor']) => {
    cursor = place;
  };
  const listeners = new Set<() => void>();
  const turns = onceATurn(store, () => listeners.forEach(listener => listener()));
  const seen = {
    ...store,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const screen = <PickerScreen store={seen} scenery={scenery} paintOf={paintOf} putCursor={putCursor} />;
  const ink = render(screen, {
    stdout: stream,
    stdin,
    debug: true,
    // The caller has seen that there is a terminal; a variable called CI changes nothing about that.
    interactive: true,
    isScreenReaderEnabled: false,
    exitOnCtrlC: false,
    patchConsole: false,
  });
  outliveFileLimit();
  const draw = () => {
    ink.rerender(screen);
    // Ink need not say again what has not changed.
    if (last !== null) writer.show(last);
  };
  return {
    draw,
    settled: async () => {
      if (turns.isWaiting()) draw();
    },
    // Ink draws a last frame while it goes, which would stay.
    end: () => {
      end();
      turns.end();
      ink.unmount();
    },
    ended: ink.waitUntilExit().then(() => undefined),
  };
}
