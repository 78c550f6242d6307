import {readFileSync} from 'node:fs';
import type {ImageFacts} from '../choose/image-facts.ts';
import {cacheKey} from '../find/cache.ts';
import {writeAtomically} from '../system/atomic-file.ts';

/** What an image was found to be, and what kind of image it is. */
export type RememberedImage = ImageFacts & {readonly kind: 'directory' | 'sif' | 'squashfs' | 'archive'};

/** What is remembered of images by their content, which never changes. */
export type ImageMemory = {
  readonly get: (content: string) => RememberedImage | null;
  readonly add: (content: string, image: RememberedImage) => void;
  /** Writes what was added, if anything was. */
  readonly keep: () => void;
};

/** What is read of an image changes with the program that reads it. */
const VERSION = 1;
/** Those that were read last are kept: some 200 bytes each. */
const MOST = 20_000;

/** @param directory `~/.cache/hsf`; null: nothing is kept */
export function imageMemory(directory: string | null, cvmfs: string): ImageMemory {
  const file = directory === null ? null : `${directory}/images/${cacheKey(cvmfs)}.json`;
  const known = new Map(file === null ? [] : read(file));
  let isNew = false;
  return {
    get: content => known.get(content) ?? null,
    add: (content, image) => {
      isNew = true;
      known.delete(content);
      known.set(content, image);
    },
    keep: () => {
      if (file === null || !isNew) return;
      writeAtomically(file, JSON.stringify({version: VERSION, images: [...known].slice(-MOST)}), {durable: false});
    },
  };
}

/** A damaged file is as good as none: everything in it can be read again. */
function read(file: string): readonly (readonly [string, RememberedImage])[] {
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as {version: number; images: [string, RememberedImage][]};
    return kept.version === VERSION && Array.isArray(kept.images) ? kept.images : [];
  } catch {
    return [];
  }
}
