import type {DirectoryEntry} from './entry-text.ts';
import type {Lookup} from './lookup.ts';

/**
 * Where a link leads, as far as directories that are known anyway can tell.
 *
 * `inside`: to `real`, which is in the same repository and free of links as far as known; `entry` is what is there, null where that is
 * not known. `unsure`: only the scout can say. `dangling`: to nothing. `loop`: to itself, over others or not. `out`: away from `/cvmfs`.
 */
export type Followed =
  | {readonly status: 'inside'; readonly real: string; readonly entry: DirectoryEntry | null}
  | {readonly status: 'unsure' | 'dangling' | 'loop' | 'out'};

// As many as Linux allows.
const MOST_LINKS = 40;

/**
 * @param directory in which the link lies, free of links as far as known
 * @param target as spelled; an absolute one names `/cvmfs` also where another root was given (LAYOUTS.md 8)
 */
export function followLink(lookup: Lookup, repository: string, directory: string, target: string): Followed {
  let at = directory;
  let next = target;
  for (let followed = 0; followed < MOST_LINKS; followed++) {
    const led = ledTo(lookup, repository, at, next);
    if (led.status !== 'inside') return led;
    const {real} = led;
    if (real === '') return {...led, entry: null};
    at = parentOf(real);
    const entry = lookup.entryIn(at, real.slice(at === '' ? 0 : at.length + 1));
    if (entry === 'unread') return {...led, entry: null};
    if (entry === null) return {status: 'dangling'};
    if (entry.type !== 'link') return {...led, entry};
    next = entry.target ?? '';
  }
  return {status: 'loop'};
}

/** One link; the end of it may be another one. */
function ledTo(lookup: Lookup, repository: string, directory: string, target: string): Followed {
  if (target === '') return {status: 'dangling'};
  let at = directory;
  let parts = target.split('/').filter(part => part !== '' && part !== '.');
  if (target.startsWith('/')) {
    if (parts[0] !== 'cvmfs' || parts[1] === undefined || parts[1] === '..') return {status: 'out'};
    if (parts[1] !== repository) return {status: 'unsure'};
    at = '';
    parts = parts.slice(2);
  } else if (parts.every(part => part === '..')) {
    // Wherever that is, the link lies in it.
    return {status: 'loop'};
  }
  let isClimbing = true;
  for (const [index, part] of parts.entries()) {
    if (part !== '..') {
      isClimbing = false;
      at = at === '' ? part : `${at}/${part}`;
    } else if (at === '') {
      // To `/cvmfs`, from where only another repository's name leads on.
      const above = parts[index + 1];
      return {status: above === undefined || above === '..' ? 'out' : 'unsure'};
    } else {
      // What is above a link is not what is written before its name.
      if (!isClimbing || !isPlain(lookup, at)) return {status: 'unsure'};
      at = parentOf(at);
    }
  }
  return {status: 'inside', real: at, entry: null};
}

function isPlain(lookup: Lookup, directory: string): boolean {
  const above = parentOf(directory);
  const entry = lookup.entryIn(above, directory.slice(above === '' ? 0 : above.length + 1));
  return entry !== null && entry !== 'unread' && entry.type === 'directory';
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
