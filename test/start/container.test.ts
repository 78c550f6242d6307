import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {BURNT_IN, prefixObstacle} from '../rig/prefix/build-prefix.ts';
import {able, containerScene, uids} from './container-scene.ts';
import {IMAGE, STORE} from './toy-image.ts';

describe.skipIf(!able)('a thin container', () => {
  const {root, homes, here, run, sh} = containerScene();

  describe.each(uids.flatMap(uid => ['bubblewrap', 'unshare'].map(engine => ({uid, engine}))))(
    '$engine as uid $uid',
    ({uid, engine}) => {
      const wishes = {wishes: {engine}};
      test("has the image's system, the machine's home and directory, and the set-up", async () => {
        const {stdout, stderr, status, plan} = await sh(
          uid,
          'cat /etc/os-release; pwd; echo $HOME $LCG_VERSION $PATH; touch made; exit 7',
          wishes,
        );
        const home = homes.get(uid)!;
        expect(stderr).toBe('setting up\n');
        expect(stdout).toBe(
          `ID="almalinux"\nVERSION_ID="9.8"\n${home}/thesis\n${home} 1 /cvmfs/stack/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n`,
        );
        expect(status).toBe(7);
        expect(existsSync(join(home, 'thesis/made'))).toBe(true);
        expect(plan).toMatchObject({mode: 'container', engine, image: IMAGE, cwd: `${home}/thesis`});
      });

      test('gives the user a name, and writes nothing into the image or /tmp for it', async () => {
        const before = readdirSync('/tmp').filter(name => name.startsWith('passwd') || name.startsWith('hsf-id'));
        expect((await sh(uid, 'whoami; id -u', wishes)).stdout).toBe(`${uid === 0 ? 'root' : 'somebody'}\n${uid}\n`);
        expect(readdirSync('/tmp').filter(name => name.startsWith('passwd') || name.startsWith('hsf-id'))).toEqual(before);
        expect(readFileSync(join(here(STORE), 'etc/passwd'), 'utf8')).not.toContain('somebody');
      });

      test("drops the machine's libraries and modules, keeps display and stack marks, falls back to a known terminal", async () => {
        const {stdout, plan} = await run(uid, ['/bin/env'], {
          ...wishes,
          caller: {env: {MODULEPATH: '/host', DISPLAY: 'localhost:10.0', XDG_RUNTIME_DIR: '/run/user/77', BEARER_TOKEN: 'hush'}},
        });
        const env = new Map(
          stdout.split('\n').map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
        );
        for (const name of ['LD_LIBRARY_PATH', 'MODULEPATH', 'XDG_RUNTIME_DIR']) expect(env.has(name)).toBe(false);
        expect(Object.fromEntries(env)).toMatchObject({
          DISPLAY: 'localhost:10.0',
          TERM: 'xterm',
          container: engine,
          HSF_STACK: 'toy/1',
          HSF_CONTAINER: IMAGE,
          HSF_LEVEL: '1',
          BEARER_TOKEN: 'hush',
          SHELL: '/usr/bin/bash',
        });
        expect(plan.argv.join('\0')).not.toContain('hush');
        expect(plan.env.dropped).toContainEqual({
          name: 'XDG_RUNTIME_DIR',
          reason: 'points to /run/user/77, which does not exist',
        });
      });

      test("keeps the user's spelling of a directory behind a link", async () => {
        const home = homes.get(uid)!;
        const {stdout} = await sh(uid, 'echo $PWD', {
          ...wishes,
          caller: {cwd: join(home, 'thesis'), env: {PWD: join(home, 'short')}},
        });
        expect(stdout).toBe(`${home}/short\n`);
      });

      test('binds what the user asks for, and refuses what is not there', async () => {
        const extra = join(root, 'extra data');
        mkdirSync(extra, {recursive: true});
        writeFileSync(join(extra, 'f'), 'data\n');
        const {stdout, stderr} = await sh(uid, 'cat /opt/deep/data/f; touch /opt/deep/data/g 2>/dev/null || echo read-only', {
          wishes: {engine, binds: [`${extra}:/opt/deep/data:ro`]},
        });
        expect(stderr).toBe('setting up\n');
        expect(stdout).toBe('data\nread-only\n');
        await expect(sh(uid, 'true', {wishes: {engine, binds: ['/no/such']}})).rejects.toMatchObject({code: 'mount-missing'});
      });

      test('shares a credential with the file it points to, or neither', async () => {
        const proxy = join(homes.get(uid)!, 'proxy');
        const outside = join(root, 'proxy-outside');
        writeFileSync(outside, 'from outside\n');
        const {stdout} = await sh(
          uid,
          'cat $X509_USER_PROXY; echo; cat $BEARER_TOKEN_FILE; echo ${SSH_AUTH_SOCK-none} ${KRB5CCNAME-none}',
          {
            ...wishes,
            caller: {
              env: {
                X509_USER_PROXY: proxy,
                BEARER_TOKEN_FILE: outside,
                SSH_AUTH_SOCK: '/run/no/agent',
                KRB5CCNAME: 'MEMORY:',
              },
            },
          },
        );
        expect(stdout).toBe('credential\nfrom outside\nnone none\n');
      });

      test('takes a private home, kept for the operating system', async () => {
        const {stdout, plan} = await sh(uid, 'echo $HOME; ls -A $HOME', {
          wishes: {engine, home: 'private', cwd: '/tmp'},
          stateDirectory: join(homes.get(uid)!, 'state'),
        });
        expect(stdout).toBe(`${homes.get(uid)}/state/homes/el9\n`);
        expect(plan.prepare[0]).toMatchObject({kind: 'directory', mode: 0o700});
      });

      test.skipIf(prefixObstacle() !== null)("runs a prefix inside the image, with the prefix's own C library", async () => {
        const {stdout, stderr} = await run(uid, ['cat', '/proc/self/maps'], wishes, {entry: {kind: 'prefix', path: BURNT_IN}});
        expect(stderr).toBe('profile of the prefix\n');
        expect(stdout).toContain(`${BURNT_IN}/lib64/libc.so.6`);
        expect(stdout).not.toMatch(/\s\/(usr\/)?lib(64)?\/.*\.so/);
      });

      test('starts an image itself', async () => {
        const {stdout, stderr} = await sh(uid, 'echo "$PATH"; cat /etc/os-release', wishes, {
          entry: {kind: 'image', path: IMAGE},
          image: null,
        });
        expect(stderr).toBe('');
        expect(stdout).toContain('almalinux');
      });
    },
  );
});
