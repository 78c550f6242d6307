import type {Binding} from '../keys/table.ts';
import {keyName} from '../keys/table.ts';
import type {Line} from './line.ts';
import {BLANK, cell, span} from './line.ts';

const GROUPS: readonly Binding['group'][] = ['Choose', 'Move', 'Filter', 'More'];

/** All keys with their meaning, from the table that the keys themselves come from. */
export function helpLines(bindings: readonly Binding[], columns: number, cut: string): readonly Line[] {
  const lines: Line[] = [];
  const width = Math.min(Math.max(12, Math.floor(columns * 0.4)), 34);
  for (const group of GROUPS) {
    if (lines.length > 0) lines.push(BLANK);
    lines.push([span(group, 'title')]);
    for (const binding of bindings) {
      if (binding.group !== group || binding.keys.length === 0) continue;
      const keys = [...new Set(binding.keys.map(keyName))].join(' ');
      lines.push([span('  '), cell(keys, width, 'key', cut), span(' '), span(binding.words)]);
    }
  }
  lines.push(BLANK, [span('Letters and digits search: family, release, title, system, compiler, processor.', 'muted')]);
  return lines;
}
