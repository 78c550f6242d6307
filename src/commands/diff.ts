import {readCatalogue} from './catalogue.ts';
import {comparedVariants, type Pair} from './compared-variants.ts';
import type {Context} from './context.ts';
import {EXIT} from './exit-codes.ts';
import {jsonDocument} from './json.ts';
import {narrowedStack} from './narrowed-stack.ts';
import {packagesOf} from './package-lists.ts';
import {noteFindings} from './repository-notes.ts';
import {columns} from './text-columns.ts';
import {paintFor, type Paint, type Role} from './text-paint.ts';
import type {Stack} from '../choose/stack.ts';
import {compareLists, type Change, type Comparison, type Versions} from '../find/packages/compare-lists.ts';
import {printable} from '../system/printable.ts';
import {UserError} from '../system/user-error.ts';

/** `hsf diff OLD NEW`: what changed between two stacks. Status 0 whether something did or not. */
export async function diff(context: Context): Promise<number> {
  const {options, output, invocation} = context;
  const {findings, stacks} = await readCatalogue(context);
  const [from, to] = [0, 1].map(place => narrowedStack(invocation.positionals[place] ?? null, stacks, findings, context)) as [
    Stack,
    Stack,
  ];
  const read = new Set([from, to].flatMap(({repository, needs}) => [repository, ...needs]));
  noteFindings({...findings, repositories: findings.repositories.filter(({fqrn}) => read.has(fqrn))}, false, output);
  const {lists, problems} = await packagesOf([...from.variants, ...to.variants], findings, context);
  for (const problem of problems) output.note(problem);
  const pair = comparedVariants(from, to, lists);
  if (pair === null) {
    const empty = [from, to].find(({variants}) => variants.every(({address}) => (lists.get(address) ?? null) === null)) ?? from;
    throw new UserError(
      'nothing-found',
      `There is no package list of ${empty.address} to compare.`,
      `Run "hsf show ${empty.address} --packages" for what is known of it.`,
    );
  }
  const old = lists.get(pair.from.address) ?? [];
  const young = lists.get(pair.to.address) ?? [];
  const comparison = compareLists(old, young);
  const sides = {from: sideJson(from, pair.from, old.length), to: sideJson(to, pair.to, young.length)};
  output.result(
    options.json ? jsonDocument({...sides, why: pair.why, ...comparison}) : diffText(pair, comparison, paintFor(context)),
  );
  return EXIT.ok;
}

function sideJson(stack: Stack, {address, platform}: Pair['from'], packages: number) {
  return {stack: stack.address, variant: address, platform: platform.text, packages};
}

function diffText({from, to, why}: Pair, comparison: Comparison, paint: Paint): string {
  const {same} = comparison;
  const head = `${printable(from.address)} → ${printable(to.address)}`;
  const blocks = [
    block('upgraded', 'good', comparison.upgraded.map(changeRow), paint),
    block('downgraded', 'bad', comparison.downgraded.map(changeRow), paint),
    block('changed', 'care', comparison.changed.map(changeRow), paint),
    block('added', 'good', comparison.added.map(versionsRow), paint),
    block('removed', 'bad', comparison.removed.map(versionsRow), paint),
  ].flat();
  const last = `${same} ${same === 1 ? 'package is' : 'packages are'} the same.`;
  return [paint('strong', head), paint('faint', why), ...blocks, '', last, ''].join('\n');
}

function block(title: string, role: Role, rows: readonly (readonly string[])[], paint: Paint): readonly string[] {
  return rows.length === 0 ? [] : ['', `${paint(role, title)} (${rows.length})`, ...columns(rows).map(row => `  ${row}`)];
}

function changeRow({name, category, from, to}: Change): readonly string[] {
  return [nameText(name, category), `${versionsText(from)} → ${versionsText(to)}`];
}

function versionsRow({name, category, versions}: Versions): readonly string[] {
  return [nameText(name, category), versionsText(versions)];
}

function nameText(name: string, category: string | null): string {
  return printable(category === null ? name : `${category}/${name}`);
}

function versionsText(versions: readonly string[]): string {
  return versions.map(printable).join(', ');
}
