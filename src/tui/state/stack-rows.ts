import {FLAGS} from '../../choose/stack-table.ts';
import type {StackTable} from '../../choose/stack-table.ts';
import type {Runs, Stack, Variant} from '../../choose/stack.ts';
import {closeness, search} from '../search/search-index.ts';

/** A line of the first question: a stack, and the best of its variants that the filter leaves. Numbers and words only: there may be many. */
export type StackRow = {
  /** Position of the stack in the table. */
  readonly position: number;
  readonly address: string;
  /** Position of the best variant within the stack. */
  readonly best: number;
  readonly runs: Runs;
  readonly nightly: boolean;
  readonly recommended: boolean;
  readonly old: boolean;
  /** The best is a nightly without its flag of completion. */
  readonly incomplete: boolean;
  /** How many of its variants the filter leaves. */
  readonly matching: number;
  /** How well it fits what was typed, 0 is best. */
  readonly closeness: number;
  readonly mark: 'favourite' | 'recent' | null;
};

export type RowWishes = {
  readonly showAll: boolean;
  readonly favourites: readonly string[];
  readonly recents: readonly string[];
};

const RUNS_ORDER: Readonly<Record<Runs, number>> = {native: 2, container: 3, no: 6};

/**
 * Recommended stacks that run first, here or in a container: the line that is preselected is what people come for, and no helper that
 * happens to run on any system. Then what runs here; what is old or not whole after all else that runs.
 */
function runsOrder({runs, old, incomplete, recommended}: StackRow): number {
  const order = RUNS_ORDER[runs];
  if (runs === 'no') return order;
  if (old || incomplete) return order + 2;
  return recommended ? order - 2 : order;
}

/**
 * The stacks that have all tokens: closest first, then favourites and recents, then what is recommended, then what runs here, else in
 * their order.
 */
export function stackRows(table: StackTable, tokens: readonly string[], wishes: RowWishes): readonly StackRow[] {
  const marks = markPositions(wishes);
  const rows = tokens.length === 0 ? allRows(table, wishes, marks) : foundRows(table, tokens, wishes, marks);
  const weight = (row: StackRow) => row.closeness * 10_000_000 + (marks.get(row.address) ?? 1_000_000) * 8 + runsOrder(row);
  return rows.toSorted((a, b) => weight(a) - weight(b));
}

/** The stack of a row, with all that is known of it; of rows that are looked at only. */
export function stackOfRow(table: StackTable, {position}: StackRow): Stack {
  return table.stackAt(position);
}

export function bestOfRow(table: StackTable, row: StackRow): Variant {
  const {variants} = stackOfRow(table, row);
  return variants[row.best] ?? variants[0];
}

function allRows(table: StackTable, wishes: RowWishes, marks: ReadonlyMap<string, number>): StackRow[] {
  const rows: StackRow[] = [];
  for (let position = 0; position < table.stacks; position++) {
    const first = table.firstOf[position]!;
    const end = table.firstOf[position + 1]!;
    let best = -1;
    let matching = 0;
    for (let variant = first; variant < end; variant++) {
      if (!wishes.showAll && !kindAt(table, variant).fits) continue;
      if (best < 0) best = variant;
      matching++;
    }
    if (best >= 0) rows.push(rowOf(table, position, best, matching, 0, wishes, marks));
  }
  return rows;
}

function foundRows(
  table: StackTable,
  tokens: readonly string[],
  wishes: RowWishes,
  marks: ReadonlyMap<string, number>,
): StackRow[] {
  const hits = search(table, tokens).variants;
  const rows: StackRow[] = [];
  let position = 0;
  for (let hit = 0; hit < hits.length;) {
    const best = hits[hit]!;
    while (table.firstOf[position + 1]! <= best) position++;
    const end = table.firstOf[position + 1]!;
    let shown = -1;
    let matching = 0;
    for (; hit < hits.length && hits[hit]! < end; hit++) {
      const variant = hits[hit]!;
      if (!wishes.showAll && !kindAt(table, variant).fits) continue;
      if (shown < 0) shown = variant;
      matching++;
    }
    if (shown < 0) continue;
    const close = closeness(`${table.texts[position]!} ${kindAt(table, shown).text}`, tokens);
    rows.push(rowOf(table, position, shown, matching, close, wishes, marks));
  }
  return rows;
}

function kindAt(table: StackTable, variant: number) {
  return table.kinds[table.kindOf[variant]!]!;
}

function rowOf(
  table: StackTable,
  position: number,
  best: number,
  matching: number,
  close: number,
  {favourites}: RowWishes,
  marks: ReadonlyMap<string, number>,
): StackRow {
  const flags = table.flagsOf[position]!;
  const {runs, incomplete} = kindAt(table, best);
  const address = table.addresses[position]!;
  return {
    position,
    address,
    best: best - table.firstOf[position]!,
    runs,
    nightly: (flags & FLAGS.nightly) !== 0,
    recommended: (flags & FLAGS.recommended) !== 0,
    old: (flags & FLAGS.old) !== 0,
    incomplete,
    matching,
    closeness: close,
    mark: !marks.has(address) ? null : favourites.includes(address) ? 'favourite' : 'recent',
  };
}

function markPositions({favourites, recents}: RowWishes): ReadonlyMap<string, number> {
  const positions = new Map<string, number>();
  for (const address of [...favourites, ...recents]) if (!positions.has(address)) positions.set(address, positions.size);
  return positions;
}
