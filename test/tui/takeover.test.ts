import {PassThrough} from 'node:stream';
import {Terminal} from '@xterm/headless';
import {describe, expect, test} from 'vitest';
import type {Canvas, Drawing} from '../../src/tui/drawing.ts';
import {ENTER_SCREEN} from '../../src/tui/erase.ts';
import {frameWriter} from '../../src/tui/frame/frame-writer.ts';
import {inkDrawing} from '../../src/tui/ink-drawing.tsx';
import {plainDrawing} from '../../src/tui/plain-drawing.ts';
import {reducer} from '../../src/tui/state/reducer.ts';
import type {Action} from '../../src/tui/state/picker-state.ts';
import {createStore} from '../../src/tui/store.ts';
import {paints} from '../../src/tui/theme/sgr.ts';
import {drawScreen} from '../../src/tui/view/screen.ts';
import {plain} from '../../src/tui/view/line.ts';
import {frameRows} from '../../src/tui/layout.ts';
import {SCENERY, opened} from './fixtures/screen-text.ts';

const ABOVE = ['what stood', 'above', 'the picker'];

/** A terminal with some lines in it, and a picker on it that is not drawn yet. */
async function scene(columns: number, rows: number, fullScreen: boolean) {
  const terminal = new Terminal({cols: columns, rows, convertEol: true, allowProposedApi: true, scrollback: 1000});
  let written = '';
  const tty = Object.assign(new PassThrough(), {isTTY: true, columns, rows});
  tty.on('data', (bytes: Buffer) => {
    written += bytes.toString();
    terminal.write(bytes);
  });
  const flushed = () => new Promise<void>(resolve => setImmediate(() => terminal.write('', resolve)));
  tty.write(`${ABOVE.join('\n')}\n`);
  await flushed();
  const store = createStore(reducer, opened({columns, rows: frameRows(rows, 0.6, fullScreen)}));
  const stdout = tty as unknown as NodeJS.WriteStream;
  const stdin = new PassThrough() as unknown as NodeJS.ReadStream;
  if (fullScreen) tty.write(ENTER_SCREEN);
  const canvas: Canvas = {
    stdin,
    stdout,
    writer: frameWriter({stdout, size: {columns, rows}, breaks: true}),
    store,
    scenery: SCENERY,
    paintOf: paints(8),
  };
  const bufferRows = () =>
    Array.from(
      {length: terminal.buffer.active.length},
      (_, row) => terminal.buffer.active.getLine(row)?.translateToString(true).trimEnd() ?? '',
    );
  const trimmed = (lines: readonly string[]) => lines.join('\n').trimEnd().split('\n');
  return {
    canvas,
    store,
    written: () => written,
    bytes: async () => {
      await flushed();
      return written.length;
    },
    act: async (drawing: Drawing, action: Action) => {
      store.dispatch(action);
      await drawing.settled();
      await flushed();
    },
    /** Everything in scroll-back and screen is what stood above and the frame, and the cursor is where it belongs. */
    expectFrame: async () => {
      await flushed();
      const {lines, cursor} = drawScreen(store.state(), SCENERY);
      const frame = lines.map(line => plain(line).trimEnd());
      const above = fullScreen ? [] : ABOVE;
      expect(trimmed(bufferRows())).toEqual(trimmed([...above, ...frame]));
      const {cursorX, cursorY, baseY} = terminal.buffer.active;
      expect({x: cursorX, y: cursorY + baseY}).toEqual({x: cursor.x, y: cursor.y + above.length});
    },
    colours: async () => {
      await flushed();
      const {active} = terminal.buffer;
      return Array.from({length: active.length}, (_, row) =>
        Array.from({length: columns}, (_cell, column) => {
          const cell = active.getLine(row)?.getCell(column);
          return `${cell?.getChars()}${cell?.getFgColor()},${cell?.getBgColor()},${cell?.isBold()}${cell?.isInverse()}`;
        }).join(' '),
      );
    },
  };
}

const KEYS: readonly Action[] = [
  {type: 'command', command: 'down'},
  {type: 'insert', text: '10'},
  {type: 'command', command: 'forward'},
  {type: 'command', command: 'help'},
  {type: 'command', command: 'back'},
  {type: 'command', command: 'back'},
  {type: 'insert', text: 'zzz'},
];

describe.each([
  {columns: 40, rows: 10},
  {columns: 80, rows: 24},
  {columns: 200, rows: 60},
])('at $columns×$rows', ({columns, rows}) => {
  describe.each([{fullScreen: false}, {fullScreen: true}])('full screen: $fullScreen', ({fullScreen}) => {
    test('Ink takes over without writing anything, and goes on where the first drawing was', async () => {
      const {canvas, expectFrame, bytes, act, written} = await scene(columns, rows, fullScreen);
      const first = plainDrawing(canvas);
      first.draw();
      await expectFrame();
      await act(first, KEYS[0]!);
      await expectFrame();
      const before = await bytes();
      first.end();
      const ink = inkDrawing(canvas);
      await ink.settled();
      expect(written().slice(before)).toBe('');
      for (const action of KEYS.slice(1)) {
        await act(ink, action);
        await expectFrame();
      }
      ink.end();
      await ink.ended;
    });

    test('both draw the same, colours included', async () => {
      const one = await scene(columns, rows, fullScreen);
      const drawing = plainDrawing(one.canvas);
      drawing.draw();
      const two = await scene(columns, rows, fullScreen);
      const first = plainDrawing(two.canvas);
      first.draw();
      first.end();
      const ink = inkDrawing(two.canvas);
      for (const action of KEYS) {
        await one.act(drawing, action);
        await two.act(ink, action);
        expect(await two.colours()).toEqual(await one.colours());
      }
      ink.end();
      await ink.ended;
    });
  });
});

test('a frame that has not changed is not written again', async () => {
  const {canvas, bytes} = await scene(80, 24, false);
  const drawing = plainDrawing(canvas);
  drawing.draw();
  const before = await bytes();
  drawing.draw();
  expect(await bytes()).toBe(before);
});

test('what was typed before the picker opened does not stay beside it', async () => {
  const {canvas, expectFrame} = await scene(80, 24, false);
  canvas.stdout.write('typed ahead');
  plainDrawing(canvas).draw();
  await expectFrame();
});
