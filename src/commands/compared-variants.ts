import type {PackageLists} from './package-lists.ts';
import type {Platform, Stack, Variant} from '../choose/stack.ts';

export type Pair = {
  readonly from: Variant;
  readonly to: Variant;
  /** Why these two, in one sentence. */
  readonly why: string;
};

/**
 * The variants of two stacks whose packages are worth comparing: the best one here whose platform both have, else the two that are most
 * alike. Only variants with known packages count; null where a stack has none.
 */
export function comparedVariants(from: Stack, to: Stack, lists: PackageLists): Pair | null {
  const isListed = ({address}: Variant) => (lists.get(address) ?? null) !== null;
  const olds = from.variants.filter(isListed);
  const news = to.variants.filter(isListed);
  const [old, young] = [olds[0], news[0]];
  if (old !== undefined && young !== undefined && from.variants.length === 1 && to.variants.length === 1)
    return {from: old, to: young, why: 'Nothing else was asked for.'};
  const texts = new Map(news.toReversed().map(variant => [textOf(variant), variant]));
  for (const old of olds) {
    const same = texts.get(textOf(old));
    if (same === undefined) continue;
    return {from: old, to: same, why: 'The best variant here whose platform both have.'};
  }
  let best: Pair | null = null;
  let most = -1;
  for (const old of olds) {
    for (const other of news) {
      const alike = likeness(old.platform, other.platform);
      if (alike <= most) continue;
      most = alike;
      best = {from: old, to: other, why: 'No platform is in both; these two are most alike.'};
    }
  }
  return best;
}

/** Compilers inside a prefix are choices of their own. */
function textOf({platform, found}: Variant): string {
  return found.compiler === null ? platform.text : `${platform.text} ${found.compiler.name} ${found.compiler.version}`;
}

/** What has to be alike first counts more than all that comes after it. */
function likeness(a: Platform, b: Platform): number {
  const facts = [
    a.arch === b.arch,
    a.os?.id === b.os?.id,
    a.os?.version === b.os?.version,
    a.compiler?.name === b.compiler?.name,
    a.build === b.build,
    a.compiler?.version === b.compiler?.version,
    a.cpu === b.cpu,
  ];
  return facts.reduce((sum, isSame) => sum * 2 + Number(isSame), 0);
}
