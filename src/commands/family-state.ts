import type {Paint} from './text-paint.ts';
import type {Family} from '../find/family.ts';
import type {Findings, RepositoryState} from '../find/found.ts';
import {globTest} from '../find/glob.ts';
import type {LoadedFamilies} from '../find/load-families.ts';
import {printable} from '../system/printable.ts';

/** A family with what there is of it here. */
export type ListedFamily = {
  readonly family: Family;
  /** The best of its repositories' states; null where none of them was looked for. */
  readonly state: RepositoryState | null;
  readonly variants: number;
  /** Whether rules of the site or the user leave it out. */
  readonly hidden: boolean;
  /** All of that in a few words. */
  readonly summary: string;
};

const BEST_FIRST: readonly RepositoryState[] = ['ready', 'empty', 'failed', 'hung', 'not-mounted', 'not-configured'];
const WORDS: Readonly<Record<RepositoryState, string>> = {
  ready: 'nothing found',
  empty: 'nothing found',
  failed: 'cannot be read',
  hung: 'does not answer',
  'not-mounted': 'not mounted',
  'not-configured': 'not on this machine',
};

export function listedFamilies({families, wishes}: LoadedFamilies, {repositories, variants}: Findings): readonly ListedFamily[] {
  const states = new Map(repositories.map(({fqrn, state}) => [fqrn, state]));
  const counts = new Map<string, number>();
  for (const {family} of variants) counts.set(family.id, (counts.get(family.id) ?? 0) + 1);
  const hides = wishes.hide.filter(glob => !glob.includes('/')).map(globTest);
  return families.map(family => {
    const own = family.layouts.flatMap(({repository}) => states.get(repository) ?? []);
    const state = BEST_FIRST.find(one => own.includes(one)) ?? null;
    const count = counts.get(family.id) ?? 0;
    const hidden = hides.some(fits => fits(family.id));
    return {family, state, variants: count, hidden, summary: summaryOf(state, count, hidden)};
  });
}

/** What is here of each family, in a few words, by its id. */
export function familySummaries(families: LoadedFamilies, findings: Findings): ReadonlyMap<string, string> {
  return new Map(listedFamilies(families, findings).map(({family: {id}, summary}) => [id, summary]));
}

function summaryOf(state: RepositoryState | null, variants: number, hidden: boolean): string {
  const found = `${variants} variant${variants === 1 ? '' : 's'}`;
  const sick = state === 'failed' || state === 'hung' || state === 'not-mounted';
  const text = variants === 0 ? WORDS[state ?? 'not-configured'] : sick ? `${found}, ${WORDS[state]}` : found;
  return hidden ? `hidden, ${text}` : text;
}

/** Id, title, what there is, where it is from. */
export function familyRow({family, variants, summary}: ListedFamily, paint: Paint): readonly string[] {
  const {id, title, origin} = family;
  return [
    variants > 0 ? paint('strong', printable(id)) : printable(id),
    printable(title),
    paint(variants > 0 ? 'good' : 'faint', summary),
    paint('faint', origin === 'built-in' ? '' : printable(origin)),
  ];
}
