import {printable} from '../../system/printable.ts';
import type {PickerState} from '../state/picker-state.ts';
import type {Symbols} from '../text/symbols.ts';
import {wrap} from '../text/fit.ts';
import {textWidth} from '../text/width.ts';
import type {Line} from './line.ts';
import {BLANK, cell, span} from './line.ts';
import {repositoryWords} from './repository-words.ts';

const LONGEST_NAME = 32;

/** What fills the body while nothing is known yet: every repository with where it stands, those that are awaited first. */
export function progressLines(state: PickerState, columns: number, rows: number, symbols: Symbols): readonly Line[] {
  const names = [...new Set([...state.reading, ...state.repositories].map(({fqrn}) => fqrn))];
  const words = 'Looking at CVMFS for the first time. Stacks appear as they are found; the next start needs none of this.';
  const room = Math.max(1, Math.min(columns - 2, 78));
  const intro: readonly Line[] =
    rows < 6
      ? [[span('  Reading; stacks appear as found.', 'muted')]]
      : [...wrap(words, room).map(text => [span('  '), span(text, 'text')]), BLANK];
  const free = Math.max(0, rows - intro.length);
  const shown = names.slice(0, names.length > free ? free - 1 : free);
  const width = Math.min(LONGEST_NAME, Math.floor(columns / 2), Math.max(0, ...shown.map(name => textWidth(printable(name)))));
  const lines = shown.map((fqrn): Line => {
    const {state: where, role, why} = repositoryWords(state, fqrn);
    const sign = role === 'muted' ? symbols.native : symbols.no;
    return [
      span(`  ${sign} `, role === 'muted' ? 'native' : role),
      cell(printable(fqrn), width, 'text', symbols.cut, 'both'),
      span(`  ${where}`, role),
      span(why === null ? '' : `  ${why}`, 'muted'),
    ];
  });
  const more = names.length - shown.length;
  return [...intro, ...lines, ...(more > 0 ? [[span(`    ${more} more`, 'muted')]] : [])];
}
