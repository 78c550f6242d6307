import type {Platform} from '../stack.ts';
import {defineGrammar, unknownPlatform} from './grammar.ts';
import {architectureNamed} from './words.ts';

/** What `uname` says, kernel and machine: DIRAC's `Linux-x86_64`, `Darwin-arm64` (LAYOUTS.md 6.9). */
export const dirac = defineGrammar('dirac', parse, spell);

function parse(text: string): Platform {
  const nothing = unknownPlatform(text);
  const match = /^(Linux|Darwin)-(\w+)$/.exec(text);
  const arch = architectureNamed(match?.[2] ?? '');
  if (match === null || arch === null) return nothing;
  return {...nothing, arch, os: match[1] === 'Darwin' ? {id: 'mac', version: null} : null};
}

function spell({arch, os}: Platform): string {
  if (os === null) return `Linux-${arch}`;
  return `Darwin-${arch === 'aarch64' ? 'arm64' : arch}`;
}
