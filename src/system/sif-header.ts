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

/** Sizes of the header and of a descriptor (apptainer/sif: pkg/sif/sif.go, descriptor.go). */
const HEADER = 128;
const DESCRIPTOR = 585;
const PARTITION = 0x4004;
/** `PartPrimSys`, the partition that is started. */
const PRIMARY = 2;

/** Where a SIF's contents end, as its header tells: a shorter file was not fetched whole. */
export function sifEnd(start: Uint8Array): number {
  const header = view(start.subarray(0, HEADER));
  if (header.byteLength < HEADER) return HEADER;
  const number = (at: number) => Number(header.getBigInt64(at, true));
  return Math.max(HEADER, number(96) + number(104), number(112) + number(120));
}

/** The same for a squashfs (its superblock: `bytes_used`). */
export function squashfsEnd(start: Uint8Array): number {
  const header = view(start);
  return header.byteLength < 48 ? 96 : Number(header.getBigUint64(40, true));
}

/** Where a SIF's root file system begins, in bytes; null when its descriptors name none. `read` gives bytes from a place on. */
export function sifPartition(read: (at: number, length: number) => Uint8Array): number | null {
  const header = view(read(0, HEADER));
  if (header.byteLength < HEADER) return null;
  const [total, at] = [Number(header.getBigInt64(88, true)), Number(header.getBigInt64(96, true))];
  if (total < 0 || !Number.isSafeInteger(at) || at < HEADER) return null;
  const descriptors = view(read(at, Math.min(total, 100) * DESCRIPTOR));
  for (let each = 0; each + DESCRIPTOR <= descriptors.byteLength; each += DESCRIPTOR) {
    const isRoot = descriptors.getInt32(each, true) === PARTITION && descriptors.getInt32(each + 205, true) === PRIMARY;
    const begin = Number(descriptors.getBigInt64(each + 17, true));
    if (isRoot && descriptors.getUint8(each + 4) === 1) return begin >= HEADER && Number.isSafeInteger(begin) ? begin : null;
  }
  return null;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
