import {packageOf, type Package} from './package.ts';

/** `python-3.13.1_p2-r1` of `dev-lang` → python 3.13.1_p2-r1: the version begins at the last dash before a digit that ends it. */
export function parsePortageName(category: string, directory: string): Package | null {
  const match = directory.length > LONGEST ? null : /^(.+?)-(\d[0-9a-z._]*(?:-r\d+)?)$/.exec(directory);
  return match === null ? null : packageOf(match[1]!, match[2]!, category);
}

/** No file system has longer names. */
const LONGEST = 255;

/** Portage works in directories of these names while it merges. */
export function isPortagePackage(directory: string): boolean {
  return !directory.startsWith('-MERGING-') && !directory.startsWith('.');
}
