/**
 * Kinds of machines that are no x86, as `/proc/cpuinfo` shows them: features by the manuals of the cores and by files that archspec
 * and EESSI recorded; implementers and parts by the kernel's cputype.h. What is expected follows from archspec's and EESSI's
 * published rules; EESSI takes every maker that it does not know for Arm.
 */
export type OtherKind = {
  readonly title: string;
  readonly arch: string;
  readonly file: string;
  readonly name: string;
  /** EESSI's, best first, without the generic one. */
  readonly candidates: readonly string[];
};

const ARMV8 = 'fp asimd evtstrm';
const CRYPTO = `${ARMV8} aes pmull sha1 sha2 crc32`;
const A72 = `${CRYPTO} cpuid`;
const N1 = `${CRYPTO} atomics fphp asimdhp cpuid asimdrdm lrcpc dcpop asimddp`;
const V1 = `${CRYPTO} atomics fphp asimdhp cpuid asimdrdm jscvt fcma lrcpc dcpop sha3 sm3 sm4 asimddp sha512 sve asimdfhm dit uscat ilrcpc flagm ssbs paca pacg dcpodp svei8mm svebf16 i8mm bf16 dgh rng`;
const V2 = `${CRYPTO} atomics fphp asimdhp cpuid asimdrdm jscvt fcma lrcpc dcpop sha3 asimddp sha512 sve asimdfhm dit uscat ilrcpc flagm ssbs sb paca pacg dcpodp sve2 sveaes svepmull svebitperm svesha3 flagm2 frint svei8mm svebf16 i8mm bf16 dgh bti`;
const N2 = `${CRYPTO} atomics fphp asimdhp cpuid asimdrdm jscvt fcma lrcpc dcpop sha3 asimddp sha512 sve asimdfhm dit uscat ilrcpc flagm ssbs sb dcpodp sve2 sveaes svepmull svebitperm svesha3 flagm2 frint svei8mm svebf16 i8mm bf16 dgh`;
const V3AE = `${CRYPTO} atomics fphp asimdhp cpuid asimdrdm jscvt fcma lrcpc dcpop sha3 sm3 sm4 asimddp sha512 sve asimdfhm dit uscat ilrcpc flagm ssbs sb paca pacg dcpodp sve2 sveaes svepmull svebitperm svesha3 svesm4 flagm2 frint svei8mm svebf16 i8mm bf16 dgh bti ecv afp wfxt`;
const AMPERE1 = `${CRYPTO} atomics fphp asimdhp cpuid asimdrdm jscvt fcma lrcpc dcpop sha3 asimddp sha512 asimdfhm dit uscat ilrcpc flagm ssbs sb paca pacg dcpodp flagm2 frint i8mm bf16 rng bti ecv`;
const M1 = `${CRYPTO} atomics fphp asimdhp cpuid asimdrdm jscvt fcma lrcpc dcpop sha3 asimddp sha512 asimdfhm dit uscat ilrcpc flagm ssbs sb paca pacg dcpodp flagm2 frint`;
const M2 = `${M1} i8mm bf16 bti ecv`;

const N1_PATH = 'aarch64/neoverse_n1';
const V1_PATHS = ['aarch64/neoverse_v1', N1_PATH];
const GRACE_PATHS = ['aarch64/nvidia/grace', ...V1_PATHS];

const arm = (
  title: string,
  implementer: string,
  part: string,
  features: string,
  name: string,
  candidates: readonly string[],
): OtherKind => ({
  title,
  arch: 'aarch64',
  file: `processor\t: 0\nBogoMIPS\t: 50.00\nFeatures\t: ${features}\nCPU implementer\t: ${implementer}\nCPU architecture: 8\nCPU variant\t: 0x0\nCPU part\t: ${part}\n`,
  name,
  candidates,
});

const power = (title: string, cpu: string, name: string, candidates: readonly string[]): OtherKind => ({
  title,
  arch: 'ppc64le',
  file: `processor\t: 0\ncpu\t\t: ${cpu}\nclock\t\t: 3800.000000MHz\nrevision\t: 2.2 (pvr 004e 1202)\n`,
  name,
  candidates,
});

const riscv = (
  title: string,
  lines: Readonly<Record<string, string>>,
  name: string,
  candidates: readonly string[],
): OtherKind => ({
  title,
  arch: 'riscv64',
  file: `processor\t: 0\nhart\t\t: 0\n${Object.entries(lines)
    .map(([key, value]) => `${key}\t\t: ${value}\n`)
    .join('')}`,
  name,
  candidates,
});

const X60_ISA =
  'rv64imafdcv_zicbom_zicboz_zicntr_zicond_zicsr_zifencei_zihintpause_zihpm_zfh_zfhmin_zca_zcd_zba_zbb_zbc_zbs_zkt_zve32f_zve32x_zve64d_zve64f_zve64x_zvfh_zvfhmin_zvkt_sscofpmf_sstc_svinval_svnapot_svpbmt';
const X100_ISA =
  'rv64imafdcvh_zicbom_zicbop_zicboz_zicntr_zicond_zicsr_zifencei_zihintntl_zihintpause_zihpm_zimop_zaamo_zalrsc_zawrs_zfa_zfbfmin_zfh_zfhmin_zca_zcb_zcd_zcmop_zba_zbb_zbc_zbs_zkt_zvbb_zvbc_zve32f_zve32x_zve64d_zve64f_zve64x_zvfbfmin_zvfbfwma_zvfh_zvfhmin_zvkb_zvkg_zvkned_zvknha_zvknhb_zvksed_zvksh_zvkt_smaia_smstateen_ssaia_sscofpmf_ssnpm_sstc_svade_svinval_svnapot_svpbmt_sdtrig';
const RVA22_ISA = 'rv64imafdc_zicsr_zicntr_zifencei_zihpm_zihintpause_zba_zbb_zbs_zicbom_zicbop_zicboz_zfhmin_zkt';
const RVA23_ISA =
  'rv64imafdcv_zicsr_zifencei_zicntr_zihpm_zihintpause_zihintntl_zba_zbb_zbs_zicbom_zicbop_zicboz_zfhmin_zkt_zicond_zimop_zcmop_zcb_zfa_zawrs_zvfhmin_zvbb_zvkt';
const RVA_PATHS = ['riscv64/rva22u64', 'riscv64/rva20u64'];

export const OTHER_KINDS: readonly OtherKind[] = [
  arm('Cortex-A53 (Raspberry Pi 3), no cryptography', '0x41', '0xd03', `${ARMV8} crc32 cpuid`, 'aarch64', []),
  arm('Cortex-A72 (Raspberry Pi 4), no cryptography', '0x41', '0xd08', `${ARMV8} crc32 cpuid`, 'aarch64', []),
  arm('Cortex-A72 (Graviton)', '0x41', '0xd08', A72, 'cortex_a72', []),
  // archspec knows no A76: the deepest entry of the same maker whose features are there is the N1, which grew from it.
  arm('Cortex-A76 (Raspberry Pi 5)', '0x41', '0xd0b', N1, 'neoverse_n1', [N1_PATH]),
  arm('Neoverse N1 (Graviton 2)', '0x41', '0xd0c', `${N1} ssbs`, 'neoverse_n1', [N1_PATH]),
  arm('Neoverse N1 (Ampere Altra)', '0x41', '0xd0c', `${N1} ssbs`, 'neoverse_n1', [N1_PATH]),
  arm('Neoverse V1 (Graviton 3)', '0x41', '0xd40', V1, 'neoverse_v1', V1_PATHS),
  arm('Neoverse N2 (as recorded under RHEL 9)', '0x41', '0xd49', N2, 'neoverse_n2', V1_PATHS),
  arm('Neoverse V2 without SM3 and SM4 (Graviton 4)', '0x41', '0xd4f', `${V2} rng`, 'neoverse_v2', V1_PATHS),
  arm('Neoverse V2 (Grace)', '0x41', '0xd4f', `${V2} sm3 sm4 svesm4`, 'neoverse_v2', GRACE_PATHS),
  arm('Neoverse V2 (Axion)', '0x41', '0xd4f', `${V2} sm3 sm4 svesm4 rng`, 'neoverse_v2', [
    'aarch64/google/axion',
    ...GRACE_PATHS,
  ]),
  arm('Neoverse V3AE (Jetson Thor)', '0x41', '0xd83', V3AE, 'neoverse_v3ae', GRACE_PATHS),
  arm('Ampere-1', '0xc0', '0xac3', AMPERE1, 'ampere1', [N1_PATH]),
  arm('Ampere-1A', '0xc0', '0xac4', `${AMPERE1} sm3 sm4`, 'ampere1a', [N1_PATH]),
  arm('ThunderX2', '0x43', '0x0af', `${CRYPTO} atomics cpuid asimdrdm`, 'thunderx2', []),
  arm('A64FX', '0x46', '0x001', `${ARMV8} sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm fcma dcpop sve`, 'a64fx', [
    'aarch64/a64fx',
  ]),
  arm(
    'Kunpeng 920, which archspec does not know',
    '0x48',
    '0xd01',
    `${CRYPTO} atomics fphp asimdhp cpuid asimdrdm jscvt fcma dcpop asimddp asimdfhm`,
    'aarch64',
    [N1_PATH],
  ),
  arm('Carmel (Jetson Xavier)', '0x4e', '0x004', `${CRYPTO} atomics fphp asimdhp cpuid asimdrdm dcpop`, 'aarch64', []),
  arm('Oryon (Snapdragon X)', '0x51', '0x001', `${N1} jscvt fcma sha3 sha512 flagm2 frint i8mm bf16 bti`, 'aarch64', [N1_PATH]),
  arm('Apple M1, efficient cores first', '0x61', '0x022', M1, 'm1', [N1_PATH]),
  arm('Apple M1 Max', '0x61', '0x028', M1, 'm1', [N1_PATH]),
  arm('Apple M2', '0x61', '0x032', M2, 'm2', [N1_PATH]),
  arm('Apple M2 Pro, whose features are those of the M3 as well', '0x61', '0x034', M2, 'm2', [N1_PATH]),

  power('POWER8', 'POWER8E (raw), altivec supported', 'power8le', []),
  power('POWER9', 'POWER9, altivec supported', 'power9le', ['ppc64le/power9le']),
  // EESSI compares the whole word.
  power('POWER10', 'POWER10 (architected), altivec supported', 'power10le', []),

  riscv(
    'StarFive JH7110 (VisionFive 2)',
    {isa: 'rv64imafdc_zicntr_zicsr_zifencei_zihpm_zca_zcd_zba_zbb', uarch: 'sifive,u74-mc', mvendorid: '0x489'},
    'u74mc',
    ['riscv64/sifive/u74-mc', 'riscv64/rva20u64'],
  ),
  riscv('SiFive P550 (HiFive Premier)', {isa: 'rv64imafdch_zicsr_zifencei_zba_zbb_sscofpmf', mvendorid: '0x489'}, 'riscv64', [
    'riscv64/sifive/p550',
  ]),
  riscv(
    'SpacemiT X60, the short list of Armbian',
    {
      'model name': 'Spacemit(R) X60',
      isa: 'rv64imafdcv_sscofpmf_sstc_svpbmt_zicbom_zicboz_zicbop_zihintpause',
      mvendorid: '0x710',
    },
    'x60',
    ['riscv64/spacemit/x60'],
  ),
  riscv(
    'SpacemiT X60 under Linux 6.6',
    {'model name': 'Spacemit(R) X60', isa: X60_ISA, uarch: 'spacemit,x60', mvendorid: '0x710'},
    'x60',
    ['riscv64/spacemit/x60-k6.6', 'riscv64/rva20u64'],
  ),
  riscv(
    'SpacemiT X100 (K3)',
    {'model name': 'Spacemit(R) X100', isa: X100_ISA, uarch: 'spacemit,x100', mvendorid: '0x710'},
    'riscv64',
    ['riscv64/spacemit/x100', 'riscv64/spacemit/x60-k6.6', 'riscv64/spacemit/x60', 'riscv64/rva23u64', ...RVA_PATHS],
  ),
  riscv('T-Head C910 (BeagleV-Ahead), which names no vendor', {isa: 'rv64imafdcvsu', mmu: 'sv39'}, 'riscv64', [
    'riscv64/thead/c910',
  ]),
  riscv('a machine of profile RVA22', {isa: RVA22_ISA, mvendorid: '0x0'}, 'riscv64', RVA_PATHS),
  riscv('a machine of profile RVA23', {isa: RVA23_ISA, mvendorid: '0x123'}, 'riscv64', ['riscv64/rva23u64', ...RVA_PATHS]),
];
