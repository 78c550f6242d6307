import {render} from 'ink';
import type {Canvas, Drawing} from './drawing.ts';
import {inkStreamFor} from './ink-stream.ts';
import {PickerScreen} from './view/picker-screen.tsx';

/** Ink's drawing, and the end of Ink by itself: only with an error of a component, which is ours to pass on. */
export type InkDrawing = Drawing & {readonly ended: Promise<void>};

/**
 * Lets Ink go on where another drawing has just drawn this very state: Ink draws its first frame too, but what it writes goes nowhere,
 * so that it only knows what stands on the screen.
 */
export function inkDrawing({stdin, stdout, fullScreen, store, scenery, paint}: Canvas): InkDrawing {
  const {stream, quietly} = inkStreamFor(stdout);
  const screen = <PickerScreen store={store} scenery={scenery} paint={paint} />;
  const ink = quietly(() =>
    render(screen, {
      stdout: stream,
      stdin,
      alternateScreen: fullScreen,
      incrementalRendering: true,
      // The caller has seen that there is a terminal; a variable called CI changes nothing about that.
      interactive: true,
      isScreenReaderEnabled: false,
      exitOnCtrlC: false,
      patchConsole: false,
      maxFps: 60,
    }),
  );
  return {
    draw: () => ink.rerender(screen),
    forget: () => quietly(() => ink.clear()),
    clear: () => ink.clear(),
    settled: async () => ink.waitUntilRenderFlush(),
    // Ink draws a last frame while it goes, which would stay.
    end: () => quietly(() => ink.unmount()),
    ended: ink.waitUntilExit().then(() => undefined),
  };
}
