import {describe, expect, test} from 'vitest';
import {
  askedNames,
  changedNames,
  changesOf,
  Differs,
  pairOf,
  shellVariablesOf,
} from '../../../src/start/environment/compare-variables.ts';
import type {ShellVariable} from '../../../src/start/environment/difference.ts';
import {captureOf, HERE, THERE} from './dumps.ts';

type Values = Readonly<Record<string, string | null>>;
type Value = ShellVariable['value'];

const changed = (here: Values, there: Values, more: {here?: object; there?: object} = {}) =>
  changesOf(pairOf(captureOf({...HERE, ...more.here}, {env: here}), captureOf({...THERE, ...more.there}, {env: there})));
const shown = (name: string, value: Value, attributes = ''): ShellVariable => ({name, attributes, value});
const shellVariables = (here: readonly ShellVariable[], there: readonly ShellVariable[], before: readonly ShellVariable[] = []) =>
  shellVariablesOf(pairOf(captureOf(HERE, {shell: here}, {shell: before}), captureOf(THERE, {shell: there}, {shell: before})));

describe('a variable of a set-up', () => {
  test.each([
    {title: 'the same everywhere is that', here: '/cvmfs/x', there: '/cvmfs/x', value: '/cvmfs/x'},
    {title: 'with home in it has a place for it', here: '/home/ann/x', there: '/apart/home/x', value: [{of: 'HOME'}, '/x']},
    {title: 'with the user in it', here: 's/ann/', there: 's/u1apart/', value: ['s/', {of: 'USER'}, '/']},
    {title: 'with the login name in it', here: 'ann', there: 'u2apart', value: [{of: 'LOGNAME'}]},
    {title: 'with the directory in it', here: '/data/job', there: '/apart/work', value: [{of: 'PWD'}]},
    {
      title: 'with several of them',
      here: '/var/tmp:/home/ann:/data/job',
      there: '/apart/tmp:/apart/home:/apart/work',
      value: [{of: 'TMPDIR'}, ':', {of: 'HOME'}, ':', {of: 'PWD'}],
    },
    {title: 'that is empty', here: '', there: '', value: ''},
  ])('$title', ({here, there, value}) => {
    expect(changed({A: here}, {A: there})).toEqual([{kind: 'set', name: 'A', value}]);
  });

  test.each([
    {title: 'the home directory of somebody else', here: '/home/bob', there: '/apart/home', why: 'A depends on HOME in a way'},
    {title: 'two of them', here: 'x', there: '/apart/home:/apart/work', why: 'A depends on HOME and PWD in a way'},
    {title: 'chance', here: '17', there: '18', why: 'A differs from run to run'},
    {title: 'the time of day', here: '9:01:02', there: '10:17:00', why: 'A depends on the time'},
    {title: 'the day', here: '2026-01-02', there: '2026-01-03', why: 'A depends on the time'},
    {title: 'the day in digits', here: 'n20260102', there: '20260103', why: 'A differs from run to run'},
    {title: 'the day in digits alone', here: '20260102', there: '20260103', why: 'A depends on the time'},
    {title: 'seconds since 1970', here: '1700000000', there: '1700000001', why: 'A depends on the time'},
    {title: 'nanoseconds', here: '1700000000123456789', there: '1700000001123456789', why: 'A depends on the time'},
    {title: 'a number of nine digits', here: '170000000', there: '170000001', why: 'A differs from run to run'},
    {title: 'a time on one side only', here: '10:17', there: 'x', why: 'A differs from run to run'},
    {title: 'a time on the other side only', here: 'x', there: '10:17', why: 'A differs from run to run'},
    {title: 'a temporary file', here: '/tmp/a1', there: '/tmp/b2', why: 'A names a temporary path that differs'},
    {title: 'a temporary file once', here: '/tmp/a1', there: '/x/b2', why: 'A differs from run to run'},
    {title: 'a temporary file the other time', here: '/x/a1', there: '/tmp/b2', why: 'A differs from run to run'},
  ])('that follows from $title is not kept', ({here, there, why}) => {
    expect(() => changed({A: here}, {A: there})).toThrow(Differs);
    expect(() => changed({A: here}, {A: there})).toThrow(why);
  });

  test('that both take away is taken away, but not one that only one does', () => {
    const there = {here: {OLD: '1', B: '2'}, there: {OLD: '1', B: '2'}};
    expect(changed({OLD: null}, {OLD: null}, there)).toEqual([{kind: 'unset', name: 'OLD'}]);
    expect(() => changed({OLD: null}, {}, there)).toThrow('OLD differs from run to run');
    expect(() => changed({}, {OLD: null}, there)).toThrow('OLD differs from run to run');
    expect(() => changed({}, {C: '10:17'})).toThrow('C differs from run to run');
  });

  test('come in order, whichever capture tells of them', () => {
    expect(changed({B: '1', A: '1'}, {A: '1', B: '1'}).map(({name}) => name)).toEqual(['A', 'B']);
    expect(changed({C: '1'}, {C: '1'}, {here: {C: '1'}})).toEqual([{kind: 'set', name: 'C', value: '1'}]);
  });

  test('that is set only where there is none keeps the one that is there', () => {
    const change = {kind: 'list', name: 'C', before: [], after: [], alone: 'vi'};
    expect(changed({C: 'vi'}, {C: 'mine'}, {there: {C: 'mine'}})).toEqual([change]);
  });

  test('does not count where every shell has its own, or where it is ours', () => {
    const own = {_: '/bin/x', SHLVL: '2', PWD: '/', OLDPWD: '/y', HSF_STACK: 'x', HSF_: 'y'};
    expect(changedNames(captureOf(HERE, {env: {...own, A_: '1', HSFX: '1', XSHLVL: '1', PWDX: '1'}}))).toEqual([
      'A_',
      'HSFX',
      'PWDX',
      'XSHLVL',
    ]);
    expect(changedNames(captureOf({...HERE, ...own, A: '1'}, {env: {A: '2', HOME: null}}))).toEqual(['A', 'HOME']);
  });
});

describe('a list of a set-up', () => {
  const [OLD, STRANGE] = [HERE.PATH, THERE.PATH];
  const listed = (here: string, there: string) => changed({PATH: here}, {PATH: there});
  const list = {kind: 'list', name: 'PATH', alone: null} as const;

  test.each([
    {title: 'in front', here: `/a:${OLD}`, there: `/a:${STRANGE}`, before: ['/a'], after: []},
    {title: 'behind', here: `${OLD}:/b`, there: `${STRANGE}:/b`, before: [], after: ['/b']},
    {
      title: 'on both sides',
      here: `/a:/c:${OLD}:/b:/d`,
      there: `/a:/c:${STRANGE}:/b:/d`,
      before: ['/a', '/c'],
      after: ['/b', '/d'],
    },
    {
      title: 'with home in them',
      here: `/home/ann/bin:${OLD}:/data/job`,
      there: `/apart/home/bin:${STRANGE}:/apart/work`,
      before: [[{of: 'HOME'}, '/bin']],
      after: [[{of: 'PWD'}]],
    },
  ])('keeps entries $title', ({here, there, before, after}) => {
    expect(listed(here, there)).toEqual([{...list, before, after}]);
  });

  test.each([
    {title: 'an empty entry in front', here: `/a::${OLD}`, there: `/a::${STRANGE}`},
    {title: 'an empty entry behind', here: `${OLD}::/b`, there: `${STRANGE}::/b`},
    {title: 'other entries the other time', here: `/a:${OLD}`, there: `/b:${STRANGE}`},
    {title: 'fewer entries the other time', here: `/a:/b:${OLD}`, there: `/a:${STRANGE}`},
    {title: 'the old entries within an entry', here: `/a${OLD}`, there: `/a${STRANGE}`},
    {title: 'the old entries changed', here: '/a:/usr/bin', there: '/a:/usr/bin:/apart/front'},
  ])('with $title is not taken for one that is made longer', ({here, there}) => {
    expect(() => listed(here, there)).toThrow('PATH differs from run to run');
  });

  test('that is not made longer is a value', () => {
    expect(listed('/only', '/only')).toEqual([{kind: 'set', name: 'PATH', value: '/only'}]);
    // The same before in both: nothing tells what of it was kept.
    const same = {here: {LIST: '/x'}, there: {LIST: '/x'}};
    expect(changed({LIST: '/a:/x'}, {LIST: '/a:/x'}, same)).toEqual([{kind: 'set', name: 'LIST', value: '/a:/x'}]);
  });

  describe('that was empty here', () => {
    const empty = (here: string, there: string) =>
      changed({LIST: here}, {LIST: there}, {there: {LIST: '/apart/front:/apart/behind'}});
    const KEPT = '/apart/front:/apart/behind';

    test.each([
      {title: 'is its entries alone', here: '/a', there: `/a:${KEPT}`, before: ['/a'], after: [], alone: '/a'},
      {title: 'keeps the colon that is left', here: '/a:', there: `/a:${KEPT}`, before: ['/a'], after: [], alone: '/a:'},
      {title: 'keeps the colon in front', here: ':/b', there: `${KEPT}:/b`, before: [], after: ['/b'], alone: ':/b'},
      {title: 'of both sides', here: '/a:/b', there: `/a:${KEPT}:/b`, before: ['/a'], after: ['/b'], alone: '/a:/b'},
      {
        title: 'with home in it',
        here: '/home/ann/l:',
        there: `/apart/home/l:${KEPT}`,
        before: [[{of: 'HOME'}, '/l']],
        after: [],
        alone: [{of: 'HOME'}, '/l:'],
      },
    ])('$title', ({here, there, before, after, alone}) => {
      expect(empty(here, there)).toEqual([{kind: 'list', name: 'LIST', before, after, alone}]);
    });

    test('and gets other entries then is not kept', () => {
      expect(() => empty('/z', `/a:${KEPT}`)).toThrow('LIST gets other entries where it is empty before');
      expect(() => empty('/a:/c:/b', `/a:${KEPT}:/b`)).toThrow('LIST gets other entries where it is empty before');
    });
  });
});

describe('a shell variable of a set-up', () => {
  test.each([
    {title: 'a text', here: '/home/ann', there: '/apart/home', value: [{of: 'HOME'}]},
    {title: 'one without a value', here: null, there: null, value: null},
    {title: 'an empty one', here: '', there: '', value: ''},
    {title: 'an empty array', here: [], there: [], value: []},
    {
      title: 'an array',
      here: [
        ['0', '/home/ann'],
        ['ann', 'x'],
      ],
      there: [
        ['0', '/apart/home'],
        ['u1apart', 'x'],
      ],
      value: [
        ['0', [{of: 'HOME'}]],
        [[{of: 'USER'}], 'x'],
      ],
    },
  ] as {title: string; here: Value; there: Value; value: unknown}[])('is kept: $title', ({here, there, value}) => {
    expect(shellVariables([shown('v', here, 'A')], [shown('v', there, 'A')])).toEqual([{name: 'v', attributes: 'A', value}]);
  });

  const variable = 'the shell variable v differs from run to run';
  test.each([
    {title: 'of another kind', here: shown('v', '1', 'i'), there: shown('v', '1'), why: variable},
    {title: 'with another text', here: shown('v', '1'), there: shown('v', '2'), why: 'v differs from run to run'},
    {title: 'with the time', here: shown('v', '10:17'), there: shown('v', '10:18'), why: 'v depends on the time'},
    {title: 'with a value once', here: shown('v', null), there: shown('v', '2'), why: variable},
    {title: 'with a value the other time', here: shown('v', '1'), there: shown('v', null), why: variable},
    {title: 'that is an array once', here: shown('v', [], 'a'), there: shown('v', '1', 'a'), why: variable},
    {title: 'that is no array once', here: shown('v', null, 'a'), there: shown('v', [], 'a'), why: variable},
    {title: 'of another length', here: shown('v', [], 'a'), there: shown('v', [['0', '1']], 'a'), why: variable},
    {title: 'with another key', here: shown('v', [['0', '']], 'a'), there: shown('v', [['1', '']], 'a'), why: 'v differs'},
    {title: 'with another item', here: shown('v', [['0', '']], 'a'), there: shown('v', [['0', 'x']], 'a'), why: 'v differs'},
  ])('$title is not kept', ({here, there, why}) => {
    expect(() => shellVariables([here], [there])).toThrow(why);
  });

  test('that is defined once only is not kept', () => {
    expect(() => shellVariables([shown('v', '1')], [])).toThrow(variable);
  });

  test('counts where it is another one than before, by name, and not where every shell has its own', () => {
    const before = [shown('same', '1'), shown('other', '1')];
    const after = [
      shown('same', '1'),
      shown('other', '2'),
      shown('b', ''),
      shown('HOSTNAME', 'x'),
      shown('HSF_X', 'x'),
      shown('_', 'x'),
    ];
    expect(shellVariables(after, after, before).map(({name}) => name)).toEqual(['b', 'other']);
  });

  test('that is exported by now is among those', () => {
    const before = {shell: [shown('v', '1')]};
    const exported = (env: Readonly<Record<string, string>>) => captureOf(env, {env: {v: '1'}, shell: []}, before);
    expect(shellVariablesOf(pairOf(exported(HERE), exported(THERE)))).toEqual([]);
  });
});

test('a set-up that changes something of the session asks about it, of the environment or not', () => {
  const doing = {
    env: {EDITOR: 'vi', A: '1', SHLVL: '7', HSF_X: '1', DISPLAY: null},
    shell: [shown('LESSOPEN', 'x'), shown('EDITOR', 'y'), shown('b', '1'), shown('LINES', '24')],
  };
  expect(askedNames(captureOf({...HERE, DISPLAY: ':0'}, doing))).toEqual(['DISPLAY', 'EDITOR', 'LESSOPEN']);
});
