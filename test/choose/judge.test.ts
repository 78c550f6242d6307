import {describe, expect, test} from 'vitest';
import {judge} from '../../src/choose/judge.ts';
import {nearestRunnable} from '../../src/choose/nearest-runnable.ts';
import type {FoundVariant} from '../../src/find/found.ts';
import type {Host} from '../../src/choose/host.ts';
import {ALMA9, UBUNTU22, eessi, family, findings, found, host, kinds, lcg, nightly, prefix} from './scene.ts';

describe('which comes first', () => {
  const order = (variants: readonly FoundVariant[], machine: Host) =>
    judge(findings(variants), machine)[0]?.variants.map(each => each.platform.text);

  test('native before container before no, opt before dbg, the newest compiler first', () => {
    const wanted = [
      'x86_64-el9-gcc14-opt',
      'x86_64-el9-gcc9-opt',
      'x86_64-el9-clang16-opt',
      'x86_64-el9-gcc14-dbg',
      'x86_64-ubuntu2204-gcc13-opt',
      'aarch64-el9-gcc15-opt',
    ];
    expect(order([...lcg('LCG_107', ...wanted.toReversed()), UBUNTU22], host({os: 'el9'}))).toEqual(wanted);
  });
  test('the highest level of CPU that runs', () => {
    const wanted = [
      'x86_64_v3-el9-gcc13-opt',
      'x86_64+avx2-el9-gcc13-opt',
      'x86_64_v2-el9-gcc14-opt',
      'x86_64-el9-gcc14-opt',
      'x86_64_v4-el9-gcc14-opt',
    ];
    expect(order(lcg('LCG_107', ...wanted.toReversed()), host({os: 'el9'}))).toEqual(wanted);
  });
  test("EESSI's own order, the compatibility layer after all software", () => {
    const wanted = ['x86_64/amd/zen2', 'x86_64/generic', 'compat/linux/x86_64', 'x86_64/amd/zen4', 'aarch64/generic'];
    const machine = host();
    expect(order(eessi('2023.06', ...wanted.toReversed()), machine)?.slice(0, 3)).toEqual(wanted.slice(0, 3));
  });
  test('the prefix as it is before its compilers', () => {
    const stacks = judge(
      findings(
        prefix('linux', 'x86_64', [
          ['gcc', '12'],
          ['gcc', '13'],
          ['clang', '17'],
        ]).toReversed(),
      ),
      host(),
    );
    expect(stacks[0]?.variants.map(each => each.address)).toEqual([
      'gentoo/linux@x86_64',
      'gentoo/linux@x86_64-gcc13',
      'gentoo/linux@x86_64-gcc12',
      'gentoo/linux@x86_64-clang17',
    ]);
    expect(stacks[0]?.variants[1]?.platform).toMatchObject({
      text: 'x86_64',
      arch: 'x86_64',
      compiler: {name: 'gcc', version: '13'},
    });
  });
  test('plain builds before those with tags', () => {
    const wanted = ['x86_64-el9-gcc13-opt', 'x86_64-el9-gcc13+detdesc-opt'];
    expect(order(lcg('LCG_107', ...wanted.toReversed()), host({os: 'el9'}))).toEqual(wanted);
  });
  test('stacks: families as found, newest release first, nightlies after releases', () => {
    const one = {...kinds.nightlies, family: kinds.lcg.family};
    const all = [
      ...lcg('LCG_106', 'x86_64-el9-gcc13-opt'),
      found('dev3/Thu', 'x86_64-el9-gcc13-opt', one),
      ...eessi('2023.06', 'x86_64/generic'),
      ...lcg('LCG_110_cuda', 'x86_64-el9-gcc13-opt'),
      ...lcg('LCG_110', 'x86_64-el9-gcc13-opt'),
    ];
    const stacks = judge(findings(all), host());
    expect(stacks.map(stack => stack.address)).toEqual([
      'lcg/LCG_110',
      'lcg/LCG_110_cuda',
      'lcg/LCG_106',
      'lcg/dev3/Thu',
      'eessi/2023.06',
    ]);
    expect(stacks.map(stack => stack.nightly)).toEqual([false, false, false, true, false]);
  });
});

describe('a stack', () => {
  test('is recommended when it is the newest plain release of the first glob that fits', () => {
    const picky = {...kinds.lcg, family: family('lcg', {recommended: ['NOTHING_*', 'LCG_10[0-9]*', 'LCG_*']})};
    const all = ['LCG_110', 'LCG_107_swan', 'LCG_107a', 'LCG_106'].map(release => found(release, 'x86_64-el9-gcc13-opt', picky));
    const marked = judge(findings(all), host()).filter(stack => stack.recommended);
    expect(marked.map(stack => stack.address)).toEqual(['lcg/LCG_107a']);
  });

  test('has different addresses for the same platform in two repositories', () => {
    const mirror = {...kinds.nightlies, layout: {...kinds.nightlies.layout, repository: 'sft.cern.ch', preference: -1}};
    const all = [found('dev3/Thu', 'x86_64-el9-gcc13-opt', mirror), ...nightly('dev3/Thu', 'x86_64-el9-gcc13-opt')];
    for (const variants of [all, all.toReversed()]) {
      const [stack] = judge(findings(variants), host({os: 'el9'}));
      expect(stack?.variants.map(each => each.address)).toEqual([
        'lcg-nightly/dev3/Thu@x86_64-el9-gcc13-opt',
        'lcg-nightly/dev3/Thu@x86_64-el9-gcc13-opt+sft.cern.ch',
      ]);
      expect(stack?.repository).toBe('sft-nightlies.cern.ch');
    }
  });

  test('of an image has one address for stack and variant', () => {
    const [stack] = judge(findings([ALMA9]), host());
    expect(stack?.address).toBe('unpacked/registry.hub.docker.com/library/almalinux:9');
    expect(stack?.variants[0].address).toBe(stack?.address);
    expect(stack?.variants[0].platform).toMatchObject({text: '', os: {id: 'el', version: '9'}});
  });

  test('says what it needs', () => {
    expect(judge(findings(nightly('dev3/Thu', 'x86_64-el9-gcc13-opt')), host())[0]?.needs).toEqual(['sft.cern.ch']);
  });
});

describe('the nearest variant that runs', () => {
  const nearest = (variants: readonly FoundVariant[], address: string, machine: Host = host({os: 'el9', engines: []})) => {
    const stacks = judge(findings(variants), machine);
    const stack = stacks.find(each => address.startsWith(`${each.address}@`));
    const variant = stack?.variants.find(each => each.address === address);
    return stack === undefined || variant === undefined ? undefined : (nearestRunnable(stacks, stack, variant)?.address ?? null);
  };
  test('is of the same stack, and as alike as can be', () => {
    const all = lcg(
      'LCG_107',
      'x86_64-ubuntu2204-gcc13-dbg',
      'x86_64-el9-gcc14-opt',
      'x86_64-el9-gcc13-opt',
      'x86_64-el9-gcc13-dbg',
    );
    expect(nearest(all, 'lcg/LCG_107@x86_64-ubuntu2204-gcc13-dbg')).toBe('lcg/LCG_107@x86_64-el9-gcc13-dbg');
  });
  test('is of the recommended release where the stack has none', () => {
    const all = [
      ...lcg('LCG_97', 'x86_64-centos7-gcc8-opt'),
      ...lcg('LCG_102', 'x86_64-el9-gcc11-opt'),
      ...lcg('LCG_110', 'x86_64-el9-gcc14-opt'),
    ];
    expect(nearest(all, 'lcg/LCG_97@x86_64-centos7-gcc8-opt')).toBe('lcg/LCG_110@x86_64-el9-gcc14-opt');
  });
  test('does not exist where nothing of the family runs', () => {
    expect(nearest(lcg('LCG_97', 'x86_64-centos7-gcc8-opt'), 'lcg/LCG_97@x86_64-centos7-gcc8-opt')).toBeNull();
  });
});
