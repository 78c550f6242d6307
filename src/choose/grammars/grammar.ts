import type {Platform} from '../stack.ts';

/** A dialect of platform strings: text to platform and back. */
export type Grammar = {
  /** The word that layouts use for it. */
  readonly name: string;
  /** Never throws; what is not understood is null, the text is always kept. */
  readonly parse: (text: string) => Platform;
  /** The text of a platform in this dialect; null where the dialect has no spelling that means just this platform. */
  readonly format: (platform: Platform) => string | null;
};

/** A platform of which nothing but the text is known. */
export function unknownPlatform(text: string): Platform {
  return {text, arch: null, cpu: null, os: null, compiler: null, build: null, tags: []};
}

/** A path on CVMFS has 4,096 bytes at most; names of platforms stay far below, names of images come nearer. */
const LONGEST = 1000;
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

/**
 * A grammar from its two halves. Text that is no name (endless, with control characters) does not reach them.
 *
 * A platform whose own text says exactly its fields is formatted as that text: dialects have synonyms (`arm64`, `aarch64`), and
 * the one that the layout uses is the right one. What `spell` makes of a platform counts only where it is read back as just that, so it
 * need not ask for fields that the dialect has no words for.
 */
export function defineGrammar(
  name: string,
  parse: (text: string) => Platform,
  spell: (platform: Platform) => string | null,
): Grammar {
  const read = (text: string) => (text.length > LONGEST || CONTROL.test(text) ? unknownPlatform(text) : parse(text));
  const means = (text: string, platform: Platform) => sameFields(read(text), platform);
  return {
    name,
    parse: read,
    format: platform => {
      if (sameFields(platform, unknownPlatform(''))) return null;
      if (platform.text !== '' && means(platform.text, platform)) return platform.text;
      const spelled = spell(platform);
      return spelled !== null && means(spelled, platform) ? spelled : null;
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
