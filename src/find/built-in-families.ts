import {readdirSync, readFileSync} from 'node:fs';
import {checkFamily} from './check-family.ts';
import type {Family} from './family.ts';

const FOLDER = new URL('../families/', import.meta.url);
// The order in which families are shown, and `hsf list` begins with what most people look for: stacks for everybody, then those of the
// experiments and communities, images last. Others follow by name.
const ORDER = [
  'lcg',
  'lcg-nightly',
  'lcg-mirror',
  'lcg-compiler',
  'lcg-contrib',
  'root',
  'gentoo',
  'eessi',
  'eessi-dev',
  'eessi-riscv',
  'key4hep',
  'key4hep-nightly',
  'key4hep-compiler',
  'key4hep-old',
  'fcc',
  'ilcsoft',
  'clicdp',
  'alliance',
  'cms',
  'atlas',
  'lhcb',
  'alice',
  'belle2',
  'icecube',
  'igwn',
  'dune',
  'dune-daq',
  'fermilab',
  'eic',
  'sphenix',
  'lsst',
  'fair',
  'juno',
  'cepc',
  'bes3',
  'km3net',
  'xenon',
  'lz',
  'lz',
  'snd-ship',
  'neurodesk',
  'escape',
  'dirac',
  'ganga',
  'osg',
  'grid-ui',
  'intel',
  'unpacked',
  'unpacked-infn',
  'osg-image',
  'os-image',
  'galaxy',
  'neurodesk-image',
  'ska',
  'alliance-image',
  'ihep-image',
];

/**
 * The families that come with hsf, read and checked from `src/families`. The build runs this once and puts its result in the place
 * of this file, so that an installed hsf reads and parses nothing. Throws for a family that breaks the schema.
 */
export function builtInFamilies(): readonly Family[] {
  return readdirSync(FOLDER)
    .filter(name => name.endsWith('.toml'))
    .map(name => {
      const checked = checkFamily(readFileSync(new URL(name, FOLDER), 'utf8'), `src/families/${name}`, 'built-in');
      if (checked.status === 'family') return checked.family;
      const problems = checked.status === 'problems' ? checked.problems : [];
      if (problems.length === 0) throw new Error(`src/families/${name}: a built-in family changes no other one`);
      throw new Error(problems.map(({file, line, key, message}) => `${file}:${line}: ${key}: ${message}`).join('\n'));
    })
    .toSorted((a, b) => rank(a.id) - rank(b.id) || (a.id < b.id ? -1 : 1));
}

function rank(id: string): number {
  const index = ORDER.indexOf(id);
  return index < 0 ? ORDER.length : index;
}
