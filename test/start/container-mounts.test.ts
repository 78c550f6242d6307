import {chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import type {PathState} from '../../src/system/host-files.ts';
import {able, containerScene, uids} from './container-scene.ts';
import {treeOn} from './rig.ts';
import {OWN_NAME} from '../rig/own-name.ts';

describe.skipIf(!able).each(['bubblewrap', 'unshare'])('what of the machine is shown inside by %s', engine => {
  const {root, cvmfs, homes, planOf, sh} = containerScene();
  const uid = uids.at(-1)!;
  const home = homes.get(uid)!;
  const wishes = {wishes: {engine}};
  const shell = {kind: 'shell', login: false} as const;
  const owned = (path: string) => {
    mkdirSync(path, {recursive: true});
    if (process.getuid!() === 0) chownSync(path, uid, uid);
    return path;
  };

  test('MOUNTS.md 2.3: scratch space that a variable names, unless it is of the system', async () => {
    const local = owned(`/var/tmp/hsf-scratch-${engine}-${OWN_NAME}`);
    onTestFinished(() => rmSync(local, {recursive: true, force: true}));
    const space = owned(join(root, 'job'));
    const {stdout, plan} = await sh(uid, 'touch $TMPDIR/t && echo ${SCRATCH-none}', {
      ...wishes,
      caller: {env: {TMPDIR: space, SCRATCH: '/usr/share'}},
    });
    expect(stdout).toBe('none\n');
    expect(plan.env.dropped).toContainEqual({name: 'SCRATCH', reason: 'names /usr/share, which is not shown inside'});
    expect((await sh(uid, 'touch $TMPDIR/t && echo there', {...wishes, caller: {env: {TMPDIR: local}}})).stdout).toBe('there\n');
  });

  test('MOUNTS.md 2.4: data of built-in, site and user lists where they exist, each with its origin', async () => {
    const [mine, ours] = [owned(join(root, 'mine')), owned(join(root, 'ours'))];
    const {stdout, plan} = await sh(uid, `touch ${mine}/t ${ours}/t && echo there`, {
      wishes: {engine, data: [mine, '/no/such', '/usr'], siteData: [ours]},
    });
    expect(stdout).toBe('there\n');
    const origins = plan.mounts.filter(({source}) => [mine, ours].includes(source)).map(({origin}) => origin);
    expect(origins.toSorted()).toEqual(['site', 'user']);
    expect(plan.warnings).toContainEqual("/usr is not taken from this machine: it is the image's.");
    expect(plan.mounts.map(({target}) => target)).not.toContain('/usr');
  });

  test('MOUNTS.md 2.3, 2.5: a private home with the keys of the real one linked in', async () => {
    owned(join(home, '.ssh'));
    writeFileSync(join(home, '.ssh/known_hosts'), 'host key\n');
    owned(join(home, '.globus'));
    writeFileSync(join(home, '.Xauthority'), 'cookie\n');
    const {stdout, plan} = await sh(uid, 'cat $HOME/.ssh/known_hosts $HOME/.Xauthority; test -d $HOME/.globus; ls -A $HOME', {
      wishes: {engine, home: 'private', cwd: '/tmp'},
      stateDirectory: join(home, 'state'),
    });
    expect(stdout).toBe('host key\ncookie\n.Xauthority\n.globus\n.ssh\n');
    expect(plan.mounts.map(({target}) => target)).not.toContain(home);
    // What somebody keeps for containers goes before the real one.
    owned(join(home, '.ssh.container'));
    const {prepare} = await planOf(uid, shell, {wishes: {engine, home: 'private', cwd: '/tmp'}}).plan;
    rmSync(join(home, '.ssh.container'), {recursive: true});
    expect(prepare).toContainEqual(expect.objectContaining({kind: 'link', target: join(home, '.ssh.container')}));
  });

  test('MOUNTS.md 2.3: no home, another one, and a HOME that is not there', async () => {
    const {plan, stdout} = await sh(uid, 'echo $HOME', {wishes: {engine, home: 'none', cwd: '/tmp'}});
    expect(stdout).toBe('/\n');
    expect(plan.mounts.map(({target}) => target)).not.toContain(home);
    const other = owned(join(root, 'other')) as `/${string}`;
    expect((await sh(uid, 'touch $HOME/t && echo $HOME', {wishes: {engine, home: other}})).stdout).toBe(`${other}\n`);
    const gone = await sh(uid, 'echo $HOME', {...wishes, caller: {cwd: '/tmp', env: {HOME: '/no/home'}}});
    expect(gone.stdout).toBe('/\n');
    expect(gone.plan.warnings).toContain('There is no home directory /no/home; HOME is / inside.');
  });

  test('MOUNTS.md 2.3: the working directory by both names, a deleted one never, one of the image by wish', async () => {
    const deep = owned(join(root, 'elsewhere'));
    const link = join(root, 'to-elsewhere');
    rmSync(link, {force: true});
    symlinkSync(deep, link);
    const {stdout} = await sh(uid, 'pwd; readlink -f . ; touch here', {...wishes, caller: {cwd: deep, env: {PWD: link}}});
    expect(stdout.split('\n')[0]).toBe(link);
    await expect(planOf(uid, shell, {...wishes, caller: {cwd: null}}).plan).rejects.toMatchObject({code: 'directory-missing'});
    expect((await sh(uid, 'pwd', {wishes: {engine, cwd: '/usr/share'}})).stdout).toBe('/usr/share\n');
    await expect(planOf(uid, shell, {wishes: {engine, cwd: '/no/such'}}).plan).rejects.toMatchObject({code: 'directory-missing'});
  });

  test('MOUNTS.md 2.4: a working directory that cannot be entered is an error in words, never another directory', async () => {
    const closed = join(root, 'closed');
    mkdirSync(closed, {recursive: true, mode: 0o700});
    const {status, stderr} = await sh(uid, 'true', {...wishes, caller: {cwd: closed}});
    expect([status, stderr]).toEqual(
      process.getuid!() === 0
        ? [125, `hsf: the working directory ${closed} cannot be entered here.\n     Choose one that is there with "--cwd".\n`]
        : [0, 'setting up\n'],
    );
  });

  test.skipIf(process.getuid!() !== 0)(
    'MOUNTS.md 2.2: a name service file behind a link stays a link, so that its replacement is seen',
    async () => {
      const service = mkdtempSync('/run/hsf-test-');
      onTestFinished(() => rmSync(service, {recursive: true, force: true}));
      writeFileSync(join(service, 'resolv.conf'), 'nameserver 127.0.0.53\n', {mode: 0o644});
      chmodSync(service, 0o755);
      const tree = treeOn(cvmfs);
      const target = `..${service}/resolv.conf`;
      const linked = {
        ...tree,
        list: async (path: string) => {
          const entries = await tree.list(path);
          if (path !== '/etc' || entries === null) return entries;
          return [...entries.filter(({name}) => name !== 'resolv.conf'), {name: 'resolv.conf', kind: 'link', target} as const];
        },
      };
      const {stdout, plan} = await sh(uid, 'cat /etc/resolv.conf; readlink /etc/resolv.conf', {...wishes, tree: linked});
      expect(stdout).toBe(`nameserver 127.0.0.53\n${target}\n`);
      expect(plan.mounts).toContainEqual(expect.objectContaining({source: service, target: service, reason: 'name service'}));
      expect(plan.mounts.map(({target: point}) => point)).not.toContain('/etc/resolv.conf');
    },
  );

  test('MOUNTS.md 2.5: certificates of the grid from CVMFS where the machine has none', async () => {
    mkdirSync(join(cvmfs, 'grid.cern.ch/etc/grid-security/certificates'), {recursive: true});
    const tree = treeOn(cvmfs);
    const none = (path: string) => (path === '/etc/grid-security' ? 'missing' : null) as PathState | null;
    const bare = {
      ...tree,
      states: async (paths: readonly string[]) =>
        new Map([...(await tree.states(paths))].map(([path, state]) => [path, none(path) ?? state] as const)),
    };
    const start = {...wishes, tree: bare, caller: {env: {X509_USER_PROXY: join(home, 'proxy')}}};
    expect((await sh(uid, 'ls /etc/grid-security', start)).stdout).toBe('certificates\n');
    expect((await sh(uid, 'ls /etc/grid-security 2>&1 || true', {...wishes, tree: bare})).stdout).not.toBe('certificates\n');
  });

  test('MOUNTS.md 2.2: hosts and time of the machine, no name for /etc/hostname unless the image has the file', async () => {
    const {plan} = await sh(uid, 'true', wishes);
    const targets = plan.mounts.map(({target}) => target);
    expect(targets).toEqual(expect.arrayContaining(['/etc/hosts', '/etc/passwd', '/etc/group']));
    expect(targets).not.toContain('/etc/hostname');
  });

  test('MOUNTS.md 6.1: every mount says why it is there and who asked for it', async () => {
    const {mounts} = await planOf(uid, shell, wishes).plan;
    for (const mount of mounts) {
      expect(mount.reason).not.toBe('');
      expect(['builtin', 'site', 'user', 'credential']).toContain(mount.origin);
    }
    const targets = mounts.map(({target}) => target);
    expect(new Set(targets).size).toBe(targets.length);
  });
});
