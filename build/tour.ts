/** What `hsf list --json` gives, as far as a tour needs it (DESIGN.md 5). */
export type ListDocument = {
  readonly cvmfs: string;
  readonly repositories: readonly {readonly fqrn: string; readonly state: string}[];
  readonly stacks: readonly ListedStack[];
};

export type ListedStack = {
  readonly address: string;
  readonly repository: string;
  readonly recommended: boolean;
  readonly nightly: boolean;
  readonly variants: readonly ListedVariant[];
};

export type ListedVariant = {
  readonly address: string;
  readonly entry: {readonly kind: string; readonly path: string};
  readonly verdict: {readonly runs: string; readonly reason: string; readonly image: string | null};
};

/** A variant to start, with the reason for it in a sentence. */
export type Stop = {readonly variant: ListedVariant; readonly why: string};

/** Where there is nothing to start of a kind, `null`. */
export type Tour = {readonly prefix: Stop | null; readonly container: Stop | null};

/** Whether the machine has CVMFS: something was found, or at least one repository is there, be it in trouble. */
export function hasCvmfs({stacks, repositories}: Pick<ListDocument, 'stacks' | 'repositories'>): boolean {
  return stacks.length > 0 || repositories.some(({state}) => !['not-mounted', 'not-configured'].includes(state));
}

/**
 * Picks a prefix and a variant for a thin container from what was found; both are what hsf itself puts first: recommended stacks
 * before others, variants in the order of the list.
 */
export function planTour({stacks}: Pick<ListDocument, 'stacks'>): Tour {
  const ordered = stacks.filter(({nightly}) => !nightly).toSorted((a, b) => Number(b.recommended) - Number(a.recommended));
  const variants = ordered.flatMap(stack => stack.variants);
  const isPrefix = ({entry, verdict}: ListedVariant) => entry.kind === 'prefix' && verdict.runs === 'native';
  // A stack that is a prefix before one that brings a prefix along (EESSI's compatibility layer).
  const prefix = ordered.flatMap(stack => stack.variants.slice(0, 1)).find(isPrefix) ?? variants.find(isPrefix);
  const foreign = variants.find(({verdict}) => verdict.runs === 'container' && isOnCvmfs(verdict.image));
  const image = variants.find(({entry, verdict}) => entry.kind === 'image' && verdict.runs !== 'no');
  return {
    prefix: prefix === undefined ? null : {variant: prefix, why: prefix.verdict.reason},
    container: stopOf(foreign) ?? stopOf(image),
  };
}

function stopOf(variant: ListedVariant | undefined): Stop | null {
  return variant === undefined ? null : {variant, why: variant.verdict.reason};
}

/** An image that needs no download. */
function isOnCvmfs(image: string | null): boolean {
  return image?.startsWith('/cvmfs/') ?? false;
}
