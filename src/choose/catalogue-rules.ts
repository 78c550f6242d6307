import {globTest} from '../find/glob.ts';
import {OS_IMAGE_RULES, type OsImageRule} from './os-images.ts';

/** What site and user say about the catalogue as a whole, besides their families. */
export type CatalogueRules = {
  /** Which image stands for which operating system, best first. */
  readonly images: readonly OsImageRule[];
  /** Globs on addresses of stacks (`lcg/LCG_9*`) that are left out. */
  readonly hide: readonly string[];
  /** Globs on addresses of stacks to recommend; of a family that one of them fits, they take the place of its own. */
  readonly recommend: readonly string[];
  /** To tell what is stale; null: nothing is. */
  readonly now: Date | null;
};

export const BUILT_IN_RULES: CatalogueRules = {images: OS_IMAGE_RULES, hide: [], recommend: [], now: null};

/** Which of the globs leaves a stack out; null when none does. For many addresses: the globs are read once. */
export function hidingRule({hide}: Pick<CatalogueRules, 'hide'>): (address: string) => string | null {
  const tests = hide.map(glob => ({glob, fits: globTest(glob)}));
  return address => tests.find(({fits}) => fits(address))?.glob ?? null;
}
