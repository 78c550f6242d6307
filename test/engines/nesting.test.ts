import {spawnSync} from 'node:child_process';
import {afterAll, describe, expect, test} from 'vitest';
import {bubblewrap} from '../../src/engines/bubblewrap.ts';
import {charliecloud} from '../../src/engines/charliecloud.ts';
import type {ContainerSpec, Engine} from '../../src/engines/engine.ts';
import {proot} from '../../src/engines/proot.ts';
import {unshare} from '../../src/engines/unshare.ts';
import {makeImages} from './images.ts';
import {listDirectory, mount, probeOf, requires} from './rig.ts';

const able = requires('bwrap', 'unshare', 'ch-run', 'proot', 'busybox', 'setpriv');
const images = able ? makeImages() : null;
afterAll(() => images?.remove());

const INNER: readonly Engine[] = [bubblewrap, unshare, charliecloud, proot];

/** Somebody in a container of ours with this machine's own root who starts another one (ENGINES.md 9, "Nesting"). */
describe.skipIf(!able).each([bubblewrap, unshare, proot])("in this machine's own root by $name", outer => {
  const cells = INNER.flatMap(inner =>
    (images?.accounts ?? []).map(account => ({inner, account, name: inner.name, uid: account.uid})),
  );

  test.each(cells)('$name starts as uid $uid', ({inner, account}) => {
    const {argv, env} = inner.render(images!.spec(account, ['/bin/cat', '/etc/os-release']), inner.detect(probeOf(account)));
    const host: ContainerSpec = {
      ...images!.spec(account, [...argv] as [string, ...string[]]),
      root: {kind: 'host'},
      entries: {'/': listDirectory('/')},
      mounts: [mount(images!.cvmfs, '/cvmfs', 'ro')],
      env: {...env},
    };
    const {status, stdout, stderr} = images!.run(outer, account, host);
    if (fails(outer, inner)) {
      expect(status).not.toBe(0);
      expect(inner.explain(stderr)).not.toBeNull();
    } else expect({status, stdout}).toEqual({status: 0, stdout: 'ID=toy\n'});
  });
});

test.skipIf(!able).each(images?.accounts ?? [])(
  "unshare leaves no trace of how it put this machine's root together, as uid $uid",
  account => {
    const spec = images!.spec(account, ['/bin/sh', '-c', 'ls /mnt /media']);
    const wishes = {
      root: {kind: 'host'},
      entries: {'/': listDirectory('/')},
      mounts: [mount(images!.cvmfs, '/cvmfs', 'ro')],
    } as const;
    const outside = spawnSync('ls', ['/mnt', '/media'], {encoding: 'utf8'}).stdout;
    expect(images!.run(unshare, account, {...spec, ...wishes}).stdout).toBe(outside);
  },
);

/** proot's root is none to the kernel, so mounts that are made in there land elsewhere. */
function fails(outer: Engine, inner: Engine): boolean {
  return outer === proot && inner !== proot;
}
