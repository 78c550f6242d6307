import type {Platform} from '../stack.ts';
import {defineGrammar, unknownPlatform} from './grammar.ts';
import {processorNamed} from './words.ts';

/** IceCube (LAYOUTS.md 6.7): distribution, version and machine, `RHEL_7_x86_64`, `Ubuntu_22.04_x86_64`; a level from py3-v4 on. */
export const icecube = defineGrammar('icecube', parse, spell);

/** Distributions as IceCube writes them, with the ids that other families use. */
const SYSTEMS: Readonly<Record<string, string>> = {RHEL: 'rhel', Ubuntu: 'ubuntu', Debian: 'debian', SL: 'sl', OSX: 'mac'};

function parse(text: string): Platform {
  const nothing = unknownPlatform(text);
  const match = /^([A-Za-z]+)_(\d+(?:\.\d+)*)_([a-z]\w*)$/.exec(text);
  const [, system = '', version = '', machine = ''] = match ?? [];
  const processor = processorNamed(machine);
  const id = Object.hasOwn(SYSTEMS, system) ? SYSTEMS[system] : undefined;
  return processor === null || id === undefined ? nothing : {...nothing, ...processor, os: {id, version}};
}

function spell({arch, cpu, os, compiler, build, tags}: Platform): string | null {
  if (arch === null || os === null || compiler !== null || build !== null || tags.length > 0) return null;
  const system = Object.keys(SYSTEMS).find(word => SYSTEMS[word] === os.id);
  return system === undefined ? null : `${system}_${os.version ?? ''}_${(cpu ?? arch).replaceAll('-', '_')}`;
}
