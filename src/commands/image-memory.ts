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
    return parseImages(readFileSync(file, 'utf8'));
  } catch {
    return [];
  }
}

/** The images that such a text tells; what is none is left out. */
export function parseImages(text: string): readonly (readonly [string, RememberedImage])[] {
  try {
    const kept = JSON.parse(text) as {readonly version?: unknown; readonly images?: unknown} | null;
    return kept?.version === VERSION && Array.isArray(kept.images) ? kept.images.filter(isEntry) : [];
  } catch {
    return [];
  }
}

const KINDS: readonly unknown[] = ['directory', 'sif', 'squashfs', 'archive'] satisfies readonly RememberedImage['kind'][];

function isEntry(value: unknown): value is readonly [string, RememberedImage] {
  if (!Array.isArray(value) || typeof value[0] !== 'string' || !isObject(value[1])) return false;
  const {kind, os, libc, arch} = value[1];
  const isOs = os === null || (isObject(os) && [os['id'], os['version'], os['family']].every(isTextOrNull));
  return KINDS.includes(kind) && isOs && isObject(libc) && [libc['name'], libc['version'], arch].every(isTextOrNull);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === 'string';
}
