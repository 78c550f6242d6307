import {elfArchitecture, glibcVersion, muslVersion} from '../../../../src/system/c-library.ts';
import {fileKindOf, membersOf} from '../../../../src/system/file-kind.ts';
import {sifArchitecture, sifEnd, sifPartition, squashfsEnd} from '../../../../src/system/sif-header.ts';
import {crc32} from '../../../../src/system/crc32.ts';
import {crc32 as zlibCrc32} from 'node:zlib';
import {readElf, relocateElf} from '../../../../src/demo/elf.ts';
import {newestGlibcNeeded} from '../../../../src/start/elf-needs.ts';
import {cachedLibraries} from '../../../../src/start/loader-cache.ts';
import {localesOfArchive} from '../../../../src/start/locale-archive.ts';
import {rawValues, argumentsAreUtf8} from '../../../../src/start/raw-values.ts';
import {holds, type Target} from '../target.ts';

/** A library with one version of glibc that it needs, as small as it can be. */
function smallLibrary(version: string): Buffer {
  const bytes = Buffer.alloc(0x300);
  Buffer.from('7f454c46020101', 'hex').copy(bytes);
  bytes.writeUInt16LE(3, 16);
  bytes.writeUInt16LE(62, 18);
  bytes.writeBigUInt64LE(64n, 32);
  bytes.writeUInt16LE(56, 54);
  bytes.writeUInt16LE(3, 56);
  const segment = (number: number, type: number, at: bigint, size: bigint) => {
    const place = 64 + number * 56;
    bytes.writeUInt32LE(type, place);
    for (const offset of [8, 16, 24]) bytes.writeBigUInt64LE(at, place + offset);
    for (const offset of [32, 40]) bytes.writeBigUInt64LE(size, place + offset);
  };
  segment(0, 1, 0n, 0x300n);
  segment(1, 2, 0x100n, 0x60n);
  segment(2, 3, 0x2c0n, 0x20n);
  const tags: readonly (readonly [number, number])[] = [
    [5, 0x200],
    [0x6ffffffe, 0x180],
    [0x6fffffff, 1],
    [1, 1],
    [15, 1],
    [0, 0],
  ];
  for (const [index, [tag, value]] of tags.entries()) {
    bytes.writeBigUInt64LE(BigInt(tag), 0x100 + index * 16);
    bytes.writeBigUInt64LE(BigInt(value), 0x108 + index * 16);
  }
  bytes.writeUInt16LE(1, 0x180);
  bytes.writeUInt16LE(1, 0x182);
  bytes.writeUInt32LE(1, 0x184);
  bytes.writeUInt32LE(16, 0x188);
  bytes.writeUInt32LE(16, 0x198);
  bytes.write(`\0libc.so.6\0\0\0\0\0\0GLIBC_${version}\0`, 0x200, 'latin1');
  bytes.writeUInt32LE(16, 0x190 + 8);
  bytes.write('/lib64/ld-linux-x86-64.so.2\0', 0x2c0, 'latin1');
  return bytes;
}

const elf: Target = {
  name: 'elf',
  covers: ['src/start/elf-needs.ts newestGlibcNeeded', 'src/demo/elf.ts readElf', 'src/system/c-library.ts elfArchitecture'],
  seeds: [
    smallLibrary('2.34'),
    smallLibrary('2.9'),
    'GNU C Library (Debian) stable release version 2.36.\n',
    'musl libc\0\x001.2.5-git-1-gabc\0',
  ],
  words: ['GLIBC_2.17', 'GLIBC_ABI_DT_RELR', '\0', 'release version 2.', '\0\x001.2.3\0'],
  run: async bytes => {
    let reads = 0;
    const need = await newestGlibcNeeded((offset, length) => {
      reads++;
      holds(offset >= 0 && length >= 0 && length <= 1 << 20, 'no more is asked for than a file may have', offset, length);
      return Promise.resolve(bytes.subarray(offset, offset + length));
    });
    holds(reads < 3000, 'the reads are bounded', reads);
    holds(need === null || /^\d+(\.\d+)*$/.test(need), 'a version is one', need);
    const moved = relocateElf(bytes, {interpreter: '/l/ld.so', libraries: '/l'});
    holds(moved === null || readElf(bytes)?.interpreter !== null, 'what has no loader gets no other one');
    elfArchitecture(bytes);
    for (const version of [glibcVersion(bytes), muslVersion(bytes)])
      holds(version === null || /^\d+(\.\d+)+$/.test(version), 'a version is one', version);
  },
};

function sif(): Buffer {
  const bytes = Buffer.alloc(128 + 585 * 2 + 64);
  bytes.write('#!/usr/bin/env run-singularity\n\0SIF_MAGIC\x0001\x0002\0', 0, 'latin1');
  bytes.writeBigInt64LE(2n, 88);
  bytes.writeBigInt64LE(128n, 96);
  bytes.writeBigInt64LE(1170n, 104);
  bytes.writeBigInt64LE(1298n, 112);
  bytes.writeBigInt64LE(64n, 120);
  bytes.writeInt32LE(0x4004, 128);
  bytes.writeUInt8(1, 132);
  bytes.writeBigInt64LE(1298n, 145);
  bytes.writeInt32LE(2, 128 + 205);
  return bytes;
}

const images: Target = {
  name: 'sif-headers',
  covers: ['src/system/sif-header.ts sifPartition', 'src/system/file-kind.ts fileKindOf', 'src/system/file-kind.ts membersOf'],
  seeds: [
    sif(),
    Buffer.concat([Buffer.from('hsqs'), Buffer.alloc(92, 1)]),
    './\n./etc/\n./etc/os-release\noci-layout\nindex.json\n',
  ],
  run: bytes => {
    const place = sifPartition((at, length) => {
      holds(Number.isFinite(at) && length >= 0 && length <= 1 << 20, 'no more is asked for than a file may have', at, length);
      return at < 0 ? Buffer.alloc(0) : bytes.subarray(at, at + length);
    });
    holds(place === null || Number.isFinite(place), 'a place is a number', place);
    holds(sifEnd(bytes) >= 128 && squashfsEnd(bytes) >= 0, 'an end is one', bytes.length);
    sifArchitecture(bytes);
    fileKindOf(bytes);
    membersOf(bytes.toString('utf8'), bytes.length % 2 === 0);
  },
};

function loaderCache(): Buffer {
  const bytes = Buffer.alloc(160);
  bytes.write('glibc-ld.so.cache1.1', 0, 'latin1');
  bytes.writeUInt32LE(2, 20);
  for (const index of [0, 1]) {
    bytes.writeUInt32LE(96, 48 + index * 24 + 4);
    bytes.writeUInt32LE(106, 48 + index * 24 + 8);
  }
  bytes.write('libcuda.1\0/usr/lib/libcuda.so.1\0', 96, 'latin1');
  return bytes;
}

function localeArchive(): Buffer {
  const bytes = Buffer.alloc(96);
  bytes.writeUInt32LE(0xde020109, 0);
  bytes.writeUInt32LE(56, 20);
  bytes.writeUInt32LE(40, 24);
  bytes.write('C.utf8\0en_US.utf8\0de_DE@euro\0', 56, 'latin1');
  return bytes;
}

const tables: Target = {
  name: 'loader-caches',
  covers: ['src/start/loader-cache.ts cachedLibraries', 'src/start/locale-archive.ts localesOfArchive'],
  seeds: [loaderCache(), localeArchive(), Buffer.concat([Buffer.from('ld.so-1.7.0'), Buffer.alloc(20), loaderCache()])],
  words: ['glibc-ld.so.cache1.1', '/lib/', '\0'],
  run: bytes => {
    for (const {name, path} of cachedLibraries(bytes))
      holds(name !== '' && path.startsWith('/') && !path.includes('\0'), 'a library has a path', name, path);
    for (const name of localesOfArchive(bytes)) holds(/^[\w.@-]+$/.test(name), 'a locale is a word', name);
  },
};

const environments: Target = {
  name: 'raw-environments',
  covers: ['src/start/raw-values.ts rawValues', 'src/system/crc32.ts crc32'],
  seeds: [Buffer.from('A=1\0B=caf\xe9\0C=\0', 'latin1'), 'run\0--\0x\0'],
  words: ['\0', '=', 'A='],
  run: bytes => {
    for (const {name, escaped} of rawValues(bytes)) {
      holds(/^[A-Za-z_]\w*$/.test(name) && /^(?:\\[0-7]{3})+$/.test(escaped), 'a value is escaped', name, escaped);
      const value = Buffer.from([...escaped.matchAll(/[0-7]{3}/g)].map(([octal]) => Number.parseInt(octal, 8)));
      holds(bytes.includes(Buffer.concat([Buffer.from(`${name}=`), value])), 'a value is that of the environment', name);
    }
    holds(crc32(bytes) === zlibCrc32(bytes), 'a sum is that of zlib');
    argumentsAreUtf8(bytes);
  },
};

export const BINARY_TARGETS: readonly Target[] = [elf, images, tables, environments];
