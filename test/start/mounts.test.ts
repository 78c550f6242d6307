import {describe, expect, test} from 'vitest';
import {coveredBy, credentialPairs, shareCredentials} from '../../src/start/credentials.ts';
import {identityFiles} from '../../src/start/identity.ts';
import {mayBeShown} from '../../src/start/container-mounts.ts';
import {acceptMounts, parseBind, type MountWish} from '../../src/start/mounts.ts';
import {checkMountPoints} from '../../src/start/mount-points.ts';
import {rootEntries} from '../../src/start/root-entries.ts';
import type {RootEntry} from '../../src/engines/engine.ts';
import type {PathState} from '../../src/system/host-files.ts';

const wish = (source: string, target = source, more: Partial<MountWish> = {}): MountWish => ({
  source,
  target,
  mode: 'rw',
  reason: '',
  origin: 'builtin',
  needed: false,
  ...more,
});
const accept = (wishes: readonly MountWish[], states: Record<string, PathState> = {}) =>
  acceptMounts(wishes, new Map([...wishes.map(({source}) => [source, 'directory'] as const), ...Object.entries(states)]));
const pairs = (mounts: readonly {source: string; target: string; mode: string}[]) =>
  mounts.map(({source, target, mode}) => `${source}:${target}:${mode}`);

describe('binds', () => {
  test.each([
    {text: '/a', bind: '/a:/a:rw'},
    {text: '/a:/b', bind: '/a:/b:rw'},
    {text: '/a:/b:ro', bind: '/a:/b:ro'},
    {text: '/a:ro', bind: '/a:/a:ro'},
    {text: 'rel/../x', bind: '/base/x:/base/x:rw'},
    {text: '/a//b/', bind: '/a/b:/a/b:rw'},
  ])('$text', ({text, bind}) => {
    expect(pairs([parseBind(text, 'user', '/base')])).toEqual([bind]);
  });
  test.each(['', ':', '/a:/b:/c', ':/b'])('refuses "%s"', text => {
    expect(() => parseBind(text, 'user', '/')).toThrow(expect.objectContaining({code: 'usage'}));
  });
});

describe('accepted mounts (MOUNTS.md 6)', () => {
  test('come parents first', () => {
    expect(pairs(accept([wish('/b/c/d', '/x/y'), wish('/a', '/x')]).mounts)).toEqual(['/a:/x:rw', '/b/c/d:/x/y:rw']);
  });
  test('leave out what does not exist, and say what does not answer', () => {
    const {mounts, warnings} = accept([wish('/eos'), wish('/afs'), wish('/home')], {'/eos': 'not-answering', '/afs': 'missing'});
    expect(pairs(mounts)).toEqual(['/home:/home:rw']);
    expect(warnings).toEqual(['/eos does not answer and is left out.']);
  });
  test('fail on a missing one that the user asked for', () => {
    expect(() => accept([wish('/no', '/no', {origin: 'user', needed: true})], {'/no': 'missing'})).toThrow(
      expect.objectContaining({code: 'mount-missing'}),
    );
  });
  test('do not show again what is shown already', () => {
    expect(pairs(accept([wish('/home/me'), wish('/home/me/work')]).mounts)).toEqual(['/home/me:/home/me:rw']);
    expect(pairs(accept([wish('/w'), wish('/work')]).mounts)).toEqual(['/w:/w:rw', '/work:/work:rw']);
  });
  test('let the user narrow rights below', () => {
    expect(
      pairs(accept([wish('/home/me'), wish('/home/me/keep', '/home/me/keep', {mode: 'ro', origin: 'user'})]).mounts),
    ).toHaveLength(2);
  });
  test("let the user go before what is built in, and two users' words conflict", () => {
    const user = {origin: 'user'} as const;
    const {mounts, warnings} = accept([wish('/tmp'), wish('/scratch/tmp', '/tmp', user)]);
    expect(pairs(mounts)).toEqual(['/scratch/tmp:/tmp:rw']);
    expect(warnings).toHaveLength(1);
    expect(() => accept([wish('/a', '/t', user), wish('/b', '/t', user)])).toThrow(
      expect.objectContaining({code: 'mount-conflict'}),
    );
  });
  test("are never the image's own directories by themselves", () => {
    for (const path of ['/', '/etc', '/usr/share/x', '/var/lib', '/opt', '/lib64']) expect(mayBeShown(path)).toBe(false);
    for (const path of ['/home/me', '/eos/user', '/var/tmp/x', '/run/user/7', '/optional']) expect(mayBeShown(path)).toBe(true);
  });
});

describe('credentials as pairs (MOUNTS.md 2.5)', () => {
  const share = (
    env: Record<string, string>,
    states: Record<string, PathState>,
    shown: readonly string[] = ['/tmp', '/home/me'],
  ) => shareCredentials(credentialPairs(env, 7), new Map(Object.entries(states)), coveredBy(shown));

  test('need no bind below what is shown', () => {
    expect(share({X509_USER_PROXY: '/tmp/x509up_u7'}, {'/tmp/x509up_u7': 'file'})).toEqual({binds: [], unavailable: new Map()});
  });
  test('bring the file from elsewhere', () => {
    expect(share({BEARER_TOKEN_FILE: '/run/user/7/t'}, {'/run/user/7/t': 'file'}).binds).toMatchObject([
      {path: '/run/user/7/t', mode: 'ro'},
    ]);
  });
  test('find a token by its usual name', () => {
    expect(share({XDG_RUNTIME_DIR: '/run/user/7'}, {'/run/user/7/bt_u7': 'file'}).binds).toMatchObject([
      {path: '/run/user/7/bt_u7'},
    ]);
    expect(share({XDG_RUNTIME_DIR: '/run/user/7'}, {})).toEqual({binds: [], unavailable: new Map()});
  });
  test.each([
    {cache: 'FILE:/run/cc', states: {'/run/cc': 'file'}, bind: '/run/cc', out: false},
    {cache: '/run/cc', states: {'/run/cc': 'file'}, bind: '/run/cc', out: false},
    {cache: 'DIR:/run/ccs', states: {'/run/ccs': 'directory'}, bind: '/run/ccs', out: false},
    {cache: 'DIR::/run/ccs/tkt1', states: {'/run/ccs': 'directory'}, bind: '/run/ccs', out: false},
    {cache: 'KCM:', states: {'/run/.heim_org.h5l.kcm-socket': 'socket'}, bind: '/run/.heim_org.h5l.kcm-socket', out: false},
    {cache: 'KCM:7', states: {}, bind: null, out: true},
    {cache: 'KEYRING:persistent:7', states: {}, bind: null, out: true},
    {cache: 'FILE:/gone', states: {}, bind: null, out: true},
  ] as const)('Kerberos cache $cache', ({cache, states, bind, out}) => {
    const {binds, unavailable} = share({KRB5CCNAME: cache}, states as Record<string, PathState>);
    expect(binds.map(entry => entry.path)).toEqual(bind === null ? [] : [bind]);
    expect(unavailable.has('KRB5CCNAME')).toBe(out);
  });
});

describe('directories to be taken apart', () => {
  const image: Record<string, readonly RootEntry[]> = {
    '/': [
      {name: 'etc', kind: 'directory', target: null},
      {name: 'home', kind: 'directory', target: null},
      {name: 'lib64', kind: 'link', target: 'usr/lib64'},
    ],
    '/etc': [
      {name: 'passwd', kind: 'file', target: null},
      {name: 'resolv.conf', kind: 'link', target: '../run/x'},
    ],
    '/home': [],
  };
  const apart = async (...wishes: readonly MountWish[]) => {
    const states = new Map(wishes.map(entry => [entry.source, entry.source.startsWith('/file') ? 'file' : 'directory'] as const));
    const {entries, complete} = await rootEntries(wishes, states, directory => Promise.resolve(image[directory] ?? null));
    return {names: Object.keys(entries), entries, complete};
  };
  test('are none but the root when every point is there', async () => {
    expect(await apart(wish('/etc2', '/etc'), wish('/file', '/etc/passwd'))).toMatchObject({names: ['/'], complete: true});
  });
  test('are those in which a point is missing', async () => {
    expect(await apart(wish('/h', '/home/me'))).toMatchObject({names: ['/', '/home'], complete: false});
    expect(await apart(wish('/new'))).toMatchObject({names: ['/'], complete: false});
  });
  test('are those where a file would be bound on a link', async () => {
    expect((await apart(wish('/file', '/etc/resolv.conf'))).names).toEqual(['/', '/etc']);
  });
  test('make way for a directory in the place of a link', async () => {
    const {entries} = await apart(wish('/x', '/lib64/x'));
    expect(entries['/']!.map(entry => entry.name)).toEqual(['etc', 'home']);
  });
  test('leave out a name that cannot be told to an engine, and say so', async () => {
    const {entries, warnings} = await rootEntries([wish('/new')], new Map(), () =>
      Promise.resolve([
        {name: 'caf\uFFFD', kind: 'directory', target: null},
        {name: 'etc', kind: 'directory', target: null},
      ]),
    );
    expect(entries['/']!.map(entry => entry.name)).toEqual(['etc']);
    expect(warnings).toEqual([expect.stringContaining('caf\uFFFD in / is not shown inside')]);
  });
});

describe('mount points in directories of this machine', () => {
  const machine: Readonly<Record<string, PathState>> = {'/home': 'directory', '/home/me': 'directory', '/home/me/f': 'file'};
  const look = (paths: readonly string[]) =>
    Promise.resolve(new Map(paths.map(path => [path, machine[path] ?? 'missing'] as const)));
  const check = (root: 'host' | 'image', ...mounts: readonly MountWish[]) =>
    checkMountPoints(mounts, new Map(mounts.map(({source}) => [source, 'directory'] as const)), root, look);
  const home = wish('/home/me');
  const asked = (target: string) => wish('/data', target, {origin: 'user'});

  test.each([
    {title: "below a host's directory", root: 'host', mounts: [asked('/home/me/new')]},
    {title: 'deep below one', root: 'host', mounts: [asked('/home/new/deep')]},
    {title: 'below a mount of an image', root: 'image', mounts: [home, asked('/home/me/new')]},
    {title: 'below another bind', root: 'image', mounts: [wish('/home/me', '/opt/x'), asked('/opt/x/new')]},
    {title: 'where a file is', root: 'image', mounts: [home, asked('/home/me/f')]},
  ] as const)('that are missing are refused: $title', async ({root, mounts}) => {
    await expect(check(root, ...mounts)).rejects.toMatchObject({
      code: 'mount-missing',
      message: expect.stringContaining(mounts.at(-1)!.target),
    });
  });
  test.each([
    {title: 'that are there', root: 'host', mounts: [asked('/home/me')]},
    {title: 'directly in the root', root: 'host', mounts: [asked('/new')]},
    {title: 'below a new directory in the root', root: 'host', mounts: [asked('/new/deep')]},
    {title: 'in an image', root: 'image', mounts: [home, asked('/opt/new')]},
  ] as const)('$title are fine', async ({root, mounts}) => {
    expect((await check(root, ...mounts)).mounts).toEqual(mounts);
  });
  test('without which a mount that nobody asked for is left out, and said', async () => {
    const {mounts, warnings} = await check('image', home, wish('/data', '/home/me/new'));
    expect(mounts).toEqual([home]);
    expect(warnings).toEqual([expect.stringContaining('/home/me/new')]);
  });
});

test('identity files add the user and keep everybody else', () => {
  const files = identityFiles(
    {uid: 7, gid: 8, name: 'me', home: '/home/me', shell: '/bin/bash'},
    {passwd: 'root:x:0:0::/:/bin/sh\nme:x:99:99::/:/x\n', group: null},
    {passwd: 'me:x:7:8:My: Name,,,:/h:/s\n', group: 'team:x:8:\n'},
    '/cache',
  );
  expect(files.prepare).toMatchObject([
    {text: 'root:x:0:0::/:/bin/sh\nme:x:7:8:My:/home/me:/bin/bash\n'},
    {text: 'root:x:0:\nteam:x:8:\n'},
  ]);
  expect(files.passwd).toMatch(/^\/cache\/identity\/[0-9a-f]{16}\/passwd$/);
});
