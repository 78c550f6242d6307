import type {Choices} from '../system/user-error.ts';
import type {Address} from './address.ts';
import {addressAmong, findStack} from './find-stack.ts';
import {compilerWord, osWord} from './grammars/words.ts';
import {nearestRunnable} from './nearest-runnable.ts';
import type {Query, Resolution} from './query.ts';
import {tierDifference} from './ranking.ts';
import {isPlain, releaseKey} from './release-order.ts';
import type {Stack, Variant} from './stack.ts';
import {fulfil, wishesFromFlags, wishesFromFragments} from './wishes.ts';

/** What a query means in the catalogue of `judge`: one variant, missing choices, an unknown word, or a variant that cannot run. */
export function resolve(stacks: readonly Stack[], query: Query): Resolution {
  if (query.address === null || query.address.trim() === '') return missingStack(stacks);
  const parsed = addressAmong(stacks, query.address);
  if (parsed.status === 'refused') return {status: 'unknown', part: 'address', what: parsed.reason, nearest: []};

  const match = findStack(stacks, parsed.address);
  switch (match.status) {
    case 'one':
      return resolveVariant(stacks, match.stack, parsed.address, query);
    case 'many':
      return missingStack(match.stacks);
    case 'none':
      return {status: 'unknown', part: 'stack', what: match.what, nearest: match.nearest};
    case 'latest': {
      const stack = latestOf(
        stacks.filter(each => each.family === match.family),
        parsed.address,
        query,
      );
      return resolveVariant(stacks, stack, parsed.address, query);
    }
  }
}

/** The stack that an address means, for commands that need no variant. */
export function resolveStack(
  stacks: readonly Stack[],
  text: string,
): Exclude<Resolution, {status: 'one' | 'cannot-run'}> | {readonly status: 'stack'; readonly stack: Stack} {
  const parsed = addressAmong(stacks, text);
  if (parsed.status === 'refused') return {status: 'unknown', part: 'address', what: parsed.reason, nearest: []};
  const match = findStack(stacks, parsed.address);
  switch (match.status) {
    case 'one':
      return {status: 'stack', stack: match.stack};
    case 'many':
      return missingStack(match.stacks);
    case 'none':
      return {status: 'unknown', part: 'stack', what: match.what, nearest: match.nearest};
    case 'latest':
      return {
        status: 'stack',
        stack: latestOf(
          stacks.filter(each => each.family === match.family),
          parsed.address,
          {address: text},
        ),
      };
  }
}

/** Variants of a stack that fit the fragments and flags of a query, best first. */
function fitting(stack: Stack, address: Address, query: Query): ReturnType<typeof fulfil> {
  const exact = stack.variants.filter(
    variant =>
      variant.address === `${stack.address}@${address.fragments}` ||
      [address.fragments, query.platform].includes(variant.platform.text),
  );
  const asked = [address.fragments, query.platform].filter(text => text !== null && text !== undefined && text !== '');
  // An exact platform text wins over what its pieces might also mean; a prefix and its compilers share one.
  if (exact.length > 0 && asked.length === 1) return fulfil(stack, preferAddress(exact, stack, address), wishesFromFlags(query));
  const wishes = asked.flatMap(text => wishesFromFragments(text ?? '', stack.variants));
  return fulfil(stack, stack.variants, [...wishes, ...wishesFromFlags(query)]);
}

function preferAddress(exact: readonly Variant[], stack: Stack, address: Address): readonly Variant[] {
  const own = exact.filter(variant => variant.address === `${stack.address}@${address.fragments}`);
  return own.length > 0 ? own : exact;
}

function resolveVariant(stacks: readonly Stack[], stack: Stack, address: Address, query: Query): Resolution {
  const found = fitting(stack, address, query);
  if (!isList(found)) return {status: 'unknown', part: 'variant', ...found};
  const [best] = found;
  if (best === undefined) throw new Error(`Nothing of ${stack.address} was asked for`);
  if (best.verdict.runs === 'no')
    return {status: 'cannot-run', stack, variant: best, nearest: nearestRunnable(stacks, stack, best)};

  const candidates = withoutCompilerSiblings(found.filter(variant => tierDifference(best, variant) === 0));
  const choices = choicesAmong(candidates);
  if (Object.keys(choices).length === 0) return {status: 'one', stack, variant: candidates[0] ?? best};
  return {status: 'missing', stack, candidates, choices, best: {address: best.address, runs: best.verdict.runs}};
}

/** A prefix as it is needs no question about the compilers that lie in it. */
function withoutCompilerSiblings(variants: readonly Variant[]): readonly Variant[] {
  const plain = new Set(variants.filter(({found}) => found.compiler === null).map(({found}) => found.root));
  return variants.filter(({found}) => found.compiler === null || !plain.has(found.root));
}

/** What the user has to choose when these variants are equally good. */
function choicesAmong(variants: readonly Variant[]): Choices {
  const oses = new Set(variants.flatMap(({platform: {os}}) => (os === null ? [] : [osWord(os)])));
  const compilers = new Set(variants.flatMap(({platform: {compiler}}) => (compiler === null ? [] : [compilerWord(compiler)])));
  return {
    ...(oses.size > 1 ? {os: [...oses]} : {}),
    ...(compilers.size > 1 ? {compiler: [...compilers]} : {}),
  };
}

function missingStack(stacks: readonly Stack[]): Extract<Resolution, {status: 'missing'}> {
  const best = bestRunning(stacks);
  return {
    status: 'missing',
    stack: null,
    candidates: [],
    choices: {stack: stacks.map(stack => stack.address)},
    best: best === null ? null : {address: best.address, runs: best.variants[0].verdict.runs},
  };
}

/**
 * What `<family>/latest` means where no release is called so: what is recommended, since a newer branch may serve something else,
 * then the newest release that is no nightly. It has to run here, and those that have what was asked for go before all.
 */
function latestOf(family: readonly Stack[], address: Address, query: Query): Stack {
  const asked = family.filter(stack => {
    const found = fitting(stack, address, query);
    return isList(found) && found[0]?.verdict.runs !== 'no';
  });
  const stack = bestRunning(asked) ?? bestRunning(family) ?? family[0];
  if (stack === undefined) throw new Error('A family without stacks has no latest one');
  return stack;
}

function bestRunning(stacks: readonly Stack[]): Stack | null {
  return stacks.find(stack => stack.recommended && !stack.nightly && runsHere(stack)) ?? newestRunning(stacks);
}

/** Plain releases first; old ones and what was not published whole are taken where nothing else is. */
function newestRunning(stacks: readonly Stack[]): Stack | null {
  const all = stacks.filter(runsHere);
  const whole = all.filter(stack => !stack.old && !stack.variants[0].marks.includes('incomplete'));
  const running = whole.length > 0 ? whole : all;
  const releases = running.filter(stack => !stack.nightly);
  const plain = releases.filter(stack => isPlain(releaseKey(stack.release)));
  // A name without a number (`tools`, `spack`) is a way in, and no release.
  const numbered = plain.find(stack => releaseKey(stack.release).numbers.length > 0);
  return numbered ?? plain[0] ?? releases[0] ?? running[0] ?? null;
}

function runsHere(stack: Stack): boolean {
  return stack.variants[0].verdict.runs !== 'no';
}

function isList(found: ReturnType<typeof fulfil>): found is readonly Variant[] {
  return Array.isArray(found);
}
