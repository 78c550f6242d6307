import {joinWishes, NO_WISHES, RULES_FILE, type CatalogueWishes} from './catalogue-wishes.ts';
import type {Family} from './family.ts';
import type {FamilyProblem} from './read-toml.ts';
import {nearest} from '../system/nearest.ts';

/** A file of families or rules as it was read; `text` is null where it could not be, for the reason that is given. */
export type FamilyFile = {readonly file: string; readonly text: string | null; readonly reason?: string};

export type FamilyRequest = {
  readonly builtIn: readonly Family[];
  /** Files of each place, later places win: the site's, those on CVMFS, the user's. */
  readonly places: readonly (readonly FamilyFile[])[];
  /** Names of the platform grammars that there are. */
  readonly grammars: readonly string[];
};

export type LoadedFamilies = {
  readonly families: readonly Family[];
  readonly wishes: CatalogueWishes;
  readonly problems: readonly FamilyProblem[];
};

/** Whether a file in a place of families counts. */
export function isFamilyFile(name: string): boolean {
  return name.endsWith('.toml') && !name.startsWith('.');
}

/**
 * Built-in families, and those of the site and the user in the same format. A file with a known id takes the place of that
 * family, one with `extends` changes it; a file with problems is reported and left out, and what it would have replaced stays.
 *
 * The TOML parser and the schema checker are loaded only when there is a file: they cost more than a whole warm listing.
 */
export async function loadFamilies({builtIn, places, grammars}: FamilyRequest): Promise<LoadedFamilies> {
  if (places.every(files => files.length === 0)) return {families: builtIn, wishes: NO_WISHES, problems: []};
  const [{checkFamily}, {checkRules}, {extendFamily}] = await Promise.all([
    import('./check-family.ts'),
    import('./check-rules.ts'),
    import('./family-from-data.ts'),
  ]);
  const families = new Map(builtIn.map(family => [family.id, family]));
  const problems: FamilyProblem[] = [];
  let wishes = NO_WISHES;
  const add = (file: string, text: string): (() => void) => {
    if (isRules(file)) {
      const checked = checkRules(text, file);
      if (checked.status === 'rules') wishes = joinWishes(wishes, checked.wishes);
      else problems.push(...checked.problems);
      return () => {};
    }
    const checked = checkFamily(text, file, file, grammars);
    if (checked.status === 'problems') problems.push(...checked.problems);
    if (checked.status === 'family') families.set(checked.family.id, checked.family);
    if (checked.status !== 'changes') return () => {};
    const {changes} = checked;
    return () => {
      const family = families.get(changes.extends);
      if (family === undefined) problems.push({file, line: 1, key: 'extends', message: unknownFamily(changes.extends, families)});
      else families.set(family.id, extendFamily(family, changes, file));
    };
  };
  for (const files of places) {
    const last = files.flatMap(({file, text, reason = 'This file cannot be read.'}) => {
      if (text !== null) return [add(file, text)];
      problems.push({file, line: 1, key: '', message: reason});
      return [];
    });
    // Changes may be to a family of the same place, whatever the names of the files are.
    for (const change of last) change();
  }
  return {families: [...families.values()], wishes, problems};
}

/** Whether a file is `rules.toml`, by its path. */
export function isRules(file: string): boolean {
  return file.slice(file.lastIndexOf('/') + 1) === RULES_FILE;
}

export function unknownFamily(id: string, families: ReadonlyMap<string, unknown>): string {
  const [meant] = nearest(id, families.keys(), 1);
  return `There is no family "${id}" to change${meant === undefined ? '.' : `; did you mean "${meant}"?`}`;
}
