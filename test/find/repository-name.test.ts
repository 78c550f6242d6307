import {describe, expect, test} from 'vitest';
import {domainOf, isRepositoryName, splitPath} from '../../src/find/repository-name.ts';

describe('names of repositories', () => {
  test.each([
    ['a.b', true],
    ['a', false],
    ['a.', false],
    ['.a', false],
    ['a..b', false],
    ['-a.b', false],
    ['a-b_c.d-e', true],
    ['a.b/c', false],
    ['a b.c', false],
    ['../x.y', false],
    [`${'a'.repeat(253)}.b`, true],
    [`${'a'.repeat(254)}.b`, false],
  ])('%s: %s', (name, isOne) => {
    expect(isRepositoryName(name)).toBe(isOne);
  });

  test.each([
    ['/cvmfs/a.b/c/d', {repository: 'a.b', path: 'c/d'}],
    ['/cvmfs/a.b//c/./d/', {repository: 'a.b', path: 'c/d'}],
    ['/cvmfs/a.b', {repository: 'a.b', path: ''}],
    ['x/cvmfs/a.b/c', null],
    ['cvmfs/a.b/c', null],
    ['/cvmfs2/a.b/c', null],
    ['/cvmfs', null],
    ['/cvmfs/none/c', null],
    ['/cvmfs/../etc', null],
  ])('%s', (path, split) => {
    expect(splitPath(path)).toEqual(split);
  });

  test('have a domain', () => {
    expect([domainOf('sft.cern.ch'), domainOf('a.b.c.d')]).toEqual(['cern.ch', 'b.c.d']);
  });
});
