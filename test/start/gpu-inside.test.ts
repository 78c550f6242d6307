import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {TreeReader} from '../../src/start/tree-reader.ts';
import {requires} from '../engines/rig.ts';
import {able, containerScene, uids} from './container-scene.ts';
import {libraryThatNeeds, loaderCache} from './driver-rig.ts';
import {treeOn} from './rig.ts';

describe.skipIf(!able || !requires('gcc'))("a driver's libraries in a real container (MOUNTS.md 2.7)", () => {
  const {root, cvmfs, sh} = containerScene();
  // The machine is real but for a device that it says it has, and a driver in a directory of ours.
  const folder = join(root, 'driver');
  const tree = (): TreeReader => {
    mkdirSync(folder, {recursive: true});
    const libraries = ['libcuda.so.1', 'libnvidia-ml.so.1'].map(name => ({name, path: join(folder, name)}));
    for (const {name, path} of libraries) writeFileSync(path, libraryThatNeeds(root, name, '2.17'));
    const real = treeOn(cvmfs);
    const cache = loaderCache(libraries);
    return {
      ...real,
      list: path => (path === '/dev' ? Promise.resolve([{name: 'nvidiactl', kind: 'file', target: null}]) : real.list(path)),
      part: (path, offset, length) =>
        path === '/etc/ld.so.cache' ? Promise.resolve(cache.subarray(offset, offset + length)) : real.part(path, offset, length),
      image: () => Promise.resolve(null),
    };
  };

  test.each(uids.flatMap(uid => ['bubblewrap', 'unshare'].map(engine => ({uid, engine}))))(
    'are in one directory, read-only, behind what the stack sets: $engine, uid $uid',
    async ({uid, engine}) => {
      const {stdout, plan} = await sh(
        uid,
        'ls /.hsf/driver/lib; echo $LD_LIBRARY_PATH; touch /.hsf/driver/lib/libcuda.so.1 || echo read-only',
        {
          tree: tree(),
          wishes: {engine, gpu: 'nvidia'},
        },
      );
      expect(stdout).toBe('libcuda.so.1\nlibnvidia-ml.so.1\n/.hsf/driver/lib\nread-only\n');
      expect(plan.mounts).toContainEqual(
        expect.objectContaining({source: join(folder, 'libcuda.so.1'), reason: "NVIDIA's driver"}),
      );
    },
  );

  test('--gpu none keeps them out', async () => {
    const {stdout} = await sh(uids[0]!, 'ls /.hsf/driver 2>/dev/null || echo none', {tree: tree(), wishes: {gpu: 'none'}});
    expect(stdout).toBe('none\n');
  });
});
