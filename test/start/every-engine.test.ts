import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {detectEngines} from '../../src/engines/all.ts';
import {mayWrite} from '../../src/system/may-write.ts';
import {which} from '../../src/system/which.ts';
import {planAsCommand} from '../../src/start/render-command.ts';
import {mayBeSkipped, ordinaryAccount} from '../engines/accounts.ts';
import {asAccount} from '../engines/rig.ts';
import {makeApptainerRig} from '../rig/engines/apptainer.ts';
import {makeCharliecloudRig} from '../rig/engines/charliecloud.ts';
import {makeContainerdRig} from '../rig/engines/containerd.ts';
import {makeDockerRig} from '../rig/engines/docker.ts';
import type {EngineRig} from '../rig/engines/engine-rig.ts';
import {makeBubblewrapRig, makeUnshareRig} from '../rig/engines/namespaces.ts';
import {makePodmanRig} from '../rig/engines/podman.ts';
import {makeProotRig} from '../rig/engines/proot.ts';
import {able, containerScene, ended} from './container-scene.ts';
import {hostWith} from './rig.ts';
import {STORE} from './toy-image.ts';

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
const STORES: readonly Name[] = ['apptainer', 'podman', 'docker', 'ctr'];
/** containerd listens to nobody but root. */
const namesFor = (uid: number) => (Object.keys(MAKERS) as Name[]).filter(name => name !== 'ctr' || uid === 0);
const ordinary = ordinaryAccount();
const ROOT = {uid: 0, gid: 0, groups: [], home: '/root'};
const accounts = [...(process.getuid!() === 0 ? [ROOT] : []), ...('missing' in ordinary ? [] : [ordinary])];
if ('missing' in ordinary) mayBeSkipped('starts as an ordinary user', ordinary.missing);

/** What of the environment is the engine's own word, or the shell's, or the caller's who has another one for podman. */
const OF_ENGINE = ['container', '_', 'SHLVL', 'HSF_CONTAINER', 'XDG_RUNTIME_DIR'];
const FACTS =
  '. /etc/os-release; echo "$ID$VERSION_ID $(id -un) $(id -u) $PWD $LCG_VERSION"; echo written > thesis-of-$container; test ! -w /cvmfs/sft.cern.ch; exit 7';

describe.skipIf(!able)('one stack on every engine', () => {
  const scene = containerScene(accounts.map(({uid}) => uid));
  const image = scene.here(STORE);
  beforeAll(() => {
    for (const point of ['cvmfs', 'sys', 'tmp', 'work', ...scene.homes.values()])
      mkdirSync(join(image, point), {recursive: true});
    // No bash of ours may take itself for a remote shell, for which it takes a socket as stdin, and read this.
    for (const home of scene.homes.values()) writeFileSync(join(home, '.bashrc'), 'echo "bashrc was read" >&2\n');
  });

  describe.each(accounts)('as uid $uid', account => {
    const home = scene.homes.get(account.uid)!;
    const environments = new Map<string, string>();

    describe.each(namesFor(account.uid))('%s', name => {
      let rig: EngineRig | null = null;
      beforeAll(async () => {
        const directory = join(scene.root, `${name}-${account.uid}`);
        mkdirSync(directory);
        const made = await MAKERS[name]({...account, home}, image, directory);
        if ('missing' in made) mayBeSkipped(`${name} as uid ${account.uid}`, made.missing);
        else rig = made;
      });
      afterAll(() => rig?.stop());

      const wishesFor = (more: {image?: string} = {}) => {
        const {env, account: who} = rig!;
        const path = env['PATH'] ?? process.env['PATH']!;
        const facts = detectEngines({
          which: program => which(program, path),
          readText: file => (existsSync(file) ? readFileSync(file, 'utf8') : null),
          mayWrite,
          isMounted: () => false,
          run: () => Promise.reject(new Error('nothing is run to detect')),
          uid: account.uid,
          env,
        });
        // USER is somebody else's, as after `su` without `-`: podman would look for that one's subordinate ids.
        const caller = {
          env: {
            ...env,
            HOME: home,
            USER: 'somebody',
            LANG: 'C',
            ODD: 'two\nlines, "quotes" and $dollar',
            SSH_CLIENT: '::1 1 2',
          },
          groups: who.groups,
        };
        return {host: hostWith(facts), caller, wishes: {engine: name, env: ['ODD'], ...more}};
      };
      const start = async (script: string, more: {image?: string} = {}) => scene.sh(account.uid, script, wishesFor(more));

      test('has the system of the image, the directory and the name of the user, and gives the status back', async context => {
        if (rig === null) return context.skip();
        const {stdout, status, stderr} = await start(FACTS);
        // runc has its own remarks about the control groups of a rootless podman.
        expect({stderr: stderr.replace(/^time=.*\n/gm, ''), status}).toEqual({stderr: 'setting up\n', status: 7});
        expect(stdout).toBe(`almalinux9.8 ${userName(account.uid)} ${account.uid} ${home}/thesis 1\n`);
        expect(readFileSync(join(home, `thesis/thesis-of-${name}`), 'utf8')).toBe('written\n');
      });

      test('has the very environment that all others have', async context => {
        if (rig === null) return context.skip();
        const {stdout} = await start('env -0 2>/dev/null || tr "\\0" "\\0" < /proc/self/environ');
        const variables = stdout.split('\0').filter(entry => entry !== '' && !OF_ENGINE.includes(entry.split('=')[0]!));
        environments.set(name, variables.toSorted().join('\n'));
        expect(variables).toContain('ODD=two\nlines, "quotes" and $dollar');
        expect(environments.get(name)).toBe([...environments.values()][0]);
      });

      test('does the same when the command of the plan is pasted', async context => {
        if (rig === null) return context.skip();
        const script = '. /etc/os-release; echo "$ID $PWD $LCG_VERSION"; echo "$ODD"; exit 4';
        const {plan, env} = scene.planOf(account.uid, {kind: 'command', command: ['/bin/sh', '-c', script]}, wishesFor());
        const [program, ...args] = asAccount(rig.account, ['/bin/sh', '-c', planAsCommand(await plan)]);
        const {stdout, status} = await ended(program, args, env);
        expect({stdout, status}).toEqual({stdout: `almalinux ${home}/thesis 1\ntwo\nlines, "quotes" and $dollar\n`, status: 4});
      });

      if (!STORES.includes(name)) return;
      test('finds bash by itself in an image of its own storage', async context => {
        if (rig?.reference == null) return context.skip();
        const {stdout, status} = await start('. /etc/os-release; echo "$ID $PWD $LCG_VERSION"; exit 5', {image: rig.reference});
        expect({stdout, status}).toEqual({stdout: `almalinux ${home}/thesis 1\n`, status: 5});
      });
    });
  });
});

function userName(uid: number): string {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find(entry => entry.split(':')[2] === String(uid));
  return line?.split(':')[0] ?? 'somebody';
}
