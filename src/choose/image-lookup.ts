import type {FoundVariant} from '../find/found.ts';
import {globTest} from '../find/glob.ts';
import type {OsImageRule} from './os-images.ts';
import {imageWord} from './os-rules.ts';
import type {Platform} from './stack.ts';

/** An image on CVMFS that may serve as an operating system. */
export type FoundImage = {readonly found: FoundVariant; readonly platform: Platform};

/** The image on CVMFS that a rule means; null when none of its globs fits one that is there. */
export type ImageLookup = (rule: OsImageRule) => FoundVariant | null;

/** A lookup over these images, made once for each rule that is needed. Earlier globs win; of several images, the last by name. */
export function imageLookup(images: readonly FoundImage[], arch: string | null): ImageLookup {
  const fitting = images.filter(({platform}) => platform.arch === null || arch === null || platform.arch === arch);
  // Names tell the system of nearly every image that a rule could mean, so few are compared with globs.
  const byWord = Map.groupBy(fitting, ({platform}) => (platform.os === null ? '' : imageWord(platform.os)));
  const memo = new Map<OsImageRule, FoundVariant | null>();
  return rule => {
    let answer = memo.get(rule);
    if (answer === undefined) {
      answer = firstMatch(byWord.get(rule.os) ?? [], rule.images) ?? firstMatch(byWord.get('') ?? [], rule.images);
      memo.set(rule, answer);
    }
    return answer;
  };
}

function firstMatch(images: readonly FoundImage[], globs: readonly string[]): FoundVariant | null {
  if (images.length === 0) return null;
  for (const glob of globs) {
    const fits = globTest(glob);
    let best: FoundVariant | null = null;
    for (const {found} of images) {
      if (fits(nameOf(found)) || fits(found.release)) {
        if (best === null || best.root < found.root) best = found;
      }
    }
    if (best !== null) return best;
  }
  return null;
}

/** `/cvmfs/unpacked.cern.ch/…/almalinux:9` without the root of all repositories. */
function nameOf(found: FoundVariant): string {
  return found.root.replace(/^\/cvmfs\//, '');
}
