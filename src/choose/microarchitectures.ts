/**
 * Microarchitectures by archspec's names, with the flags of `/proc/cpuinfo` that each needs.
 *
 * The names, parents, vendors and flags are facts of archspec's public table (archspec/archspec-json: cpu/microarchitectures.json);
 * here each entry says only what it adds to the entry it grew from.
 */
export type Microarchitecture = {
  readonly name: string;
  readonly arch: string;
  /** As the kernel (x86) or archspec (Arm) names it; `generic` for levels and whole architectures. */
  readonly vendor: string;
  /** All flags it needs. */
  readonly flags: ReadonlySet<string>;
  readonly ancestors: ReadonlySet<string>;
  /** Arm: `CPU part` of its cores. */
  readonly parts: readonly string[];
  /** A version of the Arm architecture, for which things are built and which archspec does not tell from flags. */
  readonly isVersion: boolean;
  /** POWER: least generation. */
  readonly generation: number | null;
};

type Row = {
  readonly name: string;
  /** Parents; flags are taken over from the first one unless `afresh`. */
  readonly from: readonly string[];
  readonly vendor?: string;
  readonly adds?: string;
  readonly less?: string;
  readonly afresh?: true;
  /** Words. */
  readonly parts?: string;
  readonly isVersion?: true;
  readonly generation?: number;
};

const INTEL = 'GenuineIntel';
const AMD = 'AuthenticAMD';

const ROWS: readonly Row[] = [
  {name: 'x86_64', from: []},
  {name: 'x86_64_v2', from: ['x86_64'], adds: 'cx16 lahf_lm mmx sse sse2 ssse3 sse4_1 sse4_2 popcnt'},
  {name: 'x86_64_v3', from: ['x86_64_v2'], adds: 'avx avx2 bmi1 bmi2 f16c fma abm movbe xsave'},
  {name: 'x86_64_v4', from: ['x86_64_v3'], adds: 'avx512f avx512bw avx512cd avx512dq avx512vl'},

  // The kernel calls SSE3 "pni".
  {name: 'nocona', from: ['x86_64'], vendor: INTEL, adds: 'mmx sse sse2 pni'},
  {name: 'core2', from: ['nocona'], vendor: INTEL, adds: 'ssse3'},
  {name: 'nehalem', from: ['core2', 'x86_64_v2'], vendor: INTEL, adds: 'sse4_1 sse4_2 popcnt lahf_lm cx16'},
  {name: 'westmere', from: ['nehalem'], vendor: INTEL, adds: 'aes pclmulqdq'},
  {name: 'sandybridge', from: ['westmere'], vendor: INTEL, adds: 'avx'},
  {name: 'ivybridge', from: ['sandybridge'], vendor: INTEL, adds: 'rdrand f16c'},
  {name: 'haswell', from: ['ivybridge', 'x86_64_v3'], vendor: INTEL, adds: 'movbe fma avx2 bmi1 bmi2 abm xsave'},
  {name: 'broadwell', from: ['haswell'], vendor: INTEL, adds: 'rdseed adx'},
  {name: 'skylake', from: ['broadwell'], vendor: INTEL, adds: 'clflushopt xsavec xsaveopt'},
  {name: 'mic_knl', from: ['broadwell'], vendor: INTEL, adds: 'avx512f avx512pf avx512er avx512cd'},
  {
    name: 'skylake_avx512',
    from: ['skylake', 'x86_64_v4'],
    vendor: INTEL,
    adds: 'avx512f clwb avx512vl avx512bw avx512dq avx512cd',
  },
  {
    name: 'cannonlake',
    from: ['skylake'],
    vendor: INTEL,
    adds: 'avx512f avx512vl avx512bw avx512dq avx512cd avx512vbmi avx512ifma sha',
  },
  {name: 'cascadelake', from: ['skylake_avx512'], vendor: INTEL, adds: 'avx512_vnni'},
  {
    name: 'icelake',
    from: ['cascadelake', 'cannonlake'],
    vendor: INTEL,
    adds: 'avx512vbmi avx512ifma sha_ni rdpid gfni avx512_vbmi2 avx512_vpopcntdq avx512_bitalg vpclmulqdq vaes',
  },
  {
    name: 'sapphirerapids',
    from: ['icelake'],
    vendor: INTEL,
    adds: 'avx512_bf16 cldemote movdir64b movdiri serialize waitpkg amx_bf16 amx_tile amx_int8',
  },

  {name: 'k10', from: ['x86_64'], vendor: AMD, adds: 'mmx sse sse2 sse4a abm cx16 3dnow 3dnowext'},
  {
    name: 'bulldozer',
    from: ['x86_64_v2'],
    vendor: AMD,
    afresh: true,
    adds: 'mmx sse sse2 sse4a popcnt lahf_lm cx16 xsave abm avx xop fma4 aes pclmulqdq ssse3 sse4_1 sse4_2',
  },
  {name: 'piledriver', from: ['bulldozer'], vendor: AMD, adds: 'bmi1 f16c fma tbm'},
  {name: 'steamroller', from: ['piledriver'], vendor: AMD, adds: 'fsgsbase'},
  {name: 'excavator', from: ['steamroller', 'x86_64_v3'], vendor: AMD, adds: 'bmi2 avx2 movbe'},
  {
    name: 'zen',
    from: ['x86_64_v3'],
    vendor: AMD,
    afresh: true,
    adds:
      'bmi1 bmi2 f16c fma fsgsbase avx avx2 rdseed clzero aes pclmulqdq cx16 movbe mmx sse sse2 sse4a ssse3 sse4_1 sse4_2 abm ' +
      'xsave xsavec xsaveopt clflushopt popcnt lahf_lm',
  },
  {name: 'zen2', from: ['zen'], vendor: AMD, adds: 'clwb'},
  {name: 'zen3', from: ['zen2'], vendor: AMD, adds: 'vaes vpclmulqdq pku'},
  {
    name: 'zen4',
    from: ['zen3', 'x86_64_v4'],
    vendor: AMD,
    adds:
      'gfni flush_l1d avx512f avx512dq avx512ifma avx512cd avx512bw avx512vl avx512_bf16 avx512vbmi avx512_vbmi2 avx512_vnni ' +
      'avx512_bitalg avx512_vpopcntdq',
  },
  {
    name: 'zen5',
    from: ['zen4'],
    vendor: AMD,
    adds: 'avx512_vp2intersect avx_vnni movdir64b movdiri tsc_adjust',
  },

  {name: 'aarch64', from: []},
  // LHCb's word for the architecture without a version (LbPlatformUtils); archspec has none.
  {name: 'armv8a', from: ['aarch64'], isVersion: true, adds: 'fp asimd'},
  {name: 'armv8.1a', from: ['aarch64'], isVersion: true, adds: 'fp asimd crc32 atomics asimdrdm'},
  {name: 'armv8.2a', from: ['armv8.1a'], isVersion: true, adds: 'dcpop'},
  {name: 'armv8.3a', from: ['armv8.2a'], isVersion: true, adds: 'jscvt fcma lrcpc'},
  {name: 'armv8.4a', from: ['armv8.3a'], isVersion: true, adds: 'asimddp dit uscat ilrcpc flagm'},
  {name: 'armv8.5a', from: ['armv8.4a'], isVersion: true, adds: 'sb dcpodp flagm2 frint'},
  {name: 'armv8.6a', from: ['armv8.5a'], isVersion: true, adds: 'i8mm bf16'},
  {name: 'armv9.0a', from: ['armv8.5a'], isVersion: true, adds: 'sve sve2'},
  {name: 'armv9.2a', from: ['armv9.0a', 'armv8.6a'], isVersion: true, adds: 'i8mm bf16'},
  {
    name: 'thunderx2',
    from: ['armv8.1a'],
    vendor: 'Cavium',
    afresh: true,
    parts: '0x0af',
    adds: 'fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics cpuid asimdrdm',
  },
  {
    name: 'a64fx',
    from: ['armv8.2a'],
    vendor: 'Fujitsu',
    afresh: true,
    parts: '0x001',
    adds: 'fp asimd evtstrm sha1 sha2 crc32 atomics cpuid asimdrdm fphp asimdhp fcma dcpop sve',
  },
  {
    name: 'cortex_a72',
    from: ['aarch64'],
    vendor: 'ARM',
    parts: '0xd08',
    adds: 'fp asimd evtstrm aes pmull sha1 sha2 crc32 cpuid',
  },
  {
    name: 'neoverse_n1',
    from: ['cortex_a72', 'armv8.2a'],
    vendor: 'ARM',
    parts: '0xd0c',
    adds: 'atomics fphp asimdhp asimdrdm lrcpc dcpop asimddp',
  },
  {
    name: 'neoverse_v1',
    from: ['neoverse_n1', 'armv8.4a'],
    vendor: 'ARM',
    parts: '0xd40',
    adds: 'jscvt fcma sha3 sha512 sve asimdfhm dit uscat ilrcpc flagm dcpodp svei8mm svebf16 i8mm bf16 dgh rng',
  },
  {
    name: 'neoverse_v2',
    from: ['neoverse_n1', 'armv9.0a'],
    vendor: 'ARM',
    parts: '0xd4f',
    adds: 'jscvt fcma sha3 sha512 sve asimdfhm uscat ilrcpc flagm sb dcpodp sve2 flagm2 frint svei8mm svebf16 i8mm bf16',
  },
  {
    name: 'neoverse_n2',
    from: ['neoverse_n1', 'armv9.0a'],
    vendor: 'ARM',
    parts: '0xd49',
    adds: 'jscvt fcma sha3 sha512 sve asimdfhm uscat ilrcpc flagm sb dcpodp sve2 flagm2 frint svei8mm svebf16 i8mm bf16',
  },
  {
    name: 'ampere1',
    from: ['neoverse_n1', 'armv8.6a'],
    vendor: 'Ampere',
    parts: '0xac3',
    adds: 'jscvt fcma sha3 sha512 asimdfhm dit uscat ilrcpc flagm ssbs sb paca pacg dcpodp flagm2 frint i8mm bf16 rng bti ecv',
  },
  {
    name: 'ampere1a',
    from: ['neoverse_n1', 'armv8.6a'],
    vendor: 'Ampere',
    parts: '0xac4',
    adds: 'jscvt fcma sha3 sm3 sm4 sha512 asimdfhm dit uscat ilrcpc flagm ssbs sb paca pacg dcpodp flagm2 frint i8mm bf16 rng bti ecv',
  },
  {
    name: 'neoverse_v3ae',
    from: ['neoverse_v2', 'armv9.2a'],
    vendor: 'ARM',
    parts: '0xd83',
    adds: 'afp bti dgh dit ecv paca pacg sm3 sm4 sveaes svebitperm svepmull svesha3 svesm4 wfxt',
  },
  {
    name: 'm1',
    from: ['armv8.4a'],
    vendor: 'Apple',
    afresh: true,
    // Its efficient and its fast cores, those of Pro and of Max and Ultra (the kernel's arch/arm64/include/asm/cputype.h).
    parts: '0x022 0x023 0x024 0x025 0x028 0x029',
    adds:
      'fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm jscvt fcma lrcpc dcpop sha3 asimddp sha512 ' +
      'asimdfhm dit uscat ilrcpc flagm ssbs sb paca pacg dcpodp flagm2 frint',
  },
  {
    name: 'm2',
    from: ['m1', 'armv8.5a'],
    vendor: 'Apple',
    parts: '0x032 0x033 0x034 0x035 0x038 0x039',
    adds: 'ecv bf16 i8mm bti',
  },
  // No flag tells it from its ancestor.
  {name: 'm3', from: ['m2', 'armv8.6a'], vendor: 'Apple'},
  {name: 'm4', from: ['m3', 'armv8.6a'], vendor: 'Apple', adds: 'sme sme2'},

  {name: 'ppc64le', from: [], generation: 0},
  {name: 'power8le', from: ['ppc64le'], vendor: 'IBM', generation: 8},
  {name: 'power9le', from: ['power8le'], vendor: 'IBM', generation: 9},
  {name: 'power10le', from: ['power9le'], vendor: 'IBM', generation: 10},

  {name: 'riscv64', from: []},
  {name: 'u74mc', from: ['riscv64'], vendor: 'SiFive'},
  {name: 'x60', from: ['riscv64'], vendor: 'SpacemiT'},
];

/** Arm's codes of implementers as archspec names them. */
export const ARM_VENDORS: Readonly<Record<string, string>> = {
  '0x41': 'ARM',
  '0x42': 'Broadcom',
  '0x43': 'Cavium',
  '0x44': 'DEC',
  '0x46': 'Fujitsu',
  '0x48': 'HiSilicon',
  '0x49': 'Infineon Technologies AG',
  '0x4d': 'Motorola',
  '0x4e': 'Nvidia',
  '0x50': 'APM',
  '0x51': 'Qualcomm',
  '0x53': 'Samsung',
  '0x56': 'Marvell',
  '0x61': 'Apple',
  '0x66': 'Faraday',
  '0x68': 'HXT',
  '0x69': 'Intel',
  '0xc0': 'Ampere',
};

const TABLE: ReadonlyMap<string, Microarchitecture> = unfold(ROWS);

/** Every microarchitecture, ancestors first. */
export const MICROARCHITECTURES: readonly Microarchitecture[] = [...TABLE.values()];

/** The microarchitecture of that name in archspec's spelling; null for other words. */
export function microarchitectureNamed(name: string): Microarchitecture | null {
  return TABLE.get(name) ?? null;
}

function unfold(rows: readonly Row[]): Map<string, Microarchitecture> {
  const table = new Map<string, Microarchitecture>();
  for (const row of rows) {
    const parents = row.from.flatMap(name => table.get(name) ?? []);
    const first = row.afresh === true ? undefined : parents[0];
    const flags = new Set([...(first?.flags ?? []), ...words(row.adds)]);
    for (const flag of words(row.less)) flags.delete(flag);
    table.set(row.name, {
      name: row.name,
      arch: parents[0]?.arch ?? row.name,
      vendor: row.vendor ?? 'generic',
      flags,
      ancestors: new Set(parents.flatMap(parent => [parent.name, ...parent.ancestors])),
      parts: words(row.parts),
      isVersion: row.isVersion === true,
      generation: row.generation ?? null,
    });
  }
  return table;
}

function words(text: string | undefined): readonly string[] {
  return text === undefined ? [] : text.split(' ');
}
