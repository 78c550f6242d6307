import {Terminal} from '@xterm/headless';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Frame} from '../../../src/tui/frame/frame-bytes.ts';
import {frameWriter} from '../../../src/tui/frame/frame-writer.ts';

const COLUMNS = 24;
const ROWS = 5;

const STYLES = ['', '1', '1;36', '7', '4', '44', '38;5;208', '38;2;10;20;30;48;2;1;2;3', '90'];
// Of certain width, blanks above all; then wide, combining, joined and emoji ones, which terminals see in their own ways.
const CERTAIN = [' ', ' ', '  ', 'a', 'LCG', '107', '│', '●', '…', 'é'];
const UNCERTAIN = ['漢', '가', 'e\u0301', '\u0301', '👩‍👩‍👧', '🇨🇭', '⚠\ufe0f', 'ｱ', '\u200b'];

const span = fc.record({
  style: fc.constantFrom(...STYLES),
  text: fc
    .array(
      fc.oneof({weight: 12, arbitrary: fc.constantFrom(...CERTAIN)}, {weight: 1, arbitrary: fc.constantFrom(...UNCERTAIN)}),
      {
        maxLength: 6,
      },
    )
    .map(parts => parts.join('')),
});
// Never wider than the terminal, however wide it thinks that a character is.
const row = fc.array(span, {maxLength: 5}).map(spans => {
  let room = COLUMNS;
  let painted = '';
  for (const {style, text} of spans) {
    const most = Math.floor(room / 2);
    const cut = /^[\u0020-\u2bff]*$/.test(text) ? text.slice(0, room) : Array.from(text).slice(0, most).join('');
    room -= cut === text.slice(0, room) && !/[^\u0020-\u2bff]/.test(text) ? cut.length : 2 * Array.from(cut).length;
    painted += style === '' ? cut : `\u001b[${style}m${cut}\u001b[m`;
  }
  return painted;
});
const frame: fc.Arbitrary<Frame> = fc.record({
  rows: fc.array(row, {minLength: ROWS, maxLength: ROWS}),
  cursor: fc.record({x: fc.nat(COLUMNS - 1), y: fc.nat(ROWS - 1)}),
});

/** Most rows of a frame stand where they stood; a part of a row may have changed. */
const frames = fc
  .tuple(
    frame,
    fc.array(
      fc.tuple(
        fc.nat(ROWS - 1),
        row,
        frame.map(({cursor}) => cursor),
      ),
      {maxLength: 8},
    ),
  )
  .map(([first, changes]) => {
    const all = [first];
    for (const [at, text, cursor] of changes) all.push({rows: all.at(-1)!.rows.map((old, y) => (y === at ? text : old)), cursor});
    return all;
  });

const written = (terminal: Terminal, text: string) => new Promise<void>(resolve => terminal.write(text, resolve));

/** A terminal with something above, and a writer on it. */
function scene() {
  const terminal = new Terminal({cols: COLUMNS, rows: ROWS + 3, convertEol: true, allowProposedApi: true});
  let bytes = 'above\nbetween\n';
  const stdout = {write: (text: string) => (bytes += text) !== ''} as unknown as NodeJS.WriteStream;
  const writer = frameWriter({stdout, size: {columns: COLUMNS, rows: ROWS + 3}, breaks: true});
  return {
    writer,
    length: () => bytes.length,
    /** Every cell as it looks, and the cursor. */
    look: async () => {
      await written(terminal, bytes);
      bytes = '';
      const {active} = terminal.buffer;
      const cells = Array.from({length: ROWS + 3}, (_, y) => Array.from({length: COLUMNS}, (_cell, x) => look(terminal, x, y)));
      return {cells, cursor: [active.cursorX, active.cursorY]};
    },
  };
}

/** A blank looks the same in every colour of characters. */
function look(terminal: Terminal, x: number, y: number): string {
  const cell = terminal.buffer.active.getLine(y)!.getCell(x)!;
  const text = cell.getChars() || ' ';
  const ground = `${cell.getBgColorMode()},${cell.getBgColor()},${cell.isInverse()},${cell.isUnderline()}`;
  const colour = `${cell.getFgColorMode()},${cell.getFgColor()},${cell.isBold()}`;
  return text === ' ' && cell.getWidth() === 1 && !cell.isInverse() && !cell.isUnderline()
    ? ` ${ground}`
    : `${text}${cell.getWidth()} ${ground} ${colour}`;
}

describe('what is written for the next frame', () => {
  test('the terminal shows exactly the last frame, whatever stood there before', async () => {
    await fc.assert(
      fc.asyncProperty(frames, async all => {
        const drawn = scene();
        for (const next of all) drawn.writer.show(next);
        const anew = scene();
        anew.writer.show(all.at(-1)!);
        expect(await drawn.look()).toEqual(await anew.look());
      }),
      {numRuns: 300},
    );
  });

  test('the same frame once more is nothing', () => {
    fc.assert(
      fc.property(frame, one => {
        const {writer, length} = scene();
        writer.show(one);
        const before = length();
        writer.show({...one, rows: [...one.rows]});
        expect(length()).toBe(before);
      }),
      {numRuns: 50},
    );
  });

  test('a frame of another height stands in the same place', async () => {
    const drawn = scene();
    drawn.writer.show({rows: ['one', 'two', 'three'], cursor: {x: 1, y: 2}});
    drawn.writer.show({rows: ['four'], cursor: {x: 2, y: 0}});
    const {cells, cursor} = await drawn.look();
    expect(
      cells
        .map(line =>
          line
            .map(cell => cell[0])
            .join('')
            .trimEnd(),
        )
        .slice(0, 5),
    ).toEqual(['above', 'between', 'four', '', '']);
    expect(cursor).toEqual([2, 2]);
  });

  test('a cleared frame leaves nothing, and a resting writer writes nothing', async () => {
    const drawn = scene();
    const empty = await drawn.look();
    drawn.writer.show({rows: ['one', 'two'], cursor: {x: 1, y: 1}});
    drawn.writer.clear();
    drawn.writer.rest();
    drawn.writer.show({rows: ['three'], cursor: {x: 0, y: 0}});
    expect((await drawn.look()).cells).toEqual(empty.cells);
  });
});
