import {execFileSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, realpathSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterAll, describe, expect, test} from 'vitest';
import {newestGlibcNeeded} from '../../src/start/elf-needs.ts';
import {cachedLibraries} from '../../src/start/loader-cache.ts';
import {localesOfArchive} from '../../src/start/locale-archive.ts';
import {requires} from '../engines/rig.ts';
import {libraryThatNeeds, loaderCache} from './driver-rig.ts';

const root = mkdtempSync(join(tmpdir(), 'hsf-elf-'));
afterAll(() => rmSync(root, {recursive: true, force: true}));

const needOf = (bytes: Uint8Array) =>
  newestGlibcNeeded((offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)));
const damaged = (bytes: Uint8Array, changes: readonly (readonly [number, number])[], length: number) => {
  const copy = Uint8Array.from(bytes.subarray(0, length % (bytes.length + 1)));
  for (const [at, value] of changes) if (copy.length > 0) copy[at % copy.length] = value;
  return copy;
};
const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), {maxLength: 12});

describe.skipIf(!requires('gcc', 'readelf'))('the C library that a library needs (MOUNTS.md 2.7)', () => {
  test.each(['2.2.5', '2.17', '2.34', '2.99'])('GLIBC_%s', async version => {
    expect(await needOf(libraryThatNeeds(root, 'libcuda.so.1', version))).toBe(version);
  });

  test('the newest counts, by numbers', async () => {
    expect(await needOf(libraryThatNeeds(root, 'libx.so', '2.9'))).toBe('2.9');
  });

  test("agrees with readelf on the libraries of this machine's own", async () => {
    const folder = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64'].find(path => existsSync(path))!;
    const files = ['libstdc++.so.6', 'libm.so.6', 'libcrypto.so.3', 'libz.so.1', 'libdl.so.2', 'libpthread.so.0'];
    for (const file of files.map(name => join(folder, name)).filter(path => existsSync(path))) {
      const said = execFileSync('readelf', ['--version-info', '--wide', file], {encoding: 'utf8'});
      const needs = said.slice(said.indexOf('.gnu.version_r'));
      const versions = needs.startsWith('.gnu')
        ? [...needs.matchAll(/GLIBC_(\d+\.\d+)/g)].map(match => Number(match[1]!.slice(2)))
        : [];
      if (needs.includes('GLIBC_ABI_DT_RELR')) versions.push(36);
      const own = await needOf(readFileSync(realpathSync(file)));
      expect([file, own === '0' ? 0 : Number(own!.split('.')[1])]).toEqual([file, Math.max(0, ...versions)]);
    }
  });

  test('what is no library of ours has none', async () => {
    for (const bytes of [Buffer.alloc(0), Buffer.from('#!/bin/sh\n'), Buffer.from('\x7fELF'), Buffer.alloc(4096)])
      expect(await needOf(bytes)).toBeNull();
  });

  test('damaged files give an answer in bounded time', async () => {
    const bytes = libraryThatNeeds(root, 'libcuda.so.1', '2.34');
    await fc.assert(
      fc.asyncProperty(changes, fc.nat(), async (each, length) => {
        let reads = 0;
        const broken = damaged(bytes, each, length);
        const answer = await newestGlibcNeeded((offset, size) => {
          reads++;
          expect(size).toBeLessThanOrEqual(40_000);
          return Promise.resolve(broken.subarray(offset, offset + size));
        });
        expect(answer === null || /^\d/.test(answer)).toBe(true);
        expect(reads).toBeLessThan(2_000);
      }),
      {numRuns: 300},
    );
  });
});

describe("the loader's cache", () => {
  const libraries = [
    {name: 'libcuda.so.1', path: '/usr/lib64/libcuda.so.1'},
    {name: 'libx.so', path: '/opt/x/libx.so'},
  ];
  test.each([false, true])('is read (old format in front: %s)', oldFormat => {
    expect(cachedLibraries(loaderCache(libraries, oldFormat))).toEqual(libraries);
  });

  test.skipIf(!existsSync('/sbin/ldconfig') || !existsSync('/etc/ld.so.cache'))(
    "this machine's says what ldconfig -p says",
    () => {
      const said = execFileSync('/sbin/ldconfig', ['-p'], {encoding: 'utf8'});
      const lines = said.split('\n').flatMap(line => /^\s+(\S+) \(.*\) => (.+)$/.exec(line)?.slice(1, 3).join(' ') ?? []);
      expect(cachedLibraries(readFileSync('/etc/ld.so.cache')).map(({name, path}) => `${name} ${path}`)).toEqual(lines);
    },
  );

  test('damaged ones lose entries and nothing else', () => {
    const bytes = loaderCache(libraries);
    fc.assert(
      fc.property(changes, fc.nat(), (each, length) => {
        for (const {name, path} of cachedLibraries(damaged(bytes, each, length)))
          expect([name !== '', path[0]]).toEqual([true, '/']);
      }),
    );
  });
});

describe.skipIf(!requires('localedef') || !existsSync('/usr/share/i18n/locales/de_DE'))(
  "glibc's archive of locales (MOUNTS.md 3.3)",
  () => {
    test('has the names that localedef put in', () => {
      const place = join(root, 'locales');
      execFileSync('mkdir', ['-p', join(place, 'usr/lib/locale')]);
      for (const name of ['en_US', 'de_DE'])
        execFileSync('localedef', ['--prefix', place, '-i', name, '-f', 'UTF-8', `${name}.UTF-8`]);
      const bytes = readFileSync(join(place, 'usr/lib/locale/locale-archive'));
      expect([...localesOfArchive(bytes)].toSorted()).toEqual(['de_DE.utf8', 'en_US.utf8']);
      expect([...localesOfArchive(bytes.subarray(0, 256 * 1024))].toSorted()).toEqual(['de_DE.utf8', 'en_US.utf8']);
      fc.assert(
        fc.property(changes, fc.nat(70_000), (each, length) => {
          for (const name of localesOfArchive(damaged(bytes, each, length))) expect(name).toMatch(/^[\w.@-]+$/);
        }),
      );
    });
  },
);
