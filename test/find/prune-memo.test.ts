import {describe, expect, test} from 'vitest';
import type {RepositoryIndex} from '../../src/find/index-file.ts';
import {prune, withPrevious} from '../../src/find/prune-memo.ts';
import type {RepositoryMemo} from '../../src/find/memo.ts';
import {familyWith, memoOf, REPOSITORY} from './layout-scene.ts';

const request = {fqrn: REPOSITORY, families: [familyWith({})], checkMarkers: false, extra: []};
const indexOf = (memo: RepositoryMemo): RepositoryIndex => ({
  fqrn: REPOSITORY,
  freshness: 'hash',
  checkMarkers: false,
  revision: 1,
  rootHash: null,
  scannedAt: null,
  triedAt: '',
  memo,
  watches: new Map(),
});
const contents = ({directories}: RepositoryMemo) =>
  Object.fromEntries([...directories].map(([path, {content}]) => [path, Array.isArray(content) ? content.join(' ') : content]));

describe('what is kept of a reading', () => {
  test('is what the layouts ask for', () => {
    const read = memoOf({'': 'R1/ file', R1: 'p/', gone: 'x/', 'R1/p': 'deep/'}, {'R1/p/setup.sh': 'file', 'gone/x': 'file'});
    const kept = prune(request, read, null);
    expect(contents(kept)).toEqual({'': 'R1/ file', R1: 'p/'});
    expect([...kept.checks]).toEqual([]);
  });

  test('is what was asked for besides, and a root that was read', () => {
    const read = memoOf({'': 'R1/', etc: 'x', other: ''});
    const elsewhere = {...request, families: [familyWith({path: 'deep/{release}/{platform}'})]};
    expect(contents(prune({...elsewhere, extra: ['etc', 'none']}, read, null))).toEqual({'': 'R1/', etc: 'x'});
    expect(contents(prune(elsewhere, memoOf({other: ''}), null))).toEqual({});
  });

  test('are paths that were looked at, in their entries where they can be', () => {
    const marked = {...request, checkMarkers: true, families: [familyWith({marker: 'setup.sh'})]};
    const read = memoOf(
      {'': 'R1/ R2//R1', R1: 'p/ q/ r//p'},
      {'R1/p/setup.sh': 'file', 'R1/q/setup.sh': 'missing', 'R1/r/setup.sh': 'file', 'R2/p/setup.sh': 'file'},
    );
    const kept = prune(marked, read, null);
    expect(contents(kept)).toEqual({'': 'R1/ R2//R1', R1: 'p/:setup.sh q/ r//p'});
    // What a link leads to is known from there.
    expect([...kept.checks]).toEqual([['R1/q/setup.sh', 'missing']]);
  });

  test('of one that failed in parts is the last one there, and below it', () => {
    const read = memoOf({'': 'R1/ R2/', R2: 'new/'});
    read.directories.set('R1', {key: 'k', content: {failed: 'EIO'}});
    const previous = indexOf(memoOf({'': 'R1/ R0/', R1: 'p/', R0: 'q/', R2: 'old/'}));
    const kept = prune(request, read, previous);
    expect(contents(kept)).toEqual({'': 'R1/ R2/', R1: 'p/', R2: 'new/'});
    expect(kept.directories.get('R1')).toEqual({key: null, content: ['p/'], failed: 'EIO'});
    expect(contents(prune(request, memoOf({'': 'R1/ R2/', R2: 'new/'}), previous))).toEqual({'': 'R1/ R2/', R2: 'new/'});
  });
});

describe('what was read and what was known', () => {
  const known = () => indexOf(memoOf({'': 'R1/', R1: 'p/', R2: 'q/'}, {a: 'file', b: 'missing'}));
  const read = () => memoOf({'': 'R3/', R1: 'new/'}, {b: 'file', c: 'file'});

  test('is what was read where nothing was known', () => {
    const memo = read();
    expect(withPrevious(memo, null, true)).toBe(memo);
  });

  test('is both, the new before the old', () => {
    const both = withPrevious(read(), known(), false);
    expect(contents(both)).toEqual({'': 'R3/', R1: 'new/', R2: 'q/'});
    expect(Object.fromEntries(both.checks)).toEqual({a: 'file', b: 'file', c: 'file'});
    // Nobody knows whether the old is still as it was.
    expect([...both.directories.values()].map(({key}) => key)).toEqual([null, null, null]);
  });

  test('is the old alone save for the root, where the repository is gone', () => {
    const gone = withPrevious(read(), known(), true);
    expect(contents(gone)).toEqual({'': 'R3/', R1: 'p/', R2: 'q/'});
    expect(Object.fromEntries(gone.checks)).toEqual({a: 'file', b: 'missing'});
  });

  test('keeps what was in a directory that fails now', () => {
    const failing = memoOf({});
    failing.directories.set('R1', {key: 'k', content: {failed: 'EIO'}});
    failing.directories.set('R9', {key: 'k', content: {failed: 'EIO'}});
    // The first of too many are there.
    failing.directories.set('R2', {key: 'k', content: ['first/'], failed: 'too many entries'});
    const {directories} = withPrevious(failing, known(), false);
    expect(directories.get('R1')).toEqual({key: null, content: ['p/'], failed: 'EIO'});
    expect(directories.get('R9')).toEqual({key: 'k', content: {failed: 'EIO'}});
    expect(directories.get('R2')).toEqual({key: 'k', content: ['first/'], failed: 'too many entries'});
  });
});
