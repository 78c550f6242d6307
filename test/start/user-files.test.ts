import {describe, expect, test} from 'vitest';
import {userFiles} from '../../src/start/user-files.ts';
import {madeUpTree, type MadeUp} from './made-up-tree.ts';
import {inputOf, variantOf} from './rig.ts';

const variant = variantOf({entry: {kind: 'source', path: '/cvmfs/x/setup.sh'}});
const files = (tree: MadeUp, cacheDirectory: string | null) =>
  userFiles(
    inputOf(variant, '/cvmfs', {tree: madeUpTree(tree), cacheDirectory, caller: {uid: 4711, gid: 4711}}),
    '/i',
    {} as Parameters<typeof userFiles>[2],
    {home: '/home/me', shell: '/bin/sh'},
  );

describe('passwd and group (MOUNTS.md 2.2)', () => {
  // There nobody can make a directory, root neither: it is as a home that is read-only, or is not there.
  test.each(['/dev/null/.cache/hsf', null])('go to temporary space where there is no cache: %s', async cache => {
    const {wishes, warnings} = await files({}, cache);
    expect(wishes.map(({source}) => source.split('/').slice(0, 3).join('/'))).toEqual(['/tmp/hsf-4711', '/tmp/hsf-4711']);
    expect(warnings).toEqual([]);
  });

  test.each([
    {title: 'belongs to somebody else', state: {entries: [], uid: 1, mode: 0o700}},
    {title: 'may be written to by others', state: {entries: [], uid: 4711, mode: 0o777}},
    {title: 'is a link', state: {entries: [], uid: 4711, mode: 0o700, real: '/elsewhere'}},
  ])('stay out where that $title', async ({state}) => {
    const {wishes, warnings} = await files({'/tmp/hsf-4711': state}, null);
    expect([wishes, warnings.length]).toEqual([[], 1]);
  });
});
