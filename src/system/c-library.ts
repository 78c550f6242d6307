/** Directories in which distributions keep the C library, below the root. */
const TRIPLETS: Readonly<Record<string, string>> = {
  x86_64: 'x86_64-linux-gnu',
  aarch64: 'aarch64-linux-gnu',
  ppc64le: 'powerpc64le-linux-gnu',
  riscv64: 'riscv64-linux-gnu',
  i686: 'i386-linux-gnu',
};

/** Where glibc may be, most likely first. Without an architecture, the places of all. */
export function glibcPaths(arch: string | null): readonly string[] {
  const named = arch === null ? undefined : TRIPLETS[arch];
  const triplets = named === undefined ? Object.values(TRIPLETS) : [named];
  const folders = [
    '/lib64',
    ...triplets.flatMap(triplet => [`/lib/${triplet}`, `/usr/lib/${triplet}`]),
    '/usr/lib64',
    '/lib',
    '/usr/lib',
  ];
  return folders.map(folder => `${folder}/libc.so.6`);
}

/** Where the loader of musl may be, which is its C library as well. */
export function muslPaths(arch: string | null): readonly string[] {
  const names =
    arch === null
      ? ['x86_64', 'aarch64', 'powerpc64le', 'riscv64', 'i386']
      : [arch === 'ppc64le' ? 'powerpc64le' : arch === 'i686' ? 'i386' : arch];
  return names.map(name => `/lib/ld-musl-${name}.so.1`);
}

/** Largest C library that is looked through: glibc 2.41 has 2 MB, with its symbols 10 MB. */
export const LIBC_BYTES = 12 * 1024 * 1024;

/** glibc carries a banner: `GNU C Library (…) stable release version 2.36.` */
export function glibcVersion(bytes: Uint8Array): string | null {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const banner = content.indexOf('GNU C Library');
  if (banner < 0) return null;
  return /release version (\d+(?:\.\d+)+)/.exec(content.toString('latin1', banner, banner + 400))?.[1] ?? null;
}

/** musl keeps its version as a text of its own beside the banner of its loader. */
export function muslVersion(bytes: Uint8Array): string | null {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!content.includes('musl libc')) return null;
  return /\0(1\.\d+\.\d+)(?:-git[\w-]*)?\0/.exec(content.toString('latin1'))?.[1] ?? null;
}

/** ELF machines that matter here: e_machine of the ELF specification to `uname -m`. */
const MACHINES: ReadonlyMap<number, string> = new Map([
  [3, 'i686'],
  [21, 'ppc64le'],
  [22, 's390x'],
  [40, 'arm'],
  [62, 'x86_64'],
  [183, 'aarch64'],
  [243, 'riscv64'],
]);

/** The architecture in an ELF header; null for other files. */
export function elfArchitecture(bytes: Uint8Array): string | null {
  if (bytes.length < 20 || bytes[0] !== 0x7f || bytes[1] !== 0x45 || bytes[2] !== 0x4c || bytes[3] !== 0x46) return null;
  const littleEndian = bytes[5] === 1;
  const machine = new DataView(bytes.buffer, bytes.byteOffset).getUint16(18, littleEndian);
  if (machine === 21 && !littleEndian) return 'ppc64';
  return MACHINES.get(machine) ?? null;
}
