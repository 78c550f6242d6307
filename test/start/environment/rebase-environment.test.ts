import {describe, expect, it} from 'vitest';
import {NO_DIFFERENCE, type ShellVariable} from '../../../src/start/environment/difference.ts';
import {rebaseEnvironment} from '../../../src/start/environment/rebase-environment.ts';

const rebased = (value: string, root = '/data/tree') =>
  rebaseEnvironment({...NO_DIFFERENCE, set: {X: value}, functions: {f: value}}, root).set['X'];

describe('an environment for a shell that has the tree elsewhere', () => {
  it.each([
    {title: 'a path', value: '/cvmfs/sft.cern.ch/lcg', expected: '/data/tree/sft.cern.ch/lcg'},
    {title: 'the root itself', value: '/cvmfs', expected: '/data/tree'},
    {
      title: 'every entry of a search path',
      value: '/cvmfs/a/bin:/usr/bin:/cvmfs/b/bin',
      expected: '/data/tree/a/bin:/usr/bin:/data/tree/b/bin',
    },
    {
      title: 'a path behind an option',
      value: '-L/cvmfs/a -I"/cvmfs/b" --x=/cvmfs/c',
      expected: '-L/data/tree/a -I"/data/tree/b" --x=/data/tree/c',
    },
    {title: 'a directory of the same name elsewhere stays', value: '/home/me/cvmfs/x', expected: '/home/me/cvmfs/x'},
    {title: 'a longer name stays', value: '/cvmfs-config/x:/cvmfs.old', expected: '/cvmfs-config/x:/cvmfs.old'},
  ])('$title', ({value, expected}) => {
    expect(rebased(value)).toBe(expected);
  });

  it('takes a root with dollar signs literally', () => {
    expect(rebased('/cvmfs/x', '/tmp/$& $1')).toBe('/tmp/$& $1/x');
  });

  it('covers functions as well', () => {
    expect(rebaseEnvironment({...NO_DIFFERENCE, unset: ['A'], functions: {f: 'f () { ls /cvmfs/x; }'}}, '/t')).toEqual({
      ...NO_DIFFERENCE,
      unset: ['A'],
      functions: {f: 'f () { ls /t/x; }'},
    });
  });

  it('covers what only bash holds', () => {
    const variable = (name: string, value: ShellVariable['value']) => ({
      name,
      attributes: Array.isArray(value) ? 'a' : '',
      value,
    });
    const of = (path: string) => ({
      ...NO_DIFFERENCE,
      completions: [['-C', `${path}/bin/complete`, 'x']],
      shellVariables: [variable('one', `${path}/a`), variable('list', [['0', `${path}/b`]]), variable('none', null)],
    });
    expect(rebaseEnvironment(of('/cvmfs'), '/t')).toEqual(of('/t'));
  });
});
