import type {StackTable} from '../../choose/stack-table.ts';
import {compilerOf} from './find-stacks.ts';

/** Something to filter by, and how much there is of it. */
export type FilterValue = {readonly id: string; readonly text: string; readonly count: number};

export type FilterName = 'family' | 'experiment' | 'compiler';

/** What there is to filter by: families in the order of the catalogue and experiments by name with their stacks, compilers with their variants. */
export function filterValues(table: StackTable, filter: FilterName, showAll: boolean): readonly FilterValue[] {
  switch (filter) {
    case 'family': {
      const counts = stackCounts(table, showAll);
      return table.families.flatMap(({id, title}, family) =>
        counts[family] === 0 ? [] : [{id, text: title === id ? id : `${id}  ${title}`, count: counts[family]!}],
      );
    }
    case 'experiment':
      return experiments(table, showAll);
    case 'compiler':
      return compilers(table, showAll);
  }
}

/** By family: stacks with something that fits this kind of machine. */
function stackCounts({stacks, firstOf, kindOf, kinds, families, familyOf}: StackTable, showAll: boolean): Uint32Array {
  const counts = new Uint32Array(families.length);
  for (let stack = 0; stack < stacks; stack++) {
    for (let variant = firstOf[stack]!; variant < firstOf[stack + 1]!; variant++) {
      if (!showAll && !kinds[kindOf[variant]!]!.fits) continue;
      counts[familyOf[stack]!]!++;
      break;
    }
  }
  return counts;
}

function experiments(table: StackTable, showAll: boolean): readonly FilterValue[] {
  const sums = new Map<string, number>();
  const counts = stackCounts(table, showAll);
  for (const [family, {experiments: names}] of table.families.entries()) {
    for (const name of names) if (counts[family]! > 0) sums.set(name, (sums.get(name) ?? 0) + counts[family]!);
  }
  return [...sums].map(([name, count]) => ({id: name, text: name, count})).toSorted((a, b) => a.text.localeCompare(b.text, 'en'));
}

const numeric = new Intl.Collator('en', {numeric: true});

/** By name, the newest first. */
function compilers({kinds, kindOf}: StackTable, showAll: boolean): readonly FilterValue[] {
  const ofKind = new Uint32Array(kinds.length);
  for (const kind of kindOf) ofKind[kind]!++;
  const sums = new Map<string, {readonly name: string; count: number}>();
  for (const [kind, {platform, fits}] of kinds.entries()) {
    const text = compilerOf(platform);
    if (text === '' || ofKind[kind] === 0 || (!showAll && !fits)) continue;
    const sum = sums.get(text);
    if (sum === undefined) sums.set(text, {name: platform.compiler!.name, count: ofKind[kind]!});
    else sum.count += ofKind[kind]!;
  }
  return [...sums]
    .map(([text, {name, count}]) => ({id: text, text, name, count}))
    .toSorted((a, b) => numeric.compare(a.name, b.name) || numeric.compare(b.text, a.text))
    .map(({id, text, count}) => ({id, text, count}));
}
