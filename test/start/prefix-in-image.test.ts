import {existsSync, mkdirSync, readFileSync, symlinkSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {spawnSync} from 'node:child_process';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {detectEngines} from '../../src/engines/all.ts';
import {mayWrite} from '../../src/system/may-write.ts';
import {which} from '../../src/system/which.ts';
import {mayBeSkipped, ordinaryAccount} from '../engines/accounts.ts';
import {makeApptainerRig} from '../rig/engines/apptainer.ts';
import type {EngineRig} from '../rig/engines/engine-rig.ts';
import {makeBubblewrapRig, makeUnshareRig} from '../rig/engines/namespaces.ts';
import {makePodmanRig} from '../rig/engines/podman.ts';
import {makeProotRig} from '../rig/engines/proot.ts';
import {BURNT_IN, buildPrefixFor, prefixObstacle} from '../rig/prefix/build-prefix.ts';
import {able, containerScene} from './container-scene.ts';
import {hostWith} from './rig.ts';

const MAKERS = {
  bubblewrap: makeBubblewrapRig,
  unshare: makeUnshareRig,
  proot: makeProotRig,
  apptainer: makeApptainerRig,
  podman: makePodmanRig,
};
/** Rootless, it ends a container without a cgroup of its own only after twenty seconds, with warnings of runc. */
const ONLY_ROOT: ReadonlySet<string> = new Set(['podman']);
const ordinary = ordinaryAccount();
const ROOT = {uid: 0, gid: 0, groups: [], home: '/root'};
const accounts = [...(process.getuid!() === 0 ? [ROOT] : []), ...('missing' in ordinary ? [] : [ordinary])];
const REPOSITORY = '/cvmfs/unpacked.cern.ch';
const BUSYBOX = `${REPOSITORY}/registry.hub.docker.com/library/busybox:latest`;
const CARRIER = `${REPOSITORY}/registry.hub.docker.com/gentoo/prefix:latest`;
/** Where the prefix lies in the image that carries it. */
const OWN = '/opt/gentoo';

/** As the image `busybox` has it: one program under all its names, and nothing else. */
function writeBusybox(root: string): void {
  mkdirSync(join(root, 'bin'), {recursive: true});
  const busybox = which('busybox', process.env['PATH'])!;
  spawnSync('cp', [busybox, join(root, 'bin/busybox')]);
  for (const name of ['sh', 'cat', 'env', 'ls', 'id']) symlinkSync('busybox', join(root, 'bin', name));
}

describe.skipIf(!able || prefixObstacle() !== null)('a Gentoo Prefix', () => {
  const scene = containerScene(accounts.map(({uid}) => uid));
  const stores = {[BUSYBOX]: `${REPOSITORY}/.flat/b0/b0b0`, [CARRIER]: `${REPOSITORY}/.flat/c0/c0c0`};
  for (const [name, store] of Object.entries(stores)) {
    writeBusybox(scene.here(store));
    mkdirSync(dirname(scene.here(name)), {recursive: true});
    symlinkSync(`../../${store.slice(REPOSITORY.length + 1)}`, scene.here(name));
  }
  buildPrefixFor(join(scene.here(stores[CARRIER]!), OWN), OWN);

  describe.each(accounts)('as uid $uid', account => {
    const home = scene.homes.get(account.uid)!;

    const names = (Object.keys(MAKERS) as (keyof typeof MAKERS)[]).filter(name => account.uid === 0 || !ONLY_ROOT.has(name));

    describe.each(names)('by %s', name => {
      let rig: EngineRig | null = null;
      beforeAll(async () => {
        const directory = join(scene.root, `${name}-${account.uid}`);
        mkdirSync(directory);
        const made = await MAKERS[name]({...account, home}, scene.here(stores[BUSYBOX]!), directory);
        if ('missing' in made) mayBeSkipped(`${name} as uid ${account.uid}`, made.missing);
        else rig = made;
      });
      afterAll(() => rig?.stop());

      const wishes = () => {
        const {env, account: who} = rig!;
        const facts = detectEngines({
          which: program => which(program, env['PATH'] ?? process.env['PATH']!),
          readText: file => (existsSync(file) ? readFileSync(file, 'utf8') : null),
          mayWrite,
          isMounted: () => false,
          run: () => Promise.reject(new Error('nothing is run to detect')),
          uid: account.uid,
          env,
        });
        return {
          host: hostWith(facts),
          caller: {env: {...env, HOME: home, USER: userName(account.uid)}, groups: who.groups},
          wishes: {engine: name},
        };
      };

      test('is started from CVMFS in an image that has nothing but busybox', async context => {
        if (rig === null) return context.skip();
        const script =
          'echo "$EPREFIX $BASH $PROFILE_READ"; readlink /proc/$$/exe; cat /bin/busybox | head -c 4 | tail -c 3; test -e /etc/os-release; exit 7';
        const entry = {kind: 'prefix', path: BURNT_IN} as const;
        const ended = await scene.run(account.uid, ['bash', '-c', script], wishes(), {entry, image: BUSYBOX});
        expect({status: ended.status, stderr: ended.stderr}).toEqual({status: 7, stderr: 'profile of the prefix\n'});
        expect(ended.stdout).toBe(`${BURNT_IN} ${BURNT_IN}/bin/bash yes\n${BURNT_IN}/bin/bash\nELF`);
        expect(ended.plan).toMatchObject({
          mode: 'container',
          image: BUSYBOX,
          root: {kind: 'directory', path: scene.here(stores[BUSYBOX]!)},
        });
      });

      test('runs from the image that carries it', async context => {
        if (rig === null) return context.skip();
        // By the shell itself: proot does not know the call by which a newer ls looks.
        const script = `. ${OWN}/etc/profile; echo "$EPREFIX"; readlink /proc/$$/exe; echo ${OWN}/*; exit 7`;
        const entry = {kind: 'image', path: CARRIER} as const;
        const ended = await scene.run(account.uid, [`${OWN}/bin/bash`, '-c', script], wishes(), {entry, image: CARRIER});
        expect({status: ended.status, stderr: ended.stderr}).toEqual({status: 7, stderr: ''});
        const entries = ['bin', 'etc', 'lib64', 'startprefix', 'usr'].map(name => `${OWN}/${name}`).join(' ');
        expect(ended.stdout).toBe(`profile of the prefix\n${OWN}\n${OWN}/bin/bash\n${entries}\n`);
      });
    });
  });
});

/** Rootless podman looks for the subordinate ids of `$USER`. */
function userName(uid: number): string {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  return lines.find(line => line.split(':')[2] === String(uid))?.split(':')[0] ?? 'somebody';
}
