import type {Platform} from '../choose/stack.ts';
import {compilerWord, osWord} from '../choose/grammars/words.ts';
import {suffixOf} from '../choose/variant-address.ts';
import type {FoundVariant} from '../find/found.ts';

/**
 * Words that a shell reads as one and as nothing else, wherever they stand on a line: names from CVMFS that are no such word are
 * left out of completion altogether, since no way of quoting is right in every shell.
 */
const PLAIN = /^[A-Za-z0-9_][A-Za-z0-9_.:@%+=,/-]{0,199}$/;

export function isPlainWord(word: string): boolean {
  return PLAIN.test(word);
}

/** The releases of a family, each with the platforms that it has. */
type Releases = ReadonlyMap<string, ReadonlySet<string>>;

export type FamilyVariants = {readonly id: string; readonly variants: readonly FoundVariant[]};

/** Apart, since the platforms of 100,000 variants are megabytes, and a release that is typed alone is looked for in all families. */
export type FamilyWords = {readonly names: string; readonly platforms: string};

/**
 * The word files of one family. Each line begins with a sign that occurs in no word, so that `grep -F` finds the beginnings of lines:
 *
 *     >lcg/>LCG_107                      what follows `lcg/`, up to the next slash and with it, in the order of the catalogue
 *     ~LCG_107 lcg/LCG_107               a release that may be typed alone, and its stack
 *     @lcg/LCG_107 TEXT|ARCH|OS|COMPILER|BUILD …    its platforms (in a file of its own); what is not known is empty
 *     #os>el9                            a value of a flag that some variant of the family has
 *
 * @param isShared tells releases that another family has as well: alone they would mean either
 */
export function familyWords(
  {id, variants}: FamilyVariants,
  platformOf: (found: FoundVariant) => Platform,
  isHidden: (address: string) => boolean,
  isShared: (release: string) => boolean,
): FamilyWords {
  const values = new Map<string, Set<string>>(FIELDS.map(field => [field, new Set<string>()]));
  const releases = releasesOf(variants, platformOf, values, release => !isHidden(`${id}/${release}`));
  if (releases.size === 0) return {names: '', platforms: ''};
  const children = new Set<string>();
  const lines: string[] = [];
  const platformLines: string[] = [];
  for (const [release, platforms] of releases) {
    const stack = `${id}/${release}`;
    addSteps(stack, children);
    if (!release.includes('/') && !release.includes('@') && !isShared(release)) lines.push(`~${release} ${stack}`);
    if (platforms.size > 0 && !release.includes('@')) platformLines.push(`@${stack} ${[...platforms].join(' ')}\n`);
  }
  // Of images there is no newest one.
  if (!releases.has('latest') && variants.some(({entry}) => entry.kind !== 'image')) children.add(`>${id}/>latest`);
  for (const [field, words] of values) for (const word of words) lines.push(`#${field}>${word}`);
  return {names: [...children, ...lines, ''].join('\n'), platforms: platformLines.join('')};
}

/** In the order in which a platform is written; the names are those of the flags. */
export const FIELDS = ['platform', 'arch', 'os', 'compiler', 'build'] as const;

function releasesOf(
  variants: readonly FoundVariant[],
  platformOf: (found: FoundVariant) => Platform,
  values: ReadonlyMap<string, Set<string>>,
  isShown: (release: string) => boolean,
): Releases {
  const releases = new Map<string, Set<string>>();
  const written = new Map<Platform, string>();
  for (const found of variants) {
    const {release} = found;
    let platforms = releases.get(release);
    if (platforms === undefined) {
      if (!isPlainWord(release) || !isShown(release)) continue;
      releases.set(release, (platforms = new Set()));
    }
    const platform = platformOf(found);
    let text = written.get(platform);
    if (text === undefined) {
      const fields = fieldsOf(platform, found);
      for (const [at, field] of FIELDS.entries()) if (fields[at] !== '') values.get(field)?.add(fields[at] ?? '');
      text = fields.every(field => field === '') ? '' : fields.join('|');
      written.set(platform, text);
    }
    if (text !== '') platforms.add(text);
  }
  return releases;
}

function fieldsOf({text, arch, os, compiler, build}: Platform, found: FoundVariant): readonly string[] {
  const own = suffixOf({release: found.release, platformText: text, compiler: found.compiler});
  const words = [own, arch ?? '', os === null ? '' : osWord(os), compiler === null ? '' : compilerWord(compiler), build ?? ''];
  return words.map(word => (isPlainWord(word) && !word.includes('@') ? word : ''));
}

/** `images/hub.example.org/group/name:tag` step by step, as directories are completed: nobody wants ten thousand names at once. */
function addSteps(stack: string, children: Set<string>): void {
  for (let from = stack.indexOf('/') + 1; ;) {
    const to = stack.indexOf('/', from) + 1;
    children.add(`>${stack.slice(0, from)}>${to === 0 ? stack.slice(from) : stack.slice(from, to)}`);
    if (to === 0) return;
    from = to;
  }
}
