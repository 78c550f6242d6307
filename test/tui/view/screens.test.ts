import {describe, expect, test} from 'vitest';
import type {ChooserName, ChooserRow} from '../../../src/tui/state/overlay-state.ts';
import {NO_FILTERS} from '../../../src/tui/state/filters.ts';
import {EMPTY_LIST} from '../../../src/tui/state/list-state.ts';
import type {PickerState} from '../../../src/tui/state/picker-state.ts';
import {EMPTY_TEXT} from '../../../src/tui/state/text-input.ts';
import {drawScreen, placeAt} from '../../../src/tui/view/screen.ts';
import {stackSummary, summaryWords, whyBest} from '../../../src/tui/view/why-words.ts';
import {repositoryOf, smallCatalogue, stackOf, tableOf} from '../fixtures/catalogue.ts';
import {SCENERY, opened, play, seen} from '../fixtures/screen-text.ts';

function choosing(state: PickerState, name: ChooserName, rows: readonly ChooserRow[], cursor = 0): PickerState {
  const list = {...EMPTY_LIST, length: rows.length, height: 10, cursor};
  return {...state, overlay: {type: 'chooser', name, filter: EMPTY_TEXT, list, rows}};
}

function row(text: string, note = '', possible = true): ChooserRow {
  return {id: text, text, note, possible};
}

describe('what is on', () => {
  const filters = {...NO_FILTERS, runs: true, compiler: 'gcc 14'};
  test('the filters stand beside the search', () => {
    expect(seen({...opened({columns: 100}), filters})[1]).toMatch(/\[runs here\] \[gcc 14\] 9$/);
  });
  test('as a number where there is no room for their names', () => {
    expect(seen({...opened({columns: 40, rows: 9}), filters})[1]).toMatch(/\[2 filters\] 9$/);
  });
  test('where letters go is told at any width, without colour', () => {
    const state = opened({columns: 40, rows: 9});
    const keys: PickerState = {...state, stack: {...state.stack, letters: 'commands'}};
    expect(seen(state).at(-1)).toMatch(/TYPE$/);
    expect(seen(keys).at(-1)).toMatch(/KEYS$/);
    expect(seen(keys)[1]).toContain('letters are keys');
  });
  test('what was typed is marked where it is found', () => {
    const {lines} = drawScreen(play(opened({columns: 100}), '<107>'), SCENERY);
    expect(lines.flat().filter(part => part.role === 'match')).toEqual([expect.objectContaining({text: '107'})]);
  });
});

describe('choosers', () => {
  test('commands with their keys', () => {
    const shown = seen(choosing(opened({columns: 80}), 'palette', [row('copy the command', 'y'), row('keep as favourite', 'f')]));
    expect(shown[0]).toBe('hsf Commands');
    expect(shown[2]).toMatch(/^ {2}COMMAND +KEYS$/);
    expect(shown[3]).toMatch(/^> copy the command +y$/);
  });
  test('a repository with its state, since when, and what one can do', () => {
    const state = opened({
      columns: 100,
      repositories: [repositoryOf('sft.cern.ch', {state: 'hung', message: 'No answer for 10 s; check the network.'})],
    });
    const shown = seen(choosing(state, 'repositories', [row('sft.cern.ch')])).join('\n');
    expect(shown).toMatch(/> sft\.cern\.ch +not answering +│/);
    expect(shown).toContain('No answer for 10 s');
    expect(shown).toMatch(/To do +What is shown of it/);
  });
  test('a theme is shown with all that a screen says', () => {
    const shown = seen(choosing(opened({columns: 100}), 'themes', [row('Catppuccin', 'built-in')])).join('\n');
    expect(shown).toMatch(/> Catppuccin +built-in +│ Search: lcg/);
    expect(shown).toContain('[runs here]');
  });
  test('a click is one of its rows', () => {
    const state = choosing(opened({columns: 80}), 'packages', [row('ROOT'), row('Geant4')]);
    const {layout} = drawScreen(state, SCENERY);
    expect(placeAt(state, {column: 3, row: layout.body + 1})).toEqual({type: 'row', row: 1});
    expect(placeAt(state, {column: 3, row: layout.body + 2})).toBeNull();
  });
});

describe('what is awaited', () => {
  const reading = [
    {fqrn: 'sft.cern.ch', since: -4_000},
    {fqrn: 'software.eessi.io', since: -12_000},
  ];
  test('a first run shows each repository with where it stands', () => {
    const repositories = [repositoryOf('software.eessi.io', {state: 'hung', message: 'No answer.'}), repositoryOf('cms.cern.ch')];
    const shown = seen(opened({table: tableOf([]), repositories, reading}));
    expect(shown.filter(line => /^ {2}[○●]/.test(line)).map(line => line.trim().replaceAll(/ +/g, ' '))).toEqual([
      '○ sft.cern.ch reading for 4 s',
      '○ software.eessi.io not answering for 12 s No answer.',
      '● cms.cern.ch ready',
    ]);
  });
  test('on small screens the first line tells how many', () => {
    expect(seen(opened({columns: 40, rows: 9, reading}))[0]).toMatch(/reading 2$/);
  });
});

describe('why one is the best', () => {
  const [lcg] = smallCatalogue();
  test('its builds are counted, and the first one has a reason', () => {
    expect(summaryWords(stackSummary(lcg!))).toBe('8 builds: 4 here, 2 in a container, 2 not here');
    expect(whyBest(lcg!.variants[0], lcg!)).toBe('The best of 8: gcc 14, the newest compiler.');
    expect(whyBest(lcg!.variants[4]!, lcg!)).toBe('x86_64-el9-gcc14-opt is better: it runs here as it is.');
  });
  test('one build is no choice', () => {
    const only = stackOf({address: 'a/b', variants: [{text: 'x86_64-el9-gcc13-opt'}]});
    expect(whyBest(only.variants[0], only)).toBeNull();
  });
});
