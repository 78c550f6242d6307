import {chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {catalogsOf, currentHash, ofHash, stillRight, type Asking} from '../../../src/find/packages/list-freshness.ts';
import type {KeptList} from '../../../src/find/packages/package-cache.ts';
import {timesOfAll} from '../../../src/find/scout/list-files.ts';
import {makeScout, type Scout} from '../../../src/system/scout-process.ts';
import {LAUNCH} from '../scene.ts';

const FQRN = 'sw.example.org';
const HASH = 'a'.repeat(40);
const [ONE, OTHER] = ['b'.repeat(40), 'c'.repeat(40)];
const NOW = new Date('2026-11-23T08:00:00.000Z');
const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000).toISOString();

let root = '';
let getfattr = '';
let scout: Scout;
beforeAll(async () => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-fresh-')));
  for (const name of ['one', 'other', 'none']) mkdirSync(join(root, FQRN, name), {recursive: true});
  utimesSync(join(root, FQRN, 'one'), 1, 1);
  getfattr = join(root, 'getfattr');
  // As of a client: the repository has its hash, and each directory the hash of its catalog.
  writeFileSync(
    getfattr,
    `#!/bin/sh
name=$5; shift 6
for path; do
  case $path in *none) continue ;; esac
  echo "# file: $path"
  case $name$path in
    user.root_hash*) echo 'user.root_hash="${HASH}"' ;;
    *one) echo 'user.catalog_counters="catalog_hash: ${ONE}"' ;;
    *other) echo 'user.catalog_counters="catalog_hash: ${OTHER}"' ;;
    *) echo 'user.catalog_counters="catalog_hash: ${HASH}"' ;;
  esac
done
`,
  );
  chmodSync(getfattr, 0o755);
  scout = makeScout(LAUNCH, root);
  // Times of the last moment are not believed.
  await delay(50);
});
afterAll(async () => {
  await scout.stop();
  rmSync(root, {recursive: true, force: true});
});

const asking = (changes: Partial<Asking> = {}): Asking => ({
  fqrn: FQRN,
  known: [FQRN],
  getfattr,
  freshness: 'hash',
  scout,
  patience: {silenceMs: () => 20_000},
  now: () => NOW,
  ...changes,
});
const list = (changes: Partial<KeptList> = {}): KeptList => ({
  status: 'read',
  packages: [],
  left: 0,
  freshness: 'hash',
  rootHash: HASH,
  readAt: minutesAgo(60),
  places: [[`${FQRN}/one`, ONE]],
  ...changes,
});
/** Which of some lists are still right, by their titles. */
const right = async (lists: Readonly<Record<string, KeptList>>, changes: Partial<Asking>, rootHash: string | null) =>
  await stillRight(asking(changes), new Map(Object.entries(lists)), rootHash);

describe('the hash of a repository', () => {
  test('is what its client says now', async () => expect(await currentHash(asking())).toBe(HASH));
  test('is none where hashes do not tell, or nobody can ask', async () => {
    expect(await currentHash(asking({freshness: 'times'}))).toBeNull();
    expect(await currentHash(asking({getfattr: null}))).toBeNull();
  });
  test('cannot be had from a scout that is gone', async () => {
    const gone = makeScout({...LAUNCH, scout: '/nowhere.js'}, root);
    await expect(currentHash(asking({scout: gone}))).rejects.toMatchObject({outcome: 'gone'});
  });
});

test('hashes of catalogs are those of places in this repository that have one', async () => {
  const places = [FQRN, `${FQRN}/one`, `${FQRN}/other`, `${FQRN}/one`, `${FQRN}/none`, 'elsewhere.org/one', `${FQRN}x`];
  expect(await catalogsOf(asking(), places)).toEqual(
    new Map([
      [FQRN, HASH],
      [`${FQRN}/one`, ONE],
      [`${FQRN}/other`, OTHER],
    ]),
  );
  expect(await catalogsOf(asking(), [])).toEqual(new Map());
});

test('lists of a hash are those that were read at it, with all their catalogs', () => {
  const lists = new Map([
    ['right', list()],
    ['of another hash', list({rootHash: ONE})],
    ['by times', list({freshness: 'times'})],
    [
      'without a catalog',
      list({
        places: [
          [`${FQRN}/one`, ONE],
          [`${FQRN}/other`, null],
        ],
      }),
    ],
  ]);
  expect([...ofHash(lists, HASH).keys()]).toEqual(['right']);
});

describe('lists that are still right', () => {
  const NEW = 'd'.repeat(40);

  test('by hash: of the same one without a question, of another one by their catalogs', async () => {
    const lists = {
      same: list({rootHash: NEW}),
      'same catalog': list(),
      'another catalog': list({places: [[`${FQRN}/other`, ONE]]}),
      'one of two': list({
        places: [
          [`${FQRN}/one`, ONE],
          [`${FQRN}/other`, ONE],
        ],
      }),
      'both of two': list({
        places: [
          [`${FQRN}/one`, ONE],
          [`${FQRN}/other`, OTHER],
        ],
      }),
      'unknown catalog': list({rootHash: NEW, places: [[`${FQRN}/one`, null]]}),
      'by age': list({freshness: 'age', readAt: minutesAgo(1)}),
    };
    const still = await right(lists, {}, NEW);
    expect([...still.keys()]).toEqual(['same', 'same catalog', 'both of two']);
    expect(still.get('same')).toBe(lists.same);
    expect(still.get('same catalog')).toEqual({...lists['same catalog'], rootHash: NEW, readAt: NOW.toISOString()});
  });

  test('none where the repository does not tell its hash', async () => {
    expect((await right({any: list({rootHash: null})}, {}, null)).size).toBe(0);
  });

  test('by times: of places that are as they were', async () => {
    const [one = null, other = null] = timesOfAll(root, [`${FQRN}/one`, `${FQRN}/other`]);
    const at = (...places: KeptList['places']) => list({freshness: 'times', rootHash: null, places});
    const lists = {
      same: at([`${FQRN}/one`, one], [`${FQRN}/other`, other]),
      changed: at([`${FQRN}/one`, other]),
      gone: at([`${FQRN}/gone`, one]),
      unknown: at([`${FQRN}/one`, null]),
    };
    expect([...(await right(lists, {freshness: 'times'}, null)).keys()]).toEqual(['same']);
  });

  test('by age: young ones, and old ones whose places are as they were', async () => {
    const aged = (minutes: number, path: string, key: string | null) =>
      list({freshness: 'age', rootHash: null, readAt: minutesAgo(minutes), places: [[path, key]]});
    const [one = null] = timesOfAll(root, [`${FQRN}/one`]);
    const lists = {young: aged(14, `${FQRN}/gone`, '1'), old: aged(16, `${FQRN}/one`, one), lost: aged(16, `${FQRN}/gone`, one)};
    expect([...(await right(lists, {freshness: 'age'}, null)).keys()]).toEqual(['young', 'old']);
  });
});
