import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {eessi} from '../../../src/choose/grammars/eessi.ts';
import {gentoo} from '../../../src/choose/grammars/gentoo.ts';
import {grammarNamed, grammarNames} from '../../../src/choose/grammars/grammar-named.ts';
import {image} from '../../../src/choose/grammars/image.ts';
import {EESSI_TARGETS} from '../../../src/choose/eessi-targets.ts';

describe('EESSI directories', () => {
  const cases = [
    {title: 'read the CPU below its vendor', text: 'x86_64/amd/zen3', arch: 'x86_64', cpu: 'zen3', tags: []},
    {title: 'read a CPU without a vendor', text: 'aarch64/neoverse_n1', arch: 'aarch64', cpu: 'neoverse_n1', tags: []},
    {title: 'read Grace below its vendor', text: 'aarch64/nvidia/grace', arch: 'aarch64', cpu: 'grace', tags: []},
    {title: 'take generic for no CPU', text: 'x86_64/generic', arch: 'x86_64', cpu: null, tags: ['generic']},
    {title: 'take the compatibility layer for a tag', text: 'compat/linux/x86_64', arch: 'x86_64', cpu: null, tags: ['compat']},
    {
      title: 'keep an accelerator as a tag',
      text: 'x86_64/amd/zen3/accel/nvidia/cc80',
      arch: 'x86_64',
      cpu: 'zen3',
      tags: ['cc80'],
    },
    {
      title: 'keep an AMD accelerator as a tag',
      text: 'x86_64/amd/zen4/accel/amd/gfx90a',
      arch: 'x86_64',
      cpu: 'zen4',
      tags: ['gfx90a'],
    },
    {
      title: 'keep a vendor that is not the known one',
      text: 'x86_64/intel/newlake',
      arch: 'x86_64',
      cpu: 'newlake',
      tags: ['intel'],
    },
    {title: 'understand nothing of a vendor alone', text: 'x86_64/amd', arch: null, cpu: null, tags: []},
    {title: 'understand nothing of four parts', text: 'x86_64/amd/zen3/more', arch: null, cpu: null, tags: []},
    {title: 'understand nothing of an unknown architecture', text: 'vax/generic', arch: null, cpu: null, tags: []},
  ];
  for (const {title, text, ...expected} of cases) {
    test(title, () => {
      expect(eessi.parse(text)).toEqual({text, os: null, compiler: null, build: null, ...expected});
      expect(eessi.format({...eessi.parse(text), text: ''})).toBe(expected.arch === null ? null : text);
    });
  }

  test('give back every target of EESSI, with and without accelerator', () => {
    const path = fc.constantFrom(...EESSI_TARGETS.map(target => target.path), 'x86_64/generic', 'riscv64/generic');
    fc.assert(
      fc.property(path, fc.constantFrom('', '/accel/nvidia/cc90', '/accel/amd/gfx942'), (target, accelerator) => {
        const text = target + accelerator;
        expect(eessi.format({...eessi.parse(text), text: ''})).toBe(text);
      }),
    );
  });
});

describe('directories of a Gentoo Prefix', () => {
  const cases = [
    {title: 'read an architecture', text: 'x86_64', arch: 'x86_64', cpu: null},
    {title: 'read the arm64 of Gentoo', text: 'arm64', arch: 'aarch64', cpu: null},
    {title: 'read a level', text: 'x86-64-v3', arch: 'x86_64', cpu: 'x86-64-v3'},
    {title: 'understand nothing of a year', text: '2023', arch: null, cpu: null},
  ];
  for (const {title, text, ...expected} of cases) {
    test(title, () => {
      expect(gentoo.parse(text)).toMatchObject({text, ...expected});
      expect(gentoo.format(gentoo.parse(text))).toBe(expected.arch === null ? null : text);
    });
  }
});

describe('names of images', () => {
  const cases = [
    {title: 'tell a distribution', text: 'registry.hub.docker.com/library/almalinux:9', os: {id: 'el', version: '9'}, arch: null},
    {
      title: 'tell CentOS 7 by its own tag',
      text: 'registry.hub.docker.com/library/centos:centos7',
      os: {id: 'centos', version: '7'},
      arch: null,
    },
    {
      title: 'tell Ubuntu in a tag',
      text: 'registry.hub.docker.com/rootproject/root:6.22.00-ubuntu20.04',
      os: {id: 'ubuntu', version: '20.04'},
      arch: null,
    },
    {
      title: 'tell an architecture at the end',
      text: 'ghcr.io/muoncollidersoft/mucoll-sim-ubuntu24:v2.11-amd64',
      os: {id: 'ubuntu', version: '24.04'},
      arch: 'x86_64',
    },
    {title: 'tell another architecture', text: 'ghcr.io/a/b:v1-arm64', os: null, arch: 'aarch64'},
    {
      title: 'tell the system of an experiment',
      text: 'fermilab/fnal-dev-sl7:latest',
      os: {id: 'centos', version: '7'},
      arch: null,
    },
    {title: 'tell the worker nodes of CMS', text: 'cmssw/cms:rhel8', os: {id: 'el', version: '8'}, arch: null},
    {
      title: 'tell the roots of LHCb',
      text: 'containers/os-base/alma9-devel/prod/amd64',
      os: {id: 'el', version: '9'},
      arch: 'x86_64',
    },
    {
      title: 'tell nothing that is not there',
      text: 'registry.hub.docker.com/tensorflow/tensorflow:2.15.0-jupyter',
      os: null,
      arch: null,
    },
    {title: 'do not take a hash for a system', text: '.flat/80/80fe7cc69c91332a07', os: null, arch: null},
    {title: 'do not take any model for a system', text: 'quay.io/a/pixel9:1', os: null, arch: null},
  ];
  for (const {title, text, ...expected} of cases) test(title, () => expect(image.parse(text)).toMatchObject({text, ...expected}));
});

describe('grammars by name', () => {
  test('are found by the words that layouts use', () => {
    for (const name of ['lcg', 'eessi', 'gentoo', 'image']) expect(grammarNames).toContain(name);
  });
  test('are all told in docs/platforms.md, with an example that is understood', () => {
    const docs = readFileSync(join(import.meta.dirname, '../../../docs/platforms.md'), 'utf8');
    const rows = [...docs.matchAll(/^\| `([a-z0-9-]+)` \|[^|]*\|([^|]*)\|/gm)];
    expect(rows.map(row => row[1]).toSorted()).toEqual(grammarNames.toSorted());
    for (const [, name = '', examples = ''] of rows) {
      for (const [, example = ''] of examples.matchAll(/`([^`]+)`/g)) {
        expect(grammarNamed(name).format(grammarNamed(name).parse(example)), example).toBe(example);
      }
    }
  });
  test('keep the text and nothing else under an unknown name', () => {
    expect(grammarNamed('toString').parse('x86_64').arch).toBeNull();
    expect(grammarNamed('toString').format(grammarNamed('toString').parse('x86_64'))).toBeNull();
  });
  test('never throw', () => {
    fc.assert(
      fc.property(fc.constantFrom(...grammarNames), fc.string({unit: 'binary'}), (name, text) => {
        const platform = grammarNamed(name).parse(text);
        expect(platform.text).toBe(text);
        const spelled = grammarNamed(name).format(platform);
        if (spelled !== null) expect(spelled).toBe(text);
      }),
    );
  });
});
