import type {CpuInfo} from './cpu-info.ts';
import {ARM_VENDORS, MICROARCHITECTURES, microarchitectureNamed, type Microarchitecture} from './microarchitectures.ts';

/**
 * The microarchitecture that archspec would name: the deepest one whose vendor and flags fit, but never one that lies beside the
 * best level (a flag that firmware or a hypervisor hides must not turn a fast CPU into an old one).
 *
 * Rules after archspec's detect.py: x86 by vendor and flags, Arm by implementer, flags and part, POWER by generation.
 */
export function microarchitectureOf(arch: string, cpu: CpuInfo | null): string | null {
  if (cpu === null) return null;
  const known = MICROARCHITECTURES.filter(each => each.arch === arch && !each.isVersion);
  const vendor = cpu.vendorText === null ? null : (ARM_VENDORS[cpu.vendorText] ?? cpu.vendorText);
  const fitting = known.filter(each => fits(each, vendor, cpu));
  const generic = deepest(fitting.filter(each => each.vendor === 'generic'));
  if (generic === null) return null;
  const samePart = fitting.filter(each => cpu.part !== null && each.parts.includes(cpu.part));
  const closer = (samePart.length > 0 ? samePart : fitting).filter(each => each.ancestors.has(generic.name));
  return (deepest(closer) ?? generic).name;
}

function fits(each: Microarchitecture, vendor: string | null, cpu: CpuInfo): boolean {
  if (each.generation !== null) return (cpu.power ?? 0) >= each.generation;
  if (each.arch === 'riscv64') return each.vendor === 'generic' || RISCV_CORES[each.name]?.(cpu) === true;
  return (each.vendor === 'generic' || each.vendor === vendor) && hasAll(cpu.flags, each.flags);
}

/** RISC-V cores by what the kernel calls them; older kernels of the X60 know the name of the chip alone. */
const RISCV_CORES: Readonly<Record<string, (cpu: CpuInfo) => boolean>> = {
  u74mc: ({uarch}) => uarch === 'sifive,u74-mc',
  x60: ({uarch, modelName}) => uarch === 'spacemit,x60' || (uarch === null && /^Spacemit\(R\) X60$/i.test(modelName ?? '')),
};

function deepest(all: readonly Microarchitecture[]): Microarchitecture | null {
  let best: Microarchitecture | null = null;
  for (const each of all) {
    const deeper =
      best === null ||
      each.ancestors.size > best.ancestors.size ||
      (each.ancestors.size === best.ancestors.size && each.flags.size > best.flags.size);
    if (deeper) best = each;
  }
  return best;
}

/** The highest psABI level whose flags are all there, `x86-64-v1` to `x86-64-v4`; null off x86 and where no flags are known. */
export function psabiLevel(arch: string | null, flags: ReadonlySet<string>): string | null {
  if (arch !== 'x86_64' || flags.size === 0) return null;
  for (const level of [4, 3, 2]) {
    if (missingFlags(flags, `x86_64_v${level}`)?.length === 0) return `x86-64-v${level}`;
  }
  return 'x86-64-v1';
}

/** Flags that a microarchitecture needs and these do not have; null for a name that is not known. */
export function missingFlags(flags: ReadonlySet<string>, name: string): readonly string[] | null {
  const needed = microarchitectureNamed(name)?.flags;
  return needed === undefined ? null : [...needed].filter(flag => !flags.has(flag));
}

function hasAll(flags: ReadonlySet<string>, needed: ReadonlySet<string>): boolean {
  for (const flag of needed) if (!flags.has(flag)) return false;
  return true;
}
