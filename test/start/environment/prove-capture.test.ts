import {describe, expect, test} from 'vitest';
import {proveCapture, type SecondCapture} from '../../../src/start/environment/compare.ts';
import {ATTEMPTS, type Conditions} from '../../../src/start/environment/conditions.ts';
import type {Dump} from '../../../src/start/environment/dump.ts';
import {fingerprint} from '../../../src/start/environment/fingerprint.ts';
import {captureOf, HERE} from './dumps.ts';

type Environment = Readonly<Record<string, string>>;
const captured = (dump: Dump): SecondCapture => ({status: 'captured', dump, printed: ''});

describe('a first capture is proved by others', () => {
  const surroundings = {env: HERE, directory: '/apart', now: new Date('2026-01-02T03:04:05Z')};
  /** Carries out `act` under the conditions of each attempt, and tells which were made. */
  async function proved(first: Dump, act: (conditions: Conditions) => SecondCapture, more: object = {}) {
    const seen: Conditions[] = [];
    const found = await proveCapture(first, {...surroundings, ...more}, conditions => {
      seen.push(conditions);
      return Promise.resolve(act(conditions));
    });
    return {found, seen, attempts: seen.map(({attempt}) => attempt)};
  }
  const settingTo = (value: (env: Environment) => string) => (conditions: Conditions) =>
    captured(captureOf(conditions.env, {env: {A: value(conditions.env)}}));
  const first = (value: string, env: Environment = HERE) => captureOf(env, {env: {A: value}});

  test('one is enough where nothing shows', async () => {
    const {found, seen} = await proved(
      first('/home/ann'),
      settingTo(env => env['HOME']!),
    );
    expect(found).toMatchObject({status: 'stored', record: {changes: [{name: 'A', value: [{of: 'HOME'}]}]}});
    expect(seen).toMatchObject([{attempt: 'apart', cwd: '/apart0/work'}]);
  });

  test('where one differs, the same again tells whether there is any use in going on', async () => {
    let runs = 0;
    const chance = await proved(
      first('0'),
      settingTo(() => String(++runs)),
    );
    expect(chance).toMatchObject({attempts: ['apart', 'same'], found: {reason: 'A differs from run to run'}});
    const user = await proved(
      first('known'),
      settingTo(env => (env['USER'] === 'ann' ? 'known' : 'unknown')),
    );
    expect(user.attempts).toEqual(['apart', 'same', 'same-lists', 'same-user']);
    expect(user.found).toMatchObject({status: 'stored', record: {inputs: {kept: ['HOME', 'USER', 'LOGNAME', 'TMPDIR']}}});
    expect(new Set(user.seen.map(({cwd}) => cwd)).size).toBe(4);
  });

  test('what no attempt explains is said to depend on the rest of the conditions', async () => {
    const limits = await proved(first('1024'), ({env, otherLimits}) =>
      captured(captureOf(env, {env: {A: otherLimits ? '512' : '1024'}})),
    );
    expect(limits.attempts).toEqual(ATTEMPTS);
    expect(limits.found).toEqual({
      status: 'not-storable',
      reason: 'A depends on the umask, on limits, on the processors or on a secret',
    });
    const refused = await proved(first('1'), ({env, attempt}) =>
      attempt === 'same'
        ? captured(captureOf(env, {env: {A: '1'}}))
        : {status: 'not-storable', reason: 'it failed', always: false},
    );
    expect(refused.found).toMatchObject({reason: 'it depends on the umask, on limits, on the processors or on a secret'});
  });

  test('no other is made where none helps', async () => {
    const always = {status: 'not-storable', reason: 'it uses the terminal', always: true} as const;
    expect(await proved(first('1'), () => always)).toMatchObject({
      attempts: ['apart'],
      found: {status: 'not-storable', reason: 'it uses the terminal'},
    });
    const trap = captureOf(HERE, {rest: {'the trap at SIGUSR1': 'x'}});
    expect(await proved(trap, () => always)).toMatchObject({
      attempts: [],
      found: {status: 'not-storable', reason: 'it sets the trap at SIGUSR1, which stays'},
    });
  });

  test('one that fails under the same conditions as well is over', async () => {
    const failing = await proved(first('1'), () => ({status: 'not-storable', reason: 'it failed', always: false}));
    expect(failing).toMatchObject({attempts: ['apart', 'same'], found: {status: 'not-storable', reason: 'it failed'}});
  });

  test('of the session only what it asks about is left as it was', async () => {
    const env = {...HERE, TMUX: '/run/1', EDITOR: 'ed'};
    const act = ({env: there}: Conditions) => captured(captureOf(there, {env: {EDITOR: 'x'}}));
    const {seen} = await proved(captureOf(env, {env: {EDITOR: 'x'}}), act, {env});
    expect(seen).toMatchObject([{env: {EDITOR: 'ed', PAGER: 'cat'}}]);
    expect(seen[0]!.env).not.toHaveProperty('TMUX');
  });

  test('what shows only in another session is asked about, and tried again', async () => {
    const {found, attempts, seen} = await proved(captureOf(HERE, {}), ({env}) =>
      captured(captureOf(env, env['PAGER'] === undefined ? {} : {env: {PAGER: 'less'}})),
    );
    expect(attempts).toEqual(['apart', 'apart']);
    expect(seen[0]!.env).toHaveProperty('PAGER');
    expect(seen[1]!.env).not.toHaveProperty('PAGER');
    expect(found).toMatchObject({status: 'stored', record: {changes: [], inputs: {asked: ['PAGER']}}});
  });

  test('of the environment in which it was made', async () => {
    // This start has another home and session than the one that made it.
    const env = {...HERE, HOME: '/home/bob', EDITOR: 'vi', MINE: '1'};
    const made = captureOf({...HERE, MINE: '1'}, {env: {EDITOR: 'x'}});
    const act = ({env: there}: Conditions) => captured(captureOf(there, {env: {EDITOR: 'x'}}));
    const {found} = await proved(made, act, {env});
    expect(found).toMatchObject({
      record: {
        inputs: {variables: {MINE: fingerprint('1')}, present: ['HOME', 'USER', 'LOGNAME', 'TMPDIR', 'PWD'], startUp: null},
      },
    });
    const behind = await proved(made, act, {env, behindUserFiles: true});
    expect(behind.found).toMatchObject({record: {inputs: {startUp: {EDITOR: null, HOME: '/home/ann'}}}});
  });
});
