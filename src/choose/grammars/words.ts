import {microarchitectureNamed} from '../microarchitectures.ts';
import type {Platform} from '../stack.ts';

export type Os = NonNullable<Platform['os']>;
export type Compiler = NonNullable<Platform['compiler']>;

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
  ia32: 'i686',
  x86: 'i686',
  armv7l: 'armv7l',
  armv7hl: 'armv7l',
  ppc64le: 'ppc64le',
  ppc64el: 'ppc64le',
  riscv64: 'riscv64',
  riscv: 'riscv64',
  s390x: 's390x',
  ppc64: 'ppc64',
  loongarch64: 'loongarch64',
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

/**
 * What a word says of the processor: an architecture, a level of x86-64 or of Arm (`armv8.1_a`, LHCb's spelling of archspec's
 * `armv8.1a`), or a microarchitecture (`haswell`, `neoverse_n1`). Null for a word that is none of these.
 */
export function processorNamed(word: string): {readonly arch: string; readonly cpu: string | null} | null {
  const arch = architectureNamed(word);
  if (arch !== null) return {arch, cpu: null};
  const level = levelNamed(word);
  if (level !== null) return {arch: 'x86_64', cpu: level};
  const arm = /^(armv[89](?:\.\d)?)_?a$/.exec(word)?.[1];
  if (arm !== undefined) return {arch: 'aarch64', cpu: `${arm}a`};
  const known = microarchitectureNamed(word);
  return known === null ? null : {arch: known.arch, cpu: word};
}

/** Systems by the words of platforms, distributions by their ids and by what families call them. */
export const SYSTEMS: ReadonlySet<string> = new Set([
  ...[
    'el',
    'rhel',
    'almalinux',
    'alma',
    'rocky',
    'centos',
    'centosstream',
    'cs',
    'cc',
    'slc',
    'sl',
    'scientific',
    'ol',
    'oracle',
  ],
  ...['fedora', 'fc', 'amzn', 'ubuntu', 'debian', 'linuxmint', 'raspbian', 'opensuse', 'sles', 'gentoo', 'alpine'],
  ...['mac', 'macos', 'osx', 'freebsd'],
]);

/** Whether a word is the id of a system, for dialects where nothing else tells a system from any other name (`dev3`, `python3`). */
export function isSystem(id: string): boolean {
  return SYSTEMS.has(id);
}

/** Distributions whose version digits the dialects run together, with the number of digits before the dot. */
const RUN_TOGETHER: Readonly<Record<string, number>> = {ubuntu: 2, mac: 2};
/** SUSE's versions have three digits, and only some writers leave out the dot; four would be Tumbleweed's day. */
const SUSE = /^(?:suse|opensuse|sles)\d{3}$/;

/** Other spellings of what os-release or the dialects of LCG call a system. */
const SYNONYMS: Readonly<Record<string, string>> = {macos: 'mac', macosx: 'mac', osx: 'mac', archlinux: 'arch'};
/** Systems that have no versions. */
const ROLLING: ReadonlySet<string> = new Set(['arch', 'gentoo', 'tumbleweed', 'manjaro']);

/**
 * `el9` → {el, 9}, `ubuntu2204` and `ubuntu22.04` → {ubuntu, 22.04}, `mac1015` → {mac, 10.15}, `almalinux9.8` → {almalinux, 9.8};
 * null for a word of another shape. `mac108` is 10.8 and `mac115` is 11.5: macOS left 10 behind with version 11 (LAYOUTS.md 1.4, 1.11).
 */
export function osNamed(word: string): Os | null {
  const match = /^([a-z]+)(\d+(?:\.\d+)*)?$/.exec(word);
  const spelled = match?.[1];
  if (spelled === undefined) return null;
  const id = Object.hasOwn(SYNONYMS, spelled) ? (SYNONYMS[spelled] ?? spelled) : spelled;
  const digits = match?.[2];
  if (digits === undefined) return {id, version: null};
  if (SUSE.test(word)) return {id, version: `${digits.slice(0, 2)}.${digits.slice(2)}`};
  const whole = Object.hasOwn(RUN_TOGETHER, id) ? RUN_TOGETHER[id] : undefined;
  if (whole === undefined || digits.includes('.') || digits.length <= whole) return {id, version: digits};
  return {id, version: `${digits.slice(0, whole)}.${digits.slice(whole)}`};
}

/** Whether a word says all that there is to say of a system. */
export function isWholeSystem({id, version}: Os): boolean {
  return version !== null || ROLLING.has(id);
}

/** The word of an operating system, digits run together where the dialects do so: {ubuntu, 22.04} → `ubuntu2204`. */
export function osWord(os: Os): string {
  const dotted = dottedOsWord(os);
  if (!Object.hasOwn(RUN_TOGETHER, os.id)) return dotted;
  const together = dotted.replaceAll('.', '');
  return osNamed(together)?.version === os.version ? together : dotted;
}

/** The word of an operating system with its own dots: `ubuntu22.04`, `almalinux9.8`. */
export function dottedOsWord({id, version}: Os): string {
  return id + (version ?? '');
}

/**
 * `gcc13` → {gcc, 13}, `gcc62` → {gcc, 6.2}, `gcc115` → {gcc, 11.5}, `gcc530` → {gcc, 5.3.0}, `clang120` → {clang, 12.0},
 * `gcc14.2.0` → {gcc, 14.2.0}; a word that is glued to the digits comes back as a tag (`gcc62binutils`). Null for a word of another
 * shape.
 *
 * Digits that are run together begin with a major version of one digit from 3 to 9 (gcc 3.0 to 9.9, clang likewise) and of two
 * digits below: `gcc62`, `gcc530` against `gcc13`, `gcc115`, `gcc1120`. LAYOUTS.md 1.4, 1.11, 6.1 and 6.9. Intel's since 2017 are
 * called by their year, and oneapi2025 is no 20.2.5.
 */
export function compilerNamed(word: string): {readonly compiler: Compiler; readonly tag: string | null} | null {
  const match = /^([a-z]+)(\d+(?:\.\d+)*)?(binutils)?$/.exec(word);
  const name = match?.[1];
  if (name === undefined) return null;
  const digits = match?.[2];
  const tag = match?.[3] ?? null;
  const isYear = YEARLY.test(name) && /^20\d\d$/.test(digits ?? '');
  return {compiler: {name, version: digits === undefined ? null : isYear ? digits : dotted(digits)}, tag};
}

const YEARLY = /^(?:oneapi|intel|icc|icx|icpx|ifx|dpcpp)$/;

/** Longer rows of digits are no version that anybody runs together. */
const MOST_DIGITS = 4;

function dotted(digits: string): string {
  if (digits.includes('.') || digits.length > MOST_DIGITS) return digits;
  const major = digits[0] === '1' || digits[0] === '2' ? digits.slice(0, 2) : digits.slice(0, 1);
  return [major, ...digits.slice(major.length)].join('.');
}

/** The word of a compiler, two-part versions run together: {gcc, 6.2} → `gcc62`, {gcc, 14.2.0} → `gcc14.2.0`. */
export function compilerWord(compiler: Compiler): string {
  return compiler.version?.split('.').length === 2 ? runTogether(compiler) : dottedCompilerWord(compiler);
}

/** The word of a compiler, all its digits run together: {gcc, 5.3.0} → `gcc530`; with dots where that would mean another version. */
export function runTogether(compiler: Compiler): string {
  const together = compiler.name + (compiler.version ?? '').replaceAll('.', '');
  return compilerNamed(together)?.compiler.version === compiler.version ? together : dottedCompilerWord(compiler);
}

/** The word of a compiler with its own dots: `gcc14.2.0`. */
export function dottedCompilerWord({name, version}: Compiler): string {
  return name + (version ?? '');
}
