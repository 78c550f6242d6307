import type {Platform} from '../stack.ts';
import {EESSI_TARGETS} from '../eessi-targets.ts';
import {defineGrammar, unknownPlatform} from './grammar.ts';
import {architectureNamed} from './words.ts';

/**
 * EESSI's directories (LAYOUTS.md 2.1): `x86_64/amd/zen3`, `aarch64/neoverse_n1`, `x86_64/generic`, `…/accel/nvidia/cc80`,
 * `compat/linux/x86_64`. A vendor that EESSI's own list does not give to that microarchitecture is kept as a tag.
 */
export const eessi = defineGrammar('eessi', parse, spell);

/** Vendor directory of each target; null for targets that have none. */
const VENDORS = new Map(
  EESSI_TARGETS.map(({path}) => {
    const parts = path.split('/');
    return [parts.at(-1) ?? '', parts.length > 2 ? (parts[1] ?? null) : null] as const;
  }),
);

/** A vendor's directory holds targets and is none. */
const VENDOR_NAMES = new Set([...VENDORS.values()].flatMap(vendor => (vendor === null || vendor === 'generic' ? [] : [vendor])));

function parse(text: string): Platform {
  const nothing = unknownPlatform(text);
  const compat = /^compat\/linux\/([^/]+)$/.exec(text)?.[1];
  if (compat !== undefined) {
    const arch = architectureNamed(compat);
    return arch === null ? nothing : {...nothing, arch, tags: ['compat']};
  }

  const [path = '', accelerator] = text.split('/accel/');
  const parts = path.split('/');
  const arch = architectureNamed(parts[0] ?? '');
  const target = parts.length > 1 ? (parts.at(-1) ?? '') : null;
  const device = accelerator === undefined ? null : /^(?:nvidia\/(cc\d+)|amd\/(gfx[0-9a-f]+))$/.exec(accelerator);
  const isVendor = parts.length === 2 && VENDOR_NAMES.has(target ?? '');
  if (arch === null || parts.length > 3 || target === '' || isVendor || (accelerator !== undefined && device === null))
    return nothing;

  const vendor = parts.length === 3 ? (parts[1] ?? null) : null;
  const expected = target === null ? null : (VENDORS.get(target) ?? null);
  const tags = [
    ...(target === 'generic' ? ['generic'] : []),
    ...(vendor === null || vendor === expected ? [] : [vendor]),
    ...(device === null ? [] : [device[1] ?? device[2] ?? '']),
  ];
  return {...nothing, arch, cpu: target === 'generic' ? null : target, tags};
}

function spell({arch, cpu, tags}: Platform): string {
  if (tags.includes('compat')) return `compat/linux/${arch}`;
  const device = tags.find(tag => /^(cc\d|gfx)/.test(tag));
  const vendor = tags.find(tag => tag !== 'generic' && tag !== device) ?? (cpu === null ? null : (VENDORS.get(cpu) ?? null));
  const target = cpu ?? (tags.includes('generic') ? 'generic' : null);
  const path = [arch, vendor, target].filter(part => part !== null).join('/');
  if (device === undefined) return path;
  return `${path}/accel/${device.startsWith('cc') ? 'nvidia' : 'amd'}/${device}`;
}
