import fc from 'fast-check';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {makeTable} from '../../src/commands/make-table.ts';
import {packageWordsOf, wordsOf} from '../../src/commands/picker-package-words.ts';
import {rememberSearch} from '../../src/commands/search-memory.ts';
import {KNOWN} from '../../src/commands/search-table.ts';
import type {Package} from '../../src/find/packages/package.ts';
import {stackTable} from '../../src/choose/stack-table.ts';
import type {Stack} from '../../src/choose/stack.ts';
import {HOST, smallCatalogue} from '../tui/fixtures/catalogue.ts';
import {layoutWith} from '../rig/layout.ts';

const PACKAGES = layoutWith({
  packages: {format: 'names', directory: '', files: '*', cache: null, select: {}, whole: null, name: null, version: ''} as never,
});

/** The catalogue with lists for all but images. */
const STACKS: readonly Stack[] = smallCatalogue().map(stack => ({
  ...stack,
  variants: stack.variants.map(variant =>
    variant.found.entry.kind === 'image' ? variant : {...variant, found: {...variant.found, layout: PACKAGES}},
  ) as unknown as Stack['variants'],
}));
const VARIANTS = STACKS.flatMap(({variants}) => variants);
const TABLE = stackTable(STACKS, HOST);

const packageOf = fc.record({
  name: fc.constantFrom('ROOT', 'RooFit', 'Geant4', 'gcc'),
  version: fc.constantFrom('6.34.04', '6.30', 'v11.2', '13'),
  category: fc.constant(null),
});

function searchedIn(stacks: readonly Stack[], lists: readonly (readonly Package[])[]) {
  const addresses = stacks.flatMap(({variants}) => variants.map(({address}) => address));
  return makeTable({
    stacks,
    host: HOST,
    lists: new Map(
      addresses.map((address, at) => [
        address,
        {key: `list ${at % lists.length}`, known: KNOWN.whole, packages: lists[at % lists.length]!},
      ]),
    ),
  });
}

test('says of every variant what its list says', () =>
  fc.assert(
    fc.property(
      fc.array(fc.array(packageOf, {maxLength: 4}), {minLength: 1, maxLength: 7}),
      fc.constantFrom('root', 'roo', 'roofit', 'gean', 'gcc', 'none'),
      fc.constantFrom(null, '6.3', '6.34', '11', '13', '2'),
      (lists, name, version) => {
        const words = wordsOf(TABLE, searchedIn(STACKS, lists));
        const names = new Set(lists.flat().map(one => one.name.toLowerCase()));
        const has = VARIANTS.map((variant, at) => {
          if (variant.found.entry.kind === 'image') return null;
          const isCalled = (own: string) => (names.has(name) ? own === name : own.startsWith(name));
          const fits = (own: string) => version === null || own.startsWith(version) || own.startsWith(`v${version}`);
          return lists[at % lists.length]!.find(one => isCalled(one.name.toLowerCase()) && fits(one.version)) ?? null;
        });
        const column = words.withPackage(name, version);
        const isKnown = [...names].some(one => one === name || one.startsWith(name));
        if (words.called(name) === null) expect([isKnown, column]).toEqual([false, null]);
        else expect([...column!]).toEqual(has.map(one => Number(one !== null)));
        for (const [variant, one] of has.entries()) expect(words.versionAt(variant, name, version) !== null).toBe(one !== null);
      },
    ),
    {numRuns: 200},
  ));

test('what has gone since is left out, and what came says nothing', () => {
  const known = searchedIn(STACKS, [[{name: 'ROOT', version: '6.34.04', category: null}]]);
  const [first, ...others] = STACKS;
  const changed = [...others, {...first!, address: 'lcg/LCG_108'}];
  const table = stackTable(changed, HOST);
  const column = wordsOf(table, known).withPackage('root', '6.34')!;
  const variants = changed.flatMap(({variants: own}, stack) => own.map(variant => ({stack, variant})));
  for (const [at, {stack, variant}] of variants.entries())
    expect(column[at]).toBe(Number(stack < others.length && variant.found.entry.kind !== 'image'));
});

test('reads what a search has left for this root, and nothing else', async () => {
  const cache = mkdtempSync(join(tmpdir(), 'hsf-words-'));
  try {
    const source = {cacheDirectory: cache, build: 'b1', uid: process.getuid!(), cvmfs: '/cvmfs'};
    expect(await packageWordsOf(TABLE, source)).toBeNull();
    rememberSearch(`${cache}/searched/2`, 'b1', {
      request: 'search',
      inputs: {} as never,
      trace: {root: '/cvmfs'} as never,
      oldest: null,
      notes: [],
      paints: false,
      table: searchedIn(STACKS, [[{name: 'ROOT', version: '6.34.04', category: null}]]),
      proof: [],
    });
    expect((await packageWordsOf(TABLE, source))?.versionAt(0, 'root', '6.3')).toEqual({name: 'ROOT', version: '6.34.04'});
    expect(await packageWordsOf(TABLE, {...source, cvmfs: '/other'})).toBeNull();
    expect(await packageWordsOf(TABLE, {...source, build: 'b2'})).toBeNull();
  } finally {
    rmSync(cache, {recursive: true});
  }
});
