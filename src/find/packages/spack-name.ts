import {packageOf, type Package} from './package.ts';

/** A build of Spack: directory `root`, below it `6.34.02-kzukii` → root 6.34.02 (LAYOUTS.md 3.3: cut at the last dash). */
export function parseSpackBuild(directory: string, build: string): Package | null {
  const dash = build.lastIndexOf('-');
  return packageOf(directory, dash > 0 && HASH.test(build.slice(dash + 1)) ? build.slice(0, dash) : build);
}

/** Spack cuts its hashes to six or seven characters in most layouts, 32 are all of them; five are LCG's. */
const HASH = /^[a-z0-9]{5,32}$/;
