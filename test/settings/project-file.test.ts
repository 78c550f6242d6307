import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import {execFileSync} from 'node:child_process';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {findProjectFile, LARGEST_PROJECT_FILE, readProjectFile} from '../../src/settings/project-file.ts';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-project-')));
  mkdirSync(join(folder, 'home/project/deep/er'), {recursive: true});
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

const at = (...parts: readonly string[]) => join(folder, ...parts);
const uid = process.getuid!();

describe('finding', () => {
  const find = (directory: string, more: {cvmfsRoots?: readonly string[]; home?: string | null} = {}) =>
    findProjectFile({directory, cvmfsRoots: ['/cvmfs'], home: at('home'), ...more});

  test('goes upwards to the nearest', () => {
    writeFileSync(at('home/hsf.toml'), '');
    expect(find(at('home/project/deep/er'))).toBe(at('home/hsf.toml'));
    writeFileSync(at('home/project/hsf.toml'), '');
    expect(find(at('home/project/deep/er'))).toBe(at('home/project/hsf.toml'));
    expect(find(at('home/project'))).toBe(at('home/project/hsf.toml'));
  });

  test('ends at the home directory, and goes on where that is somewhere else', () => {
    writeFileSync(at('hsf.toml'), '');
    expect(find(at('home/project'))).toBeNull();
    expect(find(at('home/project'), {home: '/somewhere'})).toBe(at('hsf.toml'));
    expect(find(at('home/project'), {home: null})).toBe(at('hsf.toml'));
  });

  // As git: above lie directories of automounters.
  test('ends where the file system ends', () => {
    expect(find('/proc/self', {home: null})).toBeNull();
  });

  test('looks at nothing at or below the CVMFS root, but above it', () => {
    writeFileSync(at('home/project/hsf.toml'), '');
    expect(find(at('home/project/deep'), {cvmfsRoots: ['/cvmfs', at('home/project')]})).toBeNull();
    writeFileSync(at('home/hsf.toml'), '');
    expect(find(at('home/project/deep'), {cvmfsRoots: ['/cvmfs', at('home/project')]})).toBe(at('home/hsf.toml'));
  });

  test('a directory that is gone has none', () => {
    expect(find(at('home/gone/x'))).toBeNull();
  });
});

describe('reading', () => {
  const file = () => at('home/project/hsf.toml');
  const reason = () => {
    const read = readProjectFile(file(), uid);
    return read.status === 'refused' ? read.reason : read.status;
  };

  test('gives the text of a file of our own, or says that there is none', () => {
    expect(reason()).toBe('missing');
    writeFileSync(file(), 'stack = "ä"\n');
    chmodSync(file(), 0o664);
    expect(readProjectFile(file(), uid)).toEqual({status: 'text', text: 'stack = "ä"\n'});
  });

  test.each([
    {what: 'can be written by everybody', make: () => chmodSync(file(), 0o666)},
    {what: 'is larger than 64 kB', make: () => truncateSync(file(), LARGEST_PROJECT_FILE + 1)},
    {what: 'is not UTF-8', make: () => writeFileSync(file(), Buffer.from([0x61, 0xff]))},
  ])('refuses one that $what', ({what, make}) => {
    writeFileSync(file(), '');
    make();
    expect(reason()).toBe(what);
  });

  test('refuses links, pipes and directories, and waits for none of them', () => {
    writeFileSync(at('elsewhere'), 'x');
    symlinkSync(at('elsewhere'), file());
    expect(reason()).toBe('is a symbolic link; it has to be a file');
    rmSync(file());
    execFileSync('mkfifo', [file()]);
    expect(reason()).toBe('is no regular file');
    rmSync(file());
    mkdirSync(file());
    expect(reason()).toBe('is no regular file');
  });

  test("refuses somebody else's, but not root's", () => {
    writeFileSync(file(), '');
    // For whoever is not root, the file is somebody else's when we ask as somebody else.
    if (uid === 0) chownSync(file(), 12_345, 12_345);
    const other = readProjectFile(file(), uid === 0 ? 0 : uid + 1);
    expect(other).toMatchObject({status: 'refused', reason: `belongs to somebody else (uid ${uid === 0 ? 12_345 : uid})`});
    expect(readProjectFile('/etc/hostname', 12_345).status).toBe('text');
  });
});
