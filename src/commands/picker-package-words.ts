import {setImmediate as nextTurn} from 'node:timers/promises';
import {listNames} from './list-request.ts';
import {recallTableOf} from './search-memory.ts';
import {KNOWN, type SearchTable} from './search-table.ts';
import type {StackTable, VariantKind} from '../choose/stack-table.ts';
import type {Platform} from '../choose/stack.ts';
import type {PackageWords} from '../tui/picker-input.ts';

/** Where the lists are that an earlier search read. */
export type WordsSource = {
  readonly cacheDirectory: string | null;
  readonly build: string | null;
  readonly uid: number;
  readonly cvmfs: string;
};

/**
 * Which variants contain which packages, from what `hsf search` remembers of this CVMFS root: the lists of that time, as a help to find
 * what one looks for. The largest that is there counts. Null where nothing is remembered. Gives way to keys in between.
 */
export async function packageWordsOf(table: StackTable, source: WordsSource): Promise<PackageWords | null> {
  const {cacheDirectory, build} = source;
  if (cacheDirectory === null || build === null) return null;
  const folder = `${cacheDirectory}/searched`;
  let known: SearchTable | null = null;
  for (const name of listNames(folder) ?? []) {
    await nextTurn();
    const found = recallTableOf(`${folder}/${name}`, build, source.cvmfs, source.uid);
    if (found !== null && found.listOf.length > (known?.listOf.length ?? 0)) known = found;
  }
  if (known === null) return null;
  await nextTurn();
  return wordsOf(table, known);
}

/** As many columns as anybody types and takes back: each has a byte for every variant. */
const MOST_KEPT = 24;

export function wordsOf(table: StackTable, known: SearchTable): PackageWords {
  const {listOf, versions, rowsOf} = known;
  const variantOf = variantsOf(table, known);
  const placeOf = new Int32Array(table.variants).fill(-1);
  for (const [place, variant] of variantOf.entries()) if (variant >= 0) placeOf[variant] = place;
  const numbers = new Map<string, number[]>();
  for (const [number, {name}] of known.names.entries()) {
    const key = name.toLowerCase();
    const own = numbers.get(key);
    if (own === undefined) numbers.set(key, [number]);
    else own.push(number);
  }
  const names = [...numbers.keys()];
  const columns = new Map<string, Uint8Array | null>();
  const meant = kept((name: string) =>
    numbers.has(name) ? numbers.get(name)! : names.filter(one => one.startsWith(name)).flatMap(one => numbers.get(one)!),
  );
  const isRight = (version: number, wanted: string | null) =>
    wanted === null || versions[version]!.startsWith(wanted) || versions[version]!.startsWith(`v${wanted}`);
  const column = (name: string, version: string | null): Uint8Array | null => {
    const own = meant(name);
    if (own.length === 0) return null;
    const lists = new Uint8Array(known.known.length);
    for (const number of own) {
      const rows = rowsOf(number);
      for (let at = 0; at < rows.length; at += 2) if (isRight(rows[at + 1]!, version)) lists[rows[at]!] = 1;
    }
    const found = new Uint8Array(table.variants);
    for (const [place, variant] of variantOf.entries()) {
      const list = listOf[place]!;
      if (variant >= 0 && lists[list] === 1 && known.known[list] !== KNOWN.notLookedFor) found[variant] = 1;
    }
    return found;
  };
  return {
    table,
    names,
    called: name => (numbers.has(name) ? 'whole' : meant(name).length > 0 ? 'begins' : null),
    withPackage: (name, version) => {
      const key = `${name}\0${version ?? ''}`;
      const one = columns.has(key) ? columns.get(key)! : column(name, version);
      if (!columns.has(key) && columns.size >= MOST_KEPT) columns.delete(columns.keys().next().value!);
      columns.set(key, one);
      return one;
    },
    versionAt: (variant, name, version) => {
      const place = placeOf[variant] ?? -1;
      if (place < 0) return null;
      for (const number of meant(name)) {
        const rows = rowsOf(number);
        for (let at = 0; at < rows.length; at += 2)
          if (rows[at] === listOf[place] && isRight(rows[at + 1]!, version))
            return {name: known.names[number]!.name, version: versions[rows[at + 1]!]!};
      }
      return null;
    },
  };
}

/** The last answers of a function. */
function kept<Value>(answer: (text: string) => Value): (text: string) => Value {
  const answers = new Map<string, Value>();
  return text => {
    let value = answers.get(text);
    if (value === undefined) {
      value = answer(text);
      if (answers.size >= MOST_KEPT) answers.delete(answers.keys().next().value!);
      answers.set(text, value);
    }
    return value;
  };
}

/**
 * For each place of what a search knows the variant of the table, -1 where there is none any more. Both have the variants of a stack in
 * the same order, so those of equal platforms are told apart by it, and no stack has to be made for it.
 */
function variantsOf(table: StackTable, known: SearchTable): Int32Array {
  const numbers = new Map<string, number>();
  const numberOf = (platform: Platform) => {
    const key = `${platform.text}\0${platform.compiler?.name ?? ''}\0${platform.compiler?.version ?? ''}`;
    let number = numbers.get(key);
    if (number === undefined) numbers.set(key, (number = numbers.size));
    return number;
  };
  const ofTable = table.kinds.map(({platform}: VariantKind) => numberOf(platform));
  const ofKnown = known.kinds.map(({platform}) => numberOf(platform));
  const found = new Int32Array(known.stackOf.length).fill(-1);
  for (let place = 0; place < found.length;) {
    const stack = known.stackOf[place]!;
    const position = table.positionOf(known.stacks[stack]!);
    const end = position < 0 ? 0 : table.firstOf[position + 1]!;
    const free = new Set<number>();
    for (let variant = position < 0 ? 0 : table.firstOf[position]!; variant < end; variant++) free.add(variant);
    for (; place < found.length && known.stackOf[place] === stack; place++) {
      const wanted = ofKnown[known.kindOf[place]!]!;
      for (const variant of free) {
        if (ofTable[table.kindOf[variant]!] !== wanted) continue;
        found[place] = variant;
        free.delete(variant);
        break;
      }
    }
  }
  return found;
}
