import {describe, expect, test} from 'vitest';
import {newestGlibcNeeded} from '../../src/start/elf-needs.ts';
import {cachedLibraries} from '../../src/start/loader-cache.ts';

const STRINGS = 0x400;
const NEEDS = 0x200;
const DYNAMIC = 0x140;
const SHIFT = 0x10_0000;

type Made = {
  /** Versions by library. */
  readonly needs: readonly (readonly string[])[];
  readonly tags?: readonly (readonly [tag: number, value: number])[];
  readonly change?: (bytes: Buffer) => void;
};
/** A library as far as the loader looks at it for versions; its memory is a megabyte behind the file. */
function library({needs, tags, change}: Made): Buffer {
  const bytes = Buffer.alloc(0x2000);
  bytes.write('\x7fELF\x02\x01', 'latin1');
  bytes.writeBigUInt64LE(64n, 32);
  bytes.writeUInt16LE(56, 54);
  bytes.writeUInt16LE(2, 56);
  const segment = (at: number, type: number, offset: number, size: number) => {
    bytes.writeUInt32LE(type, at);
    bytes.writeBigUInt64LE(BigInt(offset), at + 8);
    bytes.writeBigUInt64LE(BigInt(offset + SHIFT), at + 16);
    bytes.writeBigUInt64LE(BigInt(size), at + 32);
  };
  segment(64, 1, 0, bytes.length);
  const own = tags ?? [
    [5, STRINGS + SHIFT],
    [0x6fff_fffe, NEEDS + SHIFT],
    [0x6fff_ffff, needs.length],
  ];
  segment(120, 2, DYNAMIC, 16 * (own.length + 1));
  own.forEach(([tag, value], index) => {
    bytes.writeBigUInt64LE(BigInt(tag), DYNAMIC + 16 * index);
    bytes.writeBigUInt64LE(BigInt(value), DYNAMIC + 16 * index + 8);
  });
  let [at, text] = [NEEDS, STRINGS + 1];
  needs.forEach((versions, index) => {
    bytes.writeUInt16LE(versions.length, at + 2);
    bytes.writeUInt32LE(16, at + 8);
    const size = 16 * (versions.length + 1);
    bytes.writeUInt32LE(index === needs.length - 1 ? 0 : size, at + 12);
    versions.forEach((version, number) => {
      const entry = at + 16 * (number + 1);
      bytes.writeUInt32LE(text - STRINGS, entry + 8);
      bytes.writeUInt32LE(number === versions.length - 1 ? 0 : 16, entry + 12);
      text += bytes.write(`${version}\0`, text, 'latin1');
    });
    at += size;
  });
  change?.(bytes);
  return bytes;
}
function needOf(made: Made, length?: number): Promise<string | null> {
  const bytes = library(made).subarray(0, length);
  return newestGlibcNeeded((offset, size) => Promise.resolve(bytes.subarray(offset, offset + size)));
}
const PLAIN = [['GLIBC_2.17', 'GLIBC_2.4']] as const;

describe('the newest C library that is needed', () => {
  test.each([
    {title: 'by numbers', needs: [['GLIBC_2.9', 'GLIBC_2.17', 'GLIBC_2.4']], need: '2.17'},
    {title: 'of all libraries', needs: [['GLIBC_2.4'], ['GLIBC_2.31', 'GLIBC_2.2.5'], ['GCC_3.0']], need: '2.31'},
    {title: 'with three numbers', needs: [['GLIBC_2.2.5']], need: '2.2.5'},
    {title: 'for packed relocations', needs: [['GLIBC_ABI_DT_RELR', 'GLIBC_2.4']], need: '2.36'},
    {
      title: 'among what is none',
      needs: [['GLIBC_PRIVATE', 'XGLIBC_2.90', 'GLIBC_2.91x', 'GLIBC_2', 'GLIBC_2.1.1.1', 'GLIBCXX_3.4', 'GLIBC_2.3']],
      need: '2.3',
    },
    {title: 'that is none', needs: [['GCC_3.0']], need: '0'},
    {title: 'of none', needs: [], need: '0'},
  ])('is told: $title', async ({needs, need}) => {
    expect(await needOf({needs})).toBe(need);
  });

  test.each([
    {title: 'another sign', change: (bytes: Buffer) => bytes.write('x', 1)},
    {title: '32 bits', change: (bytes: Buffer) => bytes.writeUInt8(1, 4)},
    {title: 'big ends first', change: (bytes: Buffer) => bytes.writeUInt8(2, 5)},
    {title: 'no dynamic segment', change: (bytes: Buffer) => bytes.writeUInt32LE(3, 120)},
    {title: 'small segments', change: (bytes: Buffer) => bytes.writeUInt16LE(55, 54)},
    {title: 'huge segments', change: (bytes: Buffer) => bytes.writeUInt16LE(257, 54)},
    {title: 'only the first of its segments', change: (bytes: Buffer) => bytes.writeUInt16LE(1, 56)},
    {title: 'segments nowhere', change: (bytes: Buffer) => bytes.writeBigUInt64LE(1n << 62n, 32)},
  ])('is not known of a file with $title', async ({change}) => {
    expect(await needOf({needs: PLAIN, change})).toBeNull();
    expect(await needOf({needs: PLAIN})).toBe('2.17');
  });

  test('is not known of a file that ends in its header, or cannot be read', async () => {
    for (const length of [0, 1, 63]) expect(await needOf({needs: PLAIN}, length)).toBeNull();
    expect(await newestGlibcNeeded(() => Promise.resolve(null))).toBeNull();
  });

  test('is none where a part is missing that leads to it', async () => {
    const [strings, needs, count] = [
      [5, STRINGS + SHIFT],
      [0x6fff_fffe, NEEDS + SHIFT],
      [0x6fff_ffff, 1],
    ] as const;
    expect(await needOf({needs: PLAIN, tags: [strings, needs]})).toBe('2.17');
    expect(await needOf({needs: PLAIN, tags: [needs, count]})).toBe('0');
    expect(await needOf({needs: PLAIN, tags: [strings, count]})).toBe('0');
    expect(await needOf({needs: PLAIN, tags: [strings, [0, 0], needs, count]})).toBe('0');
    expect(await needOf({needs: PLAIN, tags: [strings, [0x6fff_fffe, NEEDS], count]})).toBe('0');
    expect(await needOf({needs: PLAIN, tags: [strings, [0x6fff_fffe, SHIFT + 0x2000], count]})).toBe('0');
    expect(await needOf({needs: PLAIN, tags: [strings, needs, [0x6fff_ffff, 0]]})).toBe('0');
    expect(await needOf({needs: [['GLIBC_2.3'], ['GLIBC_2.9']], tags: [strings, needs, count]})).toBe('2.3');
  });

  test('is that of the versions before the file ends', async () => {
    const needs = [['GLIBC_2.3', 'GLIBC_2.9']] as const;
    expect(await needOf({needs}, NEEDS + 8)).toBe('0');
    expect(await needOf({needs, change: bytes => bytes.writeUInt32LE(0x8000, NEEDS + 16 + 12)})).toBe('2.3');
    expect(await needOf({needs, change: bytes => bytes.writeUInt32LE(0, NEEDS + 16 + 12)})).toBe('2.3');
    expect(await needOf({needs, change: bytes => bytes.writeUInt16LE(1, NEEDS + 2)})).toBe('2.3');
  });

  test('takes no longer for a list that leads back to itself', async () => {
    let reads = 0;
    const bytes = library({
      needs: PLAIN,
      tags: [
        [5, STRINGS + SHIFT],
        [0x6fff_fffe, NEEDS + SHIFT],
        [0x6fff_ffff, 1_000_000],
      ],
      change: made => {
        made.writeUInt16LE(0xffff, NEEDS + 2);
        made.writeUInt32LE(0xffff_fff0, NEEDS + 16 + 12);
        made.writeUInt32LE(0x10, NEEDS + 12);
      },
    });
    await newestGlibcNeeded((offset, size) => {
      reads += 1;
      return Promise.resolve(bytes.subarray(offset, offset + size));
    });
    expect(reads).toBeLessThan(2_000);
  });
});

describe('a loader cache', () => {
  const cache = (entries: readonly (readonly [name: number, path: number])[], texts: string, count = entries.length): Buffer => {
    const bytes = Buffer.alloc(48 + 24 * entries.length);
    bytes.write('glibc-ld.so.cache1.1', 'latin1');
    bytes.writeUInt32LE(count, 20);
    entries.forEach(([name, path], index) => {
      bytes.writeUInt32LE(48 + 24 * entries.length + name, 48 + 24 * index + 4);
      bytes.writeUInt32LE(48 + 24 * entries.length + path, 48 + 24 * index + 8);
    });
    return Buffer.concat([bytes, Buffer.from(texts, 'latin1')]);
  };
  const A = {name: 'liba.so', path: '/l/liba.so'};
  const TEXTS = 'liba.so\0/l/liba.so\0\0rel/x\0';

  test('tells names and paths, and leaves out what is damaged', () => {
    expect(cachedLibraries(cache([[0, 8]], TEXTS))).toEqual([A]);
    expect(cachedLibraries(Buffer.concat([Buffer.from('ld.so-1.7.0\0old'), cache([[0, 8]], TEXTS)]))).toEqual([A]);
    expect(
      cachedLibraries(
        cache(
          [
            [19, 8],
            [0, 20],
            [0, 900],
            [900, 8],
            [0, 8],
          ],
          TEXTS,
        ),
      ),
    ).toEqual([A]);
    expect(cachedLibraries(cache([[0, 8]], 'liba.so\0/l/liba.so'))).toEqual([]);
    expect(cachedLibraries(cache([[0, 8]], TEXTS, 7))).toHaveLength(1);
    expect(
      cachedLibraries(
        cache(
          [
            [0, 8],
            [0, 8],
          ],
          TEXTS,
          1,
        ),
      ),
    ).toEqual([A]);
    expect(cachedLibraries(cache([[0, 8]], `liba.so\0/${'x'.repeat(4096)}\0`))).toEqual([]);
    expect(cachedLibraries(cache([[0, 8]], `liba.so\0/${'x'.repeat(4095)}\0`))).toHaveLength(1);
    expect([cachedLibraries(Buffer.from('glibc-ld.so.cache1.1')), cachedLibraries(Buffer.from('x'.repeat(100)))]).toEqual([
      [],
      [],
    ]);
    expect(cachedLibraries(cache([], ''))).toEqual([]);
  });
});
