import type {CpuInfo} from './cpu-info.ts';
import {microarchitectureOf, psabiLevel} from './cpu-facts.ts';
import {EESSI_TARGETS, eessiCandidates} from './eessi-targets.ts';
import {levelNamed} from './grammars/words.ts';
import type {Host} from './host.ts';
import {ARM_VENDORS, MICROARCHITECTURES, microarchitectureNamed} from './microarchitectures.ts';

/**
 * The CPU that the user names: archspec's name (`zen3`), a level (`x86-64-v3`) or an EESSI directory (`x86_64/amd/zen3`), with the
 * flags that such a CPU has. Null for a word that is none of these, so that what was detected stays.
 */
export function namedCpu(word: string, arch: string | null, seen: CpuInfo | null): Host['cpu'] | null {
  const level = levelNamed(word);
  const name = level === null ? (word.split('/').at(-1) ?? word) : level.replaceAll('-', '_');
  const known = microarchitectureNamed(name);
  const target = EESSI_TARGETS.find(each => each.path === word || each.path.endsWith(`/${name}`));
  const named = known?.arch ?? target?.path.split('/')[0] ?? null;
  if (named === null || (arch !== null && named !== arch)) return null;

  const flags = new Set([...(known?.flags ?? []), ...(target?.features ?? [])]);
  // Levels stand in flags for Intel and AMD alike, but EESSI's directories are for one of them.
  const vendor = known === null || known.vendor === 'generic' ? (target?.vendors[0] ?? seen?.vendorText ?? null) : known.vendor;
  const info: CpuInfo = {
    vendorText: Object.entries(ARM_VENDORS).find(([, each]) => each === vendor)?.[0] ?? vendor,
    flags,
    family: null,
    model: null,
    part: known?.parts[0] ?? null,
    power: known?.generation ?? null,
    uarch: known?.name === 'u74mc' ? 'sifive,u74-mc' : known?.name === 'x60' ? 'spacemit,x60' : null,
    modelName: null,
    arch: named,
  };
  const candidates = eessiCandidates(named, info);
  const first = target === undefined || candidates.includes(target.path) ? [] : [target.path];
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
