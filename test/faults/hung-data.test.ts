import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {hostFiles} from '../../src/system/host-files.ts';
import {isBelow} from '../../src/system/which.ts';
import {mountFuse, skipFuse, type FuseMount} from '../rig/fuse/fuse-rig.ts';
import {able, containerScene, uids} from '../start/container-scene.ts';
import {treeOn} from '../start/rig.ts';

describe.skipIf(!able || skipFuse())('MOUNTS.md 6.2: data file systems that hang', () => {
  const {root, cvmfs, sh} = containerScene();
  const uid = uids[0]!;
  const mounts: FuseMount[] = [];
  beforeAll(async () => {
    for (const name of ['one', 'two', 'three']) {
      mkdirSync(join(root, 'backing', name), {recursive: true});
      writeFileSync(join(root, 'backing', name, 'f'), `${name}\n`);
      mounts.push(await mountFuse(join(root, 'backing', name), join(root, `data-${name}`), {source: 'server:/data'}));
    }
  });
  afterAll(() => mounts.forEach(mount => mount.unmount()));

  /** Looks as in real life, through a child with a deadline; only the tree is the test's own. */
  const looks = () => {
    const host = hostFiles('/bin/sh', () => 9_000);
    const tree = treeOn(cvmfs);
    const ofTree = (path: string) => isBelow(path, '/cvmfs');
    return {
      ...tree,
      states: async (paths: readonly string[]) =>
        new Map([...(await host.states(paths.filter(path => !ofTree(path)))), ...(await tree.states(paths.filter(ofTree)))]),
    };
  };
  const start = (data: readonly string[]) =>
    sh(uid, `cat ${join(root, 'data-three/f')}`, {tree: looks(), wishes: {engine: 'bubblewrap', cwd: '/tmp', data}});

  test('cost their deadline together, are left out and said, and the healthy one is there', async () => {
    const points = mounts.map(({mountPoint}) => mountPoint);
    mounts[0]!.rules(['hang /']);
    mounts[1]!.rules(['hang /']);
    const begin = performance.now();
    const {stdout, stderr, plan} = await start([...points, `${points[0]}/below`, `${points[0]}/deep/below`]);
    const seconds = (performance.now() - begin) / 1000;
    expect({stdout, stderr}).toEqual({stdout: 'three\n', stderr: 'setting up\n'});
    expect(plan.warnings.filter(warning => warning.includes('does not answer'))).toEqual(
      expect.arrayContaining([`${points[0]} does not answer and is left out.`, `${points[1]} does not answer and is left out.`]),
    );
    expect(plan.mounts.map(({target}) => target)).toContain(points[2]);
    // Two rounds of two seconds: the first that hangs, then all others at once.
    expect(seconds).toBeLessThan(6);
    for (const mount of mounts) mount.rules([]);
  });
});
