import type {RootEntry} from '../engines/engine.ts';

/** Lists a directory of the root, links followed as they are meant there. */
type ListThere = (directory: string) => Promise<readonly RootEntry[] | null>;

const NAMES = /^(LANG|LANGUAGE|LC_[A-Z]+)$/;

export type TargetLocale = {readonly set: Readonly<Record<string, string>>; readonly unavailable: ReadonlyMap<string, string>};

/**
 * The locale rule of MOUNTS.md 3.3: the caller's value where the target has it, else `C.UTF-8` where it has that, else `C`.
 */
export async function targetLocale(env: Readonly<Record<string, string>>, list: ListThere): Promise<TargetLocale> {
  const wanted = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  const none = {set: {}, unavailable: new Map<string, string>()};
  if (wanted === '' || wanted === 'C' || wanted === 'POSIX') return none;
  const locales = (await list('/usr/lib/locale')) ?? [];
  const names = new Set(locales.map(entry => plain(entry.name)));
  // An archive holds the locales of the distribution's language packs; only its own C library can read it.
  if (names.has(plain(wanted)) || locales.some(entry => entry.name === 'locale-archive')) return none;
  const value = names.has(plain('C.UTF-8')) ? 'C.UTF-8' : 'C';
  const others = Object.keys(env).filter(name => NAMES.test(name) && name !== 'LC_ALL');
  return {
    set: {LC_ALL: value},
    unavailable: new Map(others.map(name => [name, `names a locale that is not there (${value} is)`])),
  };
}

const plain = (locale: string) => locale.toLowerCase().replace(/[-_]/g, '');

/** TERM where the root knows it, else the nearest it knows; a root without any terminfo is left alone. */
export async function targetTerm(term: string | undefined, list: ListThere): Promise<string | undefined> {
  if (term === undefined || term === '') return term;
  const knows = async (name: string) => {
    for (const directory of ['/usr/share/terminfo', '/usr/lib/terminfo', '/lib/terminfo', '/etc/terminfo']) {
      if ((await list(`${directory}/${name.charAt(0)}`))?.some(entry => entry.name === name) === true) return true;
    }
    return false;
  };
  for (const name of [term, 'xterm-256color', 'xterm']) if (await knows(name)) return name;
  return term;
}
