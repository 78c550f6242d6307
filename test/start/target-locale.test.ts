import {describe, expect, test} from 'vitest';
import {targetLocale, targetTerm, type LookThere} from '../../src/start/target-locale.ts';
import {madeUpTree, type MadeUp} from './made-up-tree.ts';

const GLIBC = {name: 'glibc', version: '2.28'};
const directory = (names: readonly string[]): MadeUp => ({
  '/usr/lib/locale': {entries: names},
  ...Object.fromEntries(names.filter(name => name !== 'locale-archive').map(name => [`/usr/lib/locale/${name}`, {entries: []}])),
});

/** An archive with these names and no data. */
function archive(names: readonly string[]): Uint8Array {
  const header = Buffer.alloc(56);
  const texts = Buffer.from(names.map(name => `${name}\0`).join(''), 'latin1');
  header.writeUInt32LE(0xde02_0109, 0);
  header.writeUInt32LE(56, 20);
  header.writeUInt32LE(texts.length, 24);
  return Buffer.concat([header, texts]);
}

describe('the locale inside (MOUNTS.md 3.3)', () => {
  const EL7 = {...directory(['locale-archive']), '/usr/lib/locale/locale-archive': {bytes: archive(['en_US.utf8'])}};
  test.each([
    {
      title: "the host's stays where the target has it",
      env: {LANG: 'de_DE.UTF-8'},
      files: directory(['C.utf8', 'de_DE.utf8']),
      value: null,
    },
    {title: 'also in an archive', env: {LC_ALL: 'en_US.UTF-8'}, files: EL7, value: null},
    {title: 'an archive without it is not enough', env: {LANG: 'de_DE.UTF-8'}, files: EL7, value: 'C'},
    {title: 'else C.UTF-8 where it is listed', env: {LANG: 'de_DE.UTF-8'}, files: directory(['C.utf8']), value: 'C.UTF-8'},
    {title: 'else C: EL7 has no C.UTF-8 (cms-sw/cmssw#46850)', env: {LANG: 'C.UTF-8'}, files: EL7, value: 'C'},
    {
      title: 'glibc 2.35 has C.UTF-8 without a file',
      env: {LANG: 'C.UTF-8'},
      files: {},
      value: null,
      libc: {name: 'glibc', version: '2.36'},
    },
    {title: 'an empty image has C alone', env: {LANG: 'en_US.UTF-8'}, files: {}, value: 'C'},
    {title: 'musl takes any', env: {LANG: 'en_US.UTF-8'}, files: {}, value: null, libc: {name: 'musl', version: '1.2'}},
    {title: 'C stays', env: {LANG: 'C'}, files: {}, value: null},
    {title: 'LC_ALL goes before LANG', env: {LC_ALL: 'C', LANG: 'xx_XX'}, files: {}, value: null},
    {title: 'none stays none', env: {}, files: {}, value: null},
  ])('$title', async ({env, files, value, libc = GLIBC}) => {
    const {set, unavailable} = await targetLocale(env as Record<string, string>, madeUpTree(files), libc);
    expect(set).toEqual(value === null ? {} : {LC_ALL: value});
    if (value !== null) expect([...unavailable.keys()]).toEqual(Object.keys(env).filter(name => name !== 'LC_ALL'));
  });

  test('musl is known by its loader', async () => {
    const files = madeUpTree({'/lib': {entries: ['ld-musl-x86_64.so.1']}});
    expect((await targetLocale({LANG: 'de_DE.UTF-8'}, files, null)).set).toEqual({});
  });

  test('the other LC_* go with it, and no other variable', async () => {
    const env = {LANG: 'de_DE.UTF-8', LC_TIME: 'de_DE.UTF-8', LANGUAGE: 'de', TERM: 'xterm'};
    const {unavailable} = await targetLocale(env, madeUpTree({}), GLIBC);
    expect([...unavailable.keys()]).toEqual(['LANG', 'LC_TIME', 'LANGUAGE']);
  });

  test.each([
    {libc: null, value: 'C.UTF-8'},
    {libc: {name: 'glibc', version: '2.34'}, value: 'C.UTF-8'},
    {libc: {name: 'glibc', version: '2.17'}, value: 'C'},
  ])('a root that nobody can look into, with $libc: $value', async ({libc, value}) => {
    expect((await targetLocale({LANG: 'de_DE.UTF-8'}, null, libc)).set).toEqual({LC_ALL: value});
    expect((await targetLocale({LANG: 'C.UTF-8'}, null, libc)).set).toEqual(value === 'C' ? {LC_ALL: 'C'} : {});
  });
});

describe('TERM inside (MOUNTS.md 3.1)', () => {
  const known = (...paths: readonly string[]): LookThere =>
    madeUpTree(
      Object.fromEntries(
        paths.map(path => [path.slice(0, path.lastIndexOf('/')), {entries: [path.slice(path.lastIndexOf('/') + 1)]}]),
      ),
    );
  test.each([
    {
      title: 'one that the image describes',
      term: 'xterm-kitty',
      look: known('/usr/share/terminfo/x/xterm-kitty'),
      inside: 'xterm-kitty',
    },
    {
      title: 'also by the number of its letter',
      term: 'xterm-kitty',
      look: known('/usr/share/terminfo/78/xterm-kitty'),
      inside: 'xterm-kitty',
    },
    {title: 'else the nearest', term: 'xterm-kitty', look: known('/lib/terminfo/x/xterm-256color'), inside: 'xterm-256color'},
    {title: 'else the oldest', term: 'tmux-256color', look: known('/etc/terminfo/x/xterm'), inside: 'xterm'},
    {title: 'without any description it stays', term: 'xterm-kitty', look: known(), inside: 'xterm-kitty'},
    {title: 'where nobody can look the usual ones stay', term: 'screen-256color', look: null, inside: 'screen-256color'},
    {title: 'and others do not', term: 'xterm-kitty', look: null, inside: 'xterm-256color'},
    {title: 'none stays none', term: undefined, look: null, inside: undefined},
  ])('$title', async ({term, look, inside}) => {
    expect(await targetTerm(term, look)).toBe(inside);
  });
});
