import type {FoundVariant} from '../find/found.ts';
import {globMatches} from './glob.ts';
import type {OsImageRule} from './os-images.ts';
import {imageWord} from './os-rules.ts';
import type {Platform} from './stack.ts';

/** An image on CVMFS that may serve as an operating system. */
export type FoundImage = {readonly found: FoundVariant; readonly platform: Platform};

/** Finds the image for an operating system among those on CVMFS; null when the rules name none that is there. */
export type ImageLookup = (word: string) => FoundVariant | null;

/** A lookup over these images. Each word is looked up once; the first rule and glob that fit decide. */
export function imageLookup(images: readonly FoundImage[], rules: readonly OsImageRule[], arch: string | null): ImageLookup {
  const fitting = images.filter(({platform}) => platform.arch === null || arch === null || platform.arch === arch);
  // Names tell the system of nearly every image that a rule could mean, so few are compared with globs.
  const byWord = Map.groupBy(fitting, ({platform}) => (platform.os === null ? '' : imageWord(platform.os)));
  const memo = new Map<string, FoundVariant | null>();
  return word => {
    let answer = memo.get(word);
    if (answer === undefined) {
      const globs = rules.filter(rule => rule.os === word).flatMap(rule => rule.images);
      answer = firstMatch(byWord.get(word) ?? [], globs) ?? firstMatch(byWord.get('') ?? [], globs);
      memo.set(word, answer);
    }
    return answer;
  };
}

/** Of several that fit the same glob, the last by name: the newest tag. */
function firstMatch(images: readonly FoundImage[], globs: readonly string[]): FoundVariant | null {
  for (const glob of globs) {
    let best: FoundVariant | null = null;
    for (const {found} of images) {
      if (globMatches(glob, nameOf(found)) && (best === null || best.root < found.root)) best = found;
    }
    if (best !== null) return best;
  }
  return null;
}

/** `/cvmfs/unpacked.cern.ch/…/almalinux:9` without the root of all repositories. */
function nameOf(found: FoundVariant): string {
  return found.root.replace(/^\/cvmfs\//, '');
}
