import {describe, expect, test} from 'vitest';
import {grammarNamed} from '../../../src/choose/grammars/grammar-named.ts';
import type {Platform} from '../../../src/choose/stack.ts';
import {LCG_PLATFORMS} from './real/lcg.ts';
import {LHCB_PLATFORMS} from './real/lhcb.ts';
import * as others from './real/others.ts';
import {ROOT_PLATFORMS} from './real/root.ts';
import {EESSI_TARGET_TEXTS, KEY4HEP_PLATFORMS, SPACK_TARGETS} from './real/spack-and-eessi.ts';
import {CMS_PLATFORMS, JUNO_PLATFORMS} from './real/underscored.ts';

const TABLES: Readonly<Record<string, string>> = {
  lcg: LCG_PLATFORMS,
  root: ROOT_PLATFORMS,
  lhcb: LHCB_PLATFORMS,
  cms: CMS_PLATFORMS,
  juno: JUNO_PLATFORMS,
  spack: KEY4HEP_PLATFORMS,
  'spack-target': SPACK_TARGETS,
  eessi: EESSI_TARGET_TEXTS,
  alice: others.ALICE_PLATFORMS,
  ilcsoft: others.ILCSOFT_PLATFORMS,
  belle2: others.BELLE2_PLATFORMS,
  alliance: others.ALLIANCE_PLATFORMS,
  gentoo: others.GENTOO_PLATFORMS,
  conda: others.CONDA_PLATFORMS,
  icecube: others.ICECUBE_PLATFORMS,
  system: others.SYSTEM_PLATFORMS,
  dirac: others.DIRAC_PLATFORMS,
  sphenix: others.SPHENIX_PLATFORMS,
  image: others.IMAGE_PLATFORMS,
};

const expected = Object.entries(TABLES).flatMap(([grammar, table]) =>
  table
    .trim()
    .split('\n')
    .map(line => ({grammar, platform: platformIn(line)})),
);

function platformIn(line: string): Platform {
  const [text = '', arch = '', cpu = '', os = '', compiler = '', build = '', tags = '', ...rest] = line.split(/\s+/);
  if (tags === '' || rest.length > 0) throw new Error(`Not seven columns: ${line}`);
  return {
    text,
    arch: word(arch),
    cpu: word(cpu),
    os: os === '-' ? null : {id: os.split('/')[0] ?? '', version: word(os.split('/')[1] ?? '')},
    compiler: compiler === '-' ? null : {name: compiler.split('/')[0] ?? '', version: word(compiler.split('/')[1] ?? '')},
    build: word(build),
    tags: tags === '-' ? [] : tags.split(','),
  };
}

function word(column: string): string | null {
  return column === '-' ? null : column;
}

describe('real platforms', () => {
  for (const {grammar, platform} of expected) {
    test(`${grammar}: ${platform.text}`, () => expect(grammarNamed(grammar).parse(platform.text)).toEqual(platform));
  }

  test('are the words of layouts again when they are spelled', () => {
    for (const {grammar, platform} of expected) {
      const {text, ...fields} = platform;
      const understood = Object.values(fields).some(field => field !== null && !(Array.isArray(field) && field.length === 0));
      expect(grammarNamed(grammar).format(platform)).toBe(understood ? text : null);
    }
  });
});
