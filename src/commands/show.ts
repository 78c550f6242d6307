import {readCatalogue} from './catalogue.ts';
import type {Context} from './context.ts';
import {EXIT} from './exit-codes.ts';
import {refuseHidden} from './find-one.ts';
import {jsonDocument, stackJson, variantJson} from './json.ts';
import {look} from './look.ts';
import {narrowedStack} from './narrowed-stack.ts';
import {listNotes, packagesOf, type PackageLists} from './package-lists.ts';
import {meantAddress} from './pinned-choice.ts';
import {noteFindings} from './repository-notes.ts';
import {showText} from './text-show.ts';
import {paintFor} from './text-paint.ts';
import type {Stack, Variant} from '../choose/stack.ts';

/** `hsf show STACK`: one stack, its variants with verdicts, and where they really are. */
export async function show(context: Context): Promise<number> {
  const {options, output} = context;
  const catalogue = await readCatalogue(context);
  const {findings, stacks, host} = catalogue;
  refuseHidden(catalogue, context);
  const stack = narrowedStack(meantAddress(catalogue, context), stacks, findings, context);
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
  for (const note of packages === null ? [] : [...packages.problems, ...listNotes(packages)]) output.note(note);
  const details = {host, real, packages: packages?.lists ?? null, paint: paintFor(context)};
  output.result(options.json ? jsonDocument({stack: showJson(stack, real, details.packages)}) : showText(stack, details));
  return EXIT.ok;
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
