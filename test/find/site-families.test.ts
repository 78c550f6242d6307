import {spawn} from 'node:child_process';
import {chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, onTestFinished, test} from 'vitest';
import {openCache} from '../../src/find/cache.ts';
import {
  haveSameFiles,
  parseSiteCopy,
  readSiteFamilies,
  siteCopyFile,
  writeSiteCopy,
  type SiteCopy,
  type SiteRequest,
} from '../../src/find/site-families.ts';
import {deadlineAfter} from '../../src/system/deadline.ts';
import {clock, LAUNCH} from './scene.ts';

const FQRN = 'sw.example.org';
const PLACE = `/cvmfs/${FQRN}/hsf/families`;
const NOW = new Date('2026-11-23T08:00:00.000Z');
let folder = '';
let own = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-site-')));
  own = join(folder, 'cvmfs', FQRN, 'hsf/families');
  mkdirSync(own, {recursive: true});
});
afterEach(() => rmSync(folder, {recursive: true, force: true}));

const request = (changes: Partial<SiteRequest> = {}): SiteRequest => ({
  cvmfs: join(folder, 'cvmfs'),
  place: PLACE,
  cacheDirectory: join(folder, 'cache'),
  deadline: deadlineAfter(20_000, clock),
  launch: LAUNCH,
  now: () => NOW,
  ...changes,
});
const file = (name: string, text: string) => writeFileSync(join(own, name), text);

describe('families of a site on CVMFS are read', () => {
  test('by name, each with its text or with what is wrong', async () => {
    file('b.toml', 'id = "b"');
    file('a.toml', 'id = "a"');
    file('notes.txt', 'no family');
    file('large.toml', '#'.repeat(64 * 1024 + 1));
    file('just.toml', '#'.repeat(64 * 1024));
    mkdirSync(join(own, 'd.toml'));
    symlinkSync('/etc/passwd', join(own, 'out.toml'));
    const reading = await readSiteFamilies(request());
    expect(reading).toMatchObject({status: 'read', copy: {place: PLACE, rootHash: null, readAt: NOW.toISOString()}});
    if (reading.status !== 'read') return;
    const told = reading.copy.files.map(({file: path, text, reason}) => [path, reason ?? text?.slice(0, 8)]);
    expect(told).toEqual([
      [`${PLACE}/a.toml`, 'id = "a"'],
      [`${PLACE}/b.toml`, 'id = "b"'],
      [`${PLACE}/d.toml`, 'This file cannot be read (no regular file).'],
      [`${PLACE}/just.toml`, '########'],
      [`${PLACE}/large.toml`, 'This file is larger than 64 kB.'],
      [`${PLACE}/out.toml`, 'This file is not there.'],
    ]);
    expect(reading.copy.files.map(({text}) => text === null)).toEqual([false, false, true, false, true, true]);
  });

  test('up to a hundred of them, and the first that is left out is told', async () => {
    for (let number = 0; number < 102; number++) file(`f${String(number).padStart(3, '0')}.toml`, '');
    const reading = await readSiteFamilies(request());
    const files = reading.status === 'read' ? reading.copy.files : [];
    expect(files).toHaveLength(101);
    expect(files[99]).toEqual({file: `${PLACE}/f099.toml`, text: ''});
    expect(files[100]).toMatchObject({file: `${PLACE}/f100.toml`, text: null, reason: expect.stringContaining('left out')});
  });

  test('with the root hash from before', async () => {
    const hash = 'c'.repeat(40);
    const getfattr = join(folder, 'getfattr');
    writeFileSync(getfattr, `#!/bin/sh\nprintf %s ${hash}\n`);
    chmodSync(getfattr, 0o755);
    const reading = await readSiteFamilies(request({launch: {...LAUNCH, getfattr}}));
    expect(reading).toMatchObject({status: 'read', copy: {rootHash: hash, files: []}});
  });

  test.each([
    {title: 'a place that is none', place: '/opt/families', reason: 'is no path below /cvmfs'},
    {title: 'a place that is not there', place: `${PLACE}/none`, reason: 'is not there'},
    {title: 'a place that is a file', place: `${PLACE}/plain`, reason: 'cannot be read (ENOTDIR)'},
  ])('or not: $title', async ({place, reason}) => {
    file('plain', '');
    expect(await readSiteFamilies(request({place}))).toEqual({status: 'failed', reason});
  });

  test('or not: a repository whose helper is still stuck', async () => {
    const helper = spawn('sleep', ['60'], {detached: true, stdio: 'ignore'});
    onTestFinished(() => void helper.kill('SIGKILL'));
    openCache(join(folder, 'cache'), join(folder, 'cvmfs')).rememberStuck(FQRN, helper.pid ?? null, NOW);
    expect(await readSiteFamilies(request())).toEqual({
      status: 'failed',
      reason: `cannot be read: ${FQRN} does not answer`,
    });
  });
});

describe('the copy of a site', () => {
  const copy: SiteCopy = {
    place: PLACE,
    rootHash: null,
    readAt: NOW.toISOString(),
    files: [
      {file: 'a.toml', text: ''},
      {file: 'b.toml', text: null, reason: 'It is gone.'},
    ],
  };

  test('comes back as it was written, and lies apart for each root and place', () => {
    const text = writeSiteCopy(request(), copy);
    expect(parseSiteCopy(text, PLACE)).toEqual(copy);
    const places = [request(), request({cvmfs: '/cvmfs'}), request({place: '/cvmfs/other.example.org'})].map(siteCopyFile);
    expect(new Set(places).size).toBe(3);
    expect(places.every(path => path?.startsWith(join(folder, 'cache', 'families')))).toBe(true);
  });

  test('is kept nowhere without a cache, or where it cannot be written', () => {
    expect(siteCopyFile(request({cacheDirectory: null}))).toBeNull();
    expect(writeSiteCopy(request({cacheDirectory: null}), copy)).toBeNull();
    writeFileSync(join(folder, 'cache'), '');
    expect(writeSiteCopy(request(), copy)).toBeNull();
  });

  test.each([
    {title: 'nothing', text: null},
    {title: 'no JSON', text: '{'},
    {title: 'null', text: 'null'},
    {title: 'another place', changes: {place: '/cvmfs/other.example.org'}},
    {title: 'no time', changes: {readAt: undefined}},
    {title: 'no files', changes: {files: 'a.toml'}},
    {title: 'a file that is null', changes: {files: [null]}},
    {title: 'a file without name', changes: {files: [{text: ''}]}},
    {title: 'a file without text', changes: {files: [{file: 'a.toml'}]}},
    {title: 'a reason that is no text', changes: {files: [{file: 'a.toml', text: null, reason: 7}]}},
    {title: 'one such file among good ones', changes: {files: [...copy.files, {file: 7, text: ''}]}},
  ])('is none: $title', ({text, changes}) => {
    expect(parseSiteCopy(text === undefined ? JSON.stringify({...copy, ...changes}) : text, PLACE)).toBeNull();
  });

  test('has no hash where that is no text', () => {
    expect(parseSiteCopy(JSON.stringify({...copy, rootHash: 7}), PLACE)).toEqual(copy);
    expect(parseSiteCopy(JSON.stringify({...copy, rootHash: 'h'}), PLACE)?.rootHash).toBe('h');
  });

  test('is the same as one with the same files', () => {
    expect(haveSameFiles(copy, {...copy, readAt: 'later', rootHash: 'h'})).toBe(true);
    expect(haveSameFiles(copy, {...copy, files: copy.files.slice(1)})).toBe(false);
  });
});
