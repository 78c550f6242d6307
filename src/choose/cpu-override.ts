import type {CpuInfo} from './cpu-info.ts';
import {microarchitectureOf, psabiLevel} from './cpu-facts.ts';
import {EESSI_TARGETS, eessiCandidates, type EessiTarget} from './eessi-targets.ts';
import {levelNamed} from './grammars/words.ts';
import type {Host} from './host.ts';
import {ARM_VENDORS, MICROARCHITECTURES, microarchitectureNamed, type Microarchitecture} from './microarchitectures.ts';

/**
 * Flags that every such CPU and its successors have, and archspec leaves out of its names, since nothing is told from them. Without
 * them a build for a CPU of another make would seem to lack what it has. Facts of the manuals of both makers.
 */
const UNLISTED: Readonly<Record<string, readonly string[]>> = {
  ivybridge: ['fsgsbase'],
  haswell: ['tsc_adjust'],
  skylake_avx512: ['pku', 'flush_l1d'],
  sapphirerapids: ['avx_vnni'],
  zen: ['rdrand', 'adx', 'sha_ni'],
  zen2: ['rdpid'],
};

/** What a word means: an entry of archspec's table, one of EESSI's targets, or both. */
type NamedCpu = {
  readonly known: Microarchitecture | null;
  readonly target: EessiTarget | null;
  readonly arch: string;
  /** Granite Rapids, which flags do not tell from its forerunner: EESSI goes by the model. */
  readonly model: string | null;
};

function cpuNamed(text: string): NamedCpu | null {
  const word = text.toLowerCase();
  const level = levelNamed(word);
  const [first = '', ...others] = word.split('/');
  const last = others.at(-1) ?? first;
  const isGranite = last === 'graniterapids';
  const name = level !== null ? level.replaceAll('-', '_') : last === 'generic' ? first : isGranite ? 'sapphirerapids' : last;
  const known = microarchitectureNamed(name);
  const target = EESSI_TARGETS.find(each => each.path === word || each.path.endsWith(`/${name}`)) ?? null;
  const arch = known?.arch ?? target?.path.split('/')[0];
  return arch === undefined ? null : {known, target, arch, model: isGranite ? '173' : null};
}

/** The architecture of the CPU of that name; null for a word that names none (`namedCpu`). */
export function architectureOfCpu(word: string): string | null {
  return cpuNamed(word)?.arch ?? null;
}

/**
 * The CPU that the user names: archspec's name (`zen3`), a level (`x86-64-v3`) or an EESSI directory (`x86_64/amd/zen3`), with the
 * flags that such a CPU has. Null for a word that is none of these, so that what was detected stays.
 */
export function namedCpu(word: string, arch: string | null, seen: CpuInfo | null): Host['cpu'] | null {
  const cpu = cpuNamed(word);
  if (cpu === null || (arch !== null && cpu.arch !== arch)) return null;
  const {known, target, arch: named, model} = cpu;

  const unlisted = Object.entries(UNLISTED).flatMap(([since, own]) =>
    known?.name === since || known?.ancestors.has(since) === true ? own : [],
  );
  const flags = new Set([...(known?.flags ?? []), ...(target?.features ?? []), ...unlisted]);
  // Levels stand in flags for Intel and AMD alike, but EESSI's directories are for one of them.
  const vendor = known === null || known.vendor === 'generic' ? (target?.vendors[0] ?? seen?.vendorText ?? null) : known.vendor;
  const info: CpuInfo = {
    vendorText: Object.entries(ARM_VENDORS).find(([, each]) => each === vendor)?.[0] ?? vendor,
    flags,
    family: model === null ? null : '6',
    model,
    part: known?.parts[0] ?? null,
    power: known?.generation ?? null,
    uarch: known?.name === 'u74mc' ? 'sifive,u74-mc' : known?.name === 'x60' ? 'spacemit,x60' : null,
    modelName: null,
    arch: named,
  };
  const candidates = eessiCandidates(named, info);
  const first = target === null || candidates.includes(target.path) ? [] : [target.path];
  // archspec's tables leave out flags that the levels ask for (lahf_lm, xsave), which every such CPU has.
  const generic = MICROARCHITECTURES.filter(
    each => each.vendor === 'generic' && (each === known || known?.ancestors.has(each.name) === true),
  );
  const complete = new Set([...flags, ...generic.flatMap(each => [...each.flags])]);
  // SSE3, which archspec takes for granted where a successor of it is.
  if (complete.has('ssse3') || complete.has('sse4a')) complete.add('pni');
  return {
    vendor,
    level: psabiLevel(named, complete),
    microarchitecture: known?.name ?? microarchitectureOf(named, info),
    candidates: [...first, ...candidates],
    flags: [...complete],
  };
}
