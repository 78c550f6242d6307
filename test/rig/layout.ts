import {familyFromData} from '../../src/find/family-from-data.ts';
import type {EntryRule, Family, Layout} from '../../src/find/family.ts';
import type {FoundVariant} from '../../src/find/found.ts';

const [VIEWS] = familyFromData(
  {
    id: 'lcg',
    title: 'LCG views',
    layout: [
      {
        repository: 'sft.cern.ch',
        path: 'lcg/views/{release}/{platform}',
        grammar: 'lcg',
        entry: {kind: 'source', path: 'setup.sh'},
      },
    ],
  },
  'test',
).layouts;

/** A layout of release views with every default, changed where a test is about it. */
export function layoutWith(changes: Partial<Layout> = {}): Layout {
  if (VIEWS === undefined) throw new Error('There is one layout above');
  return {...VIEWS, ...changes};
}

/** An entry rule with every default. */
export function entryWith(changes: Partial<EntryRule> = {}): EntryRule {
  return {...layoutWith().entry, ...changes};
}

/** A family with every default. */
export function familyWith(changes: Partial<Family> & Pick<Family, 'id'>): Family {
  const title = `Title of ${changes.id}`;
  return {...familyFromData({id: changes.id, title, layout: []}, 'built-in'), ...changes};
}

/** The facts of a found variant that few tests are about. */
export const PLAIN_FIND = {
  link: null,
  real: null,
  complete: null,
  dated: null,
  compiler: null,
  captures: {},
} satisfies Partial<FoundVariant>;
