import {nearestRunnable} from './nearest-runnable.ts';
import type {Query, Resolution} from './query.ts';
import {resolve} from './resolve.ts';
import {seriesOf} from './series.ts';
import type {Stack, Variant} from './stack.ts';
import {compilerWord, osWord} from './grammars/words.ts';
import {nearest} from '../system/nearest.ts';

/** A choice that was made once, and what of it may change. */
export type Pinned = {
  readonly update: 'exact' | 'series' | 'latest';
  readonly stack: string;
  readonly variant: string;
  /** Of the variant, as its layout spells it; null where nobody noted it. */
  readonly platform: string | null;
  /** Wishes behind the @, for the rules that look for another release. */
  readonly fragments: string | null;
  /** The image it was started in; null where it needed none, or nobody noted it. */
  readonly image: string | null;
};

/** Which part of a choice is no more. */
export type GonePart = 'family' | 'release' | 'platform' | 'operating system' | 'compiler' | 'build' | 'image';

export type Gone = {
  readonly status: 'gone';
  readonly part: GonePart;
  /** One sentence that names it. */
  readonly what: string;
  readonly nearest: Variant | null;
};

/** What a choice of the past means now. */
export function resolvePinned(stacks: readonly Stack[], pinned: Pinned, query: Query): Resolution | Gone {
  if (pinned.update === 'exact') return resolveExact(stacks, pinned);
  const candidates = pinned.update === 'series' ? seriesOf(familyOf(stacks, pinned), releaseOf(pinned)) : [];
  const addresses = pinned.update === 'series' ? candidates.map(({address}) => address) : [`${familyName(pinned)}/latest`];
  if (familyOf(stacks, pinned).length === 0 || addresses.length === 0) return goneFrom(stacks, pinned);
  const others: Resolution[] = [];
  for (const address of addresses) {
    const fragments = pinned.fragments === null ? '' : `@${pinned.fragments}`;
    const found = settled(resolve(stacks, {...query, address: `${address}${fragments}`}), pinned);
    if (found.status === 'one' && !found.variant.marks.includes('incomplete')) return found;
    if (found.status !== 'unknown') others.push(found);
  }
  // What is not whole, or needs a choice, is better than nothing; then what cannot run, which says why.
  return others.find(({status}) => status !== 'cannot-run') ?? others[0] ?? goneFrom(stacks, pinned);
}

function resolveExact(stacks: readonly Stack[], pinned: Pinned): Resolution | Gone {
  // By its address and nothing else: what is merely called nearly so must not take its place.
  const stack = stacks.find(({address}) => address === pinned.stack);
  const variant = stack?.variants.find(({address}) => address === pinned.variant);
  if (stack === undefined || variant === undefined) return goneFrom(stacks, pinned);
  if (variant.verdict.runs !== 'no') return {status: 'one', stack, variant};
  const near = nearestRunnable(stacks, stack, variant);
  if (pinned.image === null) return {status: 'cannot-run', stack, variant, nearest: near};
  const what = `The image that it was started in (${pinned.image}) cannot be had any more: ${variant.verdict.reason}`;
  return {status: 'gone', part: 'image', what, nearest: near};
}

/** Where wishes leave a choice, the platform of before has made it. */
function settled(found: Resolution, {platform}: Pinned): Resolution {
  if (found.status !== 'missing' || found.stack === null || platform === null) return found;
  const same = found.candidates.find(variant => variant.platform.text === platform);
  return same === undefined ? found : {status: 'one', stack: found.stack, variant: same};
}

function goneFrom(stacks: readonly Stack[], pinned: Pinned): Gone {
  const family = familyOf(stacks, pinned);
  const name = familyName(pinned);
  if (family.length === 0) {
    const [alike] = nearest(name, new Set(stacks.map(stack => stack.family)), 1);
    const near = stacks.find(stack => stack.family === alike)?.variants[0] ?? null;
    return {status: 'gone', part: 'family', what: `There are no stacks of the family ${name} any more.`, nearest: near};
  }
  const stack = family.find(({address}) => address === pinned.stack);
  const near = nearestTo(stacks, family, pinned);
  if (stack === undefined) {
    const what = `The release ${releaseOf(pinned)} is no longer in the family ${name}.`;
    return {status: 'gone', part: 'release', what, nearest: near};
  }
  // Compilers of a prefix, and copies in other repositories, share the platform of what is gone.
  if (stack.variants.some(({platform}) => platform.text === pinned.platform)) {
    return {status: 'gone', part: 'platform', what: `The variant ${pinned.variant} is not there any more.`, nearest: near};
  }
  const {part, word} = missingPart(stacks, stack, pinned);
  return {status: 'gone', part, what: `${pinned.stack} has no variant for ${word} any more.`, nearest: near};
}

/** The first word of the platform that no variant of the stack has. */
function missingPart(
  stacks: readonly Stack[],
  stack: Stack,
  {platform, variant, fragments}: Pinned,
): {readonly part: GonePart; readonly word: string} {
  const text = platform ?? (variant.slice(stack.address.length + 1) || fragments || 'any platform');
  // Other releases still have the platform mostly, so its words need no parsing.
  const known = stacks.flatMap(({variants}) => variants).find(other => other.platform.text === text)?.platform;
  if (known === undefined) return {part: 'platform', word: text};
  const {os, compiler, build} = known;
  const words = (read: (of: Variant) => string | null) => new Set(stack.variants.map(read));
  if (os !== null && !words(({platform: {os: other}}) => other && osWord(other)).has(osWord(os)))
    return {part: 'operating system', word: osWord(os)};
  if (compiler !== null && !words(({platform: {compiler: other}}) => other && compilerWord(other)).has(compilerWord(compiler)))
    return {part: 'compiler', word: compilerWord(compiler)};
  if (build !== null && !words(({platform: {build: other}}) => other).has(build)) return {part: 'build', word: build};
  return {part: 'platform', word: text};
}

/** Of the same stack, then of its series, the same platform before others; else what the family recommends. */
function nearestTo(stacks: readonly Stack[], family: readonly Stack[], pinned: Pinned): Variant | null {
  const own = family.filter(({address}) => address === pinned.stack);
  const near = [...own, ...seriesOf(family, releaseOf(pinned)), ...namedLike(family, pinned)];
  for (const stack of near) {
    const running = stack.variants.filter(({verdict}) => verdict.runs !== 'no');
    const same = running.find(({platform}) => platform.text === pinned.platform);
    if (same !== undefined) return same;
    if (running[0] !== undefined) return nearestRunnable(stacks, stack, likeness(stacks, pinned) ?? running[0]);
  }
  const [any] = family;
  return any === undefined ? null : nearestRunnable(stacks, any, likeness(stacks, pinned) ?? any.variants[0]);
}

/** Any variant of the platform of before: what is nearest is told by its words. */
function likeness(stacks: readonly Stack[], {platform}: Pinned): Variant | null {
  return stacks.flatMap(({variants}) => variants).find(variant => variant.platform.text === platform) ?? null;
}

function namedLike(family: readonly Stack[], pinned: Pinned): readonly Stack[] {
  const words = nearest(
    releaseOf(pinned),
    family.map(({release}) => release),
  );
  return words.flatMap(word => family.filter(({release}) => release === word));
}

function familyName({stack}: Pinned): string {
  return stack.split('/')[0] ?? stack;
}

function releaseOf({stack}: Pinned): string {
  return stack.slice(familyName({stack} as Pinned).length + 1);
}

function familyOf(stacks: readonly Stack[], pinned: Pinned): readonly Stack[] {
  const name = familyName(pinned);
  return stacks.filter(({family}) => family === name);
}
