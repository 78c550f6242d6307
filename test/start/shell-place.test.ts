import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {RootEntry} from '../../src/engines/engine.ts';
import {placeOfShellFiles} from '../../src/start/shell-place.ts';
import {isBelow} from '../../src/system/which.ts';
import {mount, requires} from '../engines/rig.ts';
import {able, containerScene, uids} from './container-scene.ts';
import {SHELL_DIRECTORY} from './rig.ts';
import {STORE} from './toy-image.ts';

describe('where start-up files go when the image has no place of their own for them', () => {
  const file: RootEntry = {name: 'x', kind: 'file', target: null};
  const image = (directories: Readonly<Record<string, readonly RootEntry[]>>) => (directory: string) =>
    Promise.resolve(directories[directory] ?? null);
  const empty = image({'/mnt': [], '/media': [], '/srv': []});

  test.each([
    {title: 'their own path, where it is shown anyway', mounts: [mount('/home/me')], list: empty, place: '/home/me/hsf/shell'},
    {title: 'not there, where something else is shown', mounts: [mount('/other', '/home/me')], list: empty, place: '/mnt'},
    {title: 'the first directory in which nothing is', mounts: [], list: image({'/mnt': [file], '/srv': []}), place: '/srv'},
    {title: 'not where something is shown', mounts: [mount('/mnt/hdfs'), mount('/media')], list: empty, place: '/srv'},
    {title: 'nowhere', mounts: [], list: image({}), place: null},
    {title: 'nowhere that anybody knows', mounts: [], list: null, place: null},
  ])('$title', async ({mounts, list, place}) => {
    expect(await placeOfShellFiles('/home/me/hsf/shell', mounts, list)).toBe(place);
  });
});

describe.skipIf(!able || !requires('ch-run'))('a shell in an image that has no place for them, by ch-run', () => {
  const {here, homes, start} = containerScene();

  test.each(uids)('is set up all the same, uid %i', async uid => {
    for (const point of ['cvmfs', 'sys', 'tmp', 'mnt', homes.get(uid)!]) mkdirSync(join(here(STORE), point), {recursive: true});
    const wishes = {wishes: {engine: 'charliecloud'}};
    const ended = await start(uid, {kind: 'shell', login: false}, wishes, {}, 'echo "$LCG_VERSION $PWD"; exit 7\n');
    expect(ended).toMatchObject({status: 7, stdout: `1 ${homes.get(uid)!}/thesis\n`, stderr: 'setting up\n'});
    const places = ended.plan.mounts.filter(({source}) => source === SHELL_DIRECTORY).map(({target, mode}) => [target, mode]);
    // A checkout below a directory that is shown anyway is seen at its own path.
    expect(places).toEqual(isBelow(SHELL_DIRECTORY, '/tmp') ? [] : [['/mnt', 'ro']]);
  });
});
