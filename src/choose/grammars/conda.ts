import type {Platform} from '../stack.ts';
import {defineGrammar, unknownPlatform} from './grammar.ts';
import {architectureNamed} from './words.ts';

/** Conda's platforms: `linux-64`, `linux-aarch64`, `osx-arm64`, `win-64`. Its packages ask for no certain distribution. */
export const conda = defineGrammar('conda', parse, spell);

/** `64` and `32` are the machines of a PC. */
const BITS: Readonly<Record<string, string>> = {'64': 'x86_64', '32': 'i686'};
const KERNELS: Readonly<Record<string, string | null>> = {linux: null, osx: 'mac', win: 'windows'};

function parse(text: string): Platform {
  const nothing = unknownPlatform(text);
  const match = /^(linux|osx|win)-([a-z\d]+)$/.exec(text);
  const [, kernel = '', machine = ''] = match ?? [];
  const arch = Object.hasOwn(BITS, machine) ? (BITS[machine] ?? null) : architectureNamed(machine);
  if (match === null || arch === null) return nothing;
  const id = KERNELS[kernel] ?? null;
  return {...nothing, arch, os: id === null ? null : {id, version: null}};
}

function spell({arch, os}: Platform): string {
  const kernel = Object.keys(KERNELS).find(word => KERNELS[word] === (os?.id ?? null));
  const bits = Object.keys(BITS).find(word => BITS[word] === arch);
  return `${kernel}-${bits ?? (arch === 'aarch64' && kernel !== 'linux' ? 'arm64' : arch)}`;
}
