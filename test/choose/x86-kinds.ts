/**
 * Kinds of x86 machines as `/proc/cpuinfo` shows them. The flags are those of the manufacturers' manuals (Intel SDM and its tables of
 * instruction set extensions, AMD APM), of QEMU's documented CPU models and of files that archspec and EESSI recorded; what is
 * expected follows from archspec's and EESSI's published rules for these flags.
 */
export type X86Kind = {
  readonly title: string;
  readonly vendor: string;
  /** Family and model, where a rule asks for them. */
  readonly model?: readonly [family: number, model: number];
  readonly flags: string;
  readonly name: string;
  readonly level: string;
  /** EESSI's, best first, without the generic one. */
  readonly candidates: readonly string[];
};

const INTEL = 'GenuineIntel';
const AMD = 'AuthenticAMD';
const COMMON = 'fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush mmx fxsr sse sse2 syscall nx lm';

const NOCONA = `${COMMON} dts acpi ss ht tm pbe constant_tsc pebs bts pni monitor ds_cpl est cid cx16 xtpr`;
const CORE2 = `${COMMON} dts acpi ss ht tm pbe constant_tsc arch_perfmon pebs bts rep_good pni dtes64 monitor ds_cpl vmx est tm2 ssse3 cx16 xtpr pdcm dca lahf_lm`;
const NEHALEM = `${CORE2} sse4_1 sse4_2 popcnt rdtscp nonstop_tsc`;
const WESTMERE = `${NEHALEM} aes pclmulqdq pcid pdpe1gb`;
const SANDY_BRIDGE = `${WESTMERE} x2apic tsc_deadline_timer xsave xsaveopt avx`;
const IVY_BRIDGE = `${SANDY_BRIDGE} f16c rdrand fsgsbase smep erms`;
const HASWELL = `${IVY_BRIDGE} fma movbe abm bmi1 avx2 bmi2 invpcid`;
const BROADWELL = `${HASWELL} rdseed adx smap 3dnowprefetch`;
const SKYLAKE = `${BROADWELL} clflushopt xsavec xgetbv1 xsaves`;
const KNIGHTS_LANDING = `${HASWELL.replace(' invpcid', '')} rdseed adx 3dnowprefetch avx512f avx512pf avx512er avx512cd`;
const SKYLAKE_SERVER = `${SKYLAKE} clwb avx512f avx512dq avx512cd avx512bw avx512vl pku ospke`;
const CASCADE_LAKE = `${SKYLAKE_SERVER} avx512_vnni`;
const ICE_LAKE_CLIENT = `${SKYLAKE} avx512f avx512dq avx512ifma avx512cd sha_ni avx512bw avx512vl avx512vbmi umip pku ospke avx512_vbmi2 gfni vaes vpclmulqdq avx512_vnni avx512_bitalg avx512_vpopcntdq rdpid`;
const ICE_LAKE = `${ICE_LAKE_CLIENT} clwb`;
const SAPPHIRE_RAPIDS = `${ICE_LAKE} avx_vnni avx512_bf16 cldemote movdiri movdir64b enqcmd serialize waitpkg amx_bf16 avx512_fp16 amx_tile amx_int8 flush_l1d`;
const ALDER_LAKE = `${SKYLAKE} clwb sha_ni avx_vnni umip pku ospke waitpkg gfni vaes vpclmulqdq rdpid movdiri movdir64b serialize flush_l1d`;
const GOLDMONT = `${WESTMERE} xsave xsaveopt xsavec xgetbv1 movbe rdrand rdseed fsgsbase smep smap erms clflushopt sha_ni`;

const K8 = `${COMMON} mmxext fxsr_opt 3dnowext 3dnow rep_good pni`;
const K10 = `${K8} rdtscp pdpe1gb monitor cx16 popcnt lahf_lm cmp_legacy svm extapic cr8_legacy abm sse4a misalignsse 3dnowprefetch osvw ibs`;
const BULLDOZER = `${K10.replace(' 3dnowext 3dnow ', ' ')} pclmulqdq ssse3 sse4_1 sse4_2 aes xsave avx xop skinit wdt lwp fma4 nodeid_msr topoext`;
const PILEDRIVER = `${BULLDOZER} fma f16c tce tbm bmi1`;
const STEAMROLLER = `${PILEDRIVER} fsgsbase xsaveopt`;
const EXCAVATOR = `${STEAMROLLER} movbe avx2 smep bmi2 rdrand`;
const JAGUAR = `${COMMON} mmxext fxsr_opt rdtscp rep_good pni pclmulqdq monitor ssse3 cx16 sse4_1 sse4_2 movbe popcnt aes xsave avx f16c lahf_lm abm sse4a misalignsse 3dnowprefetch bmi1 xsaveopt`;
const ZEN = `${COMMON} mmxext fxsr_opt pdpe1gb rdtscp rep_good pni pclmulqdq monitor ssse3 fma cx16 sse4_1 sse4_2 movbe popcnt aes xsave avx f16c rdrand lahf_lm cmp_legacy svm extapic abm sse4a misalignsse 3dnowprefetch fsgsbase bmi1 avx2 smep bmi2 rdseed adx smap clflushopt sha_ni xsaveopt xsavec xgetbv1 xsaves clzero`;
const ZEN2 = `${ZEN} clwb wbnoinvd umip rdpid`;
const ZEN3 = `${ZEN2} erms invpcid pku ospke vaes vpclmulqdq`;
const ZEN4 = `${ZEN3} avx512f avx512dq avx512ifma avx512cd avx512bw avx512vl avx512_bf16 avx512vbmi avx512_vbmi2 gfni avx512_vnni avx512_bitalg avx512_vpopcntdq flush_l1d`;
const ZEN5 = `${ZEN4} tsc_adjust avx_vnni movdiri movdir64b avx512_vp2intersect`;

const HASWELL_PATH = 'x86_64/intel/haswell';
const SKYLAKE_PATHS = ['x86_64/intel/skylake_avx512', HASWELL_PATH];
const CASCADE_PATHS = ['x86_64/intel/cascadelake', ...SKYLAKE_PATHS];
const ICE_PATHS = ['x86_64/intel/icelake', ...CASCADE_PATHS];
const SAPPHIRE_PATHS = ['x86_64/intel/sapphirerapids', ...ICE_PATHS];
const ZEN2_PATH = 'x86_64/amd/zen2';
const ZEN3_PATHS = ['x86_64/amd/zen3', ZEN2_PATH];
const ZEN4_PATHS = ['x86_64/amd/zen4', ...ZEN3_PATHS];

/** The CPU that QEMU gives where nothing is said, and what its documentation calls ABI models. */
const QEMU64 = `fpu de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush mmx fxsr sse sse2 syscall nx lm rep_good nopl pni cx16 x2apic hypervisor lahf_lm svm 3dnowprefetch vmmcall`;
const KVM64 = `fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush mmx fxsr sse sse2 syscall nx lm constant_tsc nopl pni cx16 hypervisor`;

const kind = (
  title: string,
  vendor: string,
  flags: string,
  name: string,
  level: number,
  candidates: readonly string[] = [],
  model?: readonly [number, number],
): X86Kind => ({title, vendor, flags, name, level: `x86-64-v${level}`, candidates, ...(model === undefined ? {} : {model})});

export const X86_KINDS: readonly X86Kind[] = [
  kind('Nocona (Xeon of 2004)', INTEL, NOCONA, 'nocona', 1),
  kind('Harpertown (Xeon E5450), SSE4.1 without POPCNT', INTEL, `${CORE2} sse4_1`, 'core2', 1),
  kind('Nehalem (Xeon X5570)', INTEL, NEHALEM, 'nehalem', 2),
  kind('Westmere (Xeon X5650)', INTEL, WESTMERE, 'westmere', 2),
  kind('Sandy Bridge (Xeon E5-2670)', INTEL, SANDY_BRIDGE, 'sandybridge', 2),
  kind('Ivy Bridge (Xeon E5-2680 v2)', INTEL, IVY_BRIDGE, 'ivybridge', 2),
  kind('Haswell (Xeon E5-2680 v3)', INTEL, `${HASWELL} hle rtm`, 'haswell', 3, [HASWELL_PATH]),
  kind('Broadwell (Xeon E5-2680 v4)', INTEL, BROADWELL, 'broadwell', 3, [HASWELL_PATH]),
  kind('Skylake of a desk (Core i7-6700)', INTEL, SKYLAKE, 'skylake', 3, [HASWELL_PATH]),
  kind('Knights Landing (Xeon Phi 7210), AVX-512 without BW', INTEL, KNIGHTS_LANDING, 'mic_knl', 3, [HASWELL_PATH]),
  kind('Skylake of a server (Xeon Gold 6148)', INTEL, SKYLAKE_SERVER, 'skylake_avx512', 4, SKYLAKE_PATHS),
  kind('Cascade Lake (Xeon Gold 6248)', INTEL, CASCADE_LAKE, 'cascadelake', 4, CASCADE_PATHS),
  kind(
    'Cooper Lake (Xeon 8380H), BF16 without VBMI2 and AMX',
    INTEL,
    `${CASCADE_LAKE} avx512_bf16`,
    'cascadelake',
    4,
    CASCADE_PATHS,
  ),
  // archspec asks for CLWB, EESSI does not.
  kind('Ice Lake of a laptop (Core i7-1065G7), which lacks CLWB', INTEL, ICE_LAKE_CLIENT, 'x86_64_v4', 4, ICE_PATHS),
  kind('Ice Lake of a server (Xeon 8358)', INTEL, ICE_LAKE, 'icelake', 4, ICE_PATHS),
  kind('Tiger Lake (Core i7-1165G7)', INTEL, `${ICE_LAKE} movdiri movdir64b avx512_vp2intersect`, 'icelake', 4, ICE_PATHS),
  kind('Sapphire Rapids (Xeon 8480+)', INTEL, SAPPHIRE_RAPIDS, 'sapphirerapids', 4, SAPPHIRE_PATHS, [6, 143]),
  kind('Emerald Rapids (Xeon 8592+)', INTEL, SAPPHIRE_RAPIDS, 'sapphirerapids', 4, SAPPHIRE_PATHS, [6, 207]),
  kind(
    'Granite Rapids (Xeon 6972P), told by its model alone',
    INTEL,
    SAPPHIRE_RAPIDS,
    'sapphirerapids',
    4,
    ['x86_64/intel/graniterapids', ...SAPPHIRE_PATHS],
    [6, 173],
  ),
  kind(
    'Granite Rapids-D',
    INTEL,
    SAPPHIRE_RAPIDS,
    'sapphirerapids',
    4,
    ['x86_64/intel/graniterapids', ...SAPPHIRE_PATHS],
    [6, 174],
  ),
  kind('Alder Lake (Core i9-12900K), no AVX-512 again', INTEL, ALDER_LAKE, 'skylake', 3, [HASWELL_PATH]),
  kind(
    'Arrow Lake (Core Ultra 9 285)',
    INTEL,
    `${ALDER_LAKE} avx_vnni_int8 avx_vnni_int16 avx_ne_convert avx_ifma cmpccxadd sha512 sm3 sm4`,
    'skylake',
    3,
    [HASWELL_PATH],
    [6, 198],
  ),
  kind('Goldmont (Pentium J4205), no AVX', INTEL, GOLDMONT, 'westmere', 2),

  kind('K8 (Opteron 250)', AMD, K8, 'x86_64', 1),
  kind('K10 (Opteron 2378), SSE4a and no SSSE3', AMD, K10, 'k10', 1),
  kind('Bulldozer (Opteron 6272)', AMD, BULLDOZER, 'bulldozer', 2),
  kind('Piledriver (Opteron 6376)', AMD, PILEDRIVER, 'piledriver', 2),
  kind('Steamroller (A10-7850K)', AMD, STEAMROLLER, 'steamroller', 2),
  // EESSI tells Zen 2 by AVX2 and FMA alone.
  kind('Excavator (A12-9800)', AMD, EXCAVATOR, 'excavator', 3, [ZEN2_PATH]),
  kind('Jaguar (GX-420CA), AVX and neither FMA nor XOP', AMD, JAGUAR, 'x86_64_v2', 2),
  kind('Zen (EPYC 7601)', AMD, ZEN, 'zen', 3, [ZEN2_PATH]),
  kind('Zen 2 (EPYC 7742)', AMD, ZEN2, 'zen2', 3, [ZEN2_PATH]),
  kind('Zen 3 (EPYC 7763)', AMD, ZEN3, 'zen3', 3, ZEN3_PATHS),
  kind('Zen 4 (EPYC 9654)', AMD, ZEN4, 'zen4', 4, ZEN4_PATHS),
  kind('Zen 5 (EPYC 9575F)', AMD, ZEN5, 'zen5', 4, ['x86_64/amd/zen5', ...ZEN4_PATHS]),

  kind('Hygon Dhyana (C86 7185), a Zen of another name', 'HygonGenuine', ZEN, 'x86_64_v3', 3),
  kind(
    'VIA Nano, SSE4.1 and no POPCNT',
    'CentaurHauls',
    `${COMMON} rep_good pni monitor est tm2 ssse3 cx16 xtpr sse4_1 rng_en ace_en phe_en lahf_lm`,
    'x86_64',
    1,
  ),
  kind(
    'Zhaoxin KX-6000, AVX and no FMA',
    'Shanghai',
    `${COMMON} rdtscp pni pclmulqdq monitor ssse3 cx16 sse4_1 sse4_2 movbe popcnt aes xsave avx f16c rdrand lahf_lm abm bmi1 avx2 bmi2 rdseed`,
    'x86_64_v2',
    2,
  ),

  kind('qemu64, which QEMU gives by itself', AMD, QEMU64, 'x86_64', 1),
  kind('kvm64', INTEL, KVM64, 'nocona', 1),
  kind('x86-64-v2-AES of Proxmox', INTEL, `${QEMU64} ssse3 sse4_1 sse4_2 popcnt aes`, 'nehalem', 2),
  kind(
    'Haswell-noTSX of QEMU',
    INTEL,
    `${HASWELL.replace(/ (?:dts|acpi|est|tm2|pbe|pdpe1gb)(?= )/g, '')} hypervisor`,
    'haswell',
    3,
    [HASWELL_PATH],
  ),
  kind('EPYC-Rome of QEMU', AMD, `${ZEN2} hypervisor`, 'zen2', 3, [ZEN2_PATH]),
  kind('a Haswell whose hypervisor hides AVX2 and FMA', INTEL, HASWELL.replace(' avx2', '').replace(' fma', ''), 'ivybridge', 2),
];
