import {judge} from '../../src/choose/judge.ts';
import type {Query, Resolution} from '../../src/choose/query.ts';
import {resolve} from '../../src/choose/resolve.ts';
import type {Stack} from '../../src/choose/stack.ts';
import {ALMA9, UBUNTU22, eessi, findings, host, image, lcg, nightly, prefix} from './scene.ts';

/** What LAYOUTS.md shows in small: on an el9 machine with AVX2 unless said otherwise. */
export const VARIANTS = [
  ...lcg('LCG_97apython3', 'x86_64-centos7-gcc8-opt'),
  ...lcg('LCG_105', 'x86_64-el9-gcc11-opt'),
  ...lcg('LCG_105a', 'x86_64-el9-gcc11-opt'),
  ...lcg('LCG_106a', 'x86_64-el9-gcc13-opt'),
  ...lcg('LCG_106b', 'x86_64-el9-gcc13-opt', 'x86_64-el9-gcc13+detdesc-opt'),
  ...lcg('LCG_106_ATLAS_13', 'x86_64-el9-gcc13-opt'),
  ...lcg(
    'LCG_107',
    'x86_64-el9-gcc13-opt',
    'x86_64-el9-gcc14-opt',
    'x86_64-el9-gcc13-dbg',
    'x86_64-ubuntu2204-gcc11-opt',
    'aarch64-el9-gcc13-opt',
  ),
  ...lcg('LCG_107a', 'x86_64-el9-gcc13-dbg'),
  ...lcg('LCG_110', 'aarch64-el9-gcc14-opt'),
  ...nightly('dev3/Thu', 'x86_64-el9-gcc16-opt'),
  ...nightly('dev3/latest', 'x86_64-el9-gcc16-opt'),
  ...nightly('dev4/Mon', 'x86_64-el9-gcc14-opt'),
  ...prefix('linux', 'x86_64', [
    ['gcc', '12'],
    ['gcc', '13'],
  ]),
  ...eessi(
    '2023.06',
    'x86_64/generic',
    'x86_64/amd/zen2',
    'x86_64/amd/zen3',
    'x86_64/intel/haswell',
    'aarch64/neoverse_n1',
    'compat/linux/x86_64',
  ),
  ...eessi('2025.06', 'x86_64/generic'),
  ALMA9,
  UBUNTU22,
  image('ghcr.io/rootproject/root:6.34'),
];
export const EL9 = judge(findings(VARIANTS), host({os: 'el9'}));
export const DEBIAN = judge(findings(VARIANTS), host());

export const ask = (query: Partial<Query>, stacks: readonly Stack[] = EL9) => resolve(stacks, {address: null, ...query});

/** The outcome in one line. */
export function outcome(resolution: Resolution): string {
  switch (resolution.status) {
    case 'one':
      return resolution.variant.address;
    case 'missing':
      return `missing ${Object.keys(resolution.choices).join(' ')}`;
    case 'unknown':
      return `unknown ${resolution.part}`;
    case 'cannot-run':
      return `cannot run ${resolution.variant.address}`;
  }
}
