import type {Binding} from '../keys/table.ts';
import {keyName} from '../keys/table.ts';
import {wrap} from '../text/fit.ts';
import {textWidth} from '../text/width.ts';
import type {Line} from './line.ts';
import {BLANK, cell, fitLine, span} from './line.ts';

const GROUPS: readonly Binding['group'][] = ['Choose', 'Move', 'Filter', 'More'];
const LEAST_FOR_TWO = 130;

/** All keys with their meaning, from the table that the keys themselves come from. */
export function helpLines(bindings: readonly Binding[], columns: number, cut: string): readonly Line[] {
  const two = columns >= LEAST_FOR_TWO;
  const width = two ? Math.floor((columns - 4) / 2) : columns;
  const groups = GROUPS.map(group => groupLines(group, bindings, width, cut));
  const words =
    'Letters search in everything: family, release, system, compiler, processor, packages. Tab makes them keys, and back; the word at the right of the last line says which.';
  const end: readonly Line[] = [BLANK, ...wrap(words, Math.min(columns, 100)).map((text): Line => [span(text, 'muted')])];
  if (!two) return [...groups.flatMap((lines, position) => (position === 0 ? lines : [BLANK, ...lines])), ...end];
  const left = [...groups[0]!, BLANK, ...groups[1]!, BLANK, ...groups[2]!];
  const right = groups[3]!;
  const lines = Array.from({length: Math.max(left.length, right.length)}, (_, row) => [
    ...fitLine(left[row] ?? [], width, cut),
    span('    '),
    ...(right[row] ?? []),
  ]);
  return [...lines, ...end];
}

function groupLines(group: Binding['group'], bindings: readonly Binding[], columns: number, cut: string): readonly Line[] {
  const width = Math.min(Math.max(12, Math.floor(columns * 0.4)), 30);
  const lines: Line[] = [[span(group, 'heading')]];
  for (const binding of bindings) {
    if (binding.group !== group || binding.keys.length === 0) continue;
    lines.push([span('  '), cell(keysThatFit(binding.keys, width - 3), width - 2, 'key', cut), span(' '), span(binding.words)]);
  }
  return lines;
}

/** As many keys as there is room for: half of a key's name would be another key. */
function keysThatFit(keys: readonly string[], room: number): string {
  let text = '';
  for (const name of new Set(keys.map(keyName))) {
    const longer = text === '' ? name : `${text} ${name}`;
    if (text !== '' && textWidth(longer) > room) break;
    text = longer;
  }
  return text;
}
