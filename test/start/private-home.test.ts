import {describe, expect, test} from 'vitest';
import type {Wishes} from '../../src/start/plan-input.ts';
import {privateHome, requireHome} from '../../src/start/private-home.ts';
import {directories, inputFor, type Planned} from './made-up-machine.ts';

const home = (wish: Wishes['home'], more: Planned = {}) => privateHome(inputFor({...more, wishes: {home: wish}}));
const NOTHING = {env: {}, prepare: [], wishes: []};

describe('the home directory of a start', () => {
  test('is the real one, where that is a path', async () => {
    expect(await home('real')).toEqual({...NOTHING, source: '/home/ann'});
    expect(await home('real', {caller: {env: {HOME: 'ann'}}})).toEqual({...NOTHING, source: null});
  });

  test('is none, or another one', async () => {
    expect(await home('none')).toEqual({...NOTHING, source: null, env: {HOME: '/'}});
    expect(await home('/data/job')).toEqual({...NOTHING, source: '/data/job', env: {HOME: '/data/job'}});
  });

  test('is a private one for the system of the stack', async () => {
    const path = '/home/ann/.local/state/hsf/homes/el9';
    expect(await home('private')).toEqual({
      source: path,
      env: {HOME: path},
      prepare: [{kind: 'directory', path, mode: 0o700}],
      wishes: [],
    });
  });

  test('has in it what leads to keys and cookies of the real one', async () => {
    const files = {
      ...directories('/home/ann/.ssh'),
      '/home/ann/.Xauthority': {text: ''},
      '/home/ann/.globus': {state: 'socket' as const},
    };
    const {prepare, wishes} = await home('private', {files});
    const path = '/home/ann/.local/state/hsf/homes/el9';
    expect(prepare).toEqual([
      {kind: 'directory', path, mode: 0o700},
      {kind: 'link', path: `${path}/.ssh`, target: '/home/ann/.ssh'},
      {kind: 'link', path: `${path}/.Xauthority`, target: '/home/ann/.Xauthority'},
    ]);
    expect(wishes).toMatchObject(
      ['/home/ann/.ssh', '/home/ann/.Xauthority'].map(source => ({
        source,
        target: source,
        mode: 'rw',
        origin: 'credential',
        needed: false,
      })),
    );
    expect((await home('private', {files, caller: {env: {HOME: 'x'}}})).wishes).toEqual([]);
  });

  test('has in it what somebody keeps for containers before the real thing', async () => {
    const files = directories('/home/ann/.ssh', '/home/ann/.ssh.container');
    expect((await home('private', {files})).prepare).toContainEqual({
      kind: 'link',
      path: '/home/ann/.local/state/hsf/homes/el9/.ssh',
      target: '/home/ann/.ssh.container',
    });
  });

  test.each([
    {os: null, name: 'any'},
    {os: {id: 'el', version: null}, name: 'el'},
    {os: {id: 'a/..', version: '1 2'}, name: 'a_..1_2'},
  ])('is called after the system: $name', async ({os, name}) => {
    const input = inputFor({wishes: {home: 'private'}});
    const {platform} = input.variant;
    const found = await privateHome({...input, variant: {...input.variant, platform: {...platform, os}}});
    expect(found.source).toBe(`/home/ann/.local/state/hsf/homes/${name}`);
  });

  test('needs a place where it is kept', async () => {
    await expect(home('private', {stateDirectory: null})).rejects.toMatchObject({code: 'directory-missing'});
  });
});

describe('a directory that is named as home', () => {
  const required = (wish: Wishes['home'], files: Planned['files'] = {}) => requireHome(inputFor({files, wishes: {home: wish}}));

  test('has to be there', async () => {
    await expect(required('/data/job')).resolves.toBeUndefined();
    await expect(required('private')).resolves.toBeUndefined();
    await expect(required('/no')).rejects.toMatchObject({
      code: 'directory-missing',
      message: 'The home directory /no does not exist.',
      advice: 'Make it first (mkdir -p /no), or use "--home private".',
    });
    await expect(required('/n', {'/n': {state: 'not-answering'}})).rejects.toMatchObject({
      message: 'The home directory /n does not answer.',
      advice: 'Name another directory with "--home".',
    });
    await expect(required('/etc/hosts')).rejects.toMatchObject({message: 'The home directory /etc/hosts is no directory.'});
  });
});
