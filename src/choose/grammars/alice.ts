import type {Platform} from '../stack.ts';
import {defineGrammar, unknownPlatform} from './grammar.ts';
import {architectureNamed, osNamed, osWord} from './words.ts';

/**
 * `<os>-<arch>`: ALICE's directories (`el9-x86_64`), OSG's worker node client (`el7-x86_64`) and LSST (`almalinux-x86_64`,
 * `linux-x86_64`, `darwin-x86_64`), LAYOUTS.md 6.4 and 6.9. ALICE's build tool itself writes `slc9_x86-64`, `osx_arm64`, and
 * `slc7_ppc64` for the little-endian POWER (alisw/alibuild: its table of architectures).
 */
export const alice = defineGrammar('alice', parse, spell);

/** Words for a kernel; `linux` says nothing of the distribution. */
const KERNELS: Readonly<Record<string, string | null>> = {linux: null, darwin: 'mac', osx: 'mac'};

function parse(text: string): Platform {
  const nothing = unknownPlatform(text);
  const match = /^([a-z][a-z\d.]*)[-_](.+)$/.exec(text);
  const [, system = '', machine = ''] = match ?? [];
  const arch = machine === 'ppc64' ? 'ppc64le' : architectureNamed(machine);
  if (match === null || arch === null) return nothing;
  const named = osNamed(system);
  if (named === null) return nothing;
  if (!Object.hasOwn(KERNELS, named.id)) return {...nothing, arch, os: named};
  const id = KERNELS[named.id] ?? null;
  return {...nothing, arch, os: id === null ? null : {...named, id}};
}

function spell({arch, os}: Platform): string {
  const machine = arch === 'aarch64' && os?.id === 'mac' ? 'arm64' : arch;
  if (os === null) return `linux-${machine}`;
  return `${os.id === 'mac' ? `darwin${os.version ?? ''}` : osWord(os)}-${machine}`;
}
