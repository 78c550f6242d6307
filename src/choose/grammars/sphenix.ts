import type {Platform} from '../stack.ts';
import {defineGrammar, unknownPlatform} from './grammar.ts';
import {osNamed, osWord} from './words.ts';

/**
 * The system names of Brookhaven (sPHENIX, EIC), LAYOUTS.md 6.9: `x8664_sl7`, later the compiler (`gcc-8.3`), now both
 * (`alma9.2-gcc-14.2.0`). All are for x86-64, so that
 * much is known of the link `default` as well.
 */
export const sphenix = defineGrammar('sphenix', parse, spell);

function parse(text: string): Platform {
  const nothing = unknownPlatform(text);
  if (text === 'default') return {...nothing, arch: 'x86_64'};
  const old = /^x86_?64_([a-z]+\d+(?:\.\d+)*)$/.exec(text)?.[1];
  if (old !== undefined) return {...nothing, arch: 'x86_64', os: osNamed(old)};
  const match = /^(?:([a-z]+\d+(?:\.\d+)*)-)?gcc-(\d+(?:\.\d+)*)$/.exec(text);
  if (match === null) return nothing;
  const [, system, version = null] = match;
  return {...nothing, arch: 'x86_64', os: system === undefined ? null : osNamed(system), compiler: {name: 'gcc', version}};
}

function spell({os, compiler}: Platform): string {
  if (compiler === null) return os === null ? 'default' : `x8664_${osWord(os)}`;
  const word = `${compiler.name}-${compiler.version ?? ''}`;
  return os === null ? word : `${osWord(os)}-${word}`;
}
