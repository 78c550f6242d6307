import {readCatalogue} from './catalogue.ts';
import type {Context} from './context.ts';
import {EXIT} from './exit-codes.ts';
import {failureOf, nearText, queryOf, refuseHidden} from './find-one.ts';
import {jsonDocument, stackJson, variantJson} from './json.ts';
import {look} from './look.ts';
import {packagesOf, type PackageLists} from './package-lists.ts';
import {noteFindings} from './repository-notes.ts';
import {showText} from './text-show.ts';
import {paintFor} from './text-paint.ts';
import {filterStacks} from '../choose/filter.ts';
import {addressAmong} from '../choose/find-stack.ts';
import {resolveStack} from '../choose/resolve.ts';
import type {Stack, Variant} from '../choose/stack.ts';
import type {Findings} from '../find/found.ts';
import {UserError} from '../system/user-error.ts';

/** `hsf show STACK`: one stack, its variants with verdicts, and where they really are. */
export async function show(context: Context): Promise<number> {
  const {options, output} = context;
  const catalogue = await readCatalogue(context);
  const {findings, stacks, host} = catalogue;
  refuseHidden(catalogue, context);
  const stack = narrowed(stacks, findings, context);
  noteFindings(
    {
      ...findings,
      repositories: findings.repositories.filter(({fqrn}) => fqrn === stack.repository || stack.needs.includes(fqrn)),
    },
    false,
    output,
  );
  const [real, packages] = await Promise.all([
    realRoots(stack.variants, context),
    options.switchedOn('packages') ? packagesOf(stack.variants, findings, context) : null,
  ]);
  for (const problem of packages?.problems ?? []) output.note(problem);
  const details = {host, real, packages: packages?.lists ?? null, paint: paintFor(context)};
  output.result(options.json ? jsonDocument({stack: showJson(stack, real, details.packages)}) : showText(stack, details));
  return EXIT.ok;
}

/** The stack of the address with the variants that its fragments and the flags leave. */
function narrowed(stacks: readonly Stack[], findings: Findings, context: Context): Stack {
  const query = queryOf(context);
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

/** Roots with all links followed, by root; null where that could not be found out. */
async function realRoots(variants: readonly Variant[], context: Context): Promise<ReadonlyMap<string, string | null>> {
  const roots = [...new Set(variants.map(({found}) => found.root))];
  // A sick repository must not cost the answer that is there already.
  const answers = await look(
    context,
    roots.map(path => ({path, what: 'real' as const})),
    1000,
  );
  return new Map(roots.map((root, index) => [root, answers[index]?.status === 'real' ? answers[index].real : null]));
}

export function showJson(stack: Stack, real: ReadonlyMap<string, string | null>, packages: PackageLists | null) {
  const {variants, ...common} = stackJson(stack);
  return {
    ...common,
    title: stack.title,
    documentation: stack.documentation,
    needs: stack.needs,
    variants: stack.variants.map((variant, index) => ({
      ...(variants[index] ?? variantJson(variant)),
      realRoot: real.get(variant.found.root) ?? null,
      packages: packages?.get(variant.address)?.map(({name, version}) => ({name, version})) ?? null,
    })),
  };
}
