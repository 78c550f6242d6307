import {spawn} from 'node:child_process';
import {appendFileSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {openCache} from '../../src/find/cache.ts';
import {listRootWith, type RootRequest} from '../../src/find/list-root.ts';
import {timesText} from '../../src/find/packages/place-times.ts';
import {CATALOGUE, lookAtPlaces, NO_PLACES, wantedPlaces, type WantedPlaces} from '../../src/find/places-hold.ts';
import {provenTrace} from '../../src/find/prove-places.ts';
import type {Trace} from '../../src/find/trace.ts';

const MANY = 1001;
const FQRN = 'one.example.org';
let folder = '';
let root = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-places-')));
  root = join(folder, 'cvmfs');
  mkdirSync(join(root, FQRN), {recursive: true});
  for (let index = 0; index < MANY; index++) writeFileSync(join(root, FQRN, `list ${index}`), '');
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

const launch = (sh = '/bin/sh') => ({node: process.execPath, scout: '', getfattr: null, sh});
const looking = () => ({root, launch: launch(), limitMs: 20_000});

/** A proof of all files, in a file, behind something else. */
async function proof(): Promise<WantedPlaces> {
  const paths = Array.from({length: MANY}, (_, index) => `${FQRN}/list ${index}`);
  const seen = paths.map(path => {
    const {mtimeNs, ctimeNs} = statSync(join(root, path), {bigint: true});
    return [path, timesText(mtimeNs, ctimeNs)] as const;
  });
  const trace: Trace = {
    root,
    kind: {automounted: false, real: false, local: true},
    config: '',
    listed: [FQRN],
    repositories: [],
    askedAnyway: [],
    limitMs: 20_000,
  };
  const proven = await provenTrace(trace, new Map([[FQRN, new Map(seen)]]), launch());
  const file = join(folder, 'memory');
  writeFileSync(file, 'head\n');
  for (const part of proven?.proof ?? []) appendFileSync(file, part.paths);
  const parts = (proven?.proof ?? []).map(({about, sum, paths: {length}}) => ({about, sum, length}));
  return wantedPlaces({file, start: 5, parts}, about => about !== CATALOGUE);
}

function request(sh?: string): RootRequest {
  return {
    root,
    kind: {automounted: false, real: false, local: true, mounted: []},
    launch: launch(sh),
    cache: openCache(join(folder, 'cache'), root),
    watched: [{fqrn: FQRN, watched: []}],
    limitMs: sh === undefined ? 20_000 : 300,
    now: () => new Date(),
  };
}

describe('many places', () => {
  test('hold as long as none of them changed', async () => {
    const places = await proof();
    expect(places.parts.length).toBe(1);
    expect(await lookAtPlaces(places, looking(), true)).toEqual({names: [FQRN, ''], hold: true, stalled: null});
    appendFileSync(join(root, FQRN, 'list 500'), 'more');
    expect(await lookAtPlaces(places, looking(), true)).toEqual({names: [FQRN, ''], hold: false, stalled: null});
  });

  test('do not hold once one is gone, or their root, or what says which they are', async () => {
    const places = await proof();
    expect((await lookAtPlaces({...places, file: join(folder, 'none')}, looking(), false)).hold).toBe(false);
    rmSync(join(root, FQRN, 'list 1000'));
    expect((await lookAtPlaces(places, looking(), false)).hold).toBe(false);
    rmSync(root, {recursive: true});
    expect(await lookAtPlaces(places, looking(), true)).toEqual({names: null, hold: false, stalled: null});
    // Not even where there is nothing to compare.
    expect((await lookAtPlaces(NO_PLACES, looking(), true)).hold).toBe(false);
  });

  test('are looked at with the root by one helper', async () => {
    const {listing, hold} = await listRootWith(await proof(), request());
    expect(hold).toBe(true);
    expect(listing.state).toBe('ready');
    expect(listing.changed.get(FQRN)?.size).toBe(0);
    mkdirSync(join(root, 'two.example.org'));
    expect((await listRootWith(await proof(), request())).listing.names).toContain('two.example.org');
  });

  test('that do not answer are noted', async () => {
    const places = await proof();
    const stuck = join(folder, 'stuck');
    writeFileSync(stuck, '#!/bin/sh\nexec sleep 30\n', {mode: 0o755});
    expect(await listRootWith(places, request(stuck))).toMatchObject({listing: {state: 'hung'}, hold: false});
    expect(readdirSync(join(folder, 'cache/hung'), {recursive: true}).map(name => basename(String(name)))).toContain('.root');
  });

  test('get no second helper while one waits for them', async () => {
    const places = await proof();
    const waiting = spawn('sleep', ['30'], {detached: true, stdio: 'ignore'});
    try {
      const asked = request();
      asked.cache.rememberStuck('.watched', waiting.pid ?? null, new Date());
      expect(await listRootWith(places, asked)).toMatchObject({listing: {state: 'hung'}, hold: false});
    } finally {
      waiting.kill('SIGKILL');
    }
  });
});
