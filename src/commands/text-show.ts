import type {PackageLists} from './package-lists.ts';
import {columns} from './text-columns.ts';
import {RUNS_ROLES, stackLine} from './text-list.ts';
import type {Paint} from './text-paint.ts';
import type {Stack, Variant} from '../choose/stack.ts';
import {describeEntry} from '../start/describe-entry.ts';
import {printable} from '../system/printable.ts';

export type ShowDetails = {
  readonly real: ReadonlyMap<string, string | null>;
  readonly packages: PackageLists | null;
  readonly paint: Paint;
};

const MARK_WORDS = {
  old: 'old: kept so that old work can be repeated',
  incomplete: 'incomplete: nothing says that it was published whole',
  stale: 'stale: has not been renewed for longer than is usual',
} as const;

/** One stack for people: what it is, then each variant with its verdict and where it lies. */
export function showText(stack: Stack, {real, packages, paint}: ShowDetails): string {
  const facts = [
    ['repository', stack.repository],
    ...(stack.needs.length === 0 ? [] : [['also reads', stack.needs.join(', ')]]),
    ...(stack.documentation === null ? [] : [['documentation', stack.documentation]]),
  ].map(([title, value]) => [`  ${title}`, printable(value ?? '')]);
  const variants = stack.variants.flatMap(variant =>
    variantLines(variant, real.get(variant.found.root) ?? null, paint).concat(packageLines(variant, packages)),
  );
  return [stackLine(stack, paint), ...columns(facts), ...variants, ''].join('\n');
}

function variantLines(variant: Variant, real: string | null, paint: Paint): readonly string[] {
  const {found, verdict} = variant;
  const rows = [
    ['    why', verdict.reason],
    ...variant.marks.map(mark => ['    mark', MARK_WORDS[mark]]),
    ...(variant.leadsTo === null ? [] : [['    leads to', variant.leadsTo]]),
    ...(found.dated === null ? [] : [['    dated', found.dated]]),
    ['    entry', describeEntry(found)],
    ...(real === null || real === found.root ? [] : [['    really', real]]),
    ...(verdict.image === null ? [] : [['    image', verdict.image]]),
  ].map(([title, value]) => [title ?? '', printable(value ?? '')]);
  return [
    '',
    `  ${paint('strong', printable(variant.address))}  ${paint(RUNS_ROLES[verdict.runs], verdict.runs)}`,
    ...columns(rows),
  ];
}

function packageLines(variant: Variant, packages: PackageLists | null): readonly string[] {
  if (packages === null) return [];
  const list = packages.get(variant.address) ?? null;
  if (list === null) return ['    packages  not known'];
  return [
    `    packages  ${list.length}`,
    ...columns(list.map(({name, version}) => [`      ${printable(name)}`, printable(version)])),
  ];
}
