import type {Context} from './context.ts';
import {failureOf, nearText, queryOf} from './find-one.ts';
import {filterStacks} from '../choose/filter.ts';
import {addressAmong} from '../choose/find-stack.ts';
import {resolveStack} from '../choose/resolve.ts';
import type {Stack, Variant} from '../choose/stack.ts';
import type {Findings} from '../find/found.ts';
import {UserError} from '../system/user-error.ts';

/**
 * The stack of an address with the variants that its fragments and the flags leave.
 *
 * @param typed null: nothing was typed
 * @throws UserError `stack-unknown`, `stack-ambiguous`, `variant-unknown` …
 */
export function narrowedStack(typed: string | null, stacks: readonly Stack[], findings: Findings, context: Context): Stack {
  const query = {...queryOf(context), address: typed};
  const found = resolveStack(stacks, query.address ?? '');
  if (found.status !== 'stack') throw failureOf(found, findings, context) ?? new Error('a stack that is none');
  const parsed = addressAmong(stacks, query.address ?? '');
  const fragments = parsed.status === 'address' ? parsed.address.fragments : null;
  const {stack} = found;
  const exact = stack.variants.filter(variant => variant.address === `${stack.address}@${fragments}`);
  if (exact.length > 0) return {...stack, variants: exact as [Variant, ...Variant[]]};
  const platform = [fragments, query.platform].filter(text => text !== null && text !== undefined && text !== '').join(' ');
  const {stacks: left, unknown} = filterStacks([stack], {...query, platform});
  if (left[0] !== undefined) return left[0];
  const near = unknown.flatMap(({nearest}) => nearest);
  throw new UserError(
    'variant-unknown',
    unknown[0] === undefined
      ? `${stack.address} has no variant that is all of that.`
      : `${stack.address} has no variant for ${unknown[0].value}.`,
    near.length === 0 ? `Run "hsf show ${stack.address}" for its variants.` : nearText(near),
    near.length === 0 ? {} : {choices: {platform: near}},
  );
}
