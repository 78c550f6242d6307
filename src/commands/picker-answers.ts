import type {Context} from './context.ts';
import {keepMark} from './favourite.ts';
import {pinProject} from './init-project.ts';
import {listNotes, packagesOf as readLists} from './package-lists.ts';
import {openDocumentation} from './picker-documentation.ts';
import {packageWordsOf} from './picker-package-words.ts';
import type {PortScene} from './picker-ports.ts';
import type {Stack, Variant} from '../choose/stack.ts';
import type {StackTable} from '../choose/stack-table.ts';
import {compareLists, type Comparison} from '../find/packages/compare-lists.ts';
import type {Package} from '../find/packages/package.ts';
import {UserError} from '../system/user-error.ts';
import type {DifferenceLine, PackageWords} from '../tui/picker-input.ts';

export {themesPort} from './picker-themes.ts';

/** What the picker asks for by keys, and what it may wait for: see `picker-ports.ts`. */

export async function packagesOf(variant: Variant, context: Context, scene: PortScene): Promise<readonly Package[]> {
  const [list] = await packagesIn([variant], context, scene);
  return list ?? [];
}

export async function differenceOf(
  one: Variant,
  other: Variant,
  context: Context,
  scene: PortScene,
): Promise<readonly DifferenceLine[]> {
  const [before = [], after = []] = await packagesIn([one, other], context, scene);
  // Of two that nothing is known of nobody knows that they are alike.
  if (before.length + after.length === 0) throw new Error('No list of their packages is known.');
  return differenceLines(compareLists(before, after));
}

export function packageWords(table: StackTable, {directories, world, settings}: Context): Promise<PackageWords | null> {
  return packageWordsOf(table, {cacheDirectory: directories.cache, build: world.build, uid: world.uid, cvmfs: settings.cvmfs});
}

export function keepFavourite(stack: string, on: boolean, context: Context): Promise<string> {
  return said(() => keepMark(context, stack, on));
}

export function pinHere({address}: Variant, context: Context): Promise<string> {
  return said(() => pinProject(context, address));
}

export function openPage(address: string, {world, settings}: Context): Promise<string> {
  return openDocumentation(address, world.env, ['/cvmfs', settings.cvmfs]);
}

/** An error for people with what to do about it: there is one line for both. */
async function said(act: () => string | Promise<string>): Promise<string> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new Error(`${error.message} ${error.advice}`, {cause: error});
  }
}

/** @throws with a sentence where a list cannot be had */
async function packagesIn(variants: readonly Variant[], context: Context, scene: PortScene): Promise<(readonly Package[])[]> {
  const table = scene.table();
  // What lists are laid over, and more than what is asked for: what is asked of all would forget the lists of others.
  const around = [...new Set(variants.map(({found}) => found.family.id))].flatMap(id => ofFamily(table, id));
  const findings = {
    variants: [...around, ...variants].map(({found}) => found),
    repositories: scene.repositories.map(
      ({fqrn}) => ({fqrn, state: 'ready', revision: null, rootHash: null, scannedAt: null, message: null}) as const,
    ),
    cvmfs: context.settings.cvmfs,
  };
  const answer = await readLists(variants, findings, context);
  return variants.map(({address}, position) => {
    const list = answer.lists.get(address) ?? null;
    if (list !== null) return list;
    const why = answer.problems[0] ?? listNotes(answer)[0];
    if (answer.read.keys[position] !== null && why !== undefined) throw new Error(why);
    return [];
  });
}

/** The variants that a list may be laid over: only families whose layouts say so have any. */
function ofFamily(table: StackTable, id: string): readonly Variant[] {
  const number = table.families.findIndex(family => family.id === id);
  const stacks: Stack[] = [];
  for (let stack = 0; stack < table.stacks; stack++) {
    if (table.familyOf[stack] !== number) continue;
    const one = table.stackAt(stack);
    if (one.variants[0].found.layout.packages?.whole == null) return [];
    stacks.push(one);
  }
  return stacks.flatMap(({variants}) => variants);
}

function differenceLines({added, removed, upgraded, downgraded, changed}: Comparison): readonly DifferenceLine[] {
  const name = (one: {readonly name: string; readonly category: string | null}) =>
    one.category === null ? one.name : `${one.category}/${one.name}`;
  return [
    ...[...upgraded, ...downgraded, ...changed].map(one => ({
      name: name(one),
      before: one.from.join(', '),
      after: one.to.join(', '),
    })),
    ...added.map(one => ({name: name(one), before: null, after: one.versions.join(', ')})),
    ...removed.map(one => ({name: name(one), before: one.versions.join(', '), after: null})),
  ].toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
}
