import {describe, expect, it} from 'vitest';
import {formatIndex, parseIndex, type RepositoryIndex} from '../../src/find/index-file.ts';
import {emptyMemo} from '../../src/find/memo.ts';
import {catalogHash, parseGetfattr} from '../../src/find/parse-getfattr.ts';
import {stampOfLine, stampOfTimes} from '../../src/find/stamp.ts';

function index(): RepositoryIndex {
  const memo = emptyMemo();
  memo.directories.set('', {key: null, content: ['a/', 'b//../x']});
  memo.directories.set('__proto__', {key: 'k', content: 'missing'});
  memo.directories.set('2017', {key: 'k', content: {failed: 'EIO'}});
  memo.directories.set('old', {key: null, content: ['x/'], failed: 'EACCES'});
  memo.checks.set('constructor', 'file').set('m', 'missing').set('__proto__', 'outside').set('f', 'failed EIO');
  return {
    fqrn: 'sft.cern.ch',
    freshness: 'hash',
    checkMarkers: true,
    revision: 7,
    rootHash: 'a'.repeat(40),
    scannedAt: null,
    triedAt: '2026-11-22T10:00:00.000Z',
    memo,
    watches: new Map([['m', {directory: 'sft.cern.ch', key: 'k'}]]),
  };
}

describe('the index file', () => {
  it('comes back as it was written, hostile names included', () => {
    const parsed = parseIndex(formatIndex(index()), 'sft.cern.ch');
    if (parsed.status !== 'index') throw new Error(parsed.status);
    const {memo, ...rest} = parsed.index;
    const {memo: written, ...wanted} = index();
    expect(rest).toEqual(wanted);
    // Names that are numbers move to the front in JSON, and no order is needed.
    expect(new Map([...memo.directories].toSorted())).toEqual(new Map([...written.directories].toSorted()));
    expect(memo.checks).toEqual(written.checks);
  });

  it('is damaged wherever it is cut off', () => {
    const text = formatIndex(index());
    for (let length = 0; length < text.length - 2; length += 7) {
      expect(parseIndex(text.slice(0, length), 'sft.cern.ch').status).toBe('damaged');
    }
  });

  const good = JSON.parse(formatIndex(index())) as {readonly format: number};
  const parsed = (changes: object) => parseIndex(JSON.stringify({...good, ...changes}), 'sft.cern.ch');
  it('is read again from the same data', () => expect(parsed({}).status).toBe('index'));
  it.each([
    {title: 'no freshness', changes: {freshness: 'luck'}},
    {title: 'markers that are neither', changes: {checkMarkers: 1}},
    {title: 'no time', changes: {triedAt: null}},
    {title: 'a revision that is no number', changes: {revision: '7'}},
    {title: 'a revision that is part of one', changes: {revision: 7.5}},
    {title: 'a hash that is no text', changes: {rootHash: 7}},
    {title: 'a time of the scan that is none', changes: {scannedAt: 7}},
    {title: 'directories that are none', changes: {directories: []}},
    {title: 'no checks', changes: {checks: null}},
    {title: 'no watches', changes: {watches: 'x'}},
    {title: 'a directory that is none', changes: {directories: {a: {}}}},
    {title: 'a directory with a key that is no text', changes: {directories: {a: [1, []]}}},
    {title: 'a directory with entries that are no text', changes: {directories: {a: [null, ['b', 1]]}}},
    {title: 'a directory that failed without a reason', changes: {directories: {a: [null, {failed: 1}]}}},
    {title: 'a directory of another kind', changes: {directories: {a: [null, 'gone']}}},
    {title: 'a directory with more that is no record', changes: {directories: {a: [null, [], 'x']}}},
    {title: 'too few times of entries', changes: {directories: {a: [null, ['b', 'c'], {times: [1]}]}}},
    {title: 'a time before all time', changes: {directories: {a: [null, ['b'], {times: [-1]}]}}},
    {title: 'a time that no date can show', changes: {directories: {a: [null, ['b'], {times: [8.64e12]}]}}},
    {title: 'a time that is a text', changes: {directories: {a: [null, ['b'], {times: ['1']}]}}},
    {title: 'a check that is no text', changes: {checks: {a: 1}}},
    {title: 'a watch that is none', changes: {watches: {a: 'b'}}},
    {title: 'a watch without a directory', changes: {watches: {a: [null, null]}}},
    {title: 'a watch with a key that is no text', changes: {watches: {a: ['b', 1]}}},
    {title: 'a format that is no number', changes: {format: '1'}},
  ])('is damaged with $title', ({changes}) => expect(parsed(changes)).toEqual({status: 'damaged'}));

  it('takes no number that is more than any for a count', () => {
    const text = (revision: string, unnamed: string) =>
      JSON.stringify({...good, revision: 1, directories: {a: ['k', [], {unnamed: 2}]}})
        .replace('"revision":1', `"revision":${revision}`)
        .replace('"unnamed":2', `"unnamed":${unnamed}`);
    const countIn = (read: ReturnType<typeof parseIndex>) =>
      read.status === 'index' ? read.index.memo.directories.get('a') : read.status;
    expect(countIn(parseIndex(text('1', '2'), 'sft.cern.ch'))).toEqual({key: 'k', content: [], unnamed: 2});
    expect(countIn(parseIndex(text('1', '1e999'), 'sft.cern.ch'))).toEqual({key: 'k', content: []});
    expect(parseIndex(text('1e999', '2'), 'sft.cern.ch')).toEqual({status: 'damaged'});
  });

  it('is of another version, whatever else it says', () => {
    expect(parsed({format: good.format + 1, fqrn: 7})).toEqual({status: 'other-format'});
  });
  it.each(['null', '7', '[]', '"a"', '', '{"fqrn":"sft.cern.ch"}'])('is none of ours: %s', text => {
    expect(parseIndex(text, 'sft.cern.ch')).toEqual({status: 'damaged'});
  });

  it('keeps what is rare, and forgets what it does not know', () => {
    const directories = {
      a: ['k', ['b'], {failed: 'EIO', unnamed: 2, times: [0], only: 'x*', more: 1}],
      b: [null, 'missing', {failed: 1, unnamed: 'x', only: 1}],
      c: [null, ['b'], {failed: 1, unnamed: 'x', only: 1}],
    };
    const read = parsed({directories, checks: {a: 'failed EIO', b: 'something new'}});
    if (read.status !== 'index') throw new Error(read.status);
    expect(read.index.memo.directories).toEqual(
      new Map([
        ['a', {key: 'k', content: ['b'], failed: 'EIO', unnamed: 2, times: [0], only: 'x*'}],
        ['b', {key: null, content: 'missing'}],
        ['c', {key: null, content: ['b']}],
      ]),
    );
    expect(read.index.memo.checks).toEqual(
      new Map([
        ['a', 'failed EIO'],
        ['b', 'failed unknown'],
      ]),
    );
  });

  it('is no other repository’s', () => {
    expect(parseIndex(formatIndex(index()), 'other.cern.ch').status).toBe('damaged');
  });
});

describe('times of a directory', () => {
  it('are the same from the system and from the stat program', () => {
    expect(stampOfLine('2026-11-22 11:45:20.004037212 +0000 2026-11-22 11:45:21.000000001 +0000')).toBe(
      stampOfTimes(1795347920004037212n, 1795347921000000001n),
    );
  });

  it('differ by a nanosecond', () => {
    expect(stampOfTimes(1n, 2n)).not.toBe(stampOfTimes(2n, 1n));
    expect(stampOfTimes(1795347920004037212n, 5n)).not.toBe(stampOfTimes(1795347920004037213n, 5n));
  });

  it('are unknown where stat says something else', () => {
    expect(stampOfLine('- -')).toBeNull();
  });
});

describe('getfattr', () => {
  it('is understood with its escapes', () => {
    const text = '# file: /cvmfs/a b\\012c\\134\nuser.x="1\\0122\\"3"\n\n# file: /d\nuser.y="no"\nuser.x=""\n';
    expect([...parseGetfattr(text, 'user.x')]).toEqual([
      ['/cvmfs/a b\nc\\', '1\n2"3'],
      ['/d', ''],
    ]);
  });

  it('gives the hash of the catalog', () => {
    const hash = 'ab'.repeat(20);
    expect(catalogHash(`catalog_revision: 1\ncatalog_hash: ${hash}\ncatalog_mountpoint: /lcg\n`)).toBe(hash);
    expect(catalogHash('nonsense')).toBeNull();
  });
});
