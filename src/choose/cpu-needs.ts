import {missingFlags} from './cpu-facts.ts';
import {EESSI_TARGETS} from './eessi-targets.ts';
import type {Host} from './host.ts';
import {microarchitectureNamed} from './microarchitectures.ts';
import type {Platform} from './stack.ts';

/** Whether this CPU has what a platform was built for: `lacks` is what is missing, in words. */
export type CpuMatch = {
  readonly lacks: string | null;
  /** The higher, the better this CPU is used; only for comparing variants on one host. */
  readonly rank: number;
  /** The variant was tuned for a CPU of another make. */
  readonly foreign: boolean;
};

/** Tags of platforms that name instruction sets, with the flags of the kernel that they need. */
const TAGS: Readonly<Record<string, readonly string[]>> = {
  avx512: ['avx512f', 'avx512bw', 'avx512cd', 'avx512dq', 'avx512vl'],
  bmi: ['bmi1'],
  // The kernel calls SSE3 "pni" and NEON "asimd".
  sse3: ['pni'],
  sse4: ['sse4_1', 'sse4_2'],
  sse42: ['sse4_2'],
  neon: ['asimd'],
};
const TAG = /^(avx|sse|fma|bmi|f16c|popcnt|sve|aes$|neon$)/;

/** Levels by what people call them. */
const LEVELS: Readonly<Record<string, {readonly level: number; readonly words: string}>> = {
  'x86-64-v1': {level: 1, words: 'x86-64-v1'},
  'x86-64-v2': {level: 2, words: 'SSE4.2 (x86-64-v2)'},
  'x86-64-v3': {level: 3, words: 'AVX2 (x86-64-v3)'},
  'x86-64-v4': {level: 4, words: 'AVX-512 (x86-64-v4)'},
};

const ANY_CPU: CpuMatch = {lacks: null, rank: 0, foreign: false};

/** Flags as a set, made once for each host: a catalogue has thousands of platforms. */
const FLAG_SETS = new WeakMap<Host['cpu'], ReadonlySet<string>>();

function flagsOf(cpu: Host['cpu']): ReadonlySet<string> {
  let flags = FLAG_SETS.get(cpu);
  if (flags === undefined) FLAG_SETS.set(cpu, (flags = new Set(cpu.flags)));
  return flags;
}

function needOf(tag: string): readonly string[] {
  return Object.hasOwn(TAGS, tag) ? (TAGS[tag] ?? [tag]) : [tag];
}

/** A level by the instruction that is missing; a hypervisor may hide another one than the one the level is known for. */
function levelWords(level: string, words: string, flags: ReadonlySet<string>): string {
  const missing = missingFlags(flags, level.replaceAll('-', '_')) ?? [];
  return flags.size === 0 || missing.length === 0 ? words : `${familiar(missing)} (${level})`;
}

export function matchCpu(platform: Platform, cpu: Host['cpu']): CpuMatch {
  const tags = platform.tags.filter(tag => TAG.test(tag));
  if (tags.length === 0 && platform.cpu === null) return ANY_CPU;
  const flags = flagsOf(cpu);
  const lacking = tags.find(tag => !needOf(tag).every(flag => flags.has(flag)));
  if (lacking !== undefined) return {lacks: lacking.toUpperCase(), rank: -2, foreign: false};
  const tagRank = tags.some(tag => tag.startsWith('avx512')) ? 40 : tags.includes('avx2') ? 29 : tags.length > 0 ? 15 : 0;
  if (platform.cpu === null) return {lacks: null, rank: tagRank, foreign: false};

  const wanted = LEVELS[platform.cpu];
  if (wanted !== undefined) {
    const has = cpu.level === null ? null : (LEVELS[cpu.level]?.level ?? null);
    return {
      lacks: has !== null && has >= wanted.level ? null : levelWords(platform.cpu, wanted.words, flags),
      rank: wanted.level * 10 + tagRank / 100,
      foreign: false,
    };
  }
  return matchNamed(platform.cpu, platform.arch, cpu, flags);
}

function matchNamed(name: string, arch: string | null, cpu: Host['cpu'], flags: ReadonlySet<string>): CpuMatch {
  // EESSI's own rules decide where they know the target: it tests fewer flags than archspec, and its builds need no more.
  const place = cpu.candidates.findIndex(path => path.endsWith(`/${name}`) && path.startsWith(`${arch ?? ''}/`));
  if (place >= 0) return {lacks: null, rank: 100 + cpu.candidates.length - place, foreign: false};
  const known = microarchitectureNamed(name);
  const own = microarchitectureNamed(cpu.microarchitecture ?? '');
  if (known !== null && (own?.name === name || own?.ancestors.has(name) === true)) {
    return {lacks: null, rank: 50 + known.ancestors.size, foreign: false};
  }
  const target = EESSI_TARGETS.find(each => each.path.endsWith(`/${name}`));
  const missing = missingFlags(flags, name) ?? target?.features.filter(flag => !flags.has(flag)) ?? null;
  if (missing !== null && missing.length === 0 && flags.size > 0) {
    // A version of the Arm architecture is nobody's in particular.
    return known?.isVersion === true
      ? {lacks: null, rank: 50 + known.ancestors.size, foreign: false}
      : {lacks: null, rank: -1, foreign: true};
  }
  return {
    lacks: missing === null || flags.size === 0 ? `a ${name} CPU` : `${familiar(missing)} (${name})`,
    rank: -2,
    foreign: true,
  };
}

/** The most telling of the missing flags, in the words of data sheets. */
function familiar(missing: readonly string[]): string {
  if (missing.some(flag => flag.startsWith('amx'))) return 'AMX';
  if (missing.includes('avx512f')) return 'AVX-512';
  if (missing.includes('avx2')) return 'AVX2';
  if (missing.includes('sse4_2')) return 'SSE4.2';
  if (missing.includes('sve2')) return 'SVE2';
  if (missing.includes('sve')) return 'SVE';
  const [first = ''] = missing;
  return first === 'pni' ? 'SSE3' : first;
}
