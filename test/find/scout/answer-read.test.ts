import {mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {answer} from '../../../src/find/scout/answer.ts';
import type {AttributeRequest, ReadRequest, ScoutAnswer} from '../../../src/find/scout/protocol.ts';

const FQRN = 'a.example.org';
const OTHER = 'b.example.org';
/** Longer than a directory is called restless (25 ms). */
const SETTLED_MS = 60;

let root: string;
const at = (...path: readonly string[]) => join(root, FQRN, ...path);
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hsf-scout-'));
  mkdirSync(at('d/e'), {recursive: true});
  mkdirSync(join(root, OTHER, 'x'), {recursive: true});
  writeFileSync(at('d/file'), '');
  symlinkSync('e', at('d/link'));
  symlinkSync('/etc', at('d/out'));
  symlinkSync('none', at('d/dangling'));
  symlinkSync('circle', at('d/circle'));
  symlinkSync(`/cvmfs/${OTHER}/x`, at('across'));
  symlinkSync('d', at('other-d'));
});
afterEach(() => rmSync(root, {recursive: true, force: true}));

function read(request: Partial<ReadRequest>): readonly ScoutAnswer[] {
  const lines: ScoutAnswer[] = [];
  const nothing = {directories: [], checks: [], timed: [], times: false};
  answer(root, {ask: 'read', repository: FQRN, known: [FQRN, OTHER], ...nothing, ...request}, line => void lines.push(line));
  return lines;
}

describe('a scout that reads directories', () => {
  test.each([
    ['d', ['circle//circle', 'dangling//none', 'e/', 'file', 'link//e', 'out///etc']],
    ['d/link', []],
    ['across', []],
    ['none', 'missing'],
    ['none/deeper', 'missing'],
    ['d/file', 'missing'],
    ['d/dangling', 'missing'],
    ['d/circle', {failed: 'ELOOP'}],
    ['d/out', {failed: 'leads out of the repository'}],
  ])('says of %s what is in it', (path, content) => {
    expect(read({directories: [path]})).toEqual([{directory: path, memo: {key: null, content}}]);
  });

  test('tells times of entries where they are asked for', () => {
    utimesSync(at('d/e'), 0, 1234567);
    utimesSync(at('d/file'), 0, 89.9);
    const [told] = read({directories: ['d', 'd/e'], timed: ['d']});
    if (told === undefined || !('directory' in told)) throw new Error();
    expect(told.memo.times?.slice(2, 4)).toEqual([1234567, 89]);
    // Of a link itself, not of what it leads to.
    expect(told.memo.times?.[4]).toBeGreaterThan(1_700_000_000);
    const [, plain] = read({directories: ['d', 'd/e'], timed: ['d']});
    expect(plain).toEqual({directory: 'd/e', memo: {key: null, content: []}});
  });
});

describe('a scout that looks at paths', () => {
  test.each([
    ['d', 'directory'],
    ['', 'directory'],
    ['d/file', 'file'],
    ['d/link', 'directory'],
    ['across', 'directory'],
    ['none', 'missing'],
    ['d/file/deeper', 'missing'],
    ['d/dangling', 'missing'],
    ['d/circle', 'failed ELOOP'],
    ['d/out', 'outside'],
  ])('says what %j is', (path, kind) => {
    expect(read({checks: [path]})).toEqual([{check: path, kind}]);
  });

  test('goes on in the order of the question, directories first', () => {
    expect(read({checks: ['none', 'd'], directories: ['d/e', '']}).map(line => Object.values(line)[0])).toEqual([
      'd/e',
      '',
      'none',
      'd',
    ]);
  });
});

describe('keys of directories', () => {
  const keyOf = (line: ScoutAnswer | undefined) => (line !== undefined && 'directory' in line ? line.memo.key : undefined);
  const watchOf = (line: ScoutAnswer | undefined) => (line !== undefined && 'watch' in line ? line.watch : undefined);

  test('change with what is in them, and are none for a moment after that', async () => {
    expect(keyOf(read({directories: ['d/e'], times: true})[0])).toBeNull();
    await delay(SETTLED_MS);
    const first = keyOf(read({directories: ['d/e'], times: true})[0]);
    expect(first).toEqual(expect.stringMatching(/^[0-9a-z]{8,}$/));
    expect(keyOf(read({directories: ['d/e'], times: true})[0])).toBe(first);
    writeFileSync(at('d/e/new'), '');
    expect(keyOf(read({directories: ['d/e'], times: true})[0])).toBeNull();
    await delay(SETTLED_MS);
    expect(keyOf(read({directories: ['d/e'], times: true})[0])).not.toBe(first);
  });

  test('are of what a link leads to, which is watched in its place', async () => {
    await delay(SETTLED_MS);
    const [own, linked, across, top] = read({directories: ['d/e', 'other-d/link', 'across', ''], times: true});
    expect(keyOf(linked)).toBe(keyOf(own));
    expect([own, linked, across, top].map(watchOf)).toEqual([undefined, `${FQRN}/d/e`, `${OTHER}/x`, undefined]);
  });

  test('are of the nearest directory above what is missing, or leads out', async () => {
    await delay(SETTLED_MS);
    const [d, none, out, circle] = read({directories: ['d', 'd/none/deeper', 'd/out', 'd/circle'], times: true});
    expect(none).toMatchObject({memo: {key: keyOf(d), content: 'missing'}, watch: `${FQRN}/d`});
    expect(out).toMatchObject({memo: {key: keyOf(d), content: {failed: expect.any(String)}}, watch: `${FQRN}/d`});
    expect(circle).toMatchObject({watch: expect.stringContaining(FQRN)});
  });

  test('of what is missing are told for paths as well', async () => {
    await delay(SETTLED_MS);
    const d = keyOf(read({directories: ['d'], times: true})[0]);
    const top = keyOf(read({directories: [''], times: true})[0]);
    expect(read({checks: ['d/none', 'd/none/deeper', 'none', 'other-d/none', 'd/file'], times: true})).toEqual([
      {check: 'd/none', kind: 'missing', key: d},
      {check: 'd/none/deeper', kind: 'missing', key: d, watch: `${FQRN}/d`},
      {check: 'none', kind: 'missing', key: top},
      {check: 'other-d/none', kind: 'missing', key: d, watch: `${FQRN}/d`},
      {check: 'd/file', kind: 'file'},
    ]);
  });
});

describe('a scout that asks for attributes', () => {
  const asked = () => join(root, 'asked');
  const ask = (request: Partial<AttributeRequest>) => {
    const lines: ScoutAnswer[] = [];
    const getfattr = join(root, 'getfattr');
    // Its value is the number of the call; what ends in "without" has none.
    writeFileSync(
      getfattr,
      `#!/bin/sh
echo "$*" >>'${asked()}'
shift 6
for path; do
  case $path in *without) continue ;; esac
  [ -e "$path" ] || continue
  printf '# file: %s\\nuser.x="%s"\\n' "$path" "\${path##*/} of $#"
done
`,
      {mode: 0o755},
    );
    answer(
      root,
      {ask: 'attributes', repository: FQRN, known: [FQRN, OTHER], getfattr, name: 'user.x', paths: [], ...request},
      line => void lines.push(line),
    );
    return lines;
  };

  test('tells them by path, of what is missing that of the nearest directory, and nothing of what leads out', () => {
    mkdirSync(at('without'));
    const paths = ['', 'd', 'd/link', 'd/none/deeper', 'd/out', 'd/circle', 'without', 'across'];
    expect(ask({paths})).toEqual([
      {attributes: {'': `${FQRN} of 5`, d: 'd of 5', 'd/link': 'e of 5', 'd/none/deeper': 'd of 5', across: 'x of 5'}},
    ]);
  });

  test('asks for nothing of a repository that is missing', () => {
    rmSync(at(), {recursive: true});
    expect(ask({paths: ['']})).toEqual([{attributes: {}}]);
  });

  test('asks for none without paths, and gets none without the program', () => {
    expect(ask({paths: []})).toEqual([{attributes: {}}]);
    expect(ask({paths: ['d'], getfattr: '/nowhere/getfattr'})).toEqual([{attributes: {}}]);
  });

  test('asks for many in batches that the system takes', () => {
    const long = 'n'.repeat(200);
    const paths = Array.from({length: 300}, (_, index) => `d/${long}${index}`);
    for (const path of paths) mkdirSync(at(path));
    const [told] = ask({paths});
    if (told === undefined || !('attributes' in told)) throw new Error();
    expect(Object.keys(told.attributes)).toEqual(paths);
    const counts = new Set(Object.values(told.attributes).map(value => Number(value.split(' of ')[1])));
    expect(readFileSync(asked(), 'utf8').trim().split('\n').length).toBeGreaterThan(1);
    expect(Math.max(...counts) * 3 * (root.length + long.length)).toBeLessThan(110_000);
  });
});
