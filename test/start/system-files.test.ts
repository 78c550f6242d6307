import {describe, expect, test} from 'vitest';
import type {RootEntry} from '../../src/engines/engine.ts';
import {candidates, isFreeInImage, sleepers, spelledDirectory} from '../../src/start/mount-candidates.ts';
import {acceptMounts} from '../../src/start/mounts.ts';
import {NO_WISHES} from '../../src/start/plan-input.ts';
import {gridCopies, systemFiles} from '../../src/start/system-files.ts';
import {inputOf, treeOn, variantOf} from './rig.ts';

const entry = (name: string, kind: RootEntry['kind'] = 'file', target: string | null = null): RootEntry => ({name, kind, target});
type Listing = Readonly<Record<string, readonly RootEntry[]>>;

/** A machine and an image of which only some directories are told. */
const filesOf = async (machine: Listing, image: Listing | null, prefix = false, real: Record<string, string> = {}) => {
  const tree = {
    ...treeOn('/cvmfs'),
    list: (path: string) => Promise.resolve(machine[path] ?? null),
    real: (path: string) => Promise.resolve(real[path] ?? path),
  };
  const variant = variantOf({entry: {kind: prefix ? 'prefix' : 'source', path: '/cvmfs/x.org/a'}});
  const there = image === null ? null : (path: string) => Promise.resolve(image[path] ?? null);
  const {wishes, nameService} = await systemFiles({tree, variant}, there);
  return {targets: wishes.map(wish => wish.target), wishes, nameService};
};

describe('MOUNTS.md 2.2: name service', () => {
  const linked = {'/etc': [entry('resolv.conf', 'link', '../run/systemd/resolve/stub-resolv.conf')]};
  test('a plain file is bound', async () => {
    const {targets, nameService} = await filesOf({'/etc': [entry('resolv.conf')]}, {});
    expect(targets).toContain('/etc/resolv.conf');
    expect(nameService).toBeNull();
  });
  test('of a link into /run the directory is shown and the link kept', async () => {
    expect((await filesOf(linked, {'/etc': [entry('resolv.conf')]})).nameService).toMatchObject({
      directory: {source: '/run/systemd/resolve', target: '/run/systemd/resolve', mode: 'ro'},
      target: '../run/systemd/resolve/stub-resolv.conf',
      isThere: false,
    });
  });
  test('an image that has the same link is not taken apart, however it is spelled', async () => {
    const image = {'/etc': [entry('resolv.conf', 'link', '/run/systemd/resolve/stub-resolv.conf')]};
    expect((await filesOf(linked, image)).nameService).toMatchObject({isThere: true});
  });
  test('through /var/run the link leads to /run, which every image has at the same place', async () => {
    const machine = {'/etc': [entry('resolv.conf', 'link', '/var/run/nm/resolv.conf')]};
    expect((await filesOf(machine, {}, false, {'/var/run/nm': '/run/nm'})).nameService).toMatchObject({
      directory: {source: '/run/nm'},
      target: '/run/nm/resolv.conf',
    });
  });
  test('a link to elsewhere is no service, and its file is bound', async () => {
    const machine = {'/etc': [entry('resolv.conf', 'link', 'resolvconf/resolv.conf')]};
    expect((await filesOf(machine, {})).nameService).toBeNull();
  });
});

describe('files of the machine', () => {
  test('MOUNTS.md 2.2: hosts always, local time and host name only where the image has such a file', async () => {
    expect((await filesOf({}, {'/etc': [entry('localtime')]})).targets).toEqual(
      expect.arrayContaining(['/etc/hosts', '/etc/localtime']),
    );
    const {targets} = await filesOf({}, {'/etc': [entry('localtime', 'link', '../usr/share/zoneinfo/UTC')]});
    expect(targets).not.toContain('/etc/localtime');
    expect(targets).not.toContain('/etc/hostname');
  });
  test('MOUNTS.md 2.4, 2.8: certificate authorities and OpenCL only into an image that has the directory', async () => {
    const image = {'/etc/pki': [entry('ca-trust', 'directory')], '/etc/OpenCL': [entry('vendors')]};
    const {targets} = await filesOf({}, image);
    expect(targets).toContain('/etc/pki/ca-trust');
    expect(targets).not.toContain('/etc/OpenCL/vendors');
  });
  test('MOUNTS.md 2.2: the users of SSSD for images with its library and for prefixes', async () => {
    const sssd = ['/etc/nsswitch.conf', '/var/lib/sss/pipes'];
    const library = {'/usr/lib64': [entry('libnss_sss.so.2')]};
    expect((await filesOf({}, library)).targets).toEqual(expect.arrayContaining(sssd));
    expect((await filesOf({}, {}, true)).targets).toEqual(expect.arrayContaining(sssd));
    expect((await filesOf({}, {})).targets).not.toContain('/var/lib/sss/pipes');
    expect((await filesOf({}, null)).targets).not.toContain('/var/lib/sss/pipes');
  });
  test('MOUNTS.md 2.8: what /dev/shm leads to, where it is a link', async () => {
    const {wishes} = await filesOf({'/dev': [entry('shm', 'link', '/run/shm')]}, {});
    expect(wishes.at(-1)).toMatchObject({source: '/run/shm', target: '/run/shm', mode: 'rw'});
    expect((await filesOf({'/dev': [entry('shm', 'directory')]}, {})).targets).not.toContain('/dev/shm');
  });
  test('only what is needed goes into an image that cannot be looked into', async () => {
    const {targets} = await filesOf({}, null);
    expect(targets).toEqual(expect.arrayContaining(['/etc/resolv.conf', '/etc/hosts', '/etc/krb5.conf']));
    expect(targets).not.toContain('/etc/localtime');
  });
});

describe('MOUNTS.md 2.5: certificates of the grid from CVMFS', () => {
  const copies = (env: Record<string, string>, mounted: readonly string[] = []) =>
    gridCopies(
      {caller: {...inputOf(variantOf({entry: {kind: 'source', path: '/cvmfs/x.org/a'}}), '/cvmfs').caller, env}, cvmfs: '/cvmfs'},
      mounted,
    );
  test.each([
    {title: 'for who has a proxy', env: {X509_USER_PROXY: '/tmp/x'}, mounted: [], found: 2},
    {title: 'where the repository is mounted anyway', env: {}, mounted: ['/cvmfs/grid.cern.ch'], found: 2},
    {title: 'for nobody else: to look would mount it', env: {}, mounted: ['/cvmfs/sft.cern.ch'], found: 0},
  ])('$title', ({env, mounted, found}) => {
    expect(copies(env, mounted)).toHaveLength(found);
  });
});

describe('candidates', () => {
  const variant = variantOf({entry: {kind: 'source', path: '/cvmfs/atlas-nightlies.cern.ch/a'}});
  const input = (env: Record<string, string>, wishes = {}) => ({
    ...inputOf(variant, '/cvmfs'),
    caller: {...inputOf(variant, '/cvmfs').caller, env},
    wishes: {...NO_WISHES, ...wishes},
  });
  const directory = {spelled: '/home/me/link', physical: '/data/deep', inherited: true};

  test('MOUNTS.md 2.3: home, temporary and scratch space, the working directory', () => {
    const found = candidates(input({TMPDIR: '/local/1', SCRATCH: 'relative'}), '/home/me', directory, false).map(
      wish => wish.target,
    );
    expect(found).toEqual(expect.arrayContaining(['/tmp', '/var/tmp', '/home/me', '/local/1', '/scratch', '/data/deep']));
    expect(found).not.toContain('relative');
    const targets = (home: string) => candidates(input({}), home, directory, false).map(wish => wish.target);
    // What daemons have for a home would take the place of the image's.
    expect([targets('/usr'), targets('/')].flat()).not.toEqual(expect.arrayContaining(['/usr']));
  });
  test('MOUNTS.md 2.3: a working directory in a place of the system is shown where the image has none of that name', async () => {
    const image = (path: string) => Promise.resolve(path === '/usr/share' ? [] : null);
    expect(await isFreeInImage('/opt/data', image)).toBe(true);
    expect(await isFreeInImage('/usr/share', image)).toBe(false);
    expect(await isFreeInImage('/usr', () => Promise.resolve(null))).toBe(false);
    // An image that nobody can look into.
    expect([await isFreeInImage('/opt/data', null), await isFreeInImage('/usr/data', null)]).toEqual([true, false]);
    const wish = candidates(input({}), null, {...directory, physical: '/opt/data'}, true).at(-1);
    expect(acceptMounts([wish!], new Map([['/opt/data', 'directory']])).mounts).toMatchObject([
      {target: '/opt/data', mode: 'rw'},
    ]);
  });
  test('MOUNTS.md 2.4: data are the built-in list, the site’s and the user’s', () => {
    const found = candidates(input({}, {data: ['/mine'], siteData: ['/ours']}), null, directory, false).filter(wish => wish.data);
    expect(found).toEqual(
      expect.arrayContaining([
        expect.objectContaining({target: '/eos', origin: 'builtin'}),
        expect.objectContaining({target: '/mine', origin: 'user', mode: 'rw'}),
        expect.objectContaining({target: '/ours', origin: 'site'}),
      ]),
    );
  });
  test('MOUNTS.md 2.4: automounts below /eos are woken for the user and the experiment', () => {
    expect(sleepers(input({USER: 'alice'}))).toEqual(['/eos/user/a/alice', '/eos/atlas']);
    expect(sleepers(input({USER: '../x'}))).toEqual(['/eos/atlas']);
  });
  test('MOUNTS.md 2.3: a directory reached through links is shown under both names', () => {
    expect(spelledDirectory(directory, () => false, false)).toMatchObject([{source: '/data/deep', target: '/home/me/link'}]);
    expect(spelledDirectory(directory, path => path.startsWith('/home/me'), false)).toEqual([]);
    expect(spelledDirectory({...directory, spelled: '/data/deep'}, () => false, false)).toEqual([]);
  });
});
