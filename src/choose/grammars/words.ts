import type {Platform} from '../stack.ts';

type Os = NonNullable<Platform['os']>;
type Compiler = NonNullable<Platform['compiler']>;

/** Spellings of architectures in platform strings and image names, as `uname -m` has them. */
const ARCHITECTURES: Readonly<Record<string, string>> = {
  x86_64: 'x86_64',
  amd64: 'x86_64',
  'x86-64': 'x86_64',
  x64: 'x86_64',
  aarch64: 'aarch64',
  arm64: 'aarch64',
  i686: 'i686',
  i386: 'i686',
  i586: 'i686',
  x86: 'i686',
  ppc64le: 'ppc64le',
  ppc64el: 'ppc64le',
  riscv64: 'riscv64',
  riscv: 'riscv64',
  s390x: 's390x',
};

/** `amd64` → `x86_64`; null for a word that names no architecture. */
export function architectureNamed(word: string): string | null {
  return Object.hasOwn(ARCHITECTURES, word) ? (ARCHITECTURES[word] ?? null) : null;
}

/** `x86_64_v3`, `x86-64-v3` → `x86-64-v3`; null for other words. */
export function levelNamed(word: string): string | null {
  const match = /^x86[-_]64[-_]v([1-4])$/.exec(word);
  return match === null ? null : `x86-64-v${match[1]}`;
}

/** Distributions whose version digits the dialects run together, with the number of digits before the dot. */
const RUN_TOGETHER: Readonly<Record<string, number>> = {ubuntu: 2, mac: 2};

/**
 * `el9` → {el, 9}, `ubuntu2204` and `ubuntu22.04` → {ubuntu, 22.04}, `mac1015` → {mac, 10.15}, `almalinux9.8` → {almalinux, 9.8};
 * null for a word of another shape. `mac108` is 10.8 and `mac115` is 11.5: macOS left 10 behind with version 11 (LAYOUTS.md 1.4, 1.11).
 */
export function osNamed(word: string): Os | null {
  const match = /^([a-z]+)(\d[\d.]*)?$/.exec(word);
  const id = match?.[1];
  if (id === undefined) return null;
  const digits = match?.[2];
  if (digits === undefined) return {id, version: null};
  const whole = Object.hasOwn(RUN_TOGETHER, id) ? RUN_TOGETHER[id] : undefined;
  if (whole === undefined || digits.includes('.') || digits.length <= whole) return {id, version: digits};
  return {id, version: `${digits.slice(0, whole)}.${digits.slice(whole)}`};
}

/** The word of an operating system, digits run together where the dialects do so: {ubuntu, 22.04} → `ubuntu2204`. */
export function osWord(os: Os): string {
  const version = os.version ?? '';
  return os.id + (Object.hasOwn(RUN_TOGETHER, os.id) ? version.replaceAll('.', '') : version);
}

/**
 * `gcc13` → {gcc, 13}, `gcc62` → {gcc, 6.2}, `gcc115` → {gcc, 11.5}, `clang120` → {clang, 12.0}, `gcc14.2.0` → {gcc, 14.2.0}; a
 * word that is glued to the digits comes back as a tag (`gcc62binutils`). Null for a word of another shape.
 *
 * Two digits are major and minor from 30 on (gcc 3.0 to 9.9, clang likewise) and a major version below: LAYOUTS.md 1.4.
 */
export function compilerNamed(word: string): {readonly compiler: Compiler; readonly tag: string | null} | null {
  const match = /^([a-z]+)(\d[\d.]*)?(binutils)?$/.exec(word);
  const name = match?.[1];
  if (name === undefined) return null;
  const digits = match?.[2];
  const tag = match?.[3] ?? null;
  return {compiler: {name, version: digits === undefined ? null : dotted(digits)}, tag};
}

function dotted(digits: string): string {
  if (digits.includes('.') || digits.length === 1) return digits;
  if (digits.length === 2) return Number(digits) < 30 ? digits : `${digits[0]}.${digits[1]}`;
  return `${digits.slice(0, 2)}.${digits.slice(2)}`;
}

/** The word of a compiler, two-part versions run together: {gcc, 6.2} → `gcc62`, {gcc, 14.2.0} → `gcc14.2.0`. */
export function compilerWord(compiler: Compiler): string {
  const version = compiler.version ?? '';
  return compiler.name + (version.split('.').length === 2 ? version.replace('.', '') : version);
}
