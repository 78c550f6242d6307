import {spawn} from 'node:child_process';
import {mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
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
});
