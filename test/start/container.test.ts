import {execFileSync, spawnSync} from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {processEnvironment} from '../../src/start/hand-over.ts';
import {makePlan} from '../../src/start/make-plan.ts';
import {prepare} from '../../src/start/prepare.ts';
import type {Plan} from '../../src/start/plan.ts';
import type {Wishes} from '../../src/start/plan-input.ts';
import {asAccount, requires} from '../engines/rig.ts';
import {buildPrefix, BURNT_IN, prefixObstacle} from '../rig/prefix/build-prefix.ts';
import {homesFor} from './homes.ts';
import {IMAGE, SETUP, STORE, writeImage} from './toy-image.ts';
import {hostWith, inputOf, type InputWishes, variantOf, type VariantWishes} from './rig.ts';

const able = requires('bwrap', 'unshare', 'busybox', 'setpriv', 'ldd');
const root = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-container-')));
afterAll(() => rmSync(root, {recursive: true, force: true}));
chmodSync(root, 0o755);
const cvmfs = join(root, 'cvmfs');
const here = (path: string) => cvmfs + path.slice('/cvmfs'.length);
const uids = process.getuid!() === 0 ? [0, 12_345] : [process.getuid!()];

describe.skipIf(!able)('a thin container', () => {
  if (able) {
    mkdirSync(cvmfs);
    mkdirSync(join(cvmfs, 'unpacked.cern.ch'));
    writeImage(cvmfs);
    if (prefixObstacle() === null) buildPrefix(cvmfs);
  }
  const homes = homesFor(root, uids);

  const planOf = (uid: number, action: Wishes['action'], wishes: InputWishes = {}, more: Partial<VariantWishes> = {}) => {
    const home = homes.get(uid)!;
    const env = {
      PATH: '/usr/bin:/bin',
      HOME: home,
      SHELL: '/bin/bash',
      TERM: 'screen-256color',
      USER: 'somebody',
      LANG: 'C.UTF-8',
      LD_LIBRARY_PATH: '/host/lib',
      DISPLAY: ':7',
      ...wishes.caller?.env,
    };
    const variant = variantOf({entry: {kind: 'source', path: SETUP}, runs: 'container', image: IMAGE, ...more});
    const input = inputOf(variant, cvmfs, {
      cacheDirectory: join(home, 'cache'),
      stateDirectory: join(home, 'state'),
      ...wishes,
      wishes: {action, ...wishes.wishes},
      caller: {uid, gid: uid, cwd: join(home, 'thesis'), ...wishes.caller, env},
    });
    return {plan: makePlan(input), env};
  };
  const run = async (
    uid: number,
    words: readonly [string, ...string[]],
    wishes: InputWishes = {},
    more: Partial<VariantWishes> = {},
  ) => {
    const {plan: promise, env} = planOf(uid, {kind: 'command', command: words}, wishes, more);
    const plan = await promise;
    await prepare(plan.prepare, 'test');
    // Made by the user's own launcher in real life.
    if (process.getuid!() === 0) execFileSync('chown', ['-R', `${uid}:${uid}`, homes.get(uid)!]);
    const [program, ...args] = asAccount({uid, gid: uid, groups: [], home: homes.get(uid)!}, plan.argv);
    const result = spawnSync(program!, args, {env: processEnvironment(plan, env), cwd: '/', encoding: 'utf8'});
    return {plan, ...result};
  };
  const sh = (uid: number, script: string, wishes: InputWishes = {}, more: Partial<VariantWishes> = {}) =>
    run(uid, ['/bin/sh', '-c', script], wishes, more);

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
          caller: {env: {MODULEPATH: '/host', XDG_RUNTIME_DIR: '/run/user/77', BEARER_TOKEN: 'hush'}},
        });
        const env = new Map(
          stdout.split('\n').map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
        );
        for (const name of ['LD_LIBRARY_PATH', 'MODULEPATH', 'XDG_RUNTIME_DIR']) expect(env.has(name)).toBe(false);
        expect(Object.fromEntries(env)).toMatchObject({
          DISPLAY: ':7',
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
          reason: 'names /run/user/77, which is not shown inside',
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
                KRB5CCNAME: 'KEYRING:persistent:0',
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

  test('resolves the image, so that an update does not change it under the shell', async () => {
    const plan = await planOf(uids[0]!, {kind: 'shell', login: false}).plan;
    expect(plan.argv.join(' ')).toContain(here(STORE));
    expect(plan.argv.join(' ')).not.toContain(here(IMAGE));
    expect(plan.image).toBe(IMAGE);
  });

  test('refuses a directory that would be another one inside', async () => {
    for (const cwd of ['/etc', '/usr/share'])
      await expect(planOf(uids[0]!, {kind: 'shell', login: false}, {caller: {cwd}}).plan).rejects.toMatchObject({
        code: 'directory-missing',
        message: expect.stringContaining(cwd),
      });
    await expect(planOf(uids[0]!, {kind: 'shell', login: false}, {caller: {cwd: '/tmp/\uFFFD'}}).plan).rejects.toMatchObject({
      code: 'not-utf8',
    });
  });

  test('is refused in words where there is no engine, no image, or no leave', async () => {
    const uid = uids[0]!;
    const shell: Wishes['action'] = {kind: 'shell', login: false};
    await expect(planOf(uid, shell, {host: hostWith([])}).plan).rejects.toMatchObject({code: 'engine-missing'});
    const forbidden = [
      {
        name: 'bubblewrap',
        program: '/usr/bin/bwrap',
        version: null,
        usable: false,
        reason: 'User namespaces are switched off.',
        takes: ['directory' as const],
      },
    ];
    await expect(planOf(uid, shell, {host: hostWith(forbidden)}).plan).rejects.toMatchObject({
      code: 'engine-unusable',
      message: expect.stringContaining('switched off'),
    });
    await expect(planOf(uid, shell, {wishes: {engine: 'podman'}}).plan).rejects.toMatchObject({code: 'engine-missing'});
    await expect(planOf(uid, shell, {}, {image: null}).plan).rejects.toMatchObject({code: 'image-missing'});
    await expect(planOf(uid, shell, {wishes: {image: '/cvmfs/unpacked.cern.ch/none'}}).plan).rejects.toMatchObject({
      code: 'image-missing',
    });
    await expect(planOf(uid, shell, {wishes: {image: 'docker://x/y'}}).plan).rejects.toMatchObject({code: 'image-missing'});
    await expect(planOf(uid, shell, {wishes: {container: 'never'}}).plan).rejects.toMatchObject({code: 'variant-cannot-run'});
    await expect(planOf(uid, shell, {}, {runs: 'no'}).plan).rejects.toMatchObject({code: 'variant-cannot-run'});
    await expect(planOf(uid, {kind: 'capture'}).plan).rejects.toMatchObject({code: 'variant-cannot-run'});
  });

  test.each(['unshare', 'bubblewrap'])('never shows a copy of a directory that is written to (%s)', async engine => {
    const uid = uids.at(-1)!;
    const home = homes.get(uid)!;
    const extra = join(root, 'more data');
    mkdirSync(extra, {recursive: true});
    const binds = [`${extra}:${home}/thesis/missing`];
    const written = () => sh(uid, `echo result > ${home}/thesis/result`, {wishes: {engine, binds}});
    const native = {runs: 'native', image: null} as const;
    const onHost = () => sh(uid, `echo result > ${home}/thesis/result`, {wishes: {engine, binds, container: 'always'}}, native);
    for (const start of [written, onHost])
      await expect(start()).rejects.toMatchObject({
        code: 'mount-missing',
        message: expect.stringContaining(`${home}/thesis/missing`),
        advice: `Make it first: mkdir -p ${home}/thesis/missing`,
      });
    mkdirSync(join(home, 'thesis/missing'));
    try {
      for (const start of [written, onHost]) {
        expect((await start()).stderr).toBe('setting up\n');
        expect(readFileSync(join(home, 'thesis/result'), 'utf8')).toBe('result\n');
        rmSync(join(home, 'thesis/result'));
      }
    } finally {
      rmSync(join(home, 'thesis/missing'), {recursive: true});
    }
  });

  test("puts this machine's root together only for a point directly in it, and tells root what is lost", async () => {
    const extra = join(root, 'more data');
    mkdirSync(extra, {recursive: true});
    const wishes = {wishes: {container: 'always', binds: [`${extra}:/hsf-test-point/deep`]}} as const;
    const native = {runs: 'native', image: null} as const;
    const {stdout, plan} = await sh(uids[0]!, '[ -d /hsf-test-point/deep ] && [ -d /etc ] && echo there', wishes, native);
    expect(stdout).toBe('there\n');
    const warned = plan.warnings.some(warning => warning.includes('written directly in /'));
    expect(warned).toBe(uids[0] === 0);
  });

  test("without an image has the machine's own root", async () => {
    for (const engine of ['unshare', 'bubblewrap']) {
      const {stdout, plan} = await sh(
        uids.at(-1)!,
        'echo $HSF_CONTAINER $LCG_VERSION; pwd; cat /etc/debian_version >/dev/null && echo same',
        {wishes: {engine, container: 'always'}},
        {runs: 'native', image: null},
      );
      expect(stdout).toBe(`host 1\n${homes.get(uids.at(-1)!)}/thesis\nsame\n`);
      expect(plan).toMatchObject({mode: 'container', image: null, engine} satisfies Partial<Plan>);
    }
  });
});
