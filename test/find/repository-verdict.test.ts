import {describe, expect, test} from 'vitest';
import type {RepositoryIndex} from '../../src/find/index-file.ts';
import {leftOutOf, tallyLeftOut} from '../../src/find/left-out.ts';
import {emptyMemo, OUTSIDE, TOO_MANY, type DirectoryMemo, type PathKind} from '../../src/find/memo.ts';
import {verdictOf} from '../../src/find/repository-verdict.ts';
import {keepRead, keepUnchanged, watchedDirectories} from '../../src/find/watched-directories.ts';

const FQRN = 'a.org';
type Content = DirectoryMemo['content'];
function index(
  directories: Readonly<Record<string, Content | DirectoryMemo>>,
  checks: Readonly<Record<string, PathKind>> = {},
  watches: RepositoryIndex['watches'] = new Map(),
): RepositoryIndex {
  const memo = emptyMemo();
  for (const [path, one] of Object.entries(directories))
    memo.directories.set(path, typeof one === 'object' && 'content' in one ? one : {key: `key of ${path}`, content: one});
  for (const [path, kind] of Object.entries(checks)) memo.checks.set(path, kind);
  return {
    fqrn: FQRN,
    freshness: 'times',
    checkMarkers: true,
    revision: null,
    rootHash: null,
    scannedAt: '2026-11-23T08:00:00.000Z',
    triedAt: '2026-11-23T08:00:00.000Z',
    memo,
    watches,
  };
}
const FACTS = {hasLayouts: true, variants: 1, automounted: false};

describe('a repository is', () => {
  test.each([
    {title: 'ready', of: index({'': ['a/']}), state: 'ready', says: null},
    {title: 'not mounted', of: index({'': 'missing'}), state: 'not-mounted', says: 'stacks are shown as of'},
    {
      title: 'not mounted, of which nothing is known',
      of: index({'': 'missing'}),
      facts: {variants: 0},
      state: 'not-mounted',
      says: 'is not mounted here.',
    },
    {
      title: 'not given by the automounter',
      of: index({'': 'missing'}),
      facts: {automounted: true},
      state: 'not-mounted',
      says: 'cvmfs_config probe',
    },
    {title: 'ill', of: index({'': ['a/'], a: {failed: 'EIO'}}), state: 'failed', says: 'a in a.org cannot be read'},
    {
      title: 'ill, whatever else may not be read',
      of: index({'': ['a/'], a: {failed: 'EACCES'}, b: {failed: 'EIO'}}),
      state: 'failed',
      says: 'b in a.org',
    },
    {title: 'closed', of: index({'': {failed: 'EACCES'}}), state: 'failed', says: 'a.org cannot be read'},
    {
      title: 'ready but for a part',
      of: index({'': ['a/'], a: {failed: 'EACCES'}}),
      state: 'ready',
      says: 'In a.org, a cannot be read',
    },
    {title: 'ready where a link leads out', of: index({'': ['a/'], a: {failed: OUTSIDE}}), state: 'ready', says: null},
    {title: 'empty', of: index({'': []}), state: 'empty', says: 'is empty'},
    {title: 'without anything known', of: index({'': ['a/']}), facts: {variants: 0}, state: 'empty', says: 'holds nothing'},
    {
      title: 'ready where no family looks',
      of: index({'': ['a/']}),
      facts: {variants: 0, hasLayouts: false},
      state: 'ready',
      says: null,
    },
    {
      title: 'ready where names are no names',
      of: index({'': {key: null, content: ['a/'], unnamed: 2}}),
      facts: {variants: 0},
      state: 'ready',
      says: '2 names are no UTF-8',
    },
  ])('$title', ({of, facts, state, says}) => {
    const verdict = verdictOf(of, {...FACTS, ...facts});
    expect(verdict.state).toBe(state);
    if (says === null) expect(verdict.message).toBeNull();
    else expect(verdict.message).toContain(says);
  });
});

describe('what is left out', () => {
  const reasons = (of: RepositoryIndex, ...byLayouts: Parameters<typeof leftOutOf>[1]) =>
    leftOutOf(of, byLayouts).map(({reason, count, examples}) => [reason, count, examples.join(' ')]);

  test('is counted by reason, each path once, with a few examples', () => {
    const tally = tallyLeftOut(FQRN);
    for (const path of ['a', 'b', 'a', 'c', 'd']) tally.add('dangling', path);
    tally.add('unnamed', '', 7);
    expect(tally.result()).toEqual([
      {repository: FQRN, reason: 'dangling', count: 4, examples: ['/cvmfs/a.org/a', '/cvmfs/a.org/b', '/cvmfs/a.org/c']},
      {repository: FQRN, reason: 'unnamed', count: 7, examples: ['/cvmfs/a.org']},
    ]);
  });

  test('has a reason for each failure', () => {
    const of = index({
      '': {key: null, content: ['x'], unnamed: 2},
      a: {failed: 'EACCES'},
      b: {failed: OUTSIDE},
      c: {failed: 'ELOOP'},
      d: {key: null, content: ['x'], failed: TOO_MANY},
    });
    expect(reasons(of)).toEqual([
      ['unnamed', 2, '/cvmfs/a.org'],
      ['unreadable', 1, '/cvmfs/a.org/a'],
      ['link-out', 1, '/cvmfs/a.org/b'],
      ['link-loop', 1, '/cvmfs/a.org/c'],
      ['truncated', 1, '/cvmfs/a.org/d'],
    ]);
  });

  test('by layouts and by reading is one where the reason is', () => {
    const by = (reason: 'unreadable' | 'dangling', ...examples: readonly string[]) => ({
      repository: FQRN,
      reason,
      count: examples.length,
      examples,
    });
    expect(reasons(index({a: {failed: 'EACCES'}}), by('dangling', 'x'), by('unreadable', 'p', 'q', 'r'))).toEqual([
      ['unreadable', 4, '/cvmfs/a.org/a p q'],
      ['dangling', 1, 'x'],
    ]);
  });
});

describe('an index of a plain tree', () => {
  const WATCH = {directory: 'a.org/b', key: 'key of b'};

  test('watches its directories, and those in which something is missing', () => {
    const of = index(
      {'': ['a/'], a: ['b']},
      {'a/there': 'file', 'b/gone': 'missing', 'c/gone': 'missing'},
      new Map([
        ['a/there', {directory: 'a.org/z', key: 'z'}],
        ['b/gone', WATCH],
      ]),
    );
    expect(watchedDirectories(of)).toEqual([
      {directory: 'a.org', key: 'key of '},
      {directory: 'a.org/a', key: 'key of a'},
      WATCH,
    ]);
  });

  test('believes no directory that changed between two reads', () => {
    const twice = (key: string) => index({b: ['x']}, {'b/gone': 'missing'}, new Map([['b/gone', {...WATCH, key}]]));
    expect(watchedDirectories(twice('key of b'))).toEqual([WATCH]);
    expect(watchedDirectories(twice('other'))).toEqual([{...WATCH, key: null}]);
  });

  test('keeps what did not change, and no illness', () => {
    const of = index(
      {'': ['a/', 'b/'], a: ['x'], b: ['y'], ill: {failed: 'EIO'}, closed: {failed: 'EACCES'}, unsure: {key: null, content: []}},
      {'a/x': 'file', 'b/y': 'file', 'b/gone': 'missing', 'a/gone': 'missing', 'c/gone': 'missing', 'd/gone': 'missing'},
      new Map<string, {readonly directory: string; readonly key: string | null}>([
        ['b/gone', WATCH],
        ['a/gone', {directory: 'a.org/a', key: 'key of a'}],
        ['d/gone', {directory: 'a.org/d', key: null}],
      ]),
    );
    const kept = (changed: readonly string[]) => {
      const {directories, checks} = keepUnchanged(of, new Set(changed));
      return {directories: [...directories.keys()], checks: [...checks.keys()]};
    };
    expect(kept([])).toEqual({directories: ['', 'a', 'b', 'closed'], checks: ['a/x', 'b/y', 'b/gone', 'a/gone']});
    expect(kept(['a.org/b'])).toEqual({directories: ['', 'a', 'closed'], checks: ['a/x', 'a/gone']});
    expect([...keepRead(of).directories.keys()]).toEqual(['', 'a', 'b', 'closed', 'unsure']);
    expect(keepRead(of).checks.size).toBe(6);
  });
});
