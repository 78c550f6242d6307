import {compareVersions} from '../choose/release-order.ts';
import type {Host} from '../choose/host.ts';
import type {RootEntry} from '../engines/engine.ts';
import {ARCHIVE_BYTES, localesOfArchive} from './locale-archive.ts';

/** How to look into the root, its paths as seen inside; null for a root that cannot be looked into from here. */
export type LookThere = {
  readonly list: (directory: string) => Promise<readonly RootEntry[] | null>;
  readonly part: (path: string, offset: number, length: number) => Promise<Uint8Array | null>;
} | null;

export type TargetLocale = {readonly set: Readonly<Record<string, string>>; readonly unavailable: ReadonlyMap<string, string>};

const NAMES = /^(LANG|LANGUAGE|LC_[A-Z]+)$/;
const DIRECTORY = '/usr/lib/locale';

/**
 * The locale rule of MOUNTS.md 3.3: the caller's value where the target has it, else `C.UTF-8` where it has that, else `C`; the other
 * variables of the language go.
 *
 * @param libc C library of the root, null when nobody knows
 */
export async function targetLocale(
  env: Readonly<Record<string, string>>,
  look: LookThere,
  libc: Host['libc'] | null,
): Promise<TargetLocale> {
  const wanted = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  const none = {set: {}, unavailable: new Map<string, string>()};
  if (wanted === '' || wanted === 'C' || wanted === 'POSIX') return none;
  // musl takes any name and is UTF-8 throughout.
  if (libc?.name === 'musl' || (libc === null && (await hasMusl(look)))) return none;
  const names = new Set(assumed(libc, look === null));
  if (look !== null) for (const name of await namesIn(look)) names.add(plain(name));
  if (names.has(plain(wanted))) return none;
  const value = names.has(plain('C.UTF-8')) ? 'C.UTF-8' : 'C';
  const others = Object.keys(env).filter(name => NAMES.test(name) && name !== 'LC_ALL');
  return {
    set: {LC_ALL: value},
    unavailable: new Map(others.map(name => [name, `names a locale that is not there (${value} is)`])),
  };
}

async function hasMusl(look: LookThere): Promise<boolean> {
  return (await look?.list('/lib'))?.some(({name}) => name.startsWith('ld-musl-')) === true;
}

/** What `locale -a` would print: directories, and the names in the archive of the distribution's language packs. */
async function namesIn({list, part}: NonNullable<LookThere>): Promise<readonly string[]> {
  const entries = (await list(DIRECTORY)) ?? [];
  const directories = entries.filter(entry => entry.kind !== 'file').map(entry => entry.name);
  if (!entries.some(entry => entry.name === 'locale-archive')) return directories;
  const archive = await part(`${DIRECTORY}/locale-archive`, 0, ARCHIVE_BYTES);
  return [...directories, ...(archive === null ? [] : localesOfArchive(archive))];
}

/**
 * What is there without being looked for: glibc has `C.UTF-8` inside since 2.35. Where nobody can look it is taken for granted but for
 * systems as old as EL7 (2.17), since all later ones install it.
 */
function assumed(libc: Host['libc'] | null, isHidden: boolean): readonly string[] {
  const version = libc?.name === 'glibc' ? libc.version : null;
  const has = version === null ? isHidden : compareVersions(version, isHidden ? '2.24' : '2.35') >= 0;
  return has ? [plain('C.UTF-8')] : [];
}

const plain = (locale: string) => locale.toLowerCase().replace(/[-_]/g, '');

/** Terminals that the smallest set of descriptions has (ncurses' "base"). */
const USUAL = ['xterm', 'xterm-256color', 'screen', 'screen-256color', 'linux', 'vt100', 'vt220', 'dumb', 'ansi'];

/** TERM where the root knows it, else the nearest it knows; a root without any terminfo is left alone. */
export async function targetTerm(term: string | undefined, look: LookThere): Promise<string | undefined> {
  if (term === undefined || term === '') return term;
  if (look === null) return USUAL.includes(term) ? term : 'xterm-256color';
  const knows = async (name: string) => {
    // The letter, or its number on file systems that do not tell upper case from lower.
    const folders = [name.charAt(0), name.charCodeAt(0).toString(16)];
    for (const directory of ['/usr/share/terminfo', '/usr/lib/terminfo', '/lib/terminfo', '/etc/terminfo']) {
      for (const folder of folders) {
        if ((await look.list(`${directory}/${folder}`))?.some(entry => entry.name === name) === true) return true;
      }
    }
    return false;
  };
  for (const name of [term, 'xterm-256color', 'xterm']) if (await knows(name)) return name;
  return term;
}
