import {mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, truncateSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {zstdCompressSync, zstdDecompressSync} from 'node:zlib';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {
  formatLists,
  openPackageCache,
  parseLists,
  type KeptList,
  type KeptLists,
} from '../../../src/find/packages/package-cache.ts';

const FQRN = 'sft.cern.ch';
const packageNamed = (name: string, version = '1', category: string | null = null) => ({name, version, category});
const list = (changes: Partial<KeptList> = {}): KeptList => ({
  status: 'read',
  packages: [packageNamed('ROOT', '6.34'), packageNamed('fmt', '10'), packageNamed('ROOT', '6.32')],
  left: 0,
  freshness: 'times',
  rootHash: null,
  readAt: '2026-11-23T08:00:00.000Z',
  places: [],
  ...changes,
});

describe('package lists as text', () => {
  const lists: KeptLists = new Map([
    ['a', list()],
    ['the same again', list({left: 3, status: 'partly'})],
    ['none', list({packages: [], status: 'failed EACCES'})],
    [
      'other order',
      list({packages: [packageNamed('ROOT', '6.32'), packageNamed('ROOT', '6.34'), packageNamed('x', '1', 'sci')]}),
    ],
    [
      'by hash',
      list({
        freshness: 'hash',
        rootHash: 'a'.repeat(40),
        places: [
          ['sft.cern.ch/x', 'c'],
          ['sft.cern.ch/y', null],
        ],
      }),
    ],
    ['by age', list({freshness: 'age'})],
  ]);

  test('come back as they were', () => expect(parseLists(formatLists(lists, FQRN), FQRN)).toEqual(lists));

  test('say the same thing once', () => {
    const {rows, contents} = JSON.parse(zstdDecompressSync(formatLists(lists, FQRN)).toString()) as Record<string, unknown[]>;
    expect(rows).toHaveLength(4);
    // Three lists of packages and the empty one.
    expect(contents).toHaveLength(3);
  });

  test('are those of one repository', () => expect(parseLists(formatLists(lists, FQRN), 'other.cern.ch')).toBeNull());

  const whole = {
    format: 1,
    fqrn: FQRN,
    rows: [['ROOT', '6.34']],
    contents: ['0', ''],
    lists: [['a', 'read', 0, 0, 'times', null, 'day', ['p', 'k']]],
  };
  const changed = (number: number, value: unknown) => ({lists: [whole.lists[0]!.with(number, value as never)]});
  const parsed = (data: object) => parseLists(zstdCompressSync(JSON.stringify({...whole, ...data})), FQRN);
  test('are read where all is right', () => expect(parsed({})?.get('a')?.packages).toEqual([packageNamed('ROOT', '6.34')]));
  test.each([
    {title: 'of another format', data: {format: 2}},
    {title: 'with a package without name', data: {rows: [['', '6.34']]}},
    {title: 'with a package that is not there', data: {contents: ['1']}},
    {title: 'with contents that are not there', data: changed(2, 2)},
    {title: 'with a key that is no text', data: changed(0, 7)},
    {title: 'with a status that is no text', data: changed(1, null)},
    {title: 'with a number that is none', data: changed(3, '0')},
    {title: 'with a number below zero', data: changed(3, -1)},
    {title: 'with a number that is not whole', data: changed(3, 0.5)},
    {title: 'with a freshness of another kind', data: changed(4, 'luck')},
    {title: 'with a hash that is no text', data: changed(5, 7)},
    {title: 'with a time that is no text', data: changed(6, 7)},
    {title: 'with a place that is no text', data: changed(7, [1, 'k'])},
    {title: 'with a key of a place that is no text', data: changed(7, ['p', 1])},
    {title: 'without lists', data: {lists: null}},
  ])('$title are damaged as a whole', ({data}) => expect(parsed(data)).toBeNull());
  test('that are no such file are damaged', () => expect(parseLists(Buffer.from('{}'), FQRN)).toBeNull());
});

describe('the cache of package lists', () => {
  let directory = '';
  beforeEach(() => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-lists-')));
  });
  afterEach(() => rmSync(directory, {recursive: true, force: true}));

  const early = list({readAt: '2026-11-23T07:00:00.000Z'});
  const late = list({readAt: '2026-11-23T09:00:00.000Z', left: 1});
  const cacheOf = (root = '/cvmfs') => openPackageCache(directory, root);
  const fileIn = () => {
    const name = readdirSync(directory, {recursive: true, encoding: 'utf8'}).find(one => one.endsWith('.zst')) ?? '';
    return join(directory, name);
  };

  test('has what another launcher wrote, and the later reading of each', () => {
    cacheOf().write(
      FQRN,
      new Map([
        ['a', early],
        ['b', late],
      ]),
      null,
    );
    cacheOf().write(
      FQRN,
      new Map([
        ['a', late],
        ['b', early],
        ['c', early],
      ]),
      null,
    );
    expect(cacheOf().read(FQRN)).toEqual(
      new Map([
        ['a', late],
        ['b', late],
        ['c', early],
      ]),
    );
    expect(cacheOf('/other').read(FQRN).size).toBe(0);
    expect(cacheOf().read('other.cern.ch').size).toBe(0);
  });

  test('takes the reading of the same moment that comes last', () => {
    cacheOf().write(FQRN, new Map([['a', early]]), null);
    cacheOf().write(FQRN, new Map([['a', {...early, left: 7}]]), null);
    expect(cacheOf().read(FQRN).get('a')?.left).toBe(7);
  });

  test('drops what cannot be asked for any more', () => {
    cacheOf().write(
      FQRN,
      new Map([
        ['a', early],
        ['b', early],
      ]),
      null,
    );
    cacheOf().write(FQRN, new Map([['c', early]]), new Set(['b', 'c']));
    expect([...cacheOf().read(FQRN).keys()]).toEqual(['b', 'c']);
  });

  test.each([
    {title: 'damaged', spoil: (file: string) => writeFileSync(file, readFileSync(file).subarray(9))},
    {title: 'larger than any such file', spoil: (file: string) => truncateSync(file, 64 * 1024 * 1024 + 1)},
    {
      title: 'a directory',
      spoil: (file: string) => {
        rmSync(file);
        mkdirSync(file);
      },
    },
  ])('is empty where its file is $title', ({spoil}) => {
    cacheOf().write(FQRN, new Map([['a', early]]), null);
    spoil(fileIn());
    expect(cacheOf().read(FQRN)).toEqual(new Map());
  });

  test('is empty without a directory, and keeps nothing', () => {
    const none = openPackageCache(null, '/cvmfs');
    none.write(FQRN, new Map([['a', early]]), null);
    expect(none.read(FQRN)).toEqual(new Map());
    expect(readdirSync(dirname(directory)).filter(name => name === 'null')).toEqual([]);
  });
});
