import {expect, test} from 'vitest';
import {compareLists} from '../../../src/find/packages/compare-lists.ts';
import type {Package} from '../../../src/find/packages/package.ts';

/** `ROOT 6.34`, `sci-physics/root 6.34`. */
const list = (...texts: readonly string[]): readonly Package[] =>
  texts.map(text => {
    const [, category = null, name = '', version = ''] = /^(?:(.*)\/)?(\S+) (\S+)$/.exec(text) ?? [];
    return {name, version, category};
  });
const NOTHING = {added: [], removed: [], upgraded: [], downgraded: [], changed: [], same: 0};
const change = (name: string, from: readonly string[], to: readonly string[]) => ({name, category: null, from, to});

test.each([
  {title: 'two lists without packages', from: list(), to: list(), is: {}},
  {title: 'the same', from: list('ROOT 6.34', 'fmt 10'), to: list('fmt 10', 'ROOT 6.34'), is: {same: 2}},
  {title: 'the same in another case', from: list('ROOT 6.34'), to: list('root 6.34'), is: {same: 1}},
  {
    title: 'a newer version',
    from: list('fmt 9.2', 'ROOT 6.4'),
    to: list('fmt 10.1', 'ROOT 6.4'),
    is: {upgraded: [change('fmt', ['9.2'], ['10.1'])], same: 1},
  },
  {title: 'an older version', from: list('fmt 10.1'), to: list('fmt 9.2'), is: {downgraded: [change('fmt', ['10.1'], ['9.2'])]}},
  {
    title: 'one more old version beside the newest',
    from: list('fmt 10.1'),
    to: list('fmt 9', 'fmt 10.1', 'fmt 9.2'),
    is: {changed: [change('fmt', ['10.1'], ['10.1', '9.2', '9'])]},
  },
  {title: 'a version that is listed twice', from: list('fmt 9', 'fmt 9'), to: list('fmt 9'), is: {same: 1}},
  {
    title: 'versions that are as new as each other, in one order',
    from: list('fmt 1.0', 'fmt 1.00'),
    to: list('fmt 1.00', 'fmt 1.0'),
    is: {same: 1},
  },
  {
    title: 'packages on one side alone, by name',
    from: list('zlib 1', 'Boost 1', 'both 1'),
    to: list('xrootd 5', 'Arrow 2', 'both 1'),
    is: {
      removed: [
        {name: 'Boost', category: null, versions: ['1']},
        {name: 'zlib', category: null, versions: ['1']},
      ],
      added: [
        {name: 'Arrow', category: null, versions: ['2']},
        {name: 'xrootd', category: null, versions: ['5']},
      ],
      same: 1,
    },
  },
  {
    title: 'one name in two categories',
    from: list('dev-python/numpy 1', 'sci-libs/numpy 1'),
    to: list('dev-python/numpy 1'),
    is: {removed: [{name: 'numpy', category: 'sci-libs', versions: ['1']}], same: 1},
  },
])('$title', ({from, to, is}) => expect(compareLists(from, to)).toEqual({...NOTHING, ...is}));
