import {maskValue} from '../../start/mask-secrets.ts';
import type {DifferenceLine, EnvironmentLine} from '../picker-input.ts';
import {printable} from '../../system/printable.ts';
import type {PickerState} from '../state/picker-state.ts';
import {currentPreview} from '../state/picker-state.ts';
import type {Symbols} from '../text/symbols.ts';
import {truncate} from '../text/fit.ts';
import {textWidth} from '../text/width.ts';
import type {Role} from '../theme.ts';
import {differenceTold, environmentTold, waitLines} from './asked.ts';
import type {Line} from './line.ts';
import {BLANK, cell, fitLine, span} from './line.ts';
import {withPlan} from './plan-lines.ts';

const MOST_NAME = 32;
/** Lines whose names are looked at to find how wide their column is. */
const LOOKED_AT = 400;

/** What the start changes in the environment: as the set-up says where that is known, and what hsf itself sets and leaves behind. */
export function environmentLines(state: PickerState, columns: number, symbols: Symbols): readonly Line[] {
  const told = environmentTold(state);
  const own = told?.value == null ? ownLines(state, columns, symbols) : notTakenLines(state, columns, symbols);
  if (told === null) return own;
  if (told.value === null) {
    const words = waitLines('What the set-up changes', told, columns);
    // Without a plan the same would be said twice.
    return told.failed && currentPreview(state)?.plan == null ? words : [...words, BLANK, ...own];
  }
  const {lines, from} = told.value;
  const source =
    from === 'stored' ? 'As two runs of the set-up have said, and as it is applied.' : 'As hsf sets it, without a set-up.';
  return [
    [span(source, 'muted')],
    BLANK,
    ...onceFor(lines, `${columns}${symbols.cut}`, () => grouped(lines, columns, symbols)),
    ...own,
  ];
}

const drawn = new WeakMap<object, {readonly key: string; readonly lines: readonly Line[]}>();

/** Lines of an answer, made once for a width: there may be thousands, and a frame shows some dozens. */
function onceFor(answer: object, key: string, make: () => readonly Line[]): readonly Line[] {
  const known = drawn.get(answer);
  if (known?.key === key) return known.lines;
  const lines = make();
  drawn.set(answer, {key, lines});
  return lines;
}

const CHANGES: readonly (readonly [EnvironmentLine['change'], string])[] = [
  ['in-front', 'In front'],
  ['behind', 'Behind'],
  ['set', 'Set'],
  ['unset', 'Unset'],
  ['function', 'Functions'],
  ['alias', 'Aliases'],
];

function grouped(lines: readonly EnvironmentLine[], columns: number, symbols: Symbols): readonly Line[] {
  const width = nameWidth(lines, columns);
  return CHANGES.flatMap(([change, title]) => {
    const own = lines.filter(line => line.change === change);
    return group(
      `${title}, ${own.length}`,
      own.map(({name, value}) => row(name, value, {width, columns, symbols})),
    );
  });
}

function ownLines(state: PickerState, columns: number, symbols: Symbols): readonly Line[] {
  return withPlan(state, columns, ({env: {set, unset}}) => {
    const entries = Object.entries(set).map(([name, value]) => ({name, value: maskValue(name, value)}));
    const width = nameWidth([...entries, ...unset.map(name => ({name}))], columns);
    return [
      ...group(
        `Set, ${entries.length}`,
        entries.map(({name, value}) => row(name, value, {width, columns, symbols})),
      ),
      ...group(
        `Unset, ${unset.length}`,
        unset.map(name => row(name, '', {width, columns, symbols})),
      ),
      ...notTakenLines(state, columns, symbols),
    ];
  });
}

function notTakenLines(state: PickerState, columns: number, symbols: Symbols): readonly Line[] {
  const dropped = currentPreview(state)?.plan?.env.dropped ?? [];
  const width = nameWidth(dropped, columns);
  return group(
    `Not taken along, ${dropped.length}`,
    dropped.map(({name, reason}) => row(name, reason, {width, columns, symbols})),
  );
}

type RowLook = {readonly width: number; readonly columns: number; readonly symbols: Symbols};

function row(name: string, text: string, {width, columns, symbols: {cut}}: RowLook): Line {
  const value = truncate(printable(text), Math.max(0, columns - width - 4), 'both', cut);
  return [span('  '), cell(printable(name), width, 'key', cut, 'both'), span(`  ${value}`)];
}

function nameWidth(lines: readonly {readonly name: string}[], columns: number): number {
  const widest = lines.slice(0, LOOKED_AT).reduce((most, {name}) => Math.max(most, textWidth(printable(name))), 0);
  return Math.min(MOST_NAME, Math.floor(columns * 0.5), widest);
}

function group(title: string, lines: readonly Line[]): readonly Line[] {
  return lines.length === 0 ? [] : [[span(title, 'heading')], ...lines, BLANK];
}

/** What is different in the packages of another stack. */
export function differenceLines(state: PickerState, columns: number, symbols: Symbols): readonly Line[] {
  const told = differenceTold(state);
  if (told === null) return [[span('There is nothing to compare.', 'muted')]];
  if (told.value === null) return waitLines('What is different', told, columns);
  const {lines} = told.value;
  if (lines.length === 0) return [[span('They have the same packages in the same versions.')]];
  return onceFor(lines, `${columns}${symbols.cut}`, () => compared(lines, columns, symbols));
}

function compared(lines: readonly DifferenceLine[], columns: number, symbols: Symbols): readonly Line[] {
  const name = nameWidth(lines, columns);
  const version = Math.max(0, Math.min(24, Math.floor((columns - name - 8) / 2)));
  const count = (is: (line: DifferenceLine) => boolean) => lines.filter(is).length;
  const words = [
    `${count(({before, after}) => before !== null && after !== null)} changed`,
    `${count(({before}) => before === null)} new`,
    `${count(({after}) => after === null)} gone`,
  ];
  return [
    [span(words.join(', '), 'heading')],
    BLANK,
    ...lines.map(({name: title, before, after}): Line => {
      const role: Role = before === null ? 'native' : after === null ? 'no' : 'text';
      const sign = before === null ? '+' : after === null ? '-' : ' ';
      return fitLine(
        [
          span(`${sign} `, role),
          cell(printable(title), name, role, symbols.cut, 'both'),
          span('  '),
          cell(printable(before ?? ''), version, 'muted', symbols.cut, 'both'),
          span(before !== null && after !== null ? ` ${symbols.then} ` : '   ', 'muted'),
          span(truncate(printable(after ?? ''), version, 'both', symbols.cut), role),
        ],
        columns,
        symbols.cut,
      );
    }),
  ];
}
