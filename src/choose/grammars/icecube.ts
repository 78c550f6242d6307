import type {Platform} from '../stack.ts';
import {defineGrammar, unknownPlatform} from './grammar.ts';
import {processorNamed, type Os} from './words.ts';

/**
 * IceCube (LAYOUTS.md 6.7): distribution, version and machine, `RHEL_7_x86_64`, `Ubuntu_22.04_x86_64_v2`. The names are those of its
 * `os_arch.sh` (WIPACrepo/cvmfs): some systems are written as one, all others in lower case as os-release has them, and macOS by the
 * release of its kernel (`OSX_22_arm64` is macOS 13).
 */
export const icecube = defineGrammar('icecube', parse, spell);

const SYSTEMS: Readonly<Record<string, string>> = {RHEL: 'rhel', Ubuntu: 'ubuntu', FreeBSD: 'freebsd'};
/** The script adds it to Arm machines. */
const NEON = '_neon';

function parse(text: string): Platform {
  const nothing = unknownPlatform(text);
  const match = /^([A-Za-z]+)_(\d+(?:\.\d+)*)_([a-z]\w*)$/.exec(text);
  const [, system = '', version = '', machine = ''] = match ?? [];
  const neon = machine === `aarch64${NEON}`;
  const processor = processorNamed(neon ? 'aarch64' : machine);
  const os = systemNamed(system, version);
  return processor === null || os === null ? nothing : {...nothing, ...processor, os, tags: neon ? ['neon'] : []};
}

function systemNamed(system: string, version: string): Os | null {
  if (system === 'OSX') {
    const macOs = macOfDarwin(Number(version));
    return macOs === null ? null : {id: 'mac', version: macOs};
  }
  if (Object.hasOwn(SYSTEMS, system)) return {id: SYSTEMS[system] ?? system, version};
  return /^[a-z]+$/.test(system) && system !== 'mac' ? {id: system, version} : null;
}

/** Darwin 19 is macOS 10.15, 20 is 11, 24 is 15, and 25 is 26: macOS skipped the numbers between. */
function macOfDarwin(release: number): string | null {
  if (!Number.isInteger(release) || release < 10) return null;
  if (release < 20) return `10.${release - 4}`;
  return String(release < 25 ? release - 9 : release + 1);
}

function darwinOfMac(version: string): string | null {
  const [major = '', minor] = version.split('.');
  if (major === '10') return minor === undefined ? null : String(Number(minor) + 4);
  return String(Number(major) < 26 ? Number(major) + 9 : Number(major) - 1);
}

function spell({arch, cpu, os, tags}: Platform): string | null {
  if (arch === null || os === null || os.version === null) return null;
  const machine = (cpu ?? arch).replaceAll('-', '_') + (tags.includes('neon') ? NEON : '');
  if (os.id === 'mac') return `OSX_${darwinOfMac(os.version)}_${machine.replace(/^aarch64$/, 'arm64')}`;
  const system = Object.keys(SYSTEMS).find(word => SYSTEMS[word] === os.id) ?? os.id;
  return `${system}_${os.version}_${machine}`;
}
