import {spawn} from 'node:child_process';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {afterEach, beforeEach, describe, expect, onTestFinished, test} from 'vitest';
import {openCache} from '../../../src/find/cache.ts';
import {familyFromData} from '../../../src/find/family-from-data.ts';
import type {FoundVariant} from '../../../src/find/found.ts';
import {openPackageCache} from '../../../src/find/packages/package-cache.ts';
import {readPackages, type PackageProgress, type PackageRequest} from '../../../src/find/packages/read-packages.ts';
import {deadlineAfter} from '../../../src/system/deadline.ts';
import {PLAIN_FIND} from '../../rig/layout.ts';
import {clock, LAUNCH} from '../scene.ts';

const FQRN = 'sw.example.org';
const family = familyFromData(
  {
    id: 'sw',
    title: 'Software',
    layout: [
      {
        repository: FQRN,
        path: 'v/{release}/{platform}',
        grammar: 'lcg',
        entry: {kind: 'source', path: 'setup.sh'},
        packages: {format: 'directories', directory: '/p/{release}'},
      },
    ],
  } as never,
  'test',
);
function found(release: string, platform = 'el9', repository = FQRN): FoundVariant {
  const root = `/cvmfs/${repository}/v/${release}/${platform}`;
  const entry = {kind: 'source' as const, path: `${root}/setup.sh`};
  const named = {family, layout: family.layouts[0]!, release, platformText: platform};
  return {...PLAIN_FIND, ...named, repository, root, entry, captures: {release, platform}};
}

let folder = '';
beforeEach(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-packages-')));
  await publish('R1/ROOT/6.34', 'R1/fmt/10', 'R2/ROOT/6.36');
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));
const cvmfs = () => join(folder, 'cvmfs');
const cacheDirectory = () => join(folder, 'cache');

/** Times of the last moment are not believed: who publishes twice within a tick of the clock leaves the same. */
async function publish(...versions: readonly string[]): Promise<void> {
  for (const version of versions) {
    const path = join(cvmfs(), FQRN, 'p', version, 'include');
    mkdirSync(dirname(path), {recursive: true});
    writeFileSync(path, '');
  }
  await delay(50);
}

async function read(variants: readonly FoundVariant[], changes: Partial<PackageRequest> = {}) {
  const progress: PackageProgress[] = [];
  const result = await readPackages({
    variants,
    all: variants,
    known: [FQRN],
    cvmfs: cvmfs(),
    cacheDirectory: cacheDirectory(),
    deadline: deadlineAfter(20_000, clock),
    launch: LAUNCH,
    now: () => new Date(),
    onProgress: one => progress.push(one),
    ...changes,
  });
  const names = result.lists.map(list => list && list.map(({name, version}) => `${name} ${version}`).toSorted());
  const [repository] = result.repositories;
  return {...result, names, progress, counts: repository && [repository.state, repository.lists, repository.read]};
}

describe('packages of variants', () => {
  test('are read once for all that share them, and told as they come', async () => {
    const {names, states, keys, counts, progress} = await read([found('R1'), found('R1', 'el8'), found('R2')]);
    expect(names).toEqual([['ROOT 6.34', 'fmt 10'], ['ROOT 6.34', 'fmt 10'], ['ROOT 6.36']]);
    expect(states).toEqual(['read', 'read', 'read']);
    expect(keys[0]).toBe(keys[1]);
    expect(keys[2]).not.toBe(keys[0]);
    expect(counts).toEqual(['read', 2, 2]);
    expect(progress.map(({repository, directory, done, all}) => [repository, directory, done, all])).toEqual([
      [FQRN, 'p/R1', 1, 2],
      [FQRN, 'p/R2', 2, 2],
    ]);
  });

  test('are read anew where something changed, and nowhere else', async () => {
    const both = [found('R1'), found('R2')];
    await read(both);
    expect((await read(both)).counts).toEqual(['read', 2, 0]);
    await publish('R2/fmt/11');
    const {names, counts, progress} = await read(both);
    expect(names).toEqual([
      ['ROOT 6.34', 'fmt 10'],
      ['ROOT 6.36', 'fmt 11'],
    ]);
    expect(counts).toEqual(['read', 2, 1]);
    expect(progress.map(({directory}) => directory)).toEqual(['p/R2']);
    expect((await read(both, {cacheDirectory: null})).counts).toEqual(['read', 2, 2]);
  });

  test('come from a root with slashes at its end as well', async () => {
    expect((await read([found('R2')], {cvmfs: `${cvmfs()}//`})).names).toEqual([['ROOT 6.36']]);
    expect((await read([found('R2')])).counts).toEqual(['read', 1, 0]);
  });

  test('that nobody can ask for any more are forgotten, unless only some were asked for', async () => {
    const kept = () => [...openPackageCache(cacheDirectory(), cvmfs()).read(FQRN).values()].length;
    const both = [found('R1'), found('R2')];
    await read(both);
    await read([found('R1')], {all: both});
    expect(kept()).toBe(2);
    await read([found('R1')]);
    expect(kept()).toBe(1);
  });

  test('are none where there is no directory of them', async () => {
    const {names, states, counts} = await read([found('R9')]);
    expect([names, states]).toEqual([[null], ['missing']]);
    expect(counts).toEqual(['read', 1, 1]);
    expect((await read([found('R9')])).counts).toEqual(['read', 1, 0]);
  });

  test('of a repository that is missing do not keep others away', async () => {
    const {names, states} = await read([found('R1', 'el9', 'other.example.org'), found('R2')]);
    expect(names).toEqual([null, ['ROOT 6.36']]);
    expect(states).toEqual(['missing', 'read']);
  });

  test('of a repository whose helper is still stuck are those of the last run', async () => {
    await read([found('R1')]);
    await publish('R1/new/1');
    const helper = spawn('sleep', ['60'], {detached: true, stdio: 'ignore'});
    onTestFinished(() => void helper.kill('SIGKILL'));
    openCache(cacheDirectory(), cvmfs()).rememberStuck(FQRN, helper.pid ?? null, new Date());
    const {names, counts} = await read([found('R1'), found('R2')]);
    expect(names).toEqual([['ROOT 6.34', 'fmt 10'], null]);
    expect(counts).toEqual(['silent', 2, 0]);
  });

  test('are those of the last run as well where no scout can be had', async () => {
    await read([found('R1')]);
    const {names, counts} = await read([found('R1')], {launch: {...LAUNCH, scout: '/nowhere.js'}});
    expect(names).toEqual([['ROOT 6.34', 'fmt 10']]);
    expect(counts).toEqual(['late', 1, 0]);
  });

  test('come in batches, and are counted all the same', async () => {
    const releases = Array.from({length: 101}, (_, index) => `N${index}`);
    await publish(...releases.map(release => `${release}/pkg/1`));
    const {counts, progress, names} = await read(releases.map(release => found(release)));
    expect(counts).toEqual(['read', 101, 101]);
    expect(progress.map(({done, all}) => [done, all])).toEqual(releases.map((_, index) => [index + 1, 101]));
    expect(names.every(one => one?.join() === 'pkg 1')).toBe(true);
  });

  test('of a repository that is suddenly gone are those of the last run', async () => {
    await read([found('R1')]);
    rmSync(join(cvmfs(), FQRN), {recursive: true});
    const gone = await read([found('R1')]);
    expect(gone.names).toEqual([['ROOT 6.34', 'fmt 10']]);
    expect(gone.counts).toEqual(['failed', 1, 1]);
    // Nothing of it was kept, so that it is asked again.
    await publish('R1/ROOT/6.38');
    expect((await read([found('R1')])).names).toEqual([['ROOT 6.38']]);
  });

  test('are gone where only their directory is', async () => {
    await read([found('R1')]);
    rmSync(join(cvmfs(), FQRN, 'p'), {recursive: true});
    await publish();
    const gone = await read([found('R1')]);
    expect([gone.names, gone.states, gone.counts]).toEqual([[null], ['missing'], ['read', 1, 1]]);
    expect((await read([found('R1')])).counts).toEqual(['read', 1, 0]);
  });

  test('of a place that is no directory are none, and told', async () => {
    mkdirSync(join(cvmfs(), FQRN, 'p'), {recursive: true});
    writeFileSync(join(cvmfs(), FQRN, 'p/R7'), '');
    const {names, states} = await read([found('R7'), found('R2')]);
    expect(names).toEqual([null, ['ROOT 6.36']]);
    expect(states[0]).toMatch(/^(?:missing|failed ENOTDIR)$/);
  });
});

/** The repository as a client shows it, with a `getfattr` that tells the hashes in a file. */
describe('packages on a client', () => {
  const [A, B, C] = ['a', 'b', 'c'].map(letter => letter.repeat(40)) as [string, string, string];
  const noted = () => {
    const file = join(folder, 'asked');
    const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
    rmSync(file, {force: true});
    return lines;
  };
  /** Hash of the root and of the catalog of each release. */
  const tell = (root: string, catalogs: Readonly<Record<string, string>>) => {
    writeFileSync(join(folder, 'root'), root);
    for (const [release, hash] of Object.entries(catalogs)) writeFileSync(join(folder, `catalog-${release}`), hash);
  };
  const readFrom = (variants: readonly FoundVariant[], changes: Partial<PackageRequest> = {}) =>
    read(variants, {
      launch: {...LAUNCH, getfattr: join(folder, 'getfattr')},
      machine: {
        mounts: [{point: join(cvmfs(), FQRN), type: 'fuse', source: 'cvmfs2', device: '0:50', spreads: true}],
        config: {present: true, repositories: [], configRepository: null, configured: new Set()},
      },
      ...changes,
    });

  beforeEach(() => {
    tell(A, {R1: B, R2: B});
    writeFileSync(
      join(folder, 'getfattr'),
      `#!/bin/sh
# --absolute-names -e text -n NAME -- PATH…
name=$5
shift 6
for path; do
  echo "$name $path" >>'${folder}/asked'
  echo "# file: $path"
  case $name in
    user.root_hash) echo "$name=\\"$(cat '${folder}/root')\\"" ;;
    user.catalog_counters)
      below=\${path#'${cvmfs()}/${FQRN}/p/'}
      file="${folder}/catalog-\${below%%/*}"
      [ ! -e "$file" ] || printf '%s="catalog_hash: %s\\\\012"\\n' "$name" "$(cat "$file")" ;;
  esac
done
`,
      {mode: 0o755},
    );
  });

  test('are read once, and believed as long as the root is the same', async () => {
    const both = [found('R1'), found('R2')];
    const first = await readFrom(both);
    expect(first.counts).toEqual(['read', 2, 2]);
    expect(first.repositories[0]).toMatchObject({freshness: 'hash', rootHash: A});
    noted();
    await publish('R1/late/1');
    const again = await readFrom(both);
    expect(again.counts).toEqual(['read', 2, 0]);
    expect(again.names).toEqual(first.names);
    expect(noted()).toEqual([`user.root_hash ${cvmfs()}/${FQRN}`]);
  });

  test('are read anew where their catalogs are others', async () => {
    const both = [found('R1'), found('R2')];
    await readFrom(both);
    await publish('R1/late/1', 'R2/late/1');
    tell(B, {R2: C});
    const {counts, names} = await readFrom(both);
    expect(counts).toEqual(['read', 2, 1]);
    expect(names).toEqual([
      ['ROOT 6.34', 'fmt 10'],
      ['ROOT 6.36', 'late 1'],
    ]);
    noted();
    expect((await readFrom(both)).counts).toEqual(['read', 2, 0]);
    expect(noted()).toEqual([`user.root_hash ${cvmfs()}/${FQRN}`]);
  });

  test('are not asked for while the repository sleeps with the root that they are of', async () => {
    await readFrom([found('R1')]);
    noted();
    const asleep = await readFrom([found('R1')], {asleep: new Map([[FQRN, A]])});
    expect(asleep.counts).toEqual(['read', 1, 0]);
    expect(asleep.repositories[0]?.rootHash).toBe(A);
    expect(noted()).toEqual([]);
    for (const hash of [B, null]) {
      await readFrom([found('R1')], {asleep: new Map([[FQRN, hash]])});
      expect(noted()).toEqual([`user.root_hash ${cvmfs()}/${FQRN}`]);
    }
    // One of two is not known of that root.
    expect((await readFrom([found('R1'), found('R2')], {asleep: new Map([[FQRN, A]])})).counts).toEqual(['read', 2, 1]);
  });

  test('that fail where no hash tells are read again', async () => {
    tell('', {});
    rmSync(join(folder, 'catalog-R1'));
    mkdirSync(join(cvmfs(), FQRN, 'p'), {recursive: true});
    writeFileSync(join(cvmfs(), FQRN, 'p/R7'), '');
    await readFrom([found('R7'), found('R1')]);
    const {counts, names} = await readFrom([found('R7'), found('R1')]);
    expect(names[1]).toEqual(['ROOT 6.34', 'fmt 10']);
    expect(counts?.[0]).toBe('read');
    expect(counts?.[2]).toBeGreaterThan(0);
  });
});
