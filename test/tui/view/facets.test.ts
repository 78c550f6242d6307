import {describe, expect, test} from 'vitest';
import type {Facet, FacetName} from '../../../src/choose/facets.ts';
import {symbolsFor} from '../../../src/tui/text/symbols.ts';
import {facetPane} from '../../../src/tui/view/facet-lines.ts';
import {fitLine, plain} from '../../../src/tui/view/line.ts';
import {smallCatalogue} from '../fixtures/catalogue.ts';

const VARIANT = smallCatalogue()[0]!.variants[0];

/** `>` before the present value, `-` before one that only exists with another system or compiler. */
function facet(name: FacetName, ...values: readonly string[]): Facet {
  return {
    name,
    values: values.map(text => ({
      text: text.replace(/^[->]/, ''),
      runs: text.includes('el8') ? 'container' : 'native',
      possible: !text.startsWith('-'),
      present: text.startsWith('>'),
    })),
  };
}

const FACETS = [
  facet('os', '>el9', 'el8', 'centos7'),
  facet('compiler', 'gcc 14', '>gcc 13', '-gcc 11'),
  facet('cpu', '>x86_64'),
  facet('build', '>opt', 'dbg'),
];

function pane({columns = 80, rows = 12, active = 'compiler' as FacetName, isTold = true, facets = FACETS, ascii = false} = {}) {
  const made = facetPane({facets, active, variant: VARIANT, columns, rows, isTold, symbols: symbolsFor(ascii)});
  const read = (line: (typeof made.lines)[number]) => plain(fitLine(line, columns, '…')).trimEnd();
  return {...made, shown: [read(made.title), ...made.lines.map(read)]};
}

describe('the question for a platform as columns', () => {
  test('what exists, what is chosen, what only exists with something else, and what is the same for all', () => {
    expect(pane().shown).toEqual([
      '    SYSTEM       COMPILER      BUILD',
      '· ● el9        ● gcc 14    · ● opt',
      '  ◆ el8      > ● gcc 13      ● dbg',
      '  ● centos7    - gcc 11',
      '',
      '    All: x86_64',
    ]);
  });

  test('in a narrow pane the signs go first', () => {
    expect(pane({columns: 33}).shown.slice(0, 4)).toEqual([
      '  SYSTEM     COMPILER    BUILD',
      '· el9        gcc 14    · opt',
      '  el8      > gcc 13      dbg',
      '  centos7  - gcc 11',
    ]);
  });

  test('then one column stands by itself, and the others are named with their values', () => {
    expect(pane({columns: 28}).shown.slice(0, 4)).toEqual([
      '    el9 › COMPILER › opt',
      '  ● gcc 14      here',
      '> ● gcc 13      here',
      '  - gcc 11      with another',
    ]);
  });

  test('without the details beside it, it says what the values make together', () => {
    const words = pane({isTold: false}).shown.join('\n');
    expect(words).toContain('x86_64-el9-gcc14-opt');
    expect(words).toContain('here: It was made for el9');
  });

  test('a long column shows the surroundings of its present value', () => {
    const many = facet('compiler', ...Array.from({length: 40}, (_, at) => `${at === 30 ? '>' : ''}gcc ${at}`));
    const {shown, cursor} = pane({facets: [many, FACETS[0]!], rows: 7});
    expect(shown[1 + cursor.y]).toMatch(/> ● gcc 30/);
    expect(shown.join('\n')).toMatch(/gcc 28[^]*gcc 32/);
  });

  test('a place is a value', () => {
    const {placeAt} = pane();
    expect(placeAt(2, 1)).toEqual({name: 'os', value: 1});
    expect(placeAt(15, 2)).toEqual({name: 'compiler', value: 2});
    expect(placeAt(30, 2)).toBeNull();
    expect(placeAt(70, 0)).toBeNull();
  });

  test('where a platform says nothing, that is said', () => {
    expect(pane({facets: [facet('os', '>el9', ''), FACETS[1]!]}).shown.join('\n')).toContain('not said');
  });
});
