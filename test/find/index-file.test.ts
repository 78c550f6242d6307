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
