/** What `/proc/cpuinfo` says about the CPU, architecture by architecture. */
export type CpuInfo = {
  /** `GenuineIntel`, `0x41`, `0x489`: the text of the file. */
  readonly vendorText: string | null;
  /** Flags that every processor in the text has; RISC-V extensions letter by letter and word by word. */
  readonly flags: ReadonlySet<string>;
  readonly family: string | null;
  readonly model: string | null;
  /** Arm: `CPU part` of the first core, lower case. */
  readonly part: string | null;
  /** POWER generation. */
  readonly power: number | null;
  /** RISC-V: `sifive,u74-mc`. */
  readonly uarch: string | null;
  readonly modelName: string | null;
  /** The architecture as the file betrays it. */
  readonly arch: string | null;
};

/** Bytes of `/proc/cpuinfo` worth reading: some twenty processors of x86, when a machine may have hundreds. */
export const CPU_INFO_BYTES = 48 * 1024;

/** Never throws: text of any kind is accepted, null when it says nothing about a CPU. */
export function parseCpuInfo(text: string): CpuInfo | null {
  const fields = new Map<string, string>();
  let flags: Set<string> | null = null;
  const lines = text.split('\n');
  // The last line may be cut off in the middle of its flags.
  if (text.length >= CPU_INFO_BYTES) lines.pop();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const key = line.slice(0, colon).trim().toLowerCase().replaceAll('_', ' ');
    const value = line.slice(colon + 1).trim();
    if (key === 'flags' || key === 'features' || key === 'isa') {
      const these: Set<string> = new Set(key === 'isa' ? isaWords(value) : value.split(/\s+/));
      // On a machine with two kinds of cores a program may be moved to either, so only what both have counts.
      flags = flags === null ? these : shared(flags, these);
    }
    if (!fields.has(key)) fields.set(key, value);
  }
  const get = (key: string) => fields.get(key) ?? null;
  const power = /POWER(\d+)/i.exec(get('cpu') ?? '')?.[1];
  const info = {
    vendorText: get('vendor id') ?? get('cpu implementer') ?? get('mvendorid'),
    flags: flags ?? new Set<string>(),
    family: get('cpu family'),
    model: get('model'),
    part: get('cpu part')?.toLowerCase() ?? null,
    power: power === undefined ? null : Number(power),
    uarch: get('uarch'),
    modelName: get('model name'),
  };
  const arch = archOf(info, get('cpu architecture'), get('isa'));
  return arch === null && info.vendorText === null && info.flags.size === 0 ? null : {...info, arch};
}

function archOf(info: Omit<CpuInfo, 'arch'>, armVersion: string | null, isa: string | null): string | null {
  if (isa?.startsWith('rv64') === true) return 'riscv64';
  if (info.power !== null) return 'ppc64le';
  if (armVersion !== null) return /^(8|9|aarch64)/i.test(armVersion) ? 'aarch64' : 'arm';
  if (info.flags.has('lm')) return 'x86_64';
  return info.flags.has('fpu') ? 'i686' : null;
}

/** `rv64imafdc_zicsr_zba` → the letters after `rv64`, then the words. */
function isaWords(isa: string): string[] {
  const [base = '', ...extensions] = isa.toLowerCase().split('_');
  return [...base.replace(/^rv\d+/, ''), ...extensions];
}

function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): Set<string> {
  return new Set([...a].filter(flag => b.has(flag)));
}
