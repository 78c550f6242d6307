import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {insideSquashfs, listInSquashfs} from '../../../src/find/scout/inside-squashfs.ts';
import {requires} from '../../engines/rig.ts';

const able = requires('mksquashfs', 'unsquashfs', 'mkfifo');

describe.skipIf(!able)('a squashfs file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hsf-squashfs-'));
  const file = join(folder, 'image.sqfs');
  /** The same behind 4096 other bytes, as in a SIF. */
  const embedded = join(folder, 'image.sif');
  afterAll(() => rmSync(folder, {recursive: true, force: true}));

  beforeAll(() => {
    const tree = join(folder, 'tree');
    mkdirSync(join(tree, 'usr/lib/deep'), {recursive: true});
    mkdirSync(join(tree, 'etc'));
    mkdirSync(join(tree, 'empty'));
    writeFileSync(join(tree, 'usr/lib/os-release'), 'ID=toy\n');
    writeFileSync(join(tree, 'usr/lib/deep/file'), 'deep');
    writeFileSync(join(tree, 'usr/lib/with -> arrow'), '');
    writeFileSync(join(tree, 'usr/lib/[x]*'), '');
    symlinkSync('../usr/lib/os-release', join(tree, 'etc/os-release'));
    symlinkSync('/usr/lib', join(tree, 'lib'));
    symlinkSync('./deep/../os-release', join(tree, 'usr/lib/dotted'));
    symlinkSync('none', join(tree, 'dangling'));
    symlinkSync('circle', join(tree, 'circle'));
    // Eight links are followed, nine are not.
    for (let index = 1; index <= 9; index++)
      symlinkSync(index === 1 ? 'usr/lib/os-release' : `chain${index - 1}`, join(tree, `chain${index}`));
    execFileSync('mkfifo', [join(tree, 'pipe')]);
    const words = ['-noappend', '-no-progress', '-quiet', '-comp', 'gzip'];
    execFileSync('mksquashfs', [tree, file, ...words], {stdio: 'ignore'});
    execFileSync('mksquashfs', [tree, embedded, ...words, '-offset', '4096'], {stdio: 'ignore'});
  });

  const read = (path: string, most = 1000) => {
    const inside = insideSquashfs(file, 0);
    if (typeof inside === 'string') throw new Error(inside);
    const bytes = inside(path, most);
    return bytes === null ? null : Buffer.from(bytes).toString('utf8');
  };

  test.each([
    ['/usr/lib/os-release', 'ID=toy\n'],
    ['/etc/os-release', 'ID=toy\n'],
    ['/lib/os-release', 'ID=toy\n'],
    ['/lib/deep/file', 'deep'],
    ['/lib/dotted', 'ID=toy\n'],
    ['/chain8', 'ID=toy\n'],
    ['/chain9', null],
    ['/dangling', null],
    ['/circle', null],
    ['/none', null],
    ['/usr/lib', null],
    ['/lib/os-release/more', null],
  ])('gives what is at %s', (path, text) => {
    expect(read(path)).toBe(text);
  });

  test('gives no more than was asked for', () => {
    expect(read('/lib/os-release', 3)).toBe('ID=');
  });

  test('is read where it begins in another file', () => {
    const inside = insideSquashfs(embedded, 4096);
    expect(typeof inside === 'string' ? inside : inside('/lib/deep/file', 100)).toEqual(Buffer.from('deep'));
    expect(insideSquashfs(embedded, 0)).toBe('unsquashfs cannot read it');
  });

  test('that is none is said to be unreadable', () => {
    writeFileSync(join(folder, 'text'), 'no file system');
    expect(insideSquashfs(join(folder, 'text'), 0)).toBe('unsquashfs cannot read it');
    expect(insideSquashfs(join(folder, 'none'), 0)).toBe('unsquashfs cannot read it');
  });

  test('is not read without unsquashfs', () => {
    const path = process.env['PATH'];
    process.env['PATH'] = folder;
    try {
      expect(insideSquashfs(file, 0)).toBe('unsquashfs is not installed here (squashfs-tools)');
      expect(listInSquashfs(file, '/')).toBeNull();
    } finally {
      process.env['PATH'] = path;
    }
  });

  test('lists its root with what each name is', () => {
    const entries = listInSquashfs(file, '/') ?? [];
    expect(entries.toSorted((one, other) => (one.name < other.name ? -1 : 1))).toEqual([
      ...Array.from({length: 9}, (_, index) => ({
        name: `chain${index + 1}`,
        type: 'link',
        target: index === 0 ? 'usr/lib/os-release' : `chain${index}`,
      })),
      {name: 'circle', type: 'link', target: 'circle'},
      {name: 'dangling', type: 'link', target: 'none'},
      {name: 'empty', type: 'directory', target: null},
      {name: 'etc', type: 'directory', target: null},
      {name: 'lib', type: 'link', target: '/usr/lib'},
      {name: 'pipe', type: 'other', target: null},
      {name: 'usr', type: 'directory', target: null},
    ]);
  });

  test.each([
    ['/usr', ['lib']],
    ['/usr/lib', ['[x]*', 'deep', 'dotted', 'os-release', 'with -> arrow']],
    ['/usr/lib/deep', ['file']],
    ['/empty', []],
    ['/usr/lib/[x]*', null],
    ['/usr/lib/os-release', null],
    ['/lib', null],
    ['/none', null],
    ['/us', null],
  ])('lists %s', (directory, names) => {
    expect(listInSquashfs(file, directory)?.map(({name}) => name) ?? null).toEqual(names);
  });

  test('has no list when it is no squashfs', () => {
    expect(listInSquashfs(join(folder, 'none'), '/')).toBeNull();
  });
});
