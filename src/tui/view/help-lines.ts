import type {Binding} from '../keys/bindings.ts';
import {keyName} from '../keys/key-names.ts';
import {wrap} from '../text/fit.ts';
import {textWidth} from '../text/width.ts';
import type {Line} from './line.ts';
import {BLANK, cell, fitLine, span} from './line.ts';

const GROUPS: readonly Binding['group'][] = ['Choose', 'Move', 'Filter', 'More'];
const LEAST_FOR_TWO = 130;
/** In less, the words stand below their keys. */
const LEAST_BESIDE = 64;
/** A letter stands before the keys: it holds where letters are keys, and on an empty search if it is a sign. */
const LETTER_WIDTH = 6;

/** All keys with their meaning, from the table that the keys themselves come from. */
export function helpLines(bindings: readonly Binding[], columns: number, cut: string): readonly Line[] {
  const two = columns >= LEAST_FOR_TWO;
  const width = two ? Math.floor((columns - 4) / 2) : columns;
  const groups = GROUPS.map(group => groupLines(group, bindings, width, cut));
  const words =
    'Letters search in everything: family, release, system, compiler, processor, packages. Tab makes them the keys of the first column, and back; the word at the right of the last line says which.';
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
  const width = Math.min(Math.max(12, Math.floor(columns * 0.4)), 34);
  const lines: Line[] = [[span(group, 'heading')]];
  for (const binding of bindings) {
    if (binding.group !== group || binding.keys.length + binding.letters.length === 0) continue;
    const letter = cell(binding.letters.slice(0, 1).map(keyName).join(''), LETTER_WIDTH, 'key', cut);
    if (columns < LEAST_BESIDE) {
      lines.push([span('  '), letter, span(keysThatFit(binding.keys, columns - LETTER_WIDTH - 2), 'key')]);
      lines.push(...wrap(binding.words, Math.max(1, columns - 4)).map((text): Line => [span('    '), span(text)]));
      continue;
    }
    const keys = cell(keysThatFit(binding.keys, width - LETTER_WIDTH - 3), width - LETTER_WIDTH - 2, 'key', cut);
    lines.push([span('  '), letter, keys, span(' '), span(binding.words)]);
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
