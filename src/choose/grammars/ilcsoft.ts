import type {Platform} from '../stack.ts';
import {defineGrammar, unknownPlatform} from './grammar.ts';
import {architectureNamed, compilerNamed, osNamed, osWord, runTogether} from './words.ts';

/**
 * DESY's iLCSoft (LAYOUTS.md 3.1): the compiler before the system, `x86_64_gcc131_el9` (13.1), `x86_64_gcc82_centos7` (8.2),
 * `x86_64_gcc75_ub1804` (Ubuntu).
 */
export const ilcsoft = defineGrammar('ilcsoft', parse, spell);

function parse(text: string): Platform {
  const nothing = unknownPlatform(text);
  const match = /^([a-z]\w*)_([a-z]+\d+)_([a-z]+\d[\d.]*)$/.exec(text);
  if (match === null) return nothing;
  const arch = architectureNamed(match[1] ?? '');
  const named = compilerNamed(match[2] ?? '');
  const os = osNamed((match[3] ?? '').replace(/^ub(?=\d)/, 'ubuntu'));
  if (arch === null || named === null || named.tag !== null || os === null) return nothing;
  return {...nothing, arch, os, compiler: named.compiler};
}

function spell({arch, os, compiler}: Platform): string | null {
  if (os === null || compiler === null) return null;
  return `${arch}_${runTogether(compiler)}_${osWord(os).replace(/^ubuntu/, 'ub')}`;
}
