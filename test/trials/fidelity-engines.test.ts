import {chownSync, existsSync, mkdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {detectEngines} from '../../src/engines/all.ts';
import {mayWrite} from '../../src/system/may-write.ts';
import {which} from '../../src/system/which.ts';
import {mayBeSkipped, ordinaryAccount} from '../engines/accounts.ts';
import {makeApptainerRig} from '../rig/engines/apptainer.ts';
import {makeCharliecloudRig} from '../rig/engines/charliecloud.ts';
import {makeContainerdRig} from '../rig/engines/containerd.ts';
import {makeDockerRig} from '../rig/engines/docker.ts';
import type {EngineRig} from '../rig/engines/engine-rig.ts';
import {makeBubblewrapRig, makeUnshareRig} from '../rig/engines/namespaces.ts';
import {makePodmanRig} from '../rig/engines/podman.ts';
import {makeProotRig} from '../rig/engines/proot.ts';
import {able, containerScene} from '../start/container-scene.ts';
import {hostWith} from '../start/rig.ts';
import {STORE} from '../start/toy-image.ts';
import {batches, countAndSeed, firstDifference, flat, vectors, wordFrom} from './fidelity/vectors.ts';
import {randomFrom} from './fuzz/random.ts';

const MAKERS = {
  bubblewrap: makeBubblewrapRig,
  unshare: makeUnshareRig,
  charliecloud: makeCharliecloudRig,
  proot: makeProotRig,
  apptainer: makeApptainerRig,
  podman: makePodmanRig,
  docker: makeDockerRig,
  ctr: makeContainerdRig,
};
type Name = keyof typeof MAKERS;
/** What has to be brought up first is left to the large trial; `every-engine.test.ts` starts in all of them. */
const QUICK: readonly Name[] = ['bubblewrap', 'unshare', 'charliecloud', 'proot', 'podman'];
/** What an ordinary user starts by oneself; podman takes one that has numbers of its own in /etc/subuid. */
const ROOTLESS: readonly Name[] = ['bubblewrap', 'unshare', 'charliecloud', 'proot', 'apptainer'];
/** Apptainer wants to find it among the accounts; the others do not care. */
const TESTER = ordinaryAccount();
const USER = 'missing' in TESTER ? 12_345 : TESTER.uid;
const isQuick = process.env['HSF_FIDELITY_COUNT'] === undefined;
const NAMES = isQuick ? QUICK : (Object.keys(MAKERS) as Name[]);
const STARTS = [
  ...NAMES.map(name => ({name, uid: 0, who: 'root'})),
  ...ROOTLESS.filter(name => NAMES.includes(name)).map(name => ({name, uid: USER, who: 'an ordinary user'})),
];
const {count, seed} = countAndSeed(400);
const HOURS = 10 * 3_600_000;
/** As many as one start can be given: the kernel holds two megabytes of arguments, and some engines say them twice. */
const OF_A_START = 2000;
/** Values of variables that travel with each start. */
const VARIABLES = 100;

describe.skipIf(!able || process.getuid!() !== 0)('arguments and variables of a command', () => {
  const scene = containerScene([0, USER]);
  const image = scene.here(STORE);
  beforeAll(() => {
    for (const point of ['cvmfs', 'sys', 'tmp', 'work', ...scene.homes.values()])
      mkdirSync(join(image, point), {recursive: true});
  });

  describe.each(STARTS)('in $name of $who', ({name, uid}) => {
    const home = scene.homes.get(uid)!;
    let rig: EngineRig | null = null;
    beforeAll(async () => {
      const directory = join(scene.root, `${name}-${uid}`);
      mkdirSync(directory);
      chownSync(directory, uid, uid);
      const made = await MAKERS[name]({uid, gid: uid, groups: [], home}, image, directory);
      if ('missing' in made) mayBeSkipped(`fidelity of ${name}`, made.missing);
      else rig = made;
    });
    afterAll(() => rig?.stop());

    test(
      'come as they were given',
      async context => {
        if (rig === null) return context.skip();
        const {env, account} = rig;
        const path = env['PATH'] ?? process.env['PATH']!;
        const facts = detectEngines({
          which: program => which(program, path),
          readText: file => (existsSync(file) ? readFileSync(file, 'utf8') : null),
          mayWrite,
          isMounted: () => false,
          run: () => Promise.reject(new Error('nothing is run to detect')),
          uid,
          env,
        });
        for (const [index, group] of batches(vectors(count, seed), OF_A_START).entries()) {
          const random = randomFrom(seed + index);
          const carried = Object.fromEntries(Array.from({length: VARIABLES}, (_, number) => [`V_${number}`, wordFrom(random)]));
          const {stdout, stderr, status} = await scene.run(
            uid,
            ['/bin/sh', '-c', `printf '%s\\0' begin "$@"; env -0 2>/dev/null || cat /proc/self/environ`, 'sh', ...flat(group)],
            {
              host: hostWith(facts),
              caller: {env: {...env, HOME: home, USER: 'somebody', LANG: 'C', ...carried}, groups: account.groups},
              wishes: {engine: name, env: Object.keys(carried)},
            },
          );
          expect({status, stderr: stderr.replace(/^time=.*\n/gm, '')}).toEqual({status: 0, stderr: 'setting up\n'});
          const words = flat(group).length;
          // Behind a word: whoever reads text takes a mark at its beginning away.
          const fields = stdout.split('\0').slice(1);
          expect(
            firstDifference(
              group,
              fields
                .slice(0, words)
                .map(word => `${word}\0`)
                .join(''),
            ),
          ).toBeNull();
          const variables = fields.slice(words).filter(entry => entry.startsWith('V_'));
          expect(
            Object.fromEntries(variables.map(entry => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)])),
          ).toEqual(carried);
        }
      },
      HOURS,
    );
  });
});
