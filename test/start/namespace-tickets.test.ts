import {describe, expect, test} from 'vitest';
import {withTickets} from '../../src/start/namespace-tickets.ts';
import type {Plan} from '../../src/start/plan.ts';
import {NO_WISHES} from '../../src/start/plan-input.ts';
import {madeUpTree, type MadeUp} from './made-up-tree.ts';

const KVNO: MadeUp = {'/usr/bin/kvno': {text: ''}};
const PLAN: Plan = {
  stack: 's',
  variant: 'v',
  mode: 'native',
  engine: null,
  image: null,
  root: null,
  argv: ['/bin/true'],
  cwd: '/',
  env: {set: {HSF_STACK: 's'}, unset: [], dropped: []},
  steps: [],
  mounts: [],
  warnings: [],
  prepare: [],
  signals: {by: 'exec'},
  processEnv: null,
};
const plan = (
  KRB5CCNAME: string,
  {
    uid = 1000,
    files = KVNO,
    action = NO_WISHES.action,
  }: {uid?: number; files?: MadeUp; action?: (typeof NO_WISHES)['action']} = {},
) =>
  withTickets(PLAN, {
    tree: madeUpTree(files),
    wishes: {...NO_WISHES, action},
    caller: {env: {KRB5CCNAME}, cwd: '/', uid, gid: uid, groups: [], name: 'hsf-1-2', terminal: false, bothTerminals: false},
  });

describe("a keyring in this machine's own root, shown by a user namespace (MOUNTS.md 2.5)", () => {
  test.each(['KEYRING:persistent:1000', 'KEYRING:session:x'])('%s comes along in a file', async name => {
    const {env, prepare} = await plan(name);
    expect(env.set).toEqual({HSF_STACK: 's', KRB5CCNAME: 'FILE:/tmp/hsf-1000/krb5cc-hsf-1-2'});
    expect(prepare).toMatchObject([{kind: 'command', makes: ['/tmp/hsf-1000/krb5cc-hsf-1-2']}]);
  });

  test('without a program that copies it is left out with the reason', async () => {
    const {env, prepare} = await plan('KEYRING:session:x', {files: {}});
    expect([env.set, prepare]).toEqual([{HSF_STACK: 's'}, []]);
    expect(env.dropped).toEqual([{name: 'KRB5CCNAME', reason: expect.stringContaining('kinit -c FILE')}]);
  });

  test.each(['FILE:/tmp/x', 'KCM:', 'DIR:/x'])('%s is where it was', async name => {
    expect(await plan(name)).toBe(PLAN);
  });

  test('root has no such namespace, and what is captured is used outside', async () => {
    expect(await plan('KEYRING:session:x', {uid: 0})).toBe(PLAN);
    expect(await plan('KEYRING:session:x', {action: {kind: 'capture'}})).toBe(PLAN);
  });
});
