import {packageOf, type Package} from './package.ts';

/**
 * One line of an LCG manifest (`LCG_externals_<platform>.txt`, LAYOUTS.md 1.5): exactly five fields between semicolons, `name; hash;
 * version; directory; dependencies`. `PLATFORM:`, `VERSION:` and their like head the file, whatever they say.
 *
 * @returns `header` for such a line and for an empty one, null for one that is neither
 */
export function parseManifestLine(line: string): Package | 'header' | null {
  const fields = line.split(';', 6);
  if (fields.length !== 5) return line.trim() === '' || HEADER.test(line) ? 'header' : null;
  return packageOf(fields[0]!.trim(), fields[2]!.trim());
}

const HEADER = /^\s*[A-Z][A-Z_ ]{0,30}:/;
