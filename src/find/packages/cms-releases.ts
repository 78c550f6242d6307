import {packageOf, type Package} from './package.ts';

/**
 * One line of CMS's `releases.map` (LAYOUTS.md 6.1): `architecture=el8_amd64_gcc12;label=CMSSW_14_0_5;type=Production;state=Announced;prodarch=1;`,
 * fields in any order. `CMSSW_14_0_5_patch1` is the package CMSSW 14_0_5_patch1.
 *
 * @param wanted fields and the values they must have
 * @returns `other` for an empty line, and for a release that is not wanted; null for what is no release
 */
export function parseReleaseLine(line: string, wanted: Readonly<Record<string, string>>): Package | 'other' | null {
  if (line.trim() === '' || line.trimStart().startsWith('#')) return 'other';
  const fields = new Map<string, string>();
  for (const field of line.split(';', MOST_FIELDS)) {
    const equals = field.indexOf('=');
    if (equals > 0) fields.set(field.slice(0, equals).trim(), field.slice(equals + 1).trim());
  }
  const label = fields.get('label');
  if (label === undefined || fields.get('architecture') === undefined) return null;
  for (const name in wanted) if (fields.get(name) !== wanted[name]) return 'other';
  const version = /_(?=\d)/.exec(label);
  return version === null ? packageOf(label, label) : packageOf(label.slice(0, version.index), label.slice(version.index + 1));
}

/** There are seven today. */
const MOST_FIELDS = 64;
