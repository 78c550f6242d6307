import type {Platform} from '../stack.ts';
import {defineGrammar, unknownPlatform} from './grammar.ts';
import {levelNamed} from './words.ts';

/**
 * The processors of the Alliance (Canada), LAYOUTS.md 5: levels of x86-64 since 2023 (`x86-64-v3`), before that the newest
 * instruction set (`sse3`, `avx`, `avx2`, `avx512`), which stays a tag. `generic` runs on every x86-64.
 */
export const alliance = defineGrammar('alliance', parse, ({cpu, tags}) => cpu ?? tags[0] ?? 'x86_64');

function parse(text: string): Platform {
  const nothing = unknownPlatform(text);
  const level = levelNamed(text);
  if (level !== null) return {...nothing, arch: 'x86_64', cpu: level};
  if (text === 'x86_64') return {...nothing, arch: 'x86_64'};
  return /^(sse3|avx|avx2|avx512|generic)$/.test(text) ? {...nothing, arch: 'x86_64', tags: [text]} : nothing;
}
