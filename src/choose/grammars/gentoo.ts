import {microarchitectureNamed} from '../microarchitectures.ts';
import type {Platform} from '../stack.ts';
import {defineGrammar, unknownPlatform} from './grammar.ts';
import {architectureNamed, levelNamed} from './words.ts';

/** The directory above a Gentoo Prefix: an architecture (`x86_64`, `arm64`) or a level or microarchitecture (`x86-64-v3`). */
export const gentoo = defineGrammar('gentoo', parse, ({arch, cpu, os, compiler, build, tags}) => {
  if (os !== null || compiler !== null || build !== null || tags.length > 0) return null;
  return cpu ?? arch;
});

function parse(text: string): Platform {
  const nothing = unknownPlatform(text);
  const level = levelNamed(text);
  if (level !== null) return {...nothing, arch: 'x86_64', cpu: level};
  const arch = architectureNamed(text);
  if (arch !== null) return {...nothing, arch};
  const known = microarchitectureNamed(text);
  return known === null ? nothing : {...nothing, arch: known.arch, cpu: text};
}
