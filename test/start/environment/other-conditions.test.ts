import {describe, expect, test} from 'vitest';
import {type Attempt, LIST_NAME, otherConditions, sentinels} from '../../../src/start/environment/conditions.ts';
import {captureOf, HERE, type Doing} from './dumps.ts';

type Environment = Readonly<Record<string, string>>;
type More = {
  readonly env?: Environment;
  readonly hour?: number;
  readonly doing?: Doing;
  readonly asked?: readonly string[];
  readonly process?: Environment;
};
function made(attempt: Attempt, {env = {}, hour = 3, doing = {}, asked, process}: More = {}) {
  const before = {...HERE, ...env};
  const now = new Date(Date.UTC(2026, 0, 2, hour));
  return otherConditions(captureOf(before, doing), {env: process ?? before, directory: '/tmp/a-1/x-Y', now}, attempt, asked);
}

describe('the conditions of another capture', () => {
  test('are directories of their own, with entries for lists', () => {
    const {cwd, directories} = made('apart');
    expect(cwd).toBe('/tmp/a-1/x-Y/work');
    expect(directories).toEqual(['', '/home', '/tmp', '/work', '/front', '/behind'].map(name => `/tmp/a-1/x-Y${name}`));
    expect(sentinels('/d')).toEqual(['/d/front', '/d/behind']);
  });

  test('are another user in another session, of what there is', () => {
    const {env, otherLimits} = made('apart');
    expect(env).toMatchObject({
      HOME: '/tmp/a-1/x-Y/home',
      USER: 'u1xY',
      LOGNAME: 'u2xY',
      TMPDIR: '/tmp/a-1/x-Y/tmp',
      PWD: '/tmp/a-1/x-Y/work',
      PATH: '/usr/bin:/bin',
      TERM: 'dumb',
      DISPLAY: ':977',
      OMP_NUM_THREADS: '977',
    });
    expect(otherLimits).toBe(true);
    const {TMPDIR: _, ...without} = HERE;
    const found = otherConditions(captureOf(without, {}), {env: without, directory: '/d', now: new Date()}, 'apart');
    expect(found.env).not.toHaveProperty('TMPDIR');
  });

  test('are without what the session has, but for what is asked about', () => {
    const env = {DISPLAY: ':0', TMUX: '/x', MYTERM_X: '1', KITTY_PID: '7', TERM: 'dumb'};
    expect(made('apart', {env}).env).toMatchObject({TERM: 'linux', MYTERM_X: '1', EDITOR: '/nonexistent/editor'});
    for (const name of ['DISPLAY', 'TMUX', 'KITTY_PID']) expect(made('apart', {env}).env).not.toHaveProperty(name);
    const {env: asked} = made('apart', {env, asked: ['DISPLAY', 'EDITOR', 'TERM']});
    expect(asked).toMatchObject({DISPLAY: ':0', TERM: 'dumb'});
    expect(asked).not.toHaveProperty('EDITOR');
  });

  test.each([
    {attempt: 'same', user: true, session: true, limits: false},
    {attempt: 'same-lists', user: false, session: false, limits: true},
    {attempt: 'same-user', user: true, session: false, limits: true},
    {attempt: 'same-session', user: true, session: true, limits: true},
  ] as const)('are those of the first but for what is to be told: $attempt', ({attempt, user, session, limits}) => {
    const {env, otherLimits} = made(attempt, {env: {DISPLAY: ':0'}, doing: {env: {PATH: '/a:/usr/bin:/bin'}}});
    expect([env['USER'] === 'ann', env['DISPLAY'] === ':0', otherLimits]).toEqual([user, session, limits]);
    expect(env['PATH']).toBe('/usr/bin:/bin');
    expect(env['PWD']).toBe('/tmp/a-1/x-Y/work');
  });

  test('have longer lists, of those that the set-up changes', () => {
    const doing = {env: {PATH: '/a:/usr/bin:/bin', L_PATH: '/l', XDG_DATA_DIRS: '/x', N_PATH: 'no', A: '/a', MANPATH: '/m'}};
    const {env} = made('apart', {doing, env: {MANPATH: '/m', XDG_DATA_DIRS: '/y'}});
    expect(env).toMatchObject({
      PATH: '/tmp/a-1/x-Y/front:/usr/bin:/bin:/tmp/a-1/x-Y/behind',
      L_PATH: '/tmp/a-1/x-Y/front',
      XDG_DATA_DIRS: '/tmp/a-1/x-Y/front:/y:/tmp/a-1/x-Y/behind',
      MANPATH: '/m',
    });
    expect(env).not.toHaveProperty('N_PATH');
    expect(env).not.toHaveProperty('A');
    expect(['MANPATH', 'XDG_DATA_DIRS', 'PKG_PATHS'].every(name => LIST_NAME.test(name))).toBe(true);
    expect(['PATHS', 'PATHX', 'DIRS'].some(name => LIST_NAME.test(name))).toBe(false);
  });

  test('have no secrets, unless everything is to be the same; and what bash cannot see', () => {
    const process = {...HERE, MY_TOKEN: 'x', 'a.b': '1', OTHER: '1', SHLVL: '1', _: 'x', OLDPWD: '/'};
    const seen = (attempt: Attempt) => {
      const {env} = made(attempt, {process, env: {SHLVL: '2', _: 'y', OLDPWD: '/o'}});
      return ['MY_TOKEN', 'a.b', 'OTHER', 'SHLVL', '_', 'OLDPWD'].filter(name => name in env);
    };
    expect(seen('apart')).toEqual(['a.b']);
    expect(seen('same')).toEqual(['MY_TOKEN', 'a.b']);
  });

  test.each([
    {hour: 0, TZ: 'HSF12'},
    {hour: 11, TZ: 'HSF12'},
    {hour: 12, TZ: 'HSF-14'},
    {hour: 23, TZ: 'HSF-14'},
  ])('have another day at $hour', ({hour, TZ}) => {
    const {env} = made('same', {hour});
    expect(env['TZ']).toBe(TZ);
    const offset = TZ === 'HSF12' ? -12 : 14;
    expect(new Date(Date.UTC(2026, 0, 2, hour + offset)).getUTCDate()).not.toBe(2);
  });
});
