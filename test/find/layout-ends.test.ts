import {describe, expect, test} from 'vitest';
import {compilePattern, matchPath} from '../../src/find/path-pattern.ts';
import type {PathKind} from '../../src/find/memo.ts';
import {expand, familyWith, found, memoOf} from './layout-scene.ts';

describe('a variant that is a link to what was not read', () => {
  const directories = {'': 'R/', R: 'p//../Other/p'};
  const family = familyWith({});

  test.each<[PathKind, readonly string[], string | null]>([
    ['directory', ['R@p'], null],
    ['file', [], null],
    ['other', [], null],
    ['missing', [], 'dangling'],
    ['outside', [], 'link-out'],
    ['failed ELOOP', [], 'link-loop'],
    ['failed EIO', [], 'unreadable'],
    ['failed EACCES', [], 'unreadable'],
  ])('and is %s', (kind, variants, reason) => {
    const memo = memoOf(directories, {'R/p': kind, 'R/p/setup.sh': 'file', 'Other/p': kind, 'Other/p/setup.sh': 'file'});
    expect(found(family, memo, true)).toEqual(variants);
    const {leftOut} = expand(family, memo, true);
    expect(leftOut.map(one => one.reason)).toEqual(reason === null ? [] : [reason]);
    // On a real client nothing is looked at, since each would be a catalog.
    expect(found(family, memo)).toEqual(['R@p']);
  });
});

describe('markers and scripts', () => {
  test('that are known from the listing have to be of the right kind', () => {
    const scripts = familyWith({marker: 'setup.sh'});
    expect(found(scripts, memoOf({'': 'R/', R: 'p/:setup.sh q/:setup.sh/'}, {'R/q/setup.sh': 'missing'}), true)).toEqual(['R@p']);
    const directory = expand(scripts, memoOf({'': 'R/', R: 'q/:setup.sh/'}), true);
    expect([directory.variants, directory.checks, directory.leftOut.map(({reason}) => reason)]).toEqual([
      [],
      [],
      ['half-published'],
    ]);
    const others = familyWith({marker: 'modules'});
    const memo = memoOf({'': 'R/', R: 'p/:modules q/:modules/ r/:else'}, {'R/p/setup.sh': 'file', 'R/q/setup.sh': 'file'});
    expect(found(others, memo, true)).toEqual(['R@p', 'R@q']);
    expect(expand(others, memo, true).checks).toEqual(['R/r/modules']);
  });

  test('are both looked at where they differ', () => {
    const family = familyWith({marker: 'done'});
    const directories = {'': 'R/', R: 'p/'};
    expect(expand(family, memoOf(directories), true).checks).toEqual(['R/p/done']);
    expect(expand(family, memoOf(directories, {'R/p/done': 'file'}), true).checks).toEqual(['R/p/setup.sh']);
    const half = expand(family, memoOf(directories, {'R/p/done': 'file', 'R/p/setup.sh': 'missing'}), true);
    expect([half.variants, half.leftOut.map(({reason}) => reason)]).toEqual([[], ['half-published']]);
    const locked = expand(family, memoOf(directories, {'R/p/done': 'file', 'R/p/setup.sh': 'failed EACCES'}), true);
    expect([locked.variants, locked.leftOut.map(({reason}) => reason)]).toEqual([[], ['unreadable']]);
    expect(found(family, memoOf(directories, {'R/p/done': 'file', 'R/p/setup.sh': 'file'}), true)).toEqual(['R@p']);
    // A script is a file.
    expect(found(family, memoOf(directories, {'R/p/done': 'file', 'R/p/setup.sh': 'directory'}), true)).toEqual([]);
  });

  test('inside are tried in their order, also on a real client', () => {
    const family = familyWith({entry: {kind: 'source', path: ['new.sh', 'old.sh']}});
    const directories = {'': 'R/', R: 'p/'};
    expect(expand(family, memoOf(directories)).checks).toEqual(['R/p/new.sh']);
    const memo = memoOf(directories, {'R/p/new.sh': 'missing', 'R/p/old.sh': 'file'});
    expect(expand(family, memo).variants.map(({entry}) => entry.path.split('/').at(-1))).toEqual(['old.sh']);
  });
});

describe('a path that a pattern describes', () => {
  test.each([
    ['a/b/{release}/c/d', 'a/b/1/c/d', {release: '1'}],
    ['a/b/{release}/c/d', 'a/b/1/c', null],
    ['a/b/{release}/c/d', 'a/x/1/c/d', null],
    ['a/b/{release}/c/d', 'a/b/1/c/x', null],
    ['a/b/{release}/c/d', 'a/b/1/c/d/e', null],
    ['{release}/{release}-x', '1/1-x', {release: '1'}],
    ['{release}/{release}-x', '1/2-x', null],
    ['{release}.{n}/{release}', '1.2/1', {release: '1', n: '2'}],
    ['{release...}', '1', null],
  ])('%s: %s', (pattern, path, captures) => {
    expect(matchPath(compilePattern(pattern, {}, null), path)).toEqual(captures);
  });

  test.each([
    ['{release}', '.hidden', {}, null],
    ['{release}', '.hidden', {release: '.*'}, {release: '.hidden'}],
    ['{release}', '.hidden', {release: '[.]*'}, {release: '.hidden'}],
    ['{release}', '.hidden', {release: '{.hid,x}*'}, {release: '.hidden'}],
    ['{release}', '.hidden', {release: '*'}, null],
    ['v{release}', 'v.1', {}, {release: '.1'}],
    ['.{release}', '.1', {}, {release: '1'}],
  ])('%s: hidden %s by %j', (pattern, path, match, captures) => {
    expect(matchPath(compilePattern(pattern, match, null), path)).toEqual(captures);
  });
});
