import {LCG_PLATFORMS} from './real/lcg.ts';
import {LHCB_PLATFORMS} from './real/lhcb.ts';
import * as others from './real/others.ts';
import {ROOT_PLATFORMS} from './real/root.ts';
import {EESSI_TARGET_TEXTS, KEY4HEP_PLATFORMS, SPACK_TARGETS} from './real/spack-and-eessi.ts';
import {CMS_PLATFORMS, JUNO_PLATFORMS} from './real/underscored.ts';

/** Real platforms by the dialect that reads them, one line each: text, arch, cpu, os, compiler, build, tags. */
export const REAL_PLATFORMS: Readonly<Record<string, string>> = {
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

/** The texts alone. */
export const REAL_TEXTS: readonly string[] = Object.values(REAL_PLATFORMS).flatMap(table =>
  table
    .trim()
    .split('\n')
    .map(line => line.split(/\s/)[0] ?? ''),
);
