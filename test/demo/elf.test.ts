import {execFileSync} from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import fc from 'fast-check';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {readElf, relocateElf} from '../../src/demo/elf.ts';

const PROGRAMS = ['/bin/bash', '/bin/ls', '/bin/cat', '/usr/bin/env'].filter(path => existsSync(path));
let base = '';

beforeAll(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-elf-')));
  mkdirSync(join(base, 'bin'));
  mkdirSync(join(base, 'lib64'));
});

afterAll(() => rmSync(base, {recursive: true, force: true}));

const readelf = (...args: string[]) => execFileSync('readelf', ['-W', ...args], {encoding: 'utf8'});

describe('facts of a program', () => {
  test.each(PROGRAMS)('of %s are those that readelf shows', path => {
    const facts = readElf(readFileSync(path));
    const needed = [...readelf('-d', path).matchAll(/\(NEEDED\).*\[(.*)\]/g)].map(([, name]) => name);
    expect(facts?.needed).toEqual(needed);
    expect(readelf('-l', path)).toContain(`Requesting program interpreter: ${facts?.interpreter}]`);
  });

  test('a library has no loader, a script is none at all', () => {
    const facts = readElf(readFileSync(process.execPath).subarray(0, 10));
    expect(facts).toBeNull();
    expect(readElf(new TextEncoder().encode('#!/bin/sh\n'))).toBeNull();
    expect(relocateElf(new Uint8Array(), {interpreter: '/x', libraries: '/y'})).toBeNull();
  });

  test('damaged files are refused or read, but never end in an error', () => {
    const bytes = new Uint8Array(readFileSync('/bin/cat'));
    const damage = fc.record({at: fc.integer({min: 0, max: 4096}), value: fc.integer({min: 0, max: 255})});
    fc.assert(
      fc.property(fc.array(damage, {maxLength: 6}), fc.integer({min: 0, max: bytes.length}), (damages, length) => {
        const copy = bytes.slice(0, length);
        for (const {at, value} of damages) if (at < length) copy[at] = value;
        readElf(copy);
        relocateElf(copy, {interpreter: '/cvmfs/somewhere/lib64/ld.so', libraries: '$ORIGIN/../lib64'});
      }),
      {numRuns: 400},
    );
  });
});

describe('a relocated program', () => {
  test.each(PROGRAMS)('%s differs in its loader and its search path only', path => {
    const before = readFileSync(path);
    const moved = relocateElf(before, {
      interpreter: '/cvmfs/a/much/longer/path/lib64/ld-linux.so',
      libraries: '$ORIGIN/../lib64',
    });
    expect(moved?.searchPath).toBe(true);
    const file = join(base, basename(path));
    writeFileSync(file, moved!.bytes);
    expect(readelf('-l', file)).toContain('Requesting program interpreter: /cvmfs/a/much/longer/path/lib64/ld-linux.so]');
    expect(readelf('-d', file)).toMatch(/\(RPATH\)/);
    // Program header of the loader, its old path, one entry of the dynamic section: some dozen bytes.
    const changed = before.filter((byte, index) => moved!.bytes[index] !== byte).length;
    expect(changed).toBeLessThan(80);
    expect(readElf(moved!.bytes)?.needed).toEqual(readElf(before)?.needed);
  });

  test('runs with another loader and another C library, as the kernel shows', () => {
    const cat = readFileSync('/bin/cat');
    const loader = readElf(cat)?.interpreter ?? '';
    const list = execFileSync(loader, ['--list', '/bin/cat'], {encoding: 'utf8'});
    for (const [, name, path] of list.matchAll(/^\s*(\S+) => (\S+)/gm)) copyFileSync(path!, join(base, 'lib64', name!));
    const own = join(base, 'lib64', basename(loader));
    copyFileSync(loader, own);
    chmodSync(own, 0o755);
    const moved = relocateElf(cat, {interpreter: own, libraries: '$ORIGIN/../lib64'});
    writeFileSync(join(base, 'moved'), moved!.bytes, {mode: 0o755});
    // By a program of its own: what another suite of this process forks meanwhile would have the file open, and it could not be run.
    execFileSync('cp', [join(base, 'moved'), join(base, 'bin/cat')]);
    const maps = execFileSync(join(base, 'bin/cat'), ['/proc/self/maps'], {encoding: 'utf8', env: {LC_ALL: 'C'}});
    const code = [...new Set([...maps.matchAll(/ r-xp .* (\/\S+)$/gm)].map(([, path]) => path))].sort();
    expect(code).toEqual([join(base, 'bin/cat'), own, join(base, 'lib64/libc.so.6')].sort());
  });

  test('a search path that does not fit is left out, and said', () => {
    const moved = relocateElf(readFileSync('/bin/cat'), {
      interpreter: '/x/ld.so',
      libraries: '/a/path/that/is/longer/than/the/old/loader',
    });
    expect(moved?.searchPath).toBe(false);
    expect(readElf(moved!.bytes)?.interpreter).toBe('/x/ld.so');
  });

  test('an existing RUNPATH becomes the search path', () => {
    const source = join(base, 'main.c');
    writeFileSync(source, 'int main(void) { return 0; }\n');
    const file = join(base, 'with-runpath');
    execFileSync('gcc', ['-o', file, source, '-Wl,--enable-new-dtags,-rpath,/nowhere']);
    const moved = relocateElf(readFileSync(file), {interpreter: '/x/ld.so', libraries: '$ORIGIN/../lib'});
    writeFileSync(file, moved!.bytes);
    expect(readelf('-d', file)).toMatch(/\(RPATH\)/);
    expect(readelf('-d', file)).not.toMatch(/\(RUNPATH\)/);
  });
});
