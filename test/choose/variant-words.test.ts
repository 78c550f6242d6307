import {describe, expect, test} from 'vitest';
import {fitsMachine, stackText, variantText} from '../../src/choose/stack-table.ts';
import {judge} from '../../src/choose/judge.ts';
import {isArch, isBuild, isCompiler, isOs, isRuns, means, wordsOf} from '../../src/choose/variant-words.ts';
import {fulfil, valuesOf, wishesFromFlags, wishesFromFragments} from '../../src/choose/wishes.ts';
import {eessi, findings, host, image, lcg, nightly} from './scene.ts';

const HERE = host({os: 'el9', engines: []});
const stacksOf = (variants: Parameters<typeof findings>[0]) => judge(findings(variants), HERE);
const variantOf = (...variants: Parameters<typeof findings>[0]) => stacksOf(variants)[0]!.variants[0];
const EL9 = variantOf(...lcg('LCG_107', 'x86_64-el9-gcc13-opt'));
const ALMA = variantOf(...lcg('LCG_107', 'x86_64-almalinux9.8-gcc13.2-dbg'));
const UBUNTU = variantOf(...lcg('LCG_107', 'x86_64+avx2+fma-ubuntu2204-clang16-opt'));
const ZEN3 = variantOf(...eessi('2023.06', 'linux/x86_64/amd/zen3'));
const V3 = variantOf(...lcg('LCG_107', 'x86_64_v3-el9-gcc13-opt'));
const BARE = variantOf(image('some/thing'));

describe('a variant is meant', () => {
  test.each([
    {variant: EL9, words: ['el9', 'EL9', 'gcc13', 'gcc', 'opt', 'x86_64', 'amd64', 'sft.cern.ch', 'el', 'x86_64-el9-gcc13-opt']},
    {variant: ALMA, words: ['almalinux9.8', 'el9', 'almalinux', 'gcc13.2', 'gcc132', 'dbg']},
    {variant: UBUNTU, words: ['ubuntu2204', 'ubuntu22.04', 'avx2', 'fma', 'clang16', 'clang']},
    {variant: ZEN3, words: ['zen3', 'amd', 'amd/zen3', 'linux/x86_64', 'x86_64/amd/zen3']},
    {variant: V3, words: ['x86_64_v3', 'x86-64-v3', 'v3']},
  ])('$variant.platform.text by $words', ({variant, words}) => {
    expect(words.filter(word => !means(word, variant))).toEqual([]);
  });
  test.each([
    {variant: EL9, words: ['', 'el8', 'gcc1', 'gcc12', 'aarch64', 'arm64', 'v3', 'dbg', '9']},
    {variant: ALMA, words: ['el8', 'alma', 'gcc13', 'opt']},
    {variant: ZEN3, words: ['zen2', 'zen', 'md/zen3', 'amd/', 'x86_64/amd', 'linux/x86']},
    {variant: BARE, words: ['', 'null', 'el9']},
  ])('$variant.platform.text not by $words', ({variant, words}) => {
    expect(words.filter(word => means(word, variant))).toEqual([]);
  });
  test('by no empty word', () => {
    for (const variant of [EL9, ALMA, UBUNTU, ZEN3, V3, BARE]) expect(wordsOf(variant).has('')).toBe(false);
  });
});

test.each([
  {is: isOs, variant: EL9, yes: ['el9', ' EL 9 ', 'el', 'almalinux9', 'rocky9'], no: ['el8', 'el9.8', 'ubuntu', '9', '']},
  {
    is: isOs,
    variant: ALMA,
    yes: ['el9', 'almalinux', 'almalinux9.8', 'almalinux 9.8', 'rocky9'],
    no: ['almalinux9.6', 'el8', 'rocky9.8'],
  },
  {is: isOs, variant: UBUNTU, yes: ['ubuntu22.04', 'ubuntu 22.04', 'ubuntu2204', 'ubuntu'], no: ['ubuntu2404', 'debian']},
  {is: isOs, variant: BARE, yes: [], no: ['el9', '', 'null']},
  {
    is: isCompiler,
    variant: EL9,
    yes: ['gcc13', 'gcc 13', 'gcc@13', 'gcc-13', 'GCC', 'gcc'],
    no: ['gcc1', 'gcc12', 'clang', 'gcc13.2', ''],
  },
  {is: isCompiler, variant: ALMA, yes: ['gcc13', 'gcc13.2', 'gcc-13.2', 'gcc'], no: ['gcc1', 'gcc13.1', 'gcc3', 'clang13']},
  {is: isCompiler, variant: BARE, yes: [], no: ['gcc', '']},
  {is: isArch, variant: EL9, yes: ['x86_64', 'amd64', ' X86_64 '], no: ['aarch64', 'x86', 'v3', '']},
  {is: isArch, variant: V3, yes: ['x86_64', 'x86-64-v3', 'x86_64_v3'], no: ['x86-64-v2']},
  {is: isArch, variant: BARE, yes: [], no: ['x86_64', '', 'null']},
  {is: isBuild, variant: EL9, yes: ['opt', ' OPT '], no: ['dbg', 'op', '']},
  {is: isRuns, variant: EL9, yes: ['native', 'any', 'NO, native', 'container,native'], no: ['no', 'container', 'native-ish', '']},
  {is: isRuns, variant: UBUNTU, yes: ['no', 'any'], no: ['native,container']},
])('$is.name of $variant.platform.text: $yes, not $no', ({is, variant, yes, no}) => {
  expect(yes.filter(value => !is(value, variant))).toEqual([]);
  expect(no.filter(value => is(value, variant))).toEqual([]);
});

describe('wishes', () => {
  const PLATFORMS = ['x86_64-el9-gcc13-opt', 'x86_64-el9-gcc14-dbg', 'aarch64-el9-gcc13-opt'];
  const [stack] = stacksOf(lcg('LCG_107', ...PLATFORMS));
  const variants = stack!.variants;
  const left = (wishes: ReturnType<typeof wishesFromFlags>) => {
    const got = fulfil(stack!, variants, wishes);
    return 'what' in got ? got : got.map(({platform}) => platform.text).toSorted();
  };

  test.each([
    {flags: {}, is: PLATFORMS.toSorted()},
    {flags: {arch: ' ', runs: ' '}, is: PLATFORMS.toSorted()},
    {flags: {compiler: 'gcc14'}, is: [PLATFORMS[1]]},
    {flags: {compiler: 'gcc14,gcc13', arch: 'aarch64'}, is: [PLATFORMS[2]]},
    {flags: {runs: ' native '}, is: PLATFORMS.slice(0, 2)},
  ])('by flags: $flags', ({flags, is}) => expect(left(wishesFromFlags(flags))).toEqual(is));

  test.each([
    {fragments: 'el9-gcc14', is: [PLATFORMS[1]]},
    {fragments: ' gcc13,  aarch64 ', is: [PLATFORMS[2]]},
    {fragments: 'dbg+el9', is: [PLATFORMS[1]]},
    {fragments: 'gcc13,,arm64', is: [PLATFORMS[2]]},
    {fragments: 'x86_64-el9-gcc13-opt', is: [PLATFORMS[0]]},
  ])('by fragments: $fragments', ({fragments, is}) => expect(left(wishesFromFragments(fragments, variants))).toEqual(is));

  test('take pieces apart no further than they have to', () => {
    const values = (text: string, ...of: readonly (typeof EL9)[]) => wishesFromFragments(text, of).map(({value}) => value);
    expect(values('el9-gcc13-opt', EL9)).toEqual(['el9', 'gcc13', 'opt']);
    expect(values('x86_64-el9-gcc13-opt', EL9)).toEqual(['x86_64-el9-gcc13-opt']);
    expect(values('x86-64-v3-el9', V3)).toEqual(['x86_64_v3', 'el9']);
    expect(values('amd/zen3 x86_64', ZEN3)).toEqual(['amd/zen3', 'x86_64']);
    expect(values('a-b+c-d,e', EL9)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('that nothing fulfils name the first that is in vain, with what there is', () => {
    expect(left(wishesFromFlags({compiler: 'gcc99', build: 'dbg'}))).toEqual({
      what: 'lcg/LCG_107 has no variant for gcc99.',
      nearest: ['gcc13', 'gcc14'],
    });
    expect(left(wishesFromFlags({build: 'debug'}))).toEqual({
      what: 'lcg/LCG_107 has no variant for debug.',
      nearest: ['opt', 'dbg'],
    });
  });

  test('that nothing fulfils together name what comes closest', () => {
    const got = left(wishesFromFlags({arch: 'aarch64', compiler: 'gcc14', build: 'dbg'}));
    expect(got).toMatchObject({what: 'lcg/LCG_107 has no variant that is all of aarch64, gcc14, dbg.'});
    expect('nearest' in got && got.nearest[0]).toBe(`lcg/LCG_107@${PLATFORMS[1]}`);
    expect('nearest' in got && got.nearest).toHaveLength(3);
  });

  test('may have these values', () => {
    expect(valuesOf('os', [EL9, ALMA, BARE, UBUNTU, EL9])).toEqual(['el9', 'almalinux9.8', 'ubuntu2204']);
    expect(valuesOf('platform', [V3])).toEqual(['el9', 'gcc13', 'opt', 'x86-64-v3', 'x86_64_v3-el9-gcc13-opt', 'x86_64']);
    expect(valuesOf('runs', [EL9, UBUNTU])).toEqual(['native', 'no']);
    expect(valuesOf('colour', [EL9])).toEqual([]);
  });
});

describe('what is searched', () => {
  test('of a stack is its address, title and repository, and that it is a nightly', () => {
    const [release] = stacksOf(lcg('LCG_107', 'x86_64-el9-gcc13-opt'));
    expect(stackText(release!)).toBe('lcg/lcg_107 lcg releases sft.cern.ch');
    const [night] = stacksOf(nightly('dev3/Thu', 'x86_64-el9-gcc13-opt'));
    expect(stackText(night!)).toBe('lcg-nightly/dev3/thu lcg nightlies sft-nightlies.cern.ch nightly');
  });

  test.each([
    {variant: EL9, words: 'x86_64-el9-gcc13-opt x86_64-el9-gcc13-opt x86_64 el9 el9 gcc13 opt'},
    {variant: ALMA, words: 'x86_64-almalinux9.8-gcc13.2-dbg x86_64-almalinux9.8-gcc13.2-dbg x86_64 almalinux9.8 el9 gcc13.2 dbg'},
    {variant: V3, words: 'x86_64_v3-el9-gcc13-opt x86_64_v3-el9-gcc13-opt x86_64 el9 el9 gcc13 opt x86-64-v3'},
    {variant: BARE, words: ''},
  ])('of a variant are the words people say: $words', ({variant, words}) => {
    expect(variantText(variant).split(/\s+/).filter(Boolean).join(' ')).toBe(words);
  });
});

test.each([
  {title: 'what runs', variant: EL9, fits: true},
  {title: 'another system, in a container perhaps', variant: UBUNTU, fits: true},
  {title: 'another processor', variant: variantOf(...lcg('LCG_107', 'aarch64-el9-gcc13-opt')), fits: false},
  {title: 'macOS', variant: variantOf(...lcg('LCG_107', 'x86_64-mac12-clang140-opt')), fits: false},
])('$title fits this machine: $fits', ({variant, fits}) => expect(fitsMachine(variant, HERE)).toBe(fits));
