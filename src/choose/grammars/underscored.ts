import type {Platform} from '../stack.ts';
import {defineGrammar, unknownPlatform, type Grammar} from './grammar.ts';
import {architectureNamed, compilerNamed, dottedOsWord, osNamed, runTogether} from './words.ts';

/** Words that a dialect has of its own: for systems and for machines. */
export type OwnWords = {
  /** Word of the dialect to id of the system. */
  readonly systems: Readonly<Record<string, string>>;
  /** Word of the dialect to `uname -m`. */
  readonly machines: Readonly<Record<string, string>>;
};

/**
 * A dialect of the shape `<os>_<arch>_<compiler>[_<tag>…]`, all versions run together and no build type: CMS's SCRAM_ARCH and what
 * JUNO made of it (LAYOUTS.md 6.1, 6.9).
 */
export function underscored(name: string, own: OwnWords): Grammar {
  return defineGrammar(
    name,
    text => parse(text, own),
    platform => spell(platform, own),
  );
}

function parse(text: string, {systems, machines}: OwnWords): Platform {
  const nothing = unknownPlatform(text);
  const match = /^([a-z]+)(\d[\d.]*)_([a-z\d]+(?:_64)?)_([a-z]+\d+)((?:_[a-z][a-z\d]*)*)$/.exec(text);
  if (match === null) return nothing;
  const [, system = '', version = '', machine = '', compiler = '', extras = ''] = match;
  const os = osNamed((Object.hasOwn(systems, system) ? systems[system] : system) + version);
  const arch = Object.hasOwn(machines, machine) ? (machines[machine] ?? null) : architectureNamed(machine);
  const named = compilerNamed(compiler);
  if (os === null || arch === null || named === null || named.tag !== null) return nothing;
  return {...nothing, os, arch, compiler: named.compiler, tags: extras.split('_').slice(1)};
}

function spell({arch, os, compiler, tags}: Platform, {systems, machines}: OwnWords): string | null {
  if (arch === null || os === null || compiler === null) return null;
  const system = wordFor(systems, os.id) ?? os.id;
  // Only the dots of CMS's own names for macOS go.
  const word = system === os.id ? dottedOsWord(os) : system + (os.version ?? '').replaceAll('.', '');
  return [word, wordFor(machines, arch) ?? arch, runTogether(compiler), ...tags].join('_');
}

function wordFor(words: Readonly<Record<string, string>>, meaning: string): string | undefined {
  return Object.keys(words).find(word => words[word] === meaning);
}
