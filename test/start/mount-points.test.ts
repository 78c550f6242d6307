import {describe, expect, test} from 'vitest';
import {checkMountPoints} from '../../src/start/mount-points.ts';
import {rootEntries} from '../../src/start/root-entries.ts';
import type {MountWish} from '../../src/start/mounts.ts';
import type {RootEntry} from '../../src/engines/engine.ts';
import type {PathState} from '../../src/system/host-files.ts';
import {wish} from './mount-wishes.ts';

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
  test('are those in which a link is to be made, without what is there by its name', async () => {
    const {entries, complete} = await rootEntries([], new Map(), directory => Promise.resolve(image[directory] ?? null), {
      '/etc/resolv.conf': '../run/systemd/resolve/stub-resolv.conf',
    });
    expect(Object.keys(entries)).toEqual(['/', '/etc']);
    expect(entries['/etc']!.map(entry => entry.name)).toEqual(['passwd']);
    expect(complete).toBe(false);
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

  describe('that do not fit', () => {
    const states: Readonly<Record<string, PathState>> = {
      '/home': 'directory',
      '/home/d': 'directory',
      '/home/f': 'file',
      '/home/hung': 'not-answering',
      '/data': 'directory',
      '/data/f': 'file',
    };
    const told = async (source: string, target: string) => {
      const mount = wish(source, target);
      const {warnings} = await checkMountPoints([mount], new Map(Object.entries(states)), 'host', paths =>
        Promise.resolve(new Map(paths.map(path => [path, states[path] ?? 'missing'] as const))),
      );
      return warnings;
    };
    test.each([
      {source: '/data', target: '/home/f', why: 'that is no directory'},
      {source: '/data/f', target: '/home/d', why: 'that is no file'},
      {source: '/data', target: '/home/hung', why: 'that place does not answer'},
      {source: '/data/f', target: '/home/new', why: 'there is no such mount point'},
      {source: '/elsewhere', target: '/home/f', why: 'that is no directory'},
    ])('for $source at $target are said: $why', async ({source, target, why}) => {
      expect(await told(source, target)).toEqual([`${source} is not shown at ${target}: ${why}.`]);
    });
    test.each([
      {source: '/data/f', target: '/home/f'},
      {source: '/data', target: '/home/d'},
      {source: '/data', target: '/cvmfs'},
      {source: '/home/hung', target: '/home/hung'},
    ])('are none of $source at $target', async ({source, target}) => {
      expect(await told(source, target)).toEqual([]);
    });

    test.each([
      {source: '/data', target: '/home/new', advice: 'Make it first: mkdir -p /home/new'},
      {source: '/data/f', target: '/home/new/f', advice: 'Make it first: mkdir -p /home/new && touch /home/new/f'},
      {source: '/data', target: '/home/f', advice: 'Give the bind another target.'},
    ])('are explained to who asked for $source at $target', async ({source, target, advice}) => {
      const look = (paths: readonly string[]) =>
        Promise.resolve(new Map(paths.map(path => [path, states[path] ?? 'missing'] as const)));
      const bind = wish(source, target, {origin: 'user'});
      await expect(checkMountPoints([bind], new Map(Object.entries(states)), 'host', look)).rejects.toMatchObject({
        code: 'mount-missing',
        message: expect.stringContaining(`${source} cannot be shown at ${target}: `),
        advice,
      });
    });
  });
});
