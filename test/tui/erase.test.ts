import {Terminal} from '@xterm/headless';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {NOTHING_ABOVE, aboveCursor, breaksLinesAnew, leftAbove, rowsAbove} from '../../src/tui/erase.ts';
import type {Frame} from '../../src/tui/frame/frame-bytes.ts';
import {frameWriter} from '../../src/tui/frame/frame-writer.ts';
import type {Size} from '../../src/tui/layout.ts';

const frame = (rows: readonly string[], x: number, y: number): Frame => ({rows, cursor: {x, y}});

describe('what is above the cursor', () => {
  const shown = frame(['\u001b[1mhsf\u001b[m', 'x'.repeat(30), '', 'here'], 12, 3);
  test('counts rows that a narrower terminal breaks', () => {
    const above = aboveCursor(shown, NOTHING_ABOVE);
    expect(above).toEqual({widths: [3, 30, 0], before: 12});
    expect(rowsAbove(above, 80, true)).toBe(3);
    expect(rowsAbove(above, 10, true)).toBe(1 + 3 + 1);
    expect(rowsAbove(above, 10, false)).toBe(3);
  });

  test('is what could not be erased, and joins the frame that follows it', () => {
    const above = aboveCursor(shown, NOTHING_ABOVE);
    // Of 1 + 3 + 1 rows the last two were within reach: the second row has lost its end.
    const left = leftAbove(above, 10, true, 2);
    expect(left).toEqual({widths: [3], before: 20});
    expect(aboveCursor(frame(['ab', 'c'], 1, 1), left)).toEqual({widths: [3, 22], before: 1});
    expect(leftAbove(above, 10, true, 5)).toEqual(NOTHING_ABOVE);
  });
});

describe('terminals that cut lines', () => {
  test.each([
    {env: {}, breaks: true},
    {env: {TMUX: '/tmp/tmux', STY: '1'}, breaks: true},
    {env: {STY: '1.pts'}, breaks: false},
    {env: {TERM: 'linux'}, breaks: false},
    {env: {XTERM_VERSION: 'XTerm(380)'}, breaks: false},
  ])('$env breaks them: $breaks', ({env, breaks}) => {
    expect(breaksLinesAnew(env)).toBe(breaks);
  });
});

/** A terminal model with lines above, and a frame that follows its size. */
function scene(first: Size) {
  const terminal = new Terminal({
    cols: first.columns,
    rows: first.rows,
    convertEol: true,
    allowProposedApi: true,
    scrollback: 5000,
  });
  let pending = '';
  const stdout = {write: (text: string) => (pending += text) !== ''} as unknown as NodeJS.WriteStream;
  const writer = frameWriter({stdout, size: first, breaks: true});
  const flush = () => {
    const text = pending;
    pending = '';
    return new Promise<void>(resolve => terminal.write(text, resolve));
  };
  stdout.write(Array.from({length: 60}, (_, number) => `above ${number}\n`).join(''));
  return {
    draw: async ({columns, rows}: Size, cursor: number) => {
      const lines = Array.from({length: Math.max(1, Math.min(12, rows - 1))}, (_, row) =>
        `${row}${'#'.repeat(columns)}`.slice(0, columns),
      );
      writer.show(frame(lines, Math.min(columns - 1, 5), Math.min(cursor, lines.length - 1)));
      await flush();
    },
    resize: async (size: Size) => {
      terminal.resize(size.columns, size.rows);
      writer.clearAt(size);
      await flush();
    },
    leave: async () => {
      writer.clear();
      await flush();
      terminal.resize(200, 60);
      const {active} = terminal.buffer;
      return Array.from({length: active.length}, (_, row) => active.getLine(row)?.translateToString(true) ?? '');
    },
  };
}

describe('a terminal that changes its size again and again', () => {
  // The model takes one column for two.
  const size = fc.record({columns: fc.integer({min: 2, max: 120}), rows: fc.integer({min: 1, max: 40})});

  test('keeps all that stood above the frame', async () => {
    await fc.assert(
      fc.asyncProperty(size, fc.array(fc.tuple(size, fc.nat(11)), {maxLength: 6}), async (first, steps) => {
        const {draw, resize, leave} = scene(first);
        await draw(first, 1);
        for (const [next, cursor] of steps) {
          await resize(next);
          await draw(next, cursor);
        }
        const left = await leave();
        const above = left.filter(line => line.startsWith('above'));
        expect(above).toEqual(Array.from({length: 60}, (_, number) => `above ${number}`));
      }),
      {numRuns: 40},
    );
  });
});
