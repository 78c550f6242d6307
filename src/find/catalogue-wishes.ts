/** What one `rules.toml` says, with defaults filled in (`schemas/rules.schema.json`). */
export type CatalogueWishes = {
  /** Globs on ids of families, and on addresses of stacks. */
  readonly hide: readonly string[];
  /** Globs on addresses of stacks. */
  readonly recommend: readonly string[];
  readonly images: readonly ImageWish[];
};

/** Which images stand for an operating system. */
export type ImageWish = {
  readonly os: string;
  /** Globs on names of images found on CVMFS, or paths below `/cvmfs`, best first. */
  readonly images: readonly string[];
  readonly reference: string | null;
  /** The file that says so. */
  readonly source: string;
};

export const NO_WISHES: CatalogueWishes = {hide: [], recommend: [], images: []};

/** Name of the file beside family files. */
export const RULES_FILE = 'rules.toml';

/** Of several files all that is hidden is hidden; of the other wishes the later file's come first. */
export function joinWishes(earlier: CatalogueWishes, later: CatalogueWishes): CatalogueWishes {
  return {
    hide: [...earlier.hide, ...later.hide],
    recommend: [...later.recommend, ...earlier.recommend],
    images: [...later.images, ...earlier.images],
  };
}
