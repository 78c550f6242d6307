import {describe, expect, test} from 'vitest';
import type {RootEntry} from '../../src/engines/engine.ts';
import {fileInside, listThrough, programsOfImage, programsOfPrefix, remembered} from '../../src/start/programs.ts';
import {machineTree, MACHINE, PREFIX} from './made-up-machine.ts';

const file = (name: string): RootEntry => ({name, kind: 'file', target: null});
const folder = (name: string): RootEntry => ({name, kind: 'directory', target: null});
const link = (name: string, target: string | null): RootEntry => ({name, kind: 'link', target});

/** An image of which each directory is listed as it is. */
const listOf = (image: Readonly<Record<string, readonly RootEntry[]>>) => (path: string) => Promise.resolve(image[path] ?? null);
const IMAGE = {
  '/': [link('bin', 'usr/bin'), folder('usr'), link('opt', '/usr/local'), link('loop', 'loop'), link('out', null), file('init')],
  '/usr': [folder('bin'), folder('local'), link('up', '../usr/local')],
  '/usr/bin': [file('bash'), link('sh', 'bash'), folder('python'), link('awk', '/etc/awk'), link('gone', 'nowhere')],
  '/usr/local': [file('x'), folder('bin')],
  '/etc': [],
};
const list = listOf(IMAGE);

describe('programs of an image', () => {
  test('are the names in its directories, links as well, but no directories', async () => {
    const find = await programsOfImage(list);
    expect(['bash', 'sh', 'awk', 'python', 'zsh'].map(find)).toEqual(['/bin/bash', '/bin/sh', '/bin/awk', null, null]);
  });

  test('are found in /usr/bin where /bin has none, or is none', async () => {
    const find = await programsOfImage(
      listOf({
        '/': [folder('bin'), folder('usr')],
        '/usr': [folder('bin')],
        '/bin': [file('sh')],
        '/usr/bin': [file('bash'), file('sh')],
      }),
    );
    expect(['bash', 'sh'].map(find)).toEqual(['/usr/bin/bash', '/bin/sh']);
    const without = await programsOfImage(listOf({'/': [folder('usr')], '/usr': [folder('bin')], '/usr/bin': [file('bash')]}));
    expect(without('bash')).toBe('/usr/bin/bash');
  });

  test('of a prefix are files of this machine', async () => {
    const find = await programsOfPrefix(PREFIX, ['bash', 'zsh', 'fish'], machineTree(MACHINE));
    expect(['bash', 'zsh', 'fish'].map(find)).toEqual([`${PREFIX}/bin/bash`, `${PREFIX}/usr/bin/zsh`, null]);
  });
});

describe('a path in an image', () => {
  test.each([
    {path: '/', found: ['bin', 'usr', 'opt', 'loop', 'out', 'init']},
    {path: '/bin', found: ['bash', 'sh', 'python', 'awk', 'gone']},
    {path: '/opt', found: ['x', 'bin']},
    {path: '/usr/up', found: ['x', 'bin']},
    {path: '//usr//local/', found: ['x', 'bin']},
    {path: '/loop', found: null},
    {path: '/out', found: null},
    {path: '/init', found: null},
    {path: '/no/such', found: null},
  ])('is listed with links as they are meant inside: $path', async ({path, found}) => {
    expect((await listThrough(list, path))?.map(({name}) => name) ?? null).toEqual(found);
  });

  test.each([
    {path: '/usr/bin/bash', found: '/usr/bin/bash'},
    {path: '/bin/sh', found: '/usr/bin/bash'},
    {path: '/opt/x', found: '/usr/local/x'},
    {path: '/init', found: '/init'},
    {path: '/bin/python', found: null},
    {path: '/bin/awk', found: null},
    {path: '/bin/gone', found: null},
    {path: '/loop', found: null},
    {path: '/out', found: null},
    {path: '/no/sh', found: null},
  ])('leads to a file: $path', async ({path, found}) => {
    expect(await fileInside(list, path)).toBe(found);
  });

  test('leads over four links, and not over five', async () => {
    const chain = (count: number) => ({
      '/': Array.from({length: count}, (_, index) =>
        index === count - 1 ? link(`l${index}`, 'end') : link(`l${index}`, `l${index + 1}`),
      ),
      '/end': [],
    });
    const through = async (count: number) => {
      const image = chain(count);
      return listThrough(listOf({...image, '/': [...image['/'], folder('end')]}), '/l0');
    };
    expect([await through(4), await through(5)]).toEqual([[], null]);
    const files = (count: number) => fileInside(listOf({'/': [...chain(count)['/'], file('end')]}), '/l0');
    expect([await files(4), await files(5)]).toEqual(['/end', null]);
  });

  test('is read once', async () => {
    const asked: string[] = [];
    const once = remembered(path => {
      asked.push(path);
      return Promise.resolve(null);
    });
    await Promise.all([once('/'), once('/'), once('/usr')]);
    expect(asked).toEqual(['/', '/usr']);
  });
});
