/** Architectures of SIF files, two digits after the version of the format (apptainer/sif: pkg/sif/arch.go). */
const ARCHITECTURES: Readonly<Record<string, string>> = {
  '01': 'i686',
  '02': 'x86_64',
  '03': 'arm',
  '04': 'aarch64',
  '06': 'ppc64le',
  '11': 's390x',
  '12': 'riscv64',
};

/** Where it stands: after `#!` line (32), sign (10) and version (3). */
const ARCH_AT = 45;

/** The architecture that the header of a SIF names; null where it names none. */
export function sifArchitecture(start: Uint8Array): string | null {
  const code = Buffer.from(start.subarray(ARCH_AT, ARCH_AT + 2)).toString('latin1');
  return Object.hasOwn(ARCHITECTURES, code) ? (ARCHITECTURES[code] ?? null) : null;
}
