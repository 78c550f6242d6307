import type {Canvas, Drawing} from './drawing.ts';
import {onceATurn} from './drawing.ts';
import {painted} from './view/line.ts';
import {drawScreen} from './view/screen.ts';

/** Draws frames without Ink, whose code takes longer to load than everything before the first picture together. */
export function plainDrawing({writer, store, scenery, paintOf}: Canvas): Drawing {
  let isOver = false;
  const draw = () => {
    if (isOver) return;
    const state = store.state();
    const {lines, cursor} = drawScreen(state, scenery);
    const paint = paintOf(state.theme);
    writer.show({rows: lines.map(line => painted(line, paint)), cursor});
  };
  const turns = onceATurn(store, draw);
  return {
    draw,
    settled: async () => {
      if (turns.isWaiting()) draw();
    },
    end: () => {
      isOver = true;
      turns.end();
    },
  };
}
