import type {Platform} from '../stack.ts';
import {defineGrammar, unknownPlatform} from './grammar.ts';
import {dottedOsWord, processorNamed, type Os} from './words.ts';

/**
 * Spack's own triplets of platform, system and target: `linux-almalinux9-x86_64_v2`, `linux-debian8-x86_64`, `darwin-sonoma-m1`.
 * Since version 1.0 directories leave the system out: `linux-x86_64_v3` (LAYOUTS.md 6.6).
 */
export const spackTarget = defineGrammar('spack-target', parse, spell);

/** Spack names the releases of macOS by their codenames. */
const MAC: Readonly<Record<string, string>> = {
  yosemite: '10.10',
  elcapitan: '10.11',
  sierra: '10.12',
  highsierra: '10.13',
  mojave: '10.14',
  catalina: '10.15',
  bigsur: '11',
  monterey: '12',
  ventura: '13',
  sonoma: '14',
  sequoia: '15',
  tahoe: '26',
};

function parse(text: string): Platform {
  const nothing = unknownPlatform(text);
  const match = /^(linux|darwin)-(?:([a-z][a-z_]*\d*(?:\.\d+)*)-)?([a-z]\w*(?:\.\w+)?)$/.exec(text);
  const processor = processorNamed(match?.[3] ?? '');
  if (match === null || processor === null) return nothing;
  const [, kernel, word] = match;
  if (kernel === 'darwin') {
    const os = macNamed(word);
    return os === null ? nothing : {...nothing, ...processor, os};
  }
  return {...nothing, ...processor, os: word === undefined ? null : linuxNamed(word)};
}

function macNamed(word: string | undefined): Os | null {
  if (word === undefined) return {id: 'mac', version: null};
  return Object.hasOwn(MAC, word) ? {id: 'mac', version: MAC[word] ?? null} : null;
}

/** Names may have underscores here (`opensuse_leap15`), and some have no version (`archrolling`). */
function linuxNamed(word: string): Os {
  const id = /^[a-z_]+/.exec(word)?.[0] ?? word;
  return {id, version: word.slice(id.length) || null};
}

function spell({arch, cpu, os}: Platform): string | null {
  if (arch === null) return null;
  const target = (cpu ?? arch).replaceAll('-', '_');
  if (os === null) return `linux-${target}`;
  if (os.id !== 'mac') return `linux-${dottedOsWord(os)}-${target}`;
  if (os.version === null) return `darwin-${target}`;
  const name = Object.keys(MAC).find(each => MAC[each] === os.version);
  return `darwin-${name}-${target}`;
}
