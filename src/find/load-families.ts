import type {FamilyProblem} from './check-family.ts';
import type {Family} from './family.ts';

export type FamilyRequest = {
  readonly builtIn: readonly Family[];
  /** Folders of family files, later ones win: the site's, then the user's. */
  readonly directories: readonly string[];
  /** Names in a folder, null where it is missing or unreadable. */
  readonly listNames: (directory: string) => readonly string[] | null;
  /** Text of a file, null where it is missing or unreadable. */
  readonly readText: (path: string) => string | null;
};

export type LoadedFamilies = {readonly families: readonly Family[]; readonly problems: readonly FamilyProblem[]};

/**
 * Built-in families, and those of the site and the user in the same format. A file with a known id takes the place of that
 * family; a file with problems is reported and left out, and what it would have replaced stays.
 *
 * The TOML parser and the schema checker are loaded only when there is a file: they cost more than a whole warm listing.
 */
export async function loadFamilies(request: FamilyRequest): Promise<LoadedFamilies> {
  const files = request.directories.flatMap(directory =>
    (request.listNames(directory) ?? [])
      .filter(name => name.endsWith('.toml') && !name.startsWith('.'))
      .toSorted()
      .map(name => `${directory}/${name}`),
  );
  if (files.length === 0) return {families: request.builtIn, problems: []};

  const {checkFamily} = await import('./check-family.ts');
  const families = new Map(request.builtIn.map(family => [family.id, family]));
  const problems: FamilyProblem[] = [];
  for (const file of files) {
    const text = request.readText(file);
    if (text === null) {
      problems.push({file, line: 1, key: '', message: 'This file cannot be read.'});
      continue;
    }
    const checked = checkFamily(text, file);
    if (checked.status === 'family') families.set(checked.family.id, checked.family);
    else problems.push(...checked.problems);
  }
  return {families: [...families.values()], problems};
}
