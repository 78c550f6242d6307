import type {Platform} from '../stack.ts';

/** A dialect of platform strings: text to platform and back. */
export type Grammar = {
  /** The word that layouts use for it. */
  readonly name: string;
  /** Never throws; what is not understood is null, the text is always kept. */
  readonly parse: (text: string) => Platform;
  /** The text of a platform in this dialect; null where the dialect has no spelling for it. */
  readonly format: (platform: Platform) => string | null;
};

/** A platform of which nothing but the text is known. */
export function unknownPlatform(text: string): Platform {
  return {text, arch: null, cpu: null, os: null, compiler: null, build: null, tags: []};
}

/**
 * A grammar from its two halves. A platform whose own text says exactly its fields is formatted as that text: dialects have
 * synonyms (`arm64`, `aarch64`), and the one that the layout uses is the right one.
 */
export function defineGrammar(
  name: string,
  parse: (text: string) => Platform,
  spell: (platform: Platform) => string | null,
): Grammar {
  return {
    name,
    parse,
    format: platform => {
      const nothing = platform.arch === null && platform.os === null && platform.compiler === null && platform.tags.length === 0;
      if (nothing) return null;
      return platform.text !== '' && sameFields(parse(platform.text), platform) ? platform.text : spell(platform);
    },
  };
}

function sameFields(a: Platform, b: Platform): boolean {
  return (
    a.arch === b.arch &&
    a.cpu === b.cpu &&
    a.build === b.build &&
    a.os?.id === b.os?.id &&
    a.os?.version === b.os?.version &&
    a.compiler?.name === b.compiler?.name &&
    a.compiler?.version === b.compiler?.version &&
    a.tags.length === b.tags.length &&
    a.tags.every((tag, index) => tag === b.tags[index])
  );
}
