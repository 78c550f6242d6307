import {describe, expect, test} from 'vitest';
import {ARM_VENDORS, MICROARCHITECTURES, microarchitectureNamed} from '../../src/choose/microarchitectures.ts';

const named = (name: string) => microarchitectureNamed(name)!;
const names = new Set(MICROARCHITECTURES.map(({name}) => name));
const VENDORS: Readonly<Record<string, readonly string[]>> = {
  x86_64: ['generic', 'GenuineIntel', 'AuthenticAMD'],
  aarch64: ['generic', ...Object.values(ARM_VENDORS)],
  ppc64le: ['generic', 'IBM'],
  riscv64: ['generic', 'SiFive', 'SpacemiT'],
};

describe('the table of microarchitectures', () => {
  test.each(MICROARCHITECTURES.map(one => [one.name, one] as const))('%s is whole', (_name, one) => {
    expect(Object.keys(VENDORS)).toContain(one.arch);
    expect(VENDORS[one.arch]).toContain(one.vendor);
    expect([...one.flags, ...one.parts].filter(word => word === '')).toEqual([]);
    expect([...one.ancestors].filter(name => !names.has(name))).toEqual([]);
    // All but the architecture itself come from it, and a level or a version belongs to nobody.
    expect(one.name === one.arch || one.ancestors.has(one.arch)).toBe(true);
    if (one.isVersion || one.name.startsWith('x86_64_v')) expect(one.vendor).toBe('generic');
    if (one.arch === 'x86_64' && one.ancestors.size > 0 && !one.name.startsWith('x86_64')) expect(one.vendor).not.toBe('generic');
    // A processor core of Arm is told by its number.
    if (one.parts.length > 0) expect(one.parts.every(part => /^0x[0-9a-f]{3}$/.test(part))).toBe(true);
  });

  test('has each name and each core once', () => {
    expect(names.size).toBe(MICROARCHITECTURES.length);
    const cores = MICROARCHITECTURES.flatMap(({vendor, parts}) => parts.map(part => `${vendor} ${part}`));
    expect(new Set(cores).size).toBe(cores.length);
  });

  test('puts ancestors first', () => {
    const seen = new Set<string>();
    for (const {name, ancestors} of MICROARCHITECTURES) {
      expect([...ancestors].filter(other => !seen.has(other))).toEqual([]);
      seen.add(name);
    }
  });
});

test.each([
  {name: 'zen4', from: ['zen3', 'zen2', 'zen', 'x86_64_v3', 'x86_64_v4'], notFrom: ['bulldozer', 'haswell', 'zen5']},
  {name: 'haswell', from: ['ivybridge', 'nehalem', 'x86_64_v2', 'x86_64_v3'], notFrom: ['x86_64_v4', 'zen']},
  {name: 'excavator', from: ['bulldozer', 'x86_64_v3'], notFrom: ['zen']},
  {name: 'neoverse_v2', from: ['neoverse_n1', 'armv9.0a', 'aarch64'], notFrom: ['neoverse_v1', 'x86_64']},
  {name: 'power10le', from: ['power9le', 'power8le', 'ppc64le'], notFrom: []},
])('$name runs what is built for $from', ({name, from, notFrom}) => {
  expect(from.filter(other => !named(name).ancestors.has(other))).toEqual([]);
  expect(notFrom.filter(other => named(name).ancestors.has(other))).toEqual([]);
});

test('words that are none are none', () => expect(microarchitectureNamed('zen99')).toBeNull());
