import {defineGrammar, unknownPlatform} from './grammar.ts';
import {processorNamed} from './words.ts';

/** The directory above a Gentoo Prefix: an architecture (`x86_64`, `arm64`) or a level or microarchitecture (`x86-64-v3`). */
export const gentoo = defineGrammar(
  'gentoo',
  text => ({...unknownPlatform(text), ...processorNamed(text)}),
  ({arch, cpu}) => cpu ?? arch,
);
