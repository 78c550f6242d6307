import {afterAll, describe, expect, test} from 'vitest';
import {bubblewrap} from '../../src/engines/bubblewrap.ts';
import type {Engine} from '../../src/engines/engine.ts';
import {unshare, unshareWithoutOverlay} from '../../src/engines/unshare.ts';
import {imageSpec, listDirectory, makeRig, requires, run} from './rig.ts';

const able = requires('bwrap', 'unshare', 'busybox', 'setpriv');
const rig = able ? makeRig() : null;
afterAll(() => rig?.remove());

const ENGINES: readonly (readonly [string, Engine])[] = [
  ['bubblewrap', bubblewrap],
  ['unshare', unshare],
  ['unshare without an overlay', unshareWithoutOverlay],
];

// What is written to a root that is put together for one start would be lost without a word.
describe.skipIf(!able).each(ENGINES)('%s', (_, engine) => {
  describe.each(rig?.accounts ?? [])('as uid $uid', account => {
    const writes =
      'echo x >/new; mkdir /home/other /new-directory; echo x >/etc/new; echo x >/home/user/kept && echo y >/tmp/hsf-$$ && rm /tmp/hsf-$$ && echo written';

    test('refuses what is written to an image, and no bind', () => {
      const {status, stdout, stderr} = run(
        engine,
        account,
        imageSpec(rig!, account, ['/bin/sh', '-c', writes.replace('rm', '/bin/busybox rm')]),
      );
      expect({status, stdout}).toEqual({status: 0, stdout: 'written\n'});
      expect(stderr.match(/Read-only file system/g)).toHaveLength(4);
    });

    test("refuses what is written to the machine's own root where it is put together", () => {
      const spec = imageSpec(rig!, account, ['/bin/sh', '-c', 'echo x >/new; echo ends'], {
        root: {kind: 'host'},
        entries: {'/': listDirectory('/')},
      });
      const mounts = spec.mounts.filter(mount => mount.target !== '/home/user');
      const {status, stdout, stderr} = run(engine, account, {...spec, mounts});
      expect({status, stdout}).toEqual({status: 0, stdout: 'ends\n'});
      expect(stderr).toContain('Read-only file system');
    });
  });
});
