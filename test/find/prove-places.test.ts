import {appendFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {changeText, timesOf, timesText} from '../../src/find/packages/place-times.ts';
import {CATALOGUE} from '../../src/find/places-hold.ts';
import {provenTrace, seePlaces, timesNow, withPlaces} from '../../src/find/prove-places.ts';
import {stampOfTimes} from '../../src/find/stamp.ts';
import type {Trace} from '../../src/find/trace.ts';

const FQRN = 'one.example.org';
const LAUNCH = {node: process.execPath, scout: '', getfattr: null, sh: '/bin/sh'};
let root = '';
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-prove-')));
  mkdirSync(join(root, FQRN));
  for (let index = 0; index < 120; index++) writeFileSync(join(root, FQRN, `file ${index}`), '');
});
afterAll(() => rmSync(root, {recursive: true, force: true}));

const looking = () => ({root, launch: LAUNCH, limitMs: 20_000});
const PATHS = [FQRN, `${FQRN}/file 0`, `${FQRN}/file 1`];
const manyPaths = Array.from({length: 120}, (_, index) => `${FQRN}/file ${index}`);
const own = (path: string) => statSync(join(root, path), {bigint: true});
const textOf = (path: string) => timesText(own(path).mtimeNs, own(path).ctimeNs);
const later = () => new Date(Date.now() + 60_000);

const traceOf = (...watched: Trace['repositories'][number]['watched']): Trace => ({
  root,
  kind: {automounted: false, real: false, local: true},
  config: '',
  listed: [FQRN],
  repositories: [
    {
      fqrn: FQRN,
      freshness: 'times',
      checkMarkers: true,
      rootHash: null,
      scannedAt: null,
      triedAt: '',
      beginning: '',
      rest: null,
      watched,
    },
  ],
  askedAnyway: [],
  limitMs: 20_000,
});
const watchedOf = (path: string) => ({directory: path, key: stampOfTimes(own(path).mtimeNs, own(path).ctimeNs)});

describe('places', () => {
  test('are seen with their times', async () => {
    const is = new Map(PATHS.map(path => [path, textOf(path)]));
    expect(await timesNow(PATHS, looking())).toEqual(is);
    expect(await seePlaces(PATHS, later(), looking())).toEqual(is);
    expect(await timesNow([], looking())).toEqual(new Map());
    expect(await seePlaces([], new Date(0), looking())).toEqual(new Map());
  });

  test('that are gone prove nothing, and have no times', async () => {
    const some = [...PATHS, `${FQRN}/none`];
    expect(await seePlaces(some, later(), looking())).toBeNull();
    expect([...(await timesNow(some, looking())).keys()]).toEqual(PATHS);
    expect(await seePlaces(PATHS, later(), {...looking(), root: `${root}/none`})).toBeNull();
  });

  test('that changed since they were asked for prove nothing', async () => {
    const path = `${FQRN}/file 2`;
    appendFileSync(join(root, path), 'more');
    const at = Number(own(path).ctimeNs / 1_000_000n);
    expect(await seePlaces([path], new Date(at - 1), looking())).toBeNull();
    // A tick of the clock is not enough.
    expect(await seePlaces([path], new Date(at + 15), looking())).toBeNull();
    expect(await seePlaces([path], new Date(at + 25), looking())).toEqual(new Map([[path, textOf(path)]]));
  });
});

describe('a trace', () => {
  test('watches a few places by itself', async () => {
    const proven = await provenTrace(traceOf(watchedOf(FQRN)), new Map([[FQRN, await timesNow(PATHS, looking())]]), LAUNCH);
    expect(proven).toEqual({trace: traceOf(watchedOf(FQRN), ...PATHS.map(watchedOf)), proof: []});
  });

  test('leaves many to a proof, its own included', async () => {
    const proven = await provenTrace(traceOf(watchedOf(FQRN)), new Map([[FQRN, await timesNow(manyPaths, looking())]]), LAUNCH);
    expect(proven?.trace).toEqual(traceOf());
    const proof = proven?.proof.map(({about, paths}) => [about, gunzipSync(paths).toString().split('\0').slice(0, -1)]);
    expect(proof).toEqual([
      [CATALOGUE, [FQRN]],
      [FQRN, manyPaths],
    ]);
    expect(new Set(proven?.proof.map(({sum}) => sum)).size).toBe(2);
  });

  test('is not proved where what it watches is not as it was read', async () => {
    const many = new Map([[FQRN, await timesNow(manyPaths, looking())]]);
    expect(await provenTrace(traceOf({directory: FQRN, key: 'other'}), many, LAUNCH)).toBeNull();
    expect(await provenTrace(traceOf({directory: `${FQRN}/none`, key: 'x'}), many, LAUNCH)).toBeNull();
    expect(await provenTrace(traceOf({directory: FQRN, key: null}), many, LAUNCH)).toBeNull();
  });

  test('is not proved by times that are none', async () => {
    const times = new Map([...(await timesNow(manyPaths, looking())), [FQRN, '?']]);
    expect(await provenTrace(traceOf(), new Map([[FQRN, times]]), LAUNCH)).toBeNull();
    expect(withPlaces(traceOf(), new Map([[FQRN, new Map([[FQRN, '?']])]])).repositories[0]?.watched).toEqual([
      {directory: FQRN, key: null},
    ]);
  });

  test('takes places of its own repositories only', () => {
    expect(withPlaces(traceOf(), new Map([['other.org', new Map([['other.org', '1']])]]))).toEqual(traceOf());
  });
});

describe('times as text', () => {
  test.each([
    {modified: 0n, changed: 0n, change: '0.000000000'},
    {modified: 1795347920004037212n, changed: 1795347920004037212n, change: '1795347920.004037212'},
    {modified: 1n, changed: 1795347921000000001n, change: '1795347921.000000001'},
  ])('$modified $changed', ({modified, changed, change}) => {
    const text = timesText(modified, changed);
    expect(timesOf(text)).toEqual({modified, changed});
    expect(changeText(text)).toBe(change);
  });
  test.each(['', 'X', '1 X', '1 ', 'a'.repeat(14), '-1'])('"%s" is none', text => {
    expect([timesOf(text), changeText(text)]).toEqual([null, null]);
  });
});
