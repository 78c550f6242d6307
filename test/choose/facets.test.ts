import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {FACET_NAMES, facetsOf, valueIn, variantWith} from '../../src/choose/facets.ts';
import type {Variant} from '../../src/choose/stack.ts';
import {stackOf} from '../tui/fixtures/catalogue.ts';

const variantsOf = (...texts: readonly string[]): readonly Variant[] =>
  stackOf({address: 'lcg/LCG_107', variants: texts.map(text => ({text, runs: text.includes('el9') ? 'native' : 'container'}))})
    .variants;

const SOME = variantsOf('x86_64-el9-gcc14-opt', 'x86_64-el9-gcc13-opt', 'x86_64-el9-gcc13-dbg', 'x86_64-el8-gcc11-opt');

const named = (name: string, current = SOME[0]!) => facetsOf(SOME, current).find(facet => facet.name === name)!.values;

/** What a column says of a platform of which only some fields are known. */
const said = (name: (typeof FACET_NAMES)[number], platform: Partial<Variant['platform']>) =>
  valueIn({platform: {text: '', arch: null, cpu: null, os: null, compiler: null, build: null, tags: [], ...platform}}, name);

test.each([
  {name: 'os', platform: {}, text: ''},
  {name: 'os', platform: {os: {id: 'el', version: '9'}}, text: 'el9'},
  {name: 'os', platform: {os: {id: 'el', version: '10'}}, text: 'el10'},
  {name: 'os', platform: {os: {id: 'arch', version: null}}, text: 'arch'},
  {name: 'os', platform: {os: {id: 'ubuntu', version: '22.04'}}, text: 'ubuntu 22.04'},
  {name: 'os', platform: {os: {id: 'debian', version: 'sid2'}}, text: 'debian sid2'},
  {name: 'os', platform: {os: {id: 'debian', version: '2sid'}}, text: 'debian 2sid'},
  {name: 'compiler', platform: {}, text: ''},
  {name: 'compiler', platform: {compiler: {name: 'clang', version: null}}, text: 'clang'},
  {name: 'compiler', platform: {compiler: {name: 'gcc', version: '14.2'}}, text: 'gcc 14.2'},
  {name: 'cpu', platform: {arch: 'x86_64'}, text: 'x86_64'},
  {name: 'cpu', platform: {cpu: 'zen3'}, text: 'zen3'},
  {name: 'build', platform: {}, text: ''},
  {name: 'build', platform: {tags: ['cuda', 'mpi']}, text: 'cuda mpi'},
  {name: 'build', platform: {build: 'opt', tags: ['cuda']}, text: 'opt cuda'},
] as const)('$name of $platform is "$text"', ({name, platform, text}) => expect(said(name, platform)).toBe(text));

describe('facetsOf', () => {
  test('the values that exist, those of the best variants first, with how the best of them runs', () => {
    expect(named('os').map(({text, runs}) => [text, runs])).toEqual([
      ['el9', 'native'],
      ['el8', 'container'],
    ]);
    expect(named('compiler').map(({text}) => text)).toEqual(['gcc 14', 'gcc 13', 'gcc 11']);
    expect(named('cpu').map(({text}) => text)).toEqual(['x86_64']);
  });
  test('what does not exist with the other present values is told', () => {
    expect(named('build').map(({text, possible, present}) => [text, possible, present])).toEqual([
      ['opt', true, true],
      ['dbg', false, false],
    ]);
    expect(named('build', SOME[1]).map(({possible}) => possible)).toEqual([true, true]);
  });
});

describe('variantWith', () => {
  test('keeps what can be kept', () => {
    expect(variantWith(SOME, SOME[0]!, 'compiler', 'gcc 13').address).toBe(SOME[1]!.address);
    expect(variantWith(SOME, SOME[0]!, 'build', 'dbg').address).toBe(SOME[2]!.address);
    expect(variantWith(SOME, SOME[2]!, 'os', 'el8').address).toBe(SOME[3]!.address);
  });
  test('keeps the system rather than the compiler and the build, and the compiler rather than the build', () => {
    const some = variantsOf('x86_64-el9-gcc14-opt', 'x86_64-el8-gcc14-opt', 'x86_64-el9-gcc13-dbg', 'x86_64-el9-gcc14-dbg');
    expect(variantWith([some[0]!, some[1]!, some[2]!], some[1]!, 'build', 'dbg')).toBe(some[2]);
    const [el8opt, el8dbg, el9dbg] = variantsOf('x86_64-el8-gcc13-opt', 'x86_64-el8-gcc13-dbg', 'x86_64-el9-gcc14-dbg');
    expect(variantWith([el9dbg!, el8dbg!], el8opt!, 'build', 'dbg')).toBe(el8dbg);
    expect(variantWith([el8dbg!, el9dbg!], some[0]!, 'build', 'dbg')).toBe(el9dbg);
  });
  test('takes the better of two that agree alike', () => {
    const [one, other] = variantsOf('x86_64-el9-gcc14-dbg', 'aarch64-el9-gcc13-dbg');
    expect(variantWith([one!, other!], SOME[3]!, 'build', 'dbg')).toBe(one);
  });
  test('a value that nobody has changes nothing', () => {
    expect(variantWith(SOME, SOME[1]!, 'os', 'el12')).toBe(SOME[1]);
  });
});

const word = (...words: readonly string[]) => fc.constantFrom(...words);
const anyVariants = fc
  .uniqueArray(
    fc
      .tuple(word('x86_64', 'aarch64'), word('el9', 'el8', 'centos7'), word('gcc14', 'gcc13', 'clang16'), word('opt', 'dbg'))
      .map(parts => parts.join('-')),
    {minLength: 1, maxLength: 30},
  )
  .map(texts => variantsOf(...texts));

test('the combination always exists, and what is possible changes nothing else', () => {
  fc.assert(
    fc.property(anyVariants, fc.nat(), fc.array(fc.tuple(fc.nat(3), fc.nat()), {maxLength: 12}), (variants, start, moves) => {
      let current = variants[start % variants.length]!;
      for (const [column, row] of moves) {
        const {name, values} = facetsOf(variants, current)[column]!;
        expect(values.filter(({present}) => present)).toEqual([
          expect.objectContaining({text: valueIn(current, name), possible: true}),
        ]);
        const {text, possible} = values[row % values.length]!;
        const next = variantWith(variants, current, name, text);
        expect(variants).toContain(next);
        expect(valueIn(next, name)).toBe(text);
        const others = FACET_NAMES.filter(other => other !== name);
        expect(others.every(other => valueIn(next, other) === valueIn(current, other))).toBe(possible);
        current = next;
      }
    }),
    {numRuns: 200},
  );
});
