import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {grammarNamed, grammarNames} from '../../../src/choose/grammars/grammar-named.ts';
import type {Platform} from '../../../src/choose/stack.ts';
import {REAL_TEXTS} from './real-texts.ts';

type Fields = Omit<Platform, 'text'>;
type Os = NonNullable<Platform['os']>;
type Compiler = NonNullable<Platform['compiler']>;

const NOTHING: Fields = {arch: null, cpu: null, os: null, compiler: null, build: null, tags: []};
const os = (...words: readonly string[]): fc.Arbitrary<Os> =>
  fc.constantFrom(...words).map(each => ({id: each.split(' ')[0] ?? '', version: each.split(' ')[1] ?? null}));
const compiler = (...words: readonly string[]): fc.Arbitrary<Compiler> =>
  os(...words).map(({id, version}) => ({name: id, version}));
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, {nil: null});

const LINUX = ['el 9', 'el 10', 'centos 7', 'slc 6', 'almalinux 9.8', 'debian 13', 'fedora 44', 'ubuntu 22.04', 'ubuntu 9.10'];
const MAC = ['mac 10.8', 'mac 10.15', 'mac 11', 'mac 14.8', 'mac 26.5'];
const COMPILERS = [
  'gcc 13',
  'gcc 4.8',
  'gcc 6.2',
  'gcc 11.5',
  'gcc 9',
  'clang 21.0',
  'clang 3.4',
  'gcc 14.2.0',
  'gcc 1.3',
  'icc 13',
];
const processor: fc.Arbitrary<Pick<Platform, 'arch' | 'cpu'>> = fc.oneof(
  fc.constantFrom('x86_64', 'aarch64', 'ppc64le', 'riscv64', 'i686').map(arch => ({arch, cpu: null})),
  fc.constantFrom('x86-64-v2', 'x86-64-v3', 'haswell', 'zen4', 'skylake_avx512').map(cpu => ({arch: 'x86_64', cpu})),
  fc.constantFrom('neoverse_v1', 'a64fx', 'm1').map(cpu => ({arch: 'aarch64', cpu})),
);
const armLevel = fc.constantFrom('armv8a', 'armv8.1a', 'armv8.2a', 'armv9.0a').map(cpu => ({arch: 'aarch64', cpu}));
const arch = fc.constantFrom('x86_64', 'aarch64', 'ppc64le', 'riscv64');
const tags = (...groups: readonly (readonly string[])[]) =>
  fc.tuple(...groups.map(each => fc.subarray([...each]))).map(each => each.flat());

/** A chain of fields, as many as there are from the front. */
const dashed = (systems: readonly string[], processors = processor): fc.Arbitrary<Fields> =>
  fc.oneof(
    fc.tuple(processors, tags(['avx', 'avx2', 'fma'])).map(([cpu, extras]) => ({...NOTHING, ...cpu, tags: extras})),
    fc
      .tuple(processors, os(...systems), tags(['avx2', 'fma']))
      .map(([cpu, system, extras]) => ({...NOTHING, ...cpu, os: system, tags: extras})),
    fc
      .record({
        cpu: processors,
        os: os(...systems),
        compiler: compiler(...COMPILERS),
        build: orNull(fc.constantFrom('opt', 'dbg', 'do0')),
        sets: fc.subarray(['avx2', 'fma']),
        extras: tags(['binutils'], ['detdesc', 'cuda12_4', 'dd4hep']),
        switches: fc.subarray(['g', 'o1', 'asan', 'ofast']),
      })
      .map(({cpu, sets, extras, switches, ...rest}) => ({
        ...rest,
        ...cpu,
        tags: [...sets, ...extras, ...(rest.build === null ? [] : switches)],
      })),
  );

/** What each dialect can say. */
const EXPRESSIBLE: Readonly<Record<string, fc.Arbitrary<Fields>>> = {
  lcg: dashed([...LINUX, ...MAC]),
  root: dashed([...LINUX, ...MAC]),
  lhcb: dashed(LINUX, fc.oneof(processor, armLevel)),
  spack: dashed(LINUX),
  'spack-target': fc
    .tuple(processor, orNull(os('almalinux 9', 'ubuntu 22.04', 'opensuse_leap 15', 'archrolling', 'mac 14', 'mac 10.15', 'mac')))
    .map(([cpu, system]) => ({...NOTHING, ...cpu, os: system})),
  cms: fc
    .record({
      arch: fc.constantFrom('x86_64', 'aarch64', 'ppc64le', 'i686', 'k1om', 'armv7l'),
      os: os('el 9', 'slc 7', 'cs 8', 'cc 8', 'fedora 22', 'mac 10.9'),
      compiler: compiler('gcc 12', 'gcc 5.3.0', 'gcc 4.8.1', 'gcc 9', 'gcc 11.2.0'),
    })
    .map(each => ({...NOTHING, ...each})),
  juno: fc
    .record({
      arch,
      os: os('el 9', 'centos 7', 'sl 6'),
      compiler: compiler('gcc 11', 'gcc 11.2.0', 'gcc 8.3.0', 'gcc 4.4'),
      tags: fc.subarray(['opticks']),
    })
    .map(each => ({...NOTHING, ...each})),
  alice: fc
    .record({arch, os: orNull(os('el 9', 'slc 7', 'ubuntu 22.04', 'fedora 33', 'almalinux', 'mac'))})
    .map(each => ({...NOTHING, ...each})),
  ilcsoft: fc
    .record({arch: fc.constantFrom('x86_64', 'i686', 'aarch64'), os: os('el 9', 'sl 6', 'centos 7', 'ubuntu 18.04')})
    .chain(each => compiler('gcc 13.1', 'gcc 8.2', 'gcc 4.8', 'gcc 13').map(gcc => ({...NOTHING, ...each, compiler: gcc}))),
  belle2: fc
    .record({
      os: os('el 9', 'centos 7', 'ubuntu 22.04', 'debian 12'),
      arch: orNull(arch),
      option: fc.constantFrom([null, null], ['opt', null], ['dbg', null], [null, 'clang'], [null, 'intel'], ['dbg', 'clang']),
    })
    .map(({option: [build = null, name = null], ...rest}) => ({
      ...NOTHING,
      ...rest,
      ...(rest.arch === null ? {} : {build, compiler: name === null ? null : {name, version: null}}),
    })),
  eessi: fc
    .tuple(
      fc.constantFrom<readonly [string, string | null, readonly string[]]>(
        ['x86_64', 'zen3', []],
        ['x86_64', 'icelake', []],
        ['aarch64', 'grace', []],
        ['aarch64', 'neoverse_v1', []],
        ['riscv64', 'p550', []],
        ['x86_64', null, ['generic']],
      ),
      fc.constantFrom([], ['cc80'], ['gfx942']),
    )
    .map(([[machine, cpu, extras], device]) => ({...NOTHING, arch: machine, cpu, tags: [...extras, ...device]})),
  gentoo: processor.map(cpu => ({...NOTHING, ...cpu})),
  alliance: fc
    .constantFrom<Partial<Fields>>({}, {cpu: 'x86-64-v3'}, {tags: ['avx2']}, {tags: ['sse3']}, {tags: ['generic']})
    .map(each => ({...NOTHING, arch: 'x86_64', ...each})),
  conda: fc
    .record({arch: fc.constantFrom('x86_64', 'aarch64', 'i686', 'ppc64le', 's390x'), os: orNull(os('mac', 'windows'))})
    .map(each => ({...NOTHING, ...each})),
  icecube: fc
    .tuple(
      fc.constantFrom<Pick<Platform, 'arch' | 'cpu'>>(
        {arch: 'x86_64', cpu: null},
        {arch: 'x86_64', cpu: 'x86-64-v2'},
        {arch: 'aarch64', cpu: null},
      ),
      os('rhel 7', 'ubuntu 22.04', 'mac 13', 'mac 10.15', 'mac 26', 'fedora 40', 'freebsd 14'),
    )
    .map(([cpu, system]) => ({...NOTHING, ...cpu, os: system})),
  system: os(...LINUX, ...MAC).map(each => ({...NOTHING, os: each})),
  dirac: fc
    .record({arch: fc.constantFrom('x86_64', 'aarch64', 'i686'), os: orNull(os('mac'))})
    .map(each => ({...NOTHING, ...each})),
  sphenix: fc
    .tuple(orNull(os('sl 7', 'alma 9.2')), orNull(compiler('gcc 8.3', 'gcc 14.2.0')))
    .map(([system, gcc]) => ({...NOTHING, arch: 'x86_64', os: system, compiler: gcc})),
};

describe('what a dialect can say', () => {
  test('is tested for every dialect that has words of its own', () => {
    expect(Object.keys(EXPRESSIBLE).toSorted()).toEqual(
      grammarNames.filter(name => name !== 'image' && name !== 'verbatim').toSorted(),
    );
  });
  for (const [name, arbitrary] of Object.entries(EXPRESSIBLE)) {
    test(`${name}: is spelled and read back as the same`, () => {
      const grammar = grammarNamed(name);
      fc.assert(
        fc.property(arbitrary, fields => {
          const spelled = grammar.format({...fields, text: ''});
          expect(spelled, JSON.stringify(fields)).not.toBeNull();
          expect(grammar.parse(spelled ?? '')).toEqual({...fields, text: spelled});
        }),
      );
    });
  }
  test('and what it cannot say is not spelled as something else', () => {
    const any = fc.oneof(...Object.values(EXPRESSIBLE));
    fc.assert(
      fc.property(fc.constantFrom(...grammarNames), any, (name, fields) => {
        const spelled = grammarNamed(name).format({...fields, text: ''});
        if (spelled !== null) expect(grammarNamed(name).parse(spelled)).toEqual({...fields, text: spelled});
      }),
      {numRuns: 2000},
    );
  });
});

describe('any text', () => {
  /** Real platforms with something cut out, put in or said twice. */
  const damaged = fc
    .tuple(
      fc.constantFrom(...REAL_TEXTS),
      fc.nat(40),
      fc.nat(4),
      fc.constantFrom('', '-', '_', '+', '.', '/', '9', 'gcc', '\n', '\u001b[31m', ' ', 'é'),
    )
    .map(([text, at, length, piece]) => text.slice(0, at) + piece + text.slice(at + length));
  const text = fc.oneof(damaged, fc.string({unit: 'binary'}), fc.constantFrom(...REAL_TEXTS));

  test('is kept, never throws, and is what an understood platform is spelled as', () => {
    fc.assert(
      fc.property(fc.constantFrom(...grammarNames), text, (name, each) => {
        const platform = grammarNamed(name).parse(each);
        expect(platform.text).toBe(each);
        const understood = Object.entries(NOTHING).some(
          ([field, nothing]) => JSON.stringify(platform[field as keyof Fields]) !== JSON.stringify(nothing),
        );
        expect(grammarNamed(name).format(platform)).toBe(understood ? each : null);
      }),
      {numRuns: 5000},
    );
  });

  test('with control characters is no platform', () => {
    for (const name of grammarNames) {
      for (const each of REAL_TEXTS) {
        for (const control of ['\u0000', '\u001b', '\n', '\r', '\u007f', '\u009b']) {
          const hostile = each + control;
          expect(grammarNamed(name).parse(hostile)).toEqual({...NOTHING, text: hostile});
        }
      }
    }
  });

  test('without end is no platform', () => {
    for (const name of grammarNames) {
      for (const piece of ['-', '_', '+', '.', '/', '1', 'a', 'x86_64-', 'gcc1', '_a', '1.', 'el9', 'ubuntu', '-v1']) {
        const endless = piece.repeat(100_000 / piece.length);
        expect(grammarNamed(name).parse(endless)).toEqual({...NOTHING, text: endless});
        expect(grammarNamed(name).format(grammarNamed(name).parse(endless))).toBeNull();
        // As long as names may be: no pattern goes over it again and again.
        expect(grammarNamed(name).parse(piece.repeat(1000 / piece.length)).text).toHaveLength(
          Math.floor(1000 / piece.length) * piece.length,
        );
      }
    }
  });
});
