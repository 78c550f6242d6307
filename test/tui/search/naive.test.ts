import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {StackTable, VariantKind} from '../../../src/choose/stack-table.ts';
import type {PackageWords} from '../../../src/tui/picker-input.ts';
import {packageTokens} from '../../../src/tui/search/package-tokens.ts';
import type {RowWishes} from '../../../src/tui/state/stack-rows.ts';
import {packagesOfRow, stackRows} from '../../../src/tui/state/stack-rows.ts';

/** What the search has to find, as one would write it who has all the time in the world. */

type Variant = {readonly kind: number; readonly packages: readonly {readonly name: string; readonly version: string}[]};
type World = {
  readonly stacks: readonly {
    readonly address: string;
    readonly text: string;
    readonly family: number;
    readonly flags: number;
    readonly variants: readonly Variant[];
  }[];
  readonly kinds: readonly VariantKind[];
  readonly families: StackTable['families'];
};

const FAMILIES = [
  {id: 'lcg', title: 'LCG', experiments: ['ATLAS', 'LHCb']},
  {id: 'root', title: 'ROOT', experiments: []},
  {id: 'cms', title: 'CMS', experiments: ['CMS']},
];

const WORDS = [
  'l',
  'lcg',
  'lcg_1',
  'lcg_10',
  '10',
  'el9',
  'el',
  'gcc13',
  'gcc',
  'atl',
  'root',
  'roo',
  'roofit',
  'geant4',
  'gean',
  '6.3',
  '6.34',
  '11',
];

const packageOf = fc.record({
  name: fc.constantFrom('ROOT', 'RooFit', 'Geant4', 'gcc'),
  version: fc.constantFrom('6.34.04', '6.30', 'v11.2', '13'),
});

const kindOf = fc
  .record({
    os: fc.constantFrom('el9', 'el8', 'centos7'),
    compiler: fc.constantFrom('13', '14'),
    runs: fc.constantFrom('native' as const, 'container' as const, 'no' as const),
    fits: fc.boolean(),
    incomplete: fc.boolean(),
  })
  .map(({os, compiler, runs, fits, incomplete}): VariantKind => {
    const text = `x86_64-${os}-gcc${compiler}-opt`;
    const platform = {
      text,
      arch: 'x86_64',
      cpu: null,
      os: null,
      compiler: {name: 'gcc', version: compiler},
      build: 'opt',
      tags: [],
    };
    return {platform, runs, fits, incomplete, text: `${text} gcc${compiler}`};
  });

const worldOf: fc.Arbitrary<World> = fc
  .record({
    kinds: fc.array(kindOf, {minLength: 1, maxLength: 5}),
    stacks: fc.array(
      fc.record({
        family: fc.nat({max: FAMILIES.length - 1}),
        release: fc.constantFrom('LCG_10', 'LCG_106', '6.34.04', 'v10', 'x-root'),
        flags: fc.nat({max: 7}),
        variants: fc.array(fc.record({kind: fc.nat(), packages: fc.array(packageOf, {maxLength: 3})}), {
          minLength: 1,
          maxLength: 4,
        }),
      }),
      {maxLength: 8},
    ),
  })
  .map(({kinds, stacks}) => ({
    kinds,
    families: FAMILIES,
    stacks: stacks.map(({family, release, flags, variants}, number) => {
      const address = `${FAMILIES[family]!.id}/${release}.${number}`;
      return {
        address,
        text: `${address} ${FAMILIES[family]!.title}`.toLowerCase(),
        family,
        flags,
        variants: variants.map(variant => ({...variant, kind: variant.kind % kinds.length})),
      };
    }),
  }));

function tableOf({stacks, kinds, families}: World): StackTable {
  const counts = stacks.map(({variants}) => variants.length);
  return {
    stacks: stacks.length,
    variants: counts.reduce((sum, count) => sum + count, 0),
    firstOf: Uint32Array.from([0, ...counts].map((_, at) => counts.slice(0, at).reduce((sum, count) => sum + count, 0))),
    flagsOf: Uint8Array.from(stacks, ({flags}) => flags),
    addresses: stacks.map(({address}) => address),
    texts: stacks.map(({text}) => text),
    families,
    familyOf: Uint16Array.from(stacks, ({family}) => family),
    kindOf: Uint32Array.from(stacks.flatMap(({variants}) => variants.map(({kind}) => kind))),
    kinds,
    stackAt: () => {
      throw new Error('a search looks at no stack');
    },
    positionOf: address => stacks.findIndex(stack => stack.address === address),
  };
}

function wordsOf({stacks}: World, table: StackTable): PackageWords {
  const variants = stacks.flatMap(stack => stack.variants);
  const all = [...new Set(variants.flatMap(({packages}) => packages.map(({name}) => name.toLowerCase())))];
  const isCalled = (name: string, wanted: string) =>
    all.includes(wanted) ? name.toLowerCase() === wanted : name.toLowerCase().startsWith(wanted);
  const has = (variant: Variant, wanted: string, version: string | null) =>
    variant.packages.find(one => isCalled(one.name, wanted) && (version === null || one.version.startsWith(version))) ?? null;
  return {
    table,
    names: all,
    called: name => (all.includes(name) ? 'whole' : all.some(one => one.startsWith(name)) ? 'begins' : null),
    withPackage: (name, version) => Uint8Array.from(variants, variant => Number(has(variant, name, version) !== null)),
    versionAt: (variant, name, version) => has(variants[variant]!, name, version),
  };
}

/** Stacks with the number of variants that match, in no order. */
function naive(
  world: World,
  tokens: readonly string[],
  packages: PackageWords,
  {showAll, filters}: RowWishes,
): readonly string[] {
  const said = packageTokens(packages.table, tokens, packages);
  let variant = -1;
  return world.stacks.flatMap(({address, text, family, variants}) => {
    const {id, experiments} = FAMILIES[family]!;
    const matching = variants.filter(({kind}) => {
      variant++;
      const {fits, runs, platform, text: own} = world.kinds[kind]!;
      const all = `${text} ${own} ${experiments.join(' ').toLowerCase()}`;
      return (
        (showAll || fits) &&
        (filters?.runs !== true || runs !== 'no') &&
        (filters?.family == null || filters.family === id) &&
        (filters?.experiment == null || experiments.includes(filters.experiment)) &&
        (filters?.compiler == null || `${platform.compiler!.name} ${platform.compiler!.version}` === filters.compiler) &&
        tokens.every((token, at) => {
          const one = said[at] ?? null;
          return all.includes(token) || (one !== null && packages.withPackage(one.name, one.version)![variant] === 1);
        })
      );
    });
    return matching.length === 0 ? [] : [`${address} ${matching.length}`];
  });
}

test('finds what a search without any art finds, whatever was typed before', () =>
  fc.assert(
    fc.property(
      worldOf,
      fc.array(fc.array(fc.constantFrom(...WORDS), {maxLength: 4}), {minLength: 1, maxLength: 6}),
      fc.record({
        showAll: fc.boolean(),
        favourites: fc.constantFrom([], ['lcg/LCG_10.0', 'gone/1']),
        recents: fc.constantFrom([], ['root/6.34.04.1', 'lcg/LCG_10.0']),
        filters: fc.record({
          runs: fc.boolean(),
          family: fc.constantFrom(null, 'lcg', 'root'),
          experiment: fc.constantFrom(null, null, 'CMS', 'LHCb'),
          compiler: fc.constantFrom(null, null, 'gcc 13'),
        }),
      }),
      (world, queries, wishes) => {
        const table = tableOf(world);
        const packages = wordsOf(world, table);
        for (const tokens of queries) {
          const rows = stackRows(table, tokens, {...wishes, packages});
          expect(rows.map(({address, matching}) => `${address} ${matching}`).toSorted()).toEqual(
            naive(world, tokens, packages, wishes).toSorted(),
          );
          // Closest first; among equals what is marked, in the order of the marks.
          for (const [at, row] of rows.slice(1).entries()) expect(row.closeness).toBeGreaterThanOrEqual(rows[at]!.closeness);
          for (const row of rows) {
            for (const {name, version} of packagesOfRow(table, row, tokens, packages)) {
              const own = world.stacks[row.position]!.variants[row.best]!.packages;
              expect(own).toContainEqual({name, version});
            }
          }
        }
      },
    ),
    {numRuns: 300},
  ));

test('the order is that of a comparison of all that counts', () =>
  fc.assert(
    fc.property(worldOf, fc.array(fc.constantFrom(...WORDS), {maxLength: 2}), (world, tokens) => {
      const table = tableOf(world);
      const marks = ['lcg/LCG_10.0', 'root/6.34.04.1', 'cms/v10.2'];
      const rows = stackRows(table, tokens, {showAll: true, favourites: marks.slice(0, 1), recents: marks});
      const runs = {native: 2, container: 3, no: 6};
      const weight = ({closeness, address, runs: how, old, incomplete, recommended, position}: (typeof rows)[number]) => {
        const how2 = how === 'no' ? 6 : old || incomplete ? runs[how] + 2 : runs[how] - (recommended ? 2 : 0);
        const mark = marks.indexOf(address);
        return closeness * 1e9 + (mark < 0 ? 1e6 * (how2 + 1) : mark) + position / 1000;
      };
      expect(rows.map(weight)).toEqual(rows.map(weight).toSorted((a, b) => a - b));
    }),
    {numRuns: 200},
  ));
