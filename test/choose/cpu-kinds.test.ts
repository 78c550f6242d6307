import {describe, expect, test} from 'vitest';
import {describeHost} from '../../src/choose/describe-host.ts';
import {machine} from './machine.ts';
import {OTHER_KINDS} from './other-kinds.ts';
import {X86_KINDS, type X86Kind} from './x86-kinds.ts';

const fileOf = ({vendor, flags, model: [family, model] = [0, 0]}: X86Kind) =>
  `processor\t: 0\nvendor_id\t: ${vendor}\ncpu family\t: ${family}\nmodel\t\t: ${model}\nflags\t\t: ${flags}\n`;

/** The tree of the machine below another directory, where no kernel says what it is. */
function below(file: string): ReturnType<typeof machine> {
  return machine({'/image/proc/cpuinfo': file}, {root: '/image', uname: null});
}

describe('an x86 machine', () => {
  test.each(X86_KINDS)('$title is $name, $level', kind => {
    const {cpu, origins} = describeHost(machine({'/proc/cpuinfo': fileOf(kind)}));
    expect(cpu).toMatchObject({
      vendor: kind.vendor,
      microarchitecture: kind.name,
      level: kind.level,
      candidates: [...kind.candidates, 'x86_64/generic'],
    });
    expect(origins['cpu.microarchitecture']).toBe('/proc/cpuinfo');
  });
});

describe('another machine', () => {
  test.each(OTHER_KINDS)('$title is $name', ({arch, file, name, candidates}) => {
    const host = describeHost(machine({'/proc/cpuinfo': file}, {uname: {release: '6.1', machine: arch}}));
    expect(host).toMatchObject({
      arch,
      cpu: {microarchitecture: name, level: null, candidates: [...candidates, `${arch}/generic`]},
    });
  });
});

test('every kind is the same below another root, its architecture included', () => {
  for (const kind of X86_KINDS) {
    expect(describeHost(below(fileOf(kind)))).toMatchObject({arch: 'x86_64', cpu: {microarchitecture: kind.name}});
  }
  for (const {arch, file, name} of OTHER_KINDS) {
    expect(describeHost(below(file))).toMatchObject({arch, cpu: {microarchitecture: name}});
  }
});

test('there are more than forty kinds, all different', () => {
  const files = [...X86_KINDS.map(fileOf), ...OTHER_KINDS.map(({file}) => file)];
  expect(new Set(files).size).toBeGreaterThan(70);
  expect(new Set([...X86_KINDS, ...OTHER_KINDS].map(({title}) => title)).size).toBe(X86_KINDS.length + OTHER_KINDS.length);
});
