import {describe, expect, test} from 'vitest';
import {judge} from '../../src/choose/judge.ts';
import {nearestRunnable} from '../../src/choose/nearest-runnable.ts';
import type {Host} from '../../src/choose/host.ts';
import type {FoundVariant} from '../../src/find/found.ts';
import {BUBBLEWRAP, eessi, family, findings, found, host, image, layout, lcg} from './scene.ts';

const CONDA = family('conda');

describe('for every refusal', () => {
  const runs = lcg('LCG_107', 'x86_64-el9-gcc13-opt');
  const nearest = (refused: FoundVariant, others: readonly FoundVariant[], machine: Host) => {
    const stacks = judge(findings([refused, ...others]), machine);
    const stack = stacks.find(each => each.variants.some(({found: one}) => one === refused));
    const variant = stack?.variants.find(each => each.found === refused);
    if (stack === undefined || variant === undefined) throw new Error('it was found above');
    expect(variant.verdict.runs).toBe('no');
    return nearestRunnable(stacks, stack, variant)?.address;
  };
  const EL9 = host({os: 'el9', engines: []});

  test.each([
    {title: 'another architecture', text: 'aarch64-el9-gcc13-opt'},
    {title: 'another kind of system', text: 'x86_64-mac13-clang150-opt'},
    {title: 'a CPU that is too old', text: 'x86_64_v4-el9-gcc13-opt'},
    {title: 'an instruction set', text: 'x86_64+avx512-el9-gcc13-opt'},
    {title: 'another distribution', text: 'x86_64-ubuntu2204-gcc11-opt'},
    {title: 'a distribution that is gone', text: 'x86_64-slc6-gcc62-opt'},
    {title: 'a point release to come', text: 'x86_64-almalinux99.1-gcc13-opt'},
  ])('$title: the nearest is named, in the same release and across releases', ({text}) => {
    const [same] = lcg('LCG_107', text);
    const [other] = lcg('LCG_104', text);
    expect(nearest(same!, runs, EL9)).toBe('lcg/LCG_107@x86_64-el9-gcc13-opt');
    expect(nearest(other!, runs, EL9)).toBe('lcg/LCG_107@x86_64-el9-gcc13-opt');
  });
  test('the nearest is whole and in use, where anything that runs is', () => {
    const refused = lcg('LCG_97', 'aarch64-el9-gcc13-opt')[0]!;
    const of = {family: family('lcg', {old: ['LCG_9*']}), layout: layout()};
    const [whole, part] = [true, false].map((complete, index) =>
      found('LCG_105', `x86_64-el9-gcc1${index + 3}-opt`, {...of, complete}),
    );
    const old = found('LCG_98', 'x86_64-el9-gcc13-opt', of);
    const other = {...refused, family: of.family};
    expect(nearest(other, [old, part!, whole!], EL9)).toBe('lcg/LCG_105@x86_64-el9-gcc13-opt');
    expect(nearest(other, [old, part!], EL9)).toBe('lcg/LCG_105@x86_64-el9-gcc14-opt');
    expect(nearest(other, [old], EL9)).toBe('lcg/LCG_98@x86_64-el9-gcc13-opt');
  });
  test('an accelerator and an EESSI target: the nearest is of the same version, else of another', () => {
    const generic = eessi('2025.06', 'x86_64/generic');
    for (const target of ['x86_64/amd/zen2/accel/nvidia/cc80', 'x86_64/amd/zen5', 'aarch64/nvidia/grace']) {
      expect(nearest(eessi('2025.06', target)[0]!, generic, EL9)).toBe('eessi/2025.06@x86_64/generic');
      expect(nearest(eessi('2023.06', target)[0]!, generic, EL9)).toBe('eessi/2025.06@x86_64/generic');
    }
  });
  test('a C library: the nearest asks for an older one', () => {
    const machine = host({os: 'centos7', libc: {name: 'glibc', version: '2.17'}, engines: []});
    const of = (release: string, libc: string) =>
      found(release, 'linux-64', {family: CONDA, layout: layout({grammar: 'conda', libc})});
    expect(nearest(of('py311', '2.28'), [of('py39', '2.12')], machine)).toBe('conda/py39@linux-64');
  });
  test('a script without any platform is no neighbour of a build', () => {
    const [refused] = lcg('LCG_107', 'riscv64-el9-gcc13-opt');
    const [script] = lcg('setup', '');
    expect(nearest(refused!, [script!], EL9)).toBeUndefined();
    expect(nearest(refused!, [script!, ...lcg('LCG_106', 'x86_64-el9-gcc13-opt')], EL9)).toBe('lcg/LCG_106@x86_64-el9-gcc13-opt');
  });
  test('an image: the nearest is one of this architecture', () => {
    const engines = [BUBBLEWRAP];
    expect(nearest(image('ghcr.io/a/b:v1-arm64'), [image('ghcr.io/a/b:v1')], host({engines}))).toBe('unpacked/ghcr.io/a/b:v1');
  });
});
