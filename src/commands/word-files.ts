import {readFileSync, readdirSync, rmSync, statSync} from 'node:fs';
import {isPlainWord, type FamilyWords} from './stack-words.ts';
import {writeAtomically} from '../system/atomic-file.ts';

/**
 * Where the words for the completion of one CVMFS root lie. The shell has to come to the same name by itself, from the flag or the
 * variable that names another root; null where it could not.
 *
 * @param named the root, where a flag or the variable names it; null where it follows from settings
 */
export function wordsDirectory(cache: string | null, named: string | null): string | null {
  if (cache === null) return null;
  if (named === null) return `${cache}/words/usual`;
  const path = named.replace(/(?<=.)\/+$/, '');
  if (!/^\/[\x20-\x7e]{0,150}$/.test(path)) return null;
  return `${cache}/words/at${path.replace(/[^A-Za-z0-9]/g, '_')}`;
}

/**
 * Keeps names that do not depend on what is on CVMFS (profiles, favourites), or of packages, for completion without Node. What is not
 * a plain word is left out. A loss is no harm, so it is not reported; nothing is written where the file has them already.
 *
 * @param directory `wordsDirectory`, or the cache directory for what is the same for all roots
 */
export function keepNames(directory: string | null, kind: 'packages' | 'profiles' | 'favourites', names: Iterable<string>): void {
  if (directory === null) return;
  const file = kind === 'packages' ? `${directory}/${kind}` : `${directory}/words/${kind}`;
  const text = [...new Set(names)]
    .filter(isPlainWord)
    .map(name => `>${name}\n`)
    .join('');
  if (text !== readText(file)) writeAtomically(file, text, {durable: false});
}

export type FamilyEntry = {
  readonly id: string;
  /** Changes with whatever the words of the family follow from. */
  readonly stamp: string;
  /** Without names there is nothing of this family. */
  readonly words: () => FamilyWords;
};

/**
 * Keeps the words of families, where their stamps tell that they are others by now. Each file is replaced in one step, and the list
 * of families comes last.
 *
 * @param known ids of all families that there are; what was kept of others is forgotten
 */
export function keepFamilies(directory: string, entries: readonly FamilyEntry[], known: ReadonlySet<string>): void {
  const list = `${directory}/families`;
  const before = readText(list);
  const stamps = new Map([...(before ?? '').matchAll(/^>(\S+) (\S+)$/gm)].map(([, id = '', stamp = '']) => [id, stamp]));
  const empty = new Set<string>();
  if (before === null) forgetOld(directory);
  for (const {id, stamp, words} of entries) {
    if (!isFamilyName(id) || stamps.get(id) === stamp) continue;
    const {names, platforms} = words();
    if (names === '') empty.add(id);
    const parts =
      names === ''
        ? []
        : ([
            ['platforms', platforms],
            ['family', names],
          ] as const);
    for (const [part, text] of parts)
      if (writeAtomically(`${directory}/${part}.${id}`, text, {durable: false}).status === 'failed') return;
    stamps.set(id, stamp);
  }
  const kept = [...stamps].filter(([id]) => known.has(id) && !empty.has(id)).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const after = kept.map(([id, stamp]) => `>${id} ${stamp}\n`).join('');
  if (after !== before) writeAtomically(list, after, {durable: false});
}

function isFamilyName(id: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,60}$/.test(id);
}

/** Roots by turns are kept; those of tests and demos of long ago are not. */
const MOST_ROOTS = 8;

function forgetOld(directory: string): void {
  const parent = directory.slice(0, directory.lastIndexOf('/'));
  try {
    const others = readdirSync(parent, {withFileTypes: true})
      .filter(entry => entry.isDirectory() && entry.name.startsWith('at'))
      .map(({name}) => ({path: `${parent}/${name}`, time: statSync(`${parent}/${name}`).mtimeMs}))
      .toSorted((a, b) => b.time - a.time);
    for (const {path} of others.slice(MOST_ROOTS - 1)) rmSync(path, {recursive: true, force: true});
  } catch {
    // There are none, or another one tidies up.
  }
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
