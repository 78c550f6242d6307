import type {Host} from '../../choose/host.ts';
import type {Runs, Stack, Variant} from '../../choose/stack.ts';
import type {Hits, SearchIndex} from '../search/search-index.ts';
import {closeness, search, searchIndexOf} from '../search/search-index.ts';
import {fitsMachine} from '../ways-to-start.ts';

/** A line of the first question: a stack, and the best of its variants that the filter leaves. */
export type StackRow = {
  readonly stack: Stack;
  readonly best: Variant;
  /** How many of its variants the filter leaves. */
  readonly matching: number;
  /** How well it fits what was typed, 0 is best. */
  readonly closeness: number;
  readonly mark: 'favourite' | 'recent' | null;
};

export type RowWishes = {
  readonly host: Host;
  readonly showAll: boolean;
  readonly favourites: readonly string[];
  readonly recents: readonly string[];
};

const RUNS_ORDER: Readonly<Record<Runs, number>> = {native: 2, container: 3, no: 6};

/**
 * Recommended stacks that run first, here or in a container: the line that is preselected is what people come for, and no helper that
 * happens to run on any system. Then what runs here; what is old or not whole after all else that runs.
 */
function runsOrder({stack, best}: StackRow): number {
  const order = RUNS_ORDER[best.verdict.runs];
  if (best.verdict.runs === 'no') return order;
  if (stack.old || best.marks.includes('incomplete')) return order + 2;
  return stack.recommended ? order - 2 : order;
}

/**
 * The stacks that have all tokens: closest first, then favourites and recents, then what is recommended, then what runs here, else in
 * their order.
 */
export function stackRows(
  stacks: readonly Stack[],
  tokens: readonly string[],
  last: Hits | null,
  wishes: RowWishes,
): {readonly rows: readonly StackRow[]; readonly hits: Hits | null} {
  const marks = markPositions(wishes);
  const {rows, hits} =
    tokens.length === 0
      ? {rows: allRows(stacks, wishes, marks), hits: null}
      : foundRows(searchIndexOf(stacks), tokens, last, wishes, marks);
  const weight = (row: StackRow) => row.closeness * 10_000_000 + (marks.get(row.stack.address) ?? 1_000_000) * 8 + runsOrder(row);
  return {rows: rows.toSorted((a, b) => weight(a) - weight(b)), hits};
}

function allRows(stacks: readonly Stack[], wishes: RowWishes, marks: ReadonlyMap<string, number>): StackRow[] {
  const rows: StackRow[] = [];
  for (const stack of stacks) {
    let best: Variant | null = null;
    let matching = 0;
    for (const variant of stack.variants) {
      if (!wishes.showAll && !fitsMachine(variant, wishes.host)) continue;
      best ??= variant;
      matching++;
    }
    if (best !== null) rows.push({stack, best, matching, closeness: 0, mark: markOf(stack, wishes, marks)});
  }
  return rows;
}

function foundRows(
  index: SearchIndex,
  tokens: readonly string[],
  last: Hits | null,
  wishes: RowWishes,
  marks: ReadonlyMap<string, number>,
): {rows: StackRow[]; hits: Hits} {
  const hits = search(index, tokens, last);
  const rows: StackRow[] = [];
  let stackPosition = -1;
  for (const position of hits.variants) {
    const variant = index.variants[position]!;
    if (!wishes.showAll && !fitsMachine(variant, wishes.host)) continue;
    const row = rows.at(-1);
    // The variants of a stack lie side by side in the index, the best first.
    if (row !== undefined && index.stackOf[position] === stackPosition) {
      rows[rows.length - 1] = {...row, matching: row.matching + 1};
      continue;
    }
    stackPosition = index.stackOf[position]!;
    const stack = index.stacks[stackPosition]!;
    rows.push({
      stack,
      best: variant,
      matching: 1,
      closeness: closeness(index.texts[position]!, tokens),
      mark: markOf(stack, wishes, marks),
    });
  }
  return {rows, hits};
}

function markPositions({favourites, recents}: RowWishes): ReadonlyMap<string, number> {
  const positions = new Map<string, number>();
  for (const address of [...favourites, ...recents]) if (!positions.has(address)) positions.set(address, positions.size);
  return positions;
}

function markOf(stack: Stack, {favourites}: RowWishes, marks: ReadonlyMap<string, number>): StackRow['mark'] {
  if (!marks.has(stack.address)) return null;
  return favourites.includes(stack.address) ? 'favourite' : 'recent';
}
