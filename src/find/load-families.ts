import {joinWishes, NO_WISHES, RULES_FILE, type CatalogueWishes} from './catalogue-wishes.ts';
import type {Family} from './family.ts';
import type {FamilyChanges} from './family-from-data.ts';
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
  const families = new Map(builtIn.map(family => [family.id, family]));
  const problems: FamilyProblem[] = [];
  let wishes = NO_WISHES;
  const takeRules = async (file: string, text: string): Promise<void> => {
    const {checkRules} = await import('./check-rules.ts');
    const checked = checkRules(text, file);
    if (checked.status === 'rules') wishes = joinWishes(wishes, checked.wishes);
    else problems.push(...checked.problems);
  };
  const takeFamily = async (file: string, text: string): Promise<FamilyChanges | null> => {
    const {checkFamily} = await import('./check-family.ts');
    const checked = checkFamily(text, file, file, grammars);
    if (checked.status === 'problems') problems.push(...checked.problems);
    if (checked.status === 'family') families.set(checked.family.id, checked.family);
    return checked.status === 'changes' ? checked.changes : null;
  };
  const change = async (file: string, changes: FamilyChanges): Promise<void> => {
    const {extendFamily} = await import('./family-from-data.ts');
    const family = families.get(changes.extends);
    if (family === undefined) problems.push({file, line: 1, key: 'extends', message: unknownFamily(changes.extends, families)});
    else families.set(family.id, extendFamily(family, changes, file));
  };
  for (const files of places) {
    const last: (readonly [string, FamilyChanges])[] = [];
    for (const {file, text, reason = 'This file cannot be read.'} of files) {
      if (text === null) problems.push({file, line: 1, key: '', message: reason});
      else if (isRules(file)) await takeRules(file, text);
      else {
        const changes = await takeFamily(file, text);
        if (changes !== null) last.push([file, changes]);
      }
    }
    // Changes may be to a family of the same place, whatever the names of the files are.
    for (const [file, changes] of last) await change(file, changes);
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
