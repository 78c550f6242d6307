import type {CpuInfo} from './cpu-info.ts';

/**
 * EESSI's CPU targets: directory, vendors and the features each needs, in EESSI's own order; of all that fit, the last is the best.
 *
 * Facts of EESSI/software-layer-scripts: init/arch_specs/*.spec and init/eessi_archdetect.sh (LAYOUTS.md 2.1).
 */
export type EessiTarget = {
  readonly path: string;
  /** `vendor_id`, `CPU implementer` or `mvendorid` of `/proc/cpuinfo`; empty: any vendor. */
  readonly vendors: readonly string[];
  readonly features: readonly string[];
};

const AVX512 = ['avx512f', 'avx512bw', 'avx512cd', 'avx512dq', 'avx512vl'];
const INTEL = ['GenuineIntel'];
const AMD = ['AuthenticAMD'];
/** Some kernels write the name, others the code; EESSI treats every implementer it does not know as Arm. */
const ARM = ['ARM', '0x41'];
/** What the RISC-V profiles ask for and `/proc/cpuinfo` tells. */
const RVA20 = words('rv64imafdc zicsr zicntr zifencei');
const RVA22 = words('zihpm zihintpause zba zbb zbs zicbom zicbop zicboz zfhmin zkt');
const RVA23 = words('zihintntl zicond zimop zcmop zcb zfa zawrs zvfhmin zvbb zvkt');

export const EESSI_TARGETS: readonly EessiTarget[] = [
  {path: 'x86_64/intel/haswell', vendors: INTEL, features: ['avx2', 'fma']},
  {path: 'x86_64/intel/skylake_avx512', vendors: INTEL, features: ['avx2', 'fma', ...AVX512]},
  {path: 'x86_64/intel/cascadelake', vendors: INTEL, features: ['avx2', 'fma', ...AVX512, 'avx512_vnni']},
  {path: 'x86_64/intel/icelake', vendors: INTEL, features: ['avx2', 'fma', ...AVX512, 'avx512_vnni', 'avx512_vbmi2']},
  {path: 'x86_64/intel/sapphirerapids', vendors: INTEL, features: ['avx2', 'fma', ...AVX512, 'avx512_bf16', 'amx_tile']},
  {path: 'x86_64/amd/zen2', vendors: AMD, features: ['avx2', 'fma']},
  {path: 'x86_64/amd/zen3', vendors: AMD, features: ['avx2', 'fma', 'vaes']},
  {path: 'x86_64/amd/zen4', vendors: AMD, features: ['avx2', 'fma', 'vaes', 'avx512f', 'avx512ifma']},
  {
    path: 'x86_64/amd/zen5',
    vendors: AMD,
    features: ['avx2', 'fma', 'vaes', 'avx512f', 'avx512ifma', 'avx512_vp2intersect', 'avx_vnni', 'movdiri'],
  },
  {path: 'aarch64/a64fx', vendors: ['0x46'], features: ['asimdhp', 'sve']},
  {path: 'aarch64/neoverse_n1', vendors: ARM, features: ['asimddp']},
  {path: 'aarch64/neoverse_v1', vendors: ARM, features: ['asimddp', 'svei8mm']},
  {path: 'aarch64/nvidia/grace', vendors: ['0x41'], features: ['sve2', 'sm3', 'sm4', 'svesm4']},
  {path: 'aarch64/google/axion', vendors: ['0x41'], features: ['sve2', 'rng', 'sm3', 'sm4', 'svesm4']},
  {path: 'ppc64le/power9le', vendors: [], features: ['POWER9']},
  // Named before the profiles, since a richer target that fits as well is the better one.
  {path: 'riscv64/thead/c910', vendors: [], features: ['rv64imafdcvsu']},
  {path: 'riscv64/rva20u64', vendors: [], features: RVA20},
  {path: 'riscv64/rva22u64', vendors: [], features: [...RVA20, ...RVA22]},
  {path: 'riscv64/rva23u64', vendors: [], features: ['rv64imafdcv', ...RVA20, ...RVA22, ...RVA23]},
  {path: 'riscv64/sifive/p550', vendors: ['0x489'], features: ['rv64imafdch', 'zicsr', 'zifencei', 'zba', 'zbb', 'sscofpmf']},
  {
    path: 'riscv64/sifive/u74-mc',
    vendors: ['0x489'],
    features: ['rv64imafdc', 'zicntr', 'zicsr', 'zifencei', 'zihpm', 'zca', 'zcd', 'zba', 'zbb'],
  },
  {
    path: 'riscv64/spacemit/x60',
    vendors: ['0x710'],
    features: ['rv64imafdcv', 'sscofpmf', 'sstc', 'svpbmt', 'zicbom', 'zicboz', 'zicbop', 'zihintpause'],
  },
  {
    path: 'riscv64/spacemit/x60-k6.6',
    vendors: ['0x710'],
    features: words(
      'rv64imafdcv zicbom zicboz zicntr zicond zicsr zifencei zihintpause zihpm zfh zfhmin zca zcd zba zbb zbc zbs zkt zve32f ' +
        'zve32x zve64d zve64f zve64x zvfh zvfhmin zvkt sscofpmf sstc svinval svnapot svpbmt',
    ),
  },
  {
    path: 'riscv64/spacemit/x100',
    vendors: ['0x710'],
    features: words(
      'rv64imafdcvh zicbom zicbop zicboz zicntr zicond zicsr zifencei zihintntl zihintpause zihpm zimop zaamo zalrsc zawrs zfa ' +
        'zfbfmin zfh zfhmin zca zcb zcd zcmop zba zbb zbc zbs zkt zvbb zvbc zve32f zve32x zve64d zve64f zve64x zvfbfmin zvfbfwma ' +
        'zvfh zvfhmin zvkb zvkg zvkned zvknha zvknhb zvksed zvksh zvkt smaia smstateen ssaia sscofpmf ssnpm sstc svade svinval ' +
        'svnapot svpbmt sdtrig',
    ),
  },
];

/** Family 6 models that the kernel's flags do not tell from Sapphire Rapids (EESSI's own exception). */
const GRANITE_RAPIDS = new Set(['173', '174']);

/** EESSI's directories that a CPU can run, best first, `<arch>/generic` last. */
export function eessiCandidates(arch: string, cpu: CpuInfo | null): readonly string[] {
  const generic = `${arch}/generic`;
  if (cpu === null) return [generic];
  const known = EESSI_TARGETS.filter(target => target.path.startsWith(`${arch}/`));
  const vendor = vendorForEessi(arch, cpu.vendorText, known);
  const features = eessiFeatures(arch, cpu);
  const fitting = known.filter(
    target =>
      (target.vendors.length === 0 || (vendor !== null && target.vendors.includes(vendor))) &&
      target.features.every(feature => hasFeature(features, feature)),
  );
  const paths = fitting.map(target => target.path).toReversed();
  if (paths[0] === 'x86_64/intel/sapphirerapids' && cpu.family === '6' && GRANITE_RAPIDS.has(cpu.model ?? '')) {
    paths.unshift('x86_64/intel/graniterapids');
  }
  return [...paths, generic];
}

function words(text: string): readonly string[] {
  return text.split(' ');
}

function vendorForEessi(arch: string, vendor: string | null, known: readonly EessiTarget[]): string | null {
  const listed = vendor !== null && known.some(target => target.vendors.includes(vendor));
  return arch === 'aarch64' && !listed ? '0x41' : vendor;
}

function eessiFeatures(arch: string, cpu: CpuInfo): ReadonlySet<string> {
  return arch === 'ppc64le' && cpu.power !== null ? new Set([`POWER${cpu.power}`]) : cpu.flags;
}

/** RISC-V base sets are compared letter by letter: `rv64imafdc` is in `rv64imafdcv`. */
function hasFeature(features: ReadonlySet<string>, feature: string): boolean {
  if (!feature.startsWith('rv64')) return features.has(feature);
  return Array.from(feature.slice(4)).every(letter => features.has(letter));
}
