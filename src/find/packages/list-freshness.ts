import type {Patience, Scout} from '../../system/scout-process.ts';
import {isBelieved} from '../freshness.ts';
import type {Freshness} from '../index-file.ts';
import {catalogHash, rootHashOf} from '../parse-getfattr.ts';
import type {ScoutAnswer, ScoutRequest} from '../scout/protocol.ts';
import type {KeptList, KeptLists} from './package-cache.ts';

export type Asking = {
  readonly fqrn: string;
  readonly known: readonly string[];
  readonly getfattr: string | null;
  readonly freshness: Freshness;
  readonly scout: Scout;
  readonly patience: Patience;
  readonly now: () => Date;
};

/** What a scout did not answer is thrown: there is nothing more to ask it. */
export class Silent extends Error {
  readonly outcome: 'stalled' | 'gone';
  constructor(outcome: 'stalled' | 'gone') {
    super(`the scout has ${outcome}`);
    this.outcome = outcome;
  }
}

/** @throws Silent */
export async function askScout(
  {scout, patience}: Asking,
  question: ScoutRequest,
  onAnswer: (answer: ScoutAnswer) => void,
): Promise<void> {
  const outcome = await scout.ask(question, patience, answer => onAnswer(answer as ScoutAnswer));
  if (outcome !== 'answered') throw new Silent(outcome);
}

/** `user.root_hash` now; null where no hash tells. @throws Silent */
export async function currentHash(asking: Asking): Promise<string | null> {
  if (asking.freshness !== 'hash') return null;
  return rootHashOf((await attributes(asking, 'user.root_hash', ['']))['']);
}

/** Hashes of the catalogs that hold places of this repository, by place. @throws Silent */
export async function catalogsOf(asking: Asking, places: Iterable<string>): Promise<ReadonlyMap<string, string>> {
  const {fqrn} = asking;
  const own = new Map<string, string>();
  for (const place of new Set(places)) {
    if (place === fqrn) own.set('', place);
    else if (place.startsWith(`${fqrn}/`)) own.set(place.slice(fqrn.length + 1), place);
  }
  const values = await attributes(asking, 'user.catalog_counters', [...own.keys()]);
  const hashes = new Map<string, string>();
  for (const [path, place] of own) {
    const hash = catalogHash(values[path] ?? '');
    if (hash !== null) hashes.set(place, hash);
  }
  return hashes;
}

async function attributes(asking: Asking, name: string, paths: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const {fqrn: repository, known, getfattr} = asking;
  let values: Readonly<Record<string, string>> = {};
  if (getfattr === null || paths.length === 0) return values;
  await askScout(asking, {ask: 'attributes', repository, known, getfattr, name, paths}, answer => {
    if ('attributes' in answer) values = answer.attributes;
  });
  return values;
}

/** Lists that were read at a root hash. */
export function ofHash(lists: KeptLists, rootHash: string): KeptLists {
  return new Map(
    [...lists].filter(
      ([, {freshness, rootHash: of, places}]) =>
        freshness === 'hash' && of === rootHash && places.every(([, key]) => key !== null),
    ),
  );
}

/**
 * Which lists are as they were read: by the repository's hash, else by the catalogs or times of their places, asked for all at once.
 * They are given as of now.
 *
 * @throws Silent
 */
export async function stillRight(asking: Asking, lists: KeptLists, rootHash: string | null): Promise<KeptLists> {
  const {freshness, fqrn, known, now} = asking;
  const right = new Map<string, KeptList>();
  const doubtful = new Map<string, KeptList>();
  for (const [key, list] of lists) {
    if (list.freshness !== freshness || list.places.some(([, of]) => of === null)) continue;
    const isSure =
      freshness === 'hash'
        ? rootHash !== null && list.rootHash === rootHash
        : freshness === 'age' && isBelieved({scannedAt: list.readAt, triedAt: list.readAt}, now());
    (isSure ? right : doubtful).set(key, list);
  }
  if (doubtful.size === 0) return right;
  const places = [...new Set([...doubtful.values()].flatMap(list => list.places.map(([path]) => path)))];
  let keys: ReadonlyMap<string, string | null>;
  if (freshness === 'hash') keys = rootHash === null ? new Map() : await catalogsOf(asking, places);
  else {
    let times: readonly (string | null)[] = [];
    await askScout(asking, {ask: 'times', repository: fqrn, known, places}, answer => {
      if ('times' in answer) times = answer.times;
    });
    keys = new Map(places.map((path, index) => [path, times[index] ?? null]));
  }
  const readAt = now().toISOString();
  for (const [key, list] of doubtful) {
    if (list.places.every(([path, of]) => of !== null && keys.get(path) === of)) right.set(key, {...list, rootHash, readAt});
  }
  return right;
}
