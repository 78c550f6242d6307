import {execFileSync} from 'node:child_process';
import {mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

/**
 * Builds a real shared library that needs a version of glibc's symbols, also of one that does not exist yet: it is linked against a
 * C library of our own making, which has nothing but that symbol.
 */
export function libraryThatNeeds(directory: string, name: string, version: string): Uint8Array {
  const place = join(directory, `${name}-${version}`);
  mkdirSync(place, {recursive: true});
  const file = (path: string, text: string) => writeFileSync(join(place, path), text);
  const gcc = (...words: readonly string[]) =>
    execFileSync('gcc', ['-shared', '-fPIC', '-nostdlib', ...words], {cwd: place, stdio: 'pipe'});
  file('libc.c', 'void wanted(void) {}\nvoid usual(void) {}\n');
  file(
    'libc.map',
    `GLIBC_2.1 { global: usual; local: *; };\nGLIBC_${version} { global: wanted; } GLIBC_2.1;\nGLIBC_PRIVATE { };\n`,
  );
  gcc('-Wl,-soname,libc.so.6', '-Wl,--version-script=libc.map', '-o', 'libc.so.6', 'libc.c');
  file('library.c', 'void wanted(void); void usual(void);\nvoid work(void) { usual(); wanted(); }\n');
  gcc(`-Wl,-soname,${name}`, '-o', 'library.so', 'library.c', './libc.so.6');
  const bytes = readFileSync(join(place, 'library.so'));
  rmSync(place, {recursive: true});
  return bytes;
}

/** A loader cache as `ldconfig` writes it, with these libraries. */
export function loaderCache(libraries: readonly {readonly name: string; readonly path: string}[], oldFormat = false): Uint8Array {
  const header = Buffer.alloc(48);
  header.write('glibc-ld.so.cache1.1', 'latin1');
  header.writeUInt32LE(libraries.length, 20);
  let texts = '';
  const begin = 48 + 24 * libraries.length;
  const place = (text: string) => {
    const at = begin + texts.length;
    texts += `${text}\0`;
    return at;
  };
  const entries = libraries.map(({name, path}) => {
    const entry = Buffer.alloc(24);
    entry.writeUInt32LE(0x0303, 0);
    entry.writeUInt32LE(place(name), 4);
    entry.writeUInt32LE(place(path), 8);
    return entry;
  });
  const before = oldFormat ? [Buffer.concat([Buffer.from('ld.so-1.7.0\0', 'latin1'), Buffer.alloc(4)])] : [];
  return Buffer.concat([...before, header, ...entries, Buffer.from(texts, 'latin1')]);
}
