import type {StackTable, VariantKind} from '../../choose/stack-table.ts';
import type {PackageWords} from '../picker-input.ts';
import type {Filters} from '../state/filters.ts';
import {packageTokens} from './package-tokens.ts';
import {HIT, hitsOf} from './token-hits.ts';

/** What is looked for: words, all of which have to be found, and filters. */
export type Search = {
  readonly tokens: readonly string[];
  readonly packages: PackageWords | null;
  readonly filters: Filters;
  /** Also what can never run on this kind of machine. */
  readonly showAll: boolean;
};

/** The stacks that were found, `count` of them, in the order of the table; what stands behind is of no meaning, and the next search takes it. */
export type FoundStacks = {
  readonly count: number;
  /** Positions of stacks, and of each the position of the best variant that was found, and how many were. */
  readonly stacks: Uint32Array;
  readonly bests: Uint32Array;
  readonly matching: Uint32Array;
  /** How well the best variant fits the words: 0 each is a whole word of it, 1 each begins one, 2 otherwise. */
  readonly closeness: Uint8Array;
};

/** More words than bits: nobody types them, and what is pasted may be anything. */
const MOST_TOKENS = 30;

/** The first of the two stages (RUNTIME.md 5): exact words, in columns, without an object for anything. */
export function findStacks(table: StackTable, search: Search): FoundStacks {
  const {kindOf, kinds, firstOf} = table;
  const tokens = search.tokens.slice(0, MOST_TOKENS);
  const all = 2 ** tokens.length - 1;
  const hits = tokens.map(token => hitsOf(table, token));
  const bitsOfKind = Uint32Array.from(kinds, (_, kind) => bits(hits.map(({ofKind}) => ofKind[kind]!)));
  const isWanted = Uint8Array.from(kinds, kind => Number(wantsKind(kind, search)));
  const wantsStack = stackFilter(table, search.filters);
  const {columns, closeness: packageCloseness} = packageColumns(table, tokens, search.packages);
  const found = roomFor(table);
  let count = 0;
  for (let stack = 0; stack < table.stacks; stack++) {
    if (!wantsStack(stack)) continue;
    let own = 0;
    for (let number = 0; number < hits.length; number++) if (hits[number]!.ofStack[stack] !== HIT.none) own |= 1 << number;
    const end = firstOf[stack + 1]!;
    let best = -1;
    let matching = 0;
    for (let variant = firstOf[stack]!; variant < end; variant++) {
      const kind = kindOf[variant]!;
      if (isWanted[kind] === 0) continue;
      let has = own | bitsOfKind[kind]!;
      if (has !== all) {
        for (let at = 0; at < columns.length; at++) if (columns[at]!.column[variant] === 1) has |= columns[at]!.bit;
        if (has !== all) continue;
      }
      if (best < 0) best = variant;
      matching++;
    }
    if (best < 0) continue;
    found.stacks[count] = stack;
    found.bests[count] = best;
    found.matching[count] = matching;
    found.closeness[count] = closenessOf(hits, stack, kindOf[best]!, packageCloseness);
    count++;
  }
  return {...found, count};
}

function bits(hits: readonly number[]): number {
  return hits.reduce((sum, hit, number) => (hit === HIT.none ? sum : sum | (1 << number)), 0);
}

type Hits = ReturnType<typeof hitsOf>;

/** What a word has by its package, it has not by its name: whole names count as beginnings do. */
function closenessOf(hits: readonly Hits[], stack: number, kind: number, packages: readonly number[]): number {
  let worst: number = HIT.whole;
  for (let number = 0; number < hits.length; number++) {
    const {ofStack, ofKind} = hits[number]!;
    const own = Math.max(ofStack[stack]!, ofKind[kind]!);
    const hit = own === HIT.none ? packages[number]! : own;
    if (hit < worst) worst = hit;
  }
  return HIT.whole - worst;
}

function packageColumns(table: StackTable, tokens: readonly string[], packages: PackageWords | null) {
  const columns: {readonly bit: number; readonly column: Uint8Array}[] = [];
  const closeness = packageTokens(table, tokens, packages).map((token, number) => {
    const column = token === null ? null : (packages?.withPackage(token.name, token.version) ?? null);
    if (token === null || column === null) return HIT.none;
    columns.push({bit: 1 << number, column});
    return token.whole ? HIT.begins : HIT.within;
  });
  return {columns, closeness};
}

function wantsKind({fits, runs, platform}: VariantKind, {showAll, filters}: Search): boolean {
  if (!showAll && !fits) return false;
  if (filters.runs && runs === 'no') return false;
  return filters.compiler === null || compilerOf(platform) === filters.compiler;
}

/** `gcc 14`; empty where a platform does not say. */
export function compilerOf({compiler}: VariantKind['platform']): string {
  return compiler === null ? '' : `${compiler.name} ${compiler.version ?? ''}`.trim();
}

function stackFilter({families, familyOf}: StackTable, {family, experiment}: Filters): (stack: number) => boolean {
  if (family === null && experiment === null) return () => true;
  const wanted = families.map(
    ({id, experiments}) => (family === null || id === family) && (experiment === null || experiments.includes(experiment)),
  );
  return stack => wanted[familyOf[stack]!]!;
}

type Room = Omit<FoundStacks, 'count'>;

const rooms = new WeakMap<StackTable, Room>();

/** The same columns for every search: a key that is typed leaves nothing to collect. */
function roomFor(table: StackTable): Room {
  let room = rooms.get(table);
  if (room === undefined) {
    const {stacks} = table;
    room = {
      stacks: new Uint32Array(stacks),
      bests: new Uint32Array(stacks),
      matching: new Uint32Array(stacks),
      closeness: new Uint8Array(stacks),
    };
    rooms.set(table, room);
  }
  return room;
}
