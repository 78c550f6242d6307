import {nearest} from '../system/nearest.ts';
import type {Wishes} from './query.ts';
import type {Stack, Variant} from './stack.ts';
import {means, wordsOf} from './variant-words.ts';
import {valuesOf, wishesFromFlags, wishesFromFragments, type Wish} from './wishes.ts';

/** Filters of `hsf list`; absent ones are undefined or null. */
export type Filters = Wishes & {
  /** Words that must all be somewhere in family, release, title or platform. */
  readonly query?: string | null | undefined;
  readonly family?: string | null | undefined;
};

/** A filter that nothing in the whole catalogue fits. */
export type UnknownValue = {
  /** Flag without dashes; `query` for a word of the query. */
  readonly flag: string;
  readonly value: string;
  readonly nearest: readonly string[];
};

export type Filtered = {readonly stacks: readonly Stack[]; readonly unknown: readonly UnknownValue[]};

/** The stacks and variants that fit all filters, in the order given; a stack without such a variant is left out. */
export function filterStacks(stacks: readonly Stack[], filters: Filters): Filtered {
  const families = (filters.family ?? '')
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '');
  const platform = filters.platform?.trim() ?? '';
  const all = () => stacks.flatMap(stack => stack.variants);
  const words = (filters.query ?? '')
    .split(/\s+/)
    .filter(word => word !== '')
    .map(word => wordOf(word, all));
  const wishes = [...wishesFromFlags(filters), ...(platform === '' ? [] : wishesFromFragments(platform, all()))];

  const left: Stack[] = [];
  for (const stack of stacks) {
    if (families.length > 0 && !families.some(name => isSame(name, stack.family))) continue;
    const text = textOf(stack);
    const open = words.filter(word => !text.includes(word.wanted));
    const variants = stack.variants.filter(
      variant => wishes.every(wish => wish.holds(variant)) && open.every(word => isIn(word, text, variant)),
    );
    const [first, ...others] = variants;
    if (first === undefined) continue;
    left.push(variants.length === stack.variants.length ? stack : {...stack, variants: [first, ...others]});
  }
  return {stacks: left, unknown: left.length > 0 ? [] : unknownValues(stacks, all(), {words, families, wishes})};
}

type Asked = {readonly words: readonly Word[]; readonly families: readonly string[]; readonly wishes: readonly Wish[]};

function unknownValues(
  stacks: readonly Stack[],
  all: readonly Variant[],
  {words, families, wishes}: Asked,
): readonly UnknownValue[] {
  const known = [...new Set(stacks.map(stack => stack.family))];
  const wrongFamilies = families
    .filter(name => !known.some(family => isSame(name, family)))
    .map(value => ({flag: 'family', value, nearest: nearest(value, known)}));
  const wrongWishes = wishes
    .filter(wish => !all.some(variant => wish.holds(variant)))
    .map(({flag, value}) => ({flag, value, nearest: nearest(value, valuesOf(flag, all))}));
  const wrongWords = words
    .filter(word => !stacks.some(stack => hasWord(stack, word)))
    .map(({typed}) => ({
      flag: 'query',
      value: typed,
      nearest: nearest(typed, [...known, ...stacks.map(stack => stack.release), ...valuesOf('platform', all)]),
    }));
  return [...wrongFamilies, ...wrongWishes, ...wrongWords];
}

function textOf(stack: Stack): string {
  return `${stack.address} ${stack.title}`.toLowerCase();
}

/** A word of the query. */
type Word = {
  readonly typed: string;
  /** In lower case. */
  readonly wanted: string;
  /** Of a word in the form of an address (`LCG_107@el9-gcc13`): a piece of the stack's text, and what its fragments ask for. */
  readonly address: {readonly stack: string; readonly wishes: readonly Wish[]} | null;
};

function wordOf(typed: string, all: () => readonly Variant[]): Word {
  const wanted = typed.toLowerCase();
  const at = wanted.lastIndexOf('@');
  const address = at < 0 ? null : {stack: wanted.slice(0, at), wishes: wishesFromFragments(typed.slice(at + 1), all())};
  return {typed, wanted, address};
}

function hasWord(stack: Stack, word: Word): boolean {
  const text = textOf(stack);
  return text.includes(word.wanted) || stack.variants.some(variant => isIn(word, text, variant));
}

function isIn({wanted, address}: Word, stackText: string, variant: Variant): boolean {
  if (variant.address.toLowerCase().includes(wanted) || means(wanted, variant, wordsOf(variant))) return true;
  return address !== null && stackText.includes(address.stack) && address.wishes.every(wish => wish.holds(variant));
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
