import {spawnSync} from 'node:child_process';
import {chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer, type Server} from 'node:net';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {filesOfStart} from '../../src/start/prepare.ts';
import {requires} from '../engines/rig.ts';
import {startKdc, type Kdc} from '../rig/kdc.ts';
import {able, containerScene, uids} from './container-scene.ts';
import {IMAGE} from './toy-image.ts';
import {OWN_NAME} from '../rig/own-name.ts';

// A directory outside of everything that is shown can only be made by root.
const isRoot = process.getuid!() === 0;

describe.skipIf(!able || !isRoot)('the session inside a real container', () => {
  const {root, planOf, run, sh} = containerScene();
  const servers: Server[] = [];
  const runtimes = new Map<number, string>();
  const site = join('/run', `hsf-site-${OWN_NAME}`);

  beforeAll(async () => {
    mkdirSync(site, {recursive: true});
    writeFileSync(join(site, 'tables'), "the site's\n");
    for (const uid of uids) {
      const runtime = mkdtempSync('/run/hsf-runtime-');
      runtimes.set(uid, runtime);
      // The last ones are made by the user's own launcher in real life.
      for (const path of ['', 'keyring', 'hsf', 'hsf/runtime', 'hsf/runtime/keyring'].map(name => join(runtime, name))) {
        mkdirSync(path, {recursive: true, mode: 0o700});
        chownSync(path, uid, uid);
      }
      writeFileSync(join(runtime, `bt_u${uid}`), 'token\n', {mode: 0o600});
      chownSync(join(runtime, `bt_u${uid}`), uid, uid);
      for (const name of ['wayland-0', 'bus', 'keyring/ssh']) {
        const server = createServer().listen(join(runtime, name));
        await new Promise(resolve => server.once('listening', resolve));
        servers.push(server);
      }
    }
  });
  afterAll(() => {
    for (const server of servers) server.close();
    for (const path of [...runtimes.values(), site]) rmSync(path, {recursive: true, force: true});
  });

  describe.each(uids.flatMap(uid => ['bubblewrap', 'unshare'].map(engine => ({uid, engine}))))(
    '$engine, uid $uid',
    ({uid, engine}) => {
      const session = (env: Readonly<Record<string, string>> = {}) => ({
        wishes: {engine},
        caller: {env: {XDG_RUNTIME_DIR: runtimes.get(uid)!, ...env}},
      });

      test('has its sockets and its token, and nothing else of the runtime directory (MOUNTS.md 2.5, 2.6, 2.8)', async () => {
        const {stdout, plan} = await sh(
          uid,
          `cd "$XDG_RUNTIME_DIR"; stat -c %a:%u .; ls; test -S "$WAYLAND_DISPLAY" && test -S "$SSH_AUTH_SOCK" && cat bt_u${uid}; touch own && echo writable`,
          session({WAYLAND_DISPLAY: 'wayland-0', SSH_AUTH_SOCK: join(runtimes.get(uid)!, 'keyring/ssh')}),
        );
        const names = stdout
          .split('\n')
          .slice(1, -3)
          .filter(name => name !== 'own');
        expect(names).toEqual([`bt_u${uid}`, 'keyring', 'wayland-0']);
        expect(stdout.split('\n')[0]).toBe(`700:${uid}`);
        expect(stdout).toContain('token\nwritable\n');
        expect(plan.warnings).toEqual([]);
      });

      test('keeps them in a start from /, which covers nothing', async () => {
        const {stdout} = await sh(uid, 'cat "$XDG_RUNTIME_DIR"/bt_u*', {...session(), wishes: {engine, cwd: '/'}});
        expect(stdout).toBe('token\n');
      });

      test("has what the site's variables ask for (MOUNTS.md 5)", async () => {
        const {stdout, plan} = await sh(
          uid,
          'cat /opt/site/tables; touch /opt/site/x 2>/dev/null || echo read-only; echo $FOO $PATH; echo ${LD_PRELOAD-none}',
          {
            ...session({
              APPTAINER_BINDPATH: `${site}:/opt/site:ro,`,
              SINGULARITYENV_FOO: 'a "b"',
              APPTAINERENV_APPEND_PATH: '/opt/site/bin',
              APPTAINERENV_LD_PRELOAD: '/opt/site/xalt.so',
            }),
          },
        );
        expect(stdout).toContain('the site\'s\nread-only\na "b" ');
        expect(stdout).toContain(':/opt/site/bin\nnone\n');
        expect(plan.mounts).toContainEqual(expect.objectContaining({target: '/opt/site', origin: 'site', mode: 'ro'}));
        expect(plan.env.origins).toEqual({FOO: 'site'});
        expect(plan.warnings).toEqual([expect.stringContaining('APPTAINERENV_LD_PRELOAD')]);
      });

      test('has a proxy that is elsewhere, and no variable that leads nowhere (MOUNTS.md 2.5)', async () => {
        const proxy = join(site, `proxy-${uid}`);
        writeFileSync(proxy, 'proxy\n', {mode: 0o600});
        chownSync(proxy, uid, uid);
        const {stdout, plan} = await sh(
          uid,
          'cat $X509_USER_PROXY; touch $X509_USER_PROXY 2>/dev/null || echo read-only; echo ${KRB5CCNAME-none} ${SSH_AUTH_SOCK-none}',
          session({X509_USER_PROXY: proxy, KRB5CCNAME: 'API:x', SSH_AUTH_SOCK: '/run/no/agent'}),
        );
        expect(stdout).toContain('proxy\nread-only\nnone none\n');
        expect(plan.env.dropped.map(({name}) => name)).toEqual(expect.arrayContaining(['KRB5CCNAME', 'SSH_AUTH_SOCK']));
      });
    },
  );

  test('does without a proxy that the engine cannot bind, and says so (MOUNTS.md 6.6)', async () => {
    const [odd, plain] = ['proxy,y:1', 'plain-proxy'].map(name => join(site, name)) as [string, string];
    for (const path of [odd, plain]) writeFileSync(path, 'proxy\n', {mode: 0o600});
    const wishes = {wishes: {engine: 'proot'}, caller: {env: {X509_USER_PROXY: odd, X509_USER_CERT: plain}}};
    const {stdout, plan} = await sh(0, 'echo ${X509_USER_PROXY-none} $(cat $X509_USER_CERT)', wishes);
    expect(stdout).toBe('none proxy\n');
    expect(plan.lost).toEqual([`Not inside: X509_USER_PROXY points to ${odd}, which is not shown inside.`]);
    expect(plan.warnings).toContain(`Not shown inside, since proot cannot bind them: ${odd}.`);
    expect(plan.warnings).toContain(plan.lost![0]);
  });

  test('says of tickets that no container can have that they are lost, but not what the user left out', async () => {
    const env = {KRB5CCNAME: 'API:x', SSH_AUTH_SOCK: '/run/no/agent'};
    const lost = async (noEnv: readonly string[]) =>
      (await planOf(0, {kind: 'command', command: ['true']}, {wishes: {noEnv}, caller: {env}}).plan).lost;
    expect(await lost([])).toEqual([expect.stringMatching(/^Not inside: KRB5CCNAME names a cache of another system.*\.$/)]);
    expect(await lost(['KRB5CCNAME'])).toEqual([]);
  });

  test.each([
    {title: 'a command', setup: {}, words: ['/bin/sh', '-c', 'echo ${KRB5CCNAME-none}']},
    {
      title: 'a command without a set-up',
      setup: {entry: {kind: 'image', path: IMAGE}},
      words: ['/bin/sh', '-c', 'echo ${KRB5CCNAME-none}'],
    },
  ] as const)('$title has no variable for tickets that could not be copied (MOUNTS.md 6.6)', async ({setup, words}) => {
    const wishes = {
      wishes: {engine: 'bubblewrap'},
      caller: {env: {KRB5CCNAME: 'KEYRING:session:hsf-nothing'}, name: 'hsf-nothing'},
    };
    const {stdout, plan} = await run(0, words, wishes, setup);
    expect(stdout).toBe('none\n');
    // Whether they can be copied is seen only just before the start.
    if (existsSync('/usr/bin/kvno')) expect(plan.env.set['KRB5CCNAME']).toMatch(/^FILE:/);
  });

  test.each(['the terminal', 'stdin'])('a shell with commands from %s has none either', file => {
    const rc = join(import.meta.dirname, `../../src/start/shell/${file === 'stdin' ? 'stdin' : 'bash'}.rc`);
    for (const [name, says] of [
      [`/tmp/hsf-0/krb5cc-hsf-${process.pid}`, 'none'],
      [rc, `FILE:${rc}`],
    ] as const) {
      const words = ['-c', `set -- '' 0 0; BASH_SOURCE=; . "${rc}" '' 0 0 2>/dev/null; echo "\${KRB5CCNAME-none}"`];
      const {stdout} = spawnSync('/bin/bash', words, {
        encoding: 'utf8',
        env: {PATH: '/usr/bin:/bin', HOME: root, KRB5CCNAME: `FILE:${name}`},
      });
      expect(stdout).toBe(`${says}\n`);
    }
  });

  describe.skipIf(!requires('kinit', 'kvno', 'krb5kdc', 'kadmin.local'))('with real Kerberos tickets', () => {
    let kdc: Kdc;
    const starts: string[] = [];
    const KEYRING = `KEYRING:session:hsf-inside-${OWN_NAME}`;
    const kerberos = (program: string, words: readonly string[], cache: string, input = '') =>
      spawnSync(program, words, {
        input,
        encoding: 'utf8',
        env: {PATH: '/usr/bin:/bin', KRB5_CONFIG: kdc.config, KRB5CCNAME: cache},
      });
    beforeAll(async () => {
      kdc = await startKdc(join(root, 'kdc'));
      kerberos('kinit', ['somebody'], KEYRING, `${kdc.password}\n`);
    });
    afterAll(() => {
      kerberos('kdestroy', ['-q'], KEYRING);
      for (const path of starts) rmSync(path, {force: true});
      kdc.stop();
    });

    test.each(['bubblewrap', 'unshare'])('those of a keyring are a private file in %s (MOUNTS.md 2.5)', async engine => {
      const {stdout, plan} = await sh(0, 'stat -c %a "${KRB5CCNAME#FILE:}"; cat "${KRB5CCNAME#FILE:}"', {
        wishes: {engine},
        caller: {env: {XDG_RUNTIME_DIR: runtimes.get(0)!, KRB5CCNAME: KEYRING, KRB5_CONFIG: kdc.config}, name: `hsf-${engine}`},
      });
      expect(stdout.startsWith('600\n')).toBe(true);
      expect(stdout).toContain('somebody');
      expect(plan.env.set['KRB5CCNAME']).toBe(`FILE:/tmp/hsf-0/krb5cc-hsf-${engine}`);

      starts.push(...filesOfStart(plan.prepare));
      expect(kerberos('klist', [], plan.env.set['KRB5CCNAME']!).stdout).toContain(kdc.principal);
    });
  });
});
