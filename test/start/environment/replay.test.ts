import {describe, expect, test} from 'vitest';
import {inputsOf} from '../../../src/start/environment/inputs.ts';
import type {StoredEnvironment} from '../../../src/start/environment/record.ts';
import {differenceIn, pathsBelow, pathsIn, replayed} from '../../../src/start/environment/replay.ts';
import {HERE} from './dumps.ts';

const record = (more: Partial<StoredEnvironment> = {}): StoredEnvironment => ({
  version: 1,
  changes: [],
  functions: {},
  exportedFunctions: {},
  aliases: {},
  completions: [],
  options: {},
  shellVariables: [],
  inputs: inputsOf(HERE),
  printed: '',
  ...more,
});

describe('a stored environment', () => {
  test('holds where all inputs are as they were', () => {
    const stored = record({changes: [{kind: 'set', name: 'A', value: '1'}]});
    expect(replayed(stored, HERE)).toMatchObject({set: {A: '1'}});
    expect(replayed(stored, {...HERE, MINE: '1'})).toBeNull();
    expect(replayed(stored, {...HERE, HOME: '/home/bob'})).toMatchObject({set: {A: '1'}});
  });

  test('that names a machine holds on this one, and where it was asked about before', () => {
    const stored = record({inputs: inputsOf(HERE, {host: 'lxplus7'})});
    expect(replayed(stored, HERE, 'lxplus7')).not.toBeNull();
    expect(replayed(stored, HERE, 'lxplus8')).toBeNull();
    expect(replayed(stored, HERE)).not.toBeNull();
  });

  test('behind start-up files is for the bash that reads them', () => {
    expect(replayed(record({inputs: inputsOf(HERE, {startUp: {A: '1'}})}), HERE)).toBeNull();
  });

  test.each([
    {title: 'a value', change: {kind: 'set', name: 'A', value: 'x'}, set: {A: 'x'}},
    {title: 'a value with a place', change: {kind: 'set', name: 'A', value: [{of: 'HOME'}, '/x']}, set: {A: '/home/ann/x'}},
    {title: 'a value that is there', change: {kind: 'set', name: 'USER', value: 'ann'}, set: {}},
    {
      title: 'entries of a list',
      change: {kind: 'list', name: 'PATH', before: ['/a', [{of: 'HOME'}]], after: ['/b'], alone: null},
      set: {PATH: '/a:/home/ann:/usr/bin:/bin:/b'},
    },
    {
      title: 'a list that is not there',
      change: {kind: 'list', name: 'L', before: ['/a'], after: [], alone: '/a:'},
      set: {L: '/a:'},
    },
    {
      title: 'a list that is empty',
      env: {L: ''},
      change: {kind: 'list', name: 'L', before: ['/a'], after: [], alone: [{of: 'HOME'}]},
      set: {L: '/home/ann'},
    },
    {title: 'a name that goes', change: {kind: 'unset', name: 'USER'}, set: {}, unset: ['USER']},
    {title: 'a name that is not there', change: {kind: 'unset', name: 'GONE'}, set: {}, unset: []},
  ] as {title: string; env?: object; change: StoredEnvironment['changes'][number]; set: object; unset?: string[]}[])(
    'makes $title',
    ({env, change, set, unset = []}) => {
      expect(differenceIn(record({changes: [change]}), {...HERE, ...env})).toMatchObject({set, unset});
    },
  );

  test.each([
    {title: 'a place that is missing', more: {changes: [{kind: 'set', name: 'A', value: [{of: 'TMPDIR'}]}]}},
    {title: 'a list that was never seen empty', more: {changes: [{kind: 'list', name: 'L', before: [], after: [], alone: null}]}},
    {
      title: 'an entry with a place that is missing',
      more: {changes: [{kind: 'list', name: 'PATH', before: [[{of: 'TMPDIR'}]], after: [], alone: null}]},
    },
    {title: 'such a shell variable', more: {shellVariables: [{name: 'v', attributes: '', value: [{of: 'TMPDIR'}]}]}},
    {
      title: 'such an item',
      more: {
        shellVariables: [
          {
            name: 'v',
            attributes: 'a',
            value: [
              ['0', 'x'],
              ['1', [{of: 'TMPDIR'}]],
            ],
          },
        ],
      },
    },
    {title: 'such a key', more: {shellVariables: [{name: 'v', attributes: 'A', value: [[[{of: 'TMPDIR'}], 'x']]}]}},
  ] as {title: string; more: Partial<StoredEnvironment>}[])('does not hold with $title', ({more}) => {
    const {TMPDIR: _, ...env} = HERE;
    expect(differenceIn(record(more), env)).toBeNull();
    expect(differenceIn(record(more), {...HERE, L: 'x'})).not.toBeNull();
  });

  test('has shell variables as they are here, and the rest as it is', () => {
    const rest = {
      functions: {f: 'f () \n{ \n    :\n}'},
      exportedFunctions: {f: '() {  :\n}'},
      aliases: {ll: 'ls -l'},
      completions: [['-F', 'f', 'g']],
      options: {extglob: true},
    };
    const shellVariables: StoredEnvironment['shellVariables'] = [
      {name: 'none', attributes: '', value: null},
      {name: 'text', attributes: 'r', value: ['x', {of: 'USER'}]},
      {name: 'list', attributes: 'a', value: [['0', [{of: 'HOME'}]]]},
      {name: 'table', attributes: 'A', value: [[[{of: 'USER'}], 'y']]},
    ];
    expect(differenceIn(record({...rest, shellVariables}), HERE)).toEqual({
      ...rest,
      set: {},
      unset: [],
      shellVariables: [
        {name: 'none', attributes: '', value: null},
        {name: 'text', attributes: 'r', value: 'xann'},
        {name: 'list', attributes: 'a', value: [['0', '/home/ann']]},
        {name: 'table', attributes: 'A', value: [['ann', 'y']]},
      ],
    });
  });
});

describe('paths below /cvmfs', () => {
  test.each([
    {text: 'a=/cvmfs/sft.cern.ch/x:/cvmfs/sft.cern.ch/y', paths: ['/cvmfs/sft.cern.ch/x', '/cvmfs/sft.cern.ch/y']},
    {text: '. "/cvmfs/a/x";/cvmfs/a/x', paths: ['/cvmfs/a/x']},
    {text: 'in /cvmfs/a/x/, or /cvmfs/a/y.', paths: ['/cvmfs/a/x', '/cvmfs/a/y']},
    {text: '/cvmfs/a/g++@1.0_x~y%z,b', paths: ['/cvmfs/a/g++@1.0_x~y%z,b']},
    {text: '/data/cvmfs/a ~/cvmfs/a ./cvmfs/a x/cvmfs/a', paths: []},
    {text: '/cvmfs/ /cvmfs /cvmfs/.. /cvmfsx/a', paths: []},
  ])('are found in $text', ({text, paths}) => {
    expect(pathsBelow(text)).toEqual(paths);
  });

  test('are those of everything that a record makes, in order', () => {
    const stored = record({
      changes: [{kind: 'set', name: 'A', value: '/cvmfs/a/5'}],
      functions: {f: 'f () \n{ \n    /cvmfs/a/4\n}'},
      aliases: {x: '/cvmfs/a/3'},
      shellVariables: [{name: 'v', attributes: '', value: '/cvmfs/a/2'}],
      completions: [['-C', '/cvmfs/a/1', 'x']],
      printed: '/cvmfs/a/0',
    });
    expect(pathsIn(stored)).toEqual(['/cvmfs/a/1', '/cvmfs/a/2', '/cvmfs/a/3', '/cvmfs/a/4', '/cvmfs/a/5']);
  });
});
