import type {HostSource} from '../../src/choose/host-source.ts';
import {MICROARCHITECTURES, microarchitectureNamed} from '../../src/choose/microarchitectures.ts';

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A machine whose files are these; entries of `links` are symbolic links. */
export function machine(
  files: Files,
  changes: Partial<HostSource> & {readonly links?: Readonly<Record<string, string>>} = {},
): HostSource {
  const {links = {}, ...others} = changes;
  const bytes = (path: string, most: number): Uint8Array | null => {
    const content = files[path];
    if (content === undefined) return null;
    return (typeof content === 'string' ? new TextEncoder().encode(content) : content).subarray(0, most);
  };
  return {
    root: '/',
    readText: (path, most) => {
      const content = bytes(path, most);
      return content === null ? null : new TextDecoder().decode(content);
    },
    readBytes: bytes,
    readLink: path => links[path] ?? null,
    list: path => [
      ...new Set(
        Object.keys(files)
          .filter(name => name.startsWith(`${path}/`))
          .map(name => name.slice(path.length + 1).split('/')[0] ?? ''),
      ),
    ],
    which: program => (program === 'bash' ? '/usr/bin/bash' : null),
    overrides: {},
    uname: {sysname: 'Linux', release: '6.1.0', machine: 'x86_64'},
    engines: [],
    ...others,
  };
}

/** All flags of a microarchitecture and of the levels below it. */
export function flagsOf(name: string): string {
  const own = microarchitectureNamed(name);
  const levels = MICROARCHITECTURES.filter(each => each.vendor === 'generic' && own?.ancestors.has(each.name));
  return [...new Set(['fpu', 'lm', ...(own?.flags ?? []), ...levels.flatMap(each => [...each.flags])])].join(' ');
}

export const x86 = (vendor: string, flags: string, more = '') =>
  `processor\t: 0\nvendor_id\t: ${vendor}\ncpu family\t: 6\nmodel\t\t: 85\n${more}flags\t\t: ${flags}\n\nprocessor\t: 1\nvendor_id\t: ${vendor}\nflags\t\t: ${flags}\n`;
export const arm = (implementer: string, part: string, features: string) =>
  `processor\t: 0\nBogoMIPS\t: 50.00\nFeatures\t: ${features}\nCPU implementer\t: ${implementer}\nCPU architecture: 8\nCPU part\t: ${part}\n`;
export const armFlags = (name: string, more = '') => `${[...(microarchitectureNamed(name)?.flags ?? [])].join(' ')} ${more}`;
