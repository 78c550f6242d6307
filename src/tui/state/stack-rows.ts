import {FLAGS} from '../../choose/stack-table.ts';
import type {StackTable} from '../../choose/stack-table.ts';
import type {Runs, Stack, Variant} from '../../choose/stack.ts';
import type {PackageWords} from '../picker-input.ts';
import type {FoundStacks} from '../search/find-stacks.ts';
import {findStacks} from '../search/find-stacks.ts';
import {packageTokens} from '../search/package-tokens.ts';
import {HIT, hitsOf} from '../search/token-hits.ts';
import type {Filters} from './filters.ts';
import {NO_FILTERS} from './filters.ts';

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
  readonly filters?: Filters;
  /** Which variants contain which packages; null or absent while that is not known. */
  readonly packages?: PackageWords | null;
};

const RUNS_ORDER: Readonly<Record<Runs, number>> = {native: 2, container: 3, no: 6};

/** Places in the order within a closeness: marked rows, then those of `RUNS_ORDER` and what is added to it. */
const PLACES = 8;
const CLOSENESSES = 3;

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
  const marks = marksIn(table, wishes);
  const packages = wishes.packages?.table === table ? wishes.packages : null;
  const found = findStacks(table, {tokens, packages, filters: wishes.filters ?? NO_FILTERS, showAll: wishes.showAll});
  return sorted(rowsOf(table, found, marks), marks);
}

/** The stack of a row, with all that is known of it; of rows that are looked at only. */
export function stackOfRow(table: StackTable, {position}: StackRow): Stack {
  return table.stackAt(position);
}

export function bestOfRow(table: StackTable, row: StackRow): Variant {
  const {variants} = stackOfRow(table, row);
  return variants[row.best] ?? variants[0];
}

/** The packages by which a row was found and not by its name, as its best variant has them; of rows that are seen only. */
export function packagesOfRow(
  table: StackTable,
  row: StackRow,
  tokens: readonly string[],
  packages: PackageWords | null,
): readonly {readonly name: string; readonly version: string}[] {
  if (packages?.table !== table) return [];
  const variant = table.firstOf[row.position]! + row.best;
  const kind = table.kindOf[variant]!;
  const told = new Map<string, {readonly name: string; readonly version: string}>();
  for (const [number, token] of packageTokens(table, tokens, packages).entries()) {
    if (token === null) continue;
    const {ofStack, ofKind} = hitsOf(table, tokens[number]!);
    if (ofStack[row.position] !== HIT.none || ofKind[kind] !== HIT.none) continue;
    // A version says it together with the name before it.
    const one = packages.versionAt(variant, token.name, token.version);
    if (one !== null) told.set(token.name, one);
  }
  return [...told.values()];
}

/** The same object for a row that is as it was the last time: most of a list stays from one key to the next. */
const rowsKept = new WeakMap<StackTable, (StackRow | undefined)[]>();

function rowsOf(table: StackTable, found: FoundStacks, marks: Marks): StackRow[] {
  let kept = rowsKept.get(table);
  if (kept === undefined) rowsKept.set(table, (kept = []));
  const rows: StackRow[] = [];
  for (let at = 0; at < found.count; at++) {
    const position = found.stacks[at]!;
    const best = found.bests[at]! - table.firstOf[position]!;
    const matching = found.matching[at]!;
    const closeness = found.closeness[at]!;
    const mark = marks.get(position)?.mark ?? null;
    const last = kept[position];
    if (last?.best === best && last.matching === matching && last.closeness === closeness && last.mark === mark) {
      rows.push(last);
      continue;
    }
    const {runs, incomplete} = table.kinds[table.kindOf[found.bests[at]!]!]!;
    const flags = table.flagsOf[position]!;
    const row = {
      position,
      address: table.addresses[position]!,
      best,
      runs,
      nightly: (flags & FLAGS.nightly) !== 0,
      recommended: (flags & FLAGS.recommended) !== 0,
      old: (flags & FLAGS.old) !== 0,
      incomplete,
      matching,
      closeness,
      mark,
    };
    kept[position] = row;
    rows.push(row);
  }
  return rows;
}

/** Sorted by counting: to compare twenty thousand rows takes longer than to find them. */
function sorted(rows: StackRow[], marks: Marks): readonly StackRow[] {
  const starts = new Uint32Array(CLOSENESSES * PLACES + 1);
  const places = new Uint8Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    const place = placeOf(rows[at]!);
    places[at] = place;
    starts[place + 1]!++;
  }
  for (let place = 1; place < starts.length; place++) starts[place]! += starts[place - 1]!;
  const order = rows.slice();
  const next = starts.slice();
  for (let at = 0; at < rows.length; at++) order[next[places[at]!]!++] = rows[at]!;
  for (let closeness = 0; closeness < CLOSENESSES; closeness++) {
    const [from, to] = [starts[closeness * PLACES]!, starts[closeness * PLACES + 1]!];
    const group = order.slice(from, to).toSorted((a, b) => marks.get(a.position)!.place - marks.get(b.position)!.place);
    for (const [at, row] of group.entries()) order[from + at] = row;
  }
  return order;
}

function placeOf(row: StackRow): number {
  return row.closeness * PLACES + (row.mark === null ? runsOrder(row) + 1 : 0);
}

/** By position of the stack. */
type Marks = ReadonlyMap<number, {readonly place: number; readonly mark: 'favourite' | 'recent'}>;

function marksIn(table: StackTable, {favourites, recents}: RowWishes): Marks {
  const marks = new Map<number, {readonly place: number; readonly mark: 'favourite' | 'recent'}>();
  const add = (addresses: readonly string[], mark: 'favourite' | 'recent') => {
    for (const address of addresses) {
      const position = table.positionOf(address);
      if (position >= 0 && !marks.has(position)) marks.set(position, {place: marks.size, mark});
    }
  };
  add(favourites, 'favourite');
  add(recents, 'recent');
  return marks;
}
