import {placeOf} from '../system/below-root.ts';
import {LIBC_BYTES, elfArchitecture, glibcPaths, glibcVersion, muslPaths, muslVersion} from '../system/c-library.ts';
import {CPU_INFO_BYTES, parseCpuInfo, type CpuInfo} from './cpu-info.ts';
import {microarchitectureOf, psabiLevel} from './cpu-facts.ts';
import {namedCpu} from './cpu-override.ts';
import {eessiCandidates} from './eessi-targets.ts';
import {architectureNamed} from './grammars/words.ts';
import {gpusOf} from './gpus.ts';
import type {HostSource} from './host-source.ts';
import type {Fact, Host} from './host.ts';
import {libcFromWord} from './libc.ts';
import {ARM_VENDORS} from './microarchitectures.ts';
import {macOf, osFromRedHatRelease, osFromRelease, osFromWord, parseOsRelease} from './os-release.ts';
import {shellsOf} from './shells.ts';

/** Readers that take paths of the described machine. */
export type TreeReader = {
  readonly text: (path: string, most: number) => string | null;
  readonly bytes: (path: string, most: number) => Uint8Array | null;
  readonly list: (path: string) => readonly string[] | null;
};

const SMALL_FILE = 64 * 1024;

/** Everything known about a machine, each fact with its origin. Never throws, whatever the files hold. */
export function describeHost(source: HostSource): Host {
  const tree = readerOf(source);
  const override = (name: string) => source.overrides[name]?.trim() || null;
  const cpuText = tree.text('/proc/cpuinfo', CPU_INFO_BYTES);
  const seen = cpuText === null ? null : parseCpuInfo(cpuText);

  const arch = archOf(source, tree, seen, override('HSF_ARCH'));
  // Flags of this CPU say nothing about another architecture.
  const own = seen !== null && (seen.arch === null || seen.arch === arch.value) ? seen : null;
  const cpu = cpuOf(arch.value, own, override('HSF_CPU'));
  const os = osOf(source, tree, override('HSF_OS'));
  const libc = once(() => libcOf(tree, arch.value, override('HSF_LIBC')));
  const kernel = override('HSF_KERNEL');
  const gpu = override('HSF_GPU');
  const gpus = once((): Fact<readonly string[]> =>
    gpu === null ? gpusOf(tree) : {value: gpu === 'none' ? [] : gpu.split(',').map(name => name.trim()), origin: 'HSF_GPU'},
  );
  const shells = once(() => shellsOf(source));

  return {
    kernel: kernel ?? source.uname?.release ?? null,
    arch: arch.value,
    cpu: cpu.value,
    os: os.value,
    get libc() {
      return libc().value;
    },
    get gpus() {
      return gpus().value;
    },
    engines: source.engines,
    get shells() {
      return shells().value;
    },
    origins: {
      kernel: kernel === null ? (source.uname === null ? 'not known' : 'uname') : 'HSF_KERNEL',
      arch: arch.origin,
      'cpu.vendor': cpu.origin,
      'cpu.level': cpu.origin,
      'cpu.microarchitecture': cpu.origin,
      'cpu.candidates': cpu.origin,
      'cpu.flags': cpu.origin,
      'os.id': os.origin,
      'os.version': os.origin,
      'os.family': os.origin,
      get 'libc.name'() {
        return libc().origin;
      },
      get 'libc.version'() {
        return libc().origin;
      },
      get gpus() {
        return gpus().origin;
      },
      engines: 'looked for',
      get shells() {
        return shells().origin;
      },
    },
  };
}

/** Facts that few verdicts need and that take files of megabytes, or many, to find out. */
function once<T>(look: () => T): () => T {
  let known: {readonly value: T} | null = null;
  return () => (known ??= {value: look()}).value;
}

function readerOf(source: HostSource): TreeReader {
  const at = <T>(path: string, read: (place: string) => T | null): T | null => {
    const place = placeOf(source, path);
    return place === null ? null : read(place);
  };
  return {
    text: (path, most) => at(path, place => source.readText(place, most)),
    bytes: (path, most) => at(path, place => source.readBytes(place, most)),
    list: path => at(path, place => source.list(place)),
  };
}

function archOf(source: HostSource, tree: TreeReader, cpu: CpuInfo | null, override: string | null): Fact<string | null> {
  if (override !== null) return {value: architectureNamed(override) ?? override, origin: 'HSF_ARCH'};
  if (source.uname !== null) return {value: architectureNamed(source.uname.machine) ?? source.uname.machine, origin: 'uname'};
  if (cpu !== null && cpu.arch !== null) return {value: cpu.arch, origin: '/proc/cpuinfo'};
  for (const path of [...glibcPaths(null), ...muslPaths(null)]) {
    const header = tree.bytes(path, SMALL_FILE);
    const arch = header === null ? null : elfArchitecture(header);
    if (arch !== null) return {value: arch, origin: path};
  }
  return {value: null, origin: 'not known'};
}

function cpuOf(arch: string | null, seen: CpuInfo | null, override: string | null): Fact<Host['cpu']> {
  const named = override === null ? null : namedCpu(override, arch, seen);
  if (named !== null) return {value: named, origin: 'HSF_CPU'};
  const nothing = {vendor: null, level: null, microarchitecture: null, candidates: [], flags: []};
  if (arch === null) return {value: nothing, origin: 'not known'};
  const value = {
    vendor: seen?.vendorText === undefined || seen.vendorText === null ? null : (ARM_VENDORS[seen.vendorText] ?? seen.vendorText),
    level: psabiLevel(arch, seen?.flags ?? new Set()),
    microarchitecture: microarchitectureOf(arch, seen),
    candidates: eessiCandidates(arch, seen),
    flags: seen === null ? [] : [...seen.flags],
  };
  return {value, origin: seen === null ? 'not known' : '/proc/cpuinfo'};
}

function osOf(source: HostSource, tree: TreeReader, override: string | null): Fact<Host['os']> {
  if (override !== null) return {value: osFromWord(override), origin: 'HSF_OS'};
  for (const path of ['/etc/os-release', '/usr/lib/os-release']) {
    const text = tree.text(path, SMALL_FILE);
    const os = text === null ? null : osFromRelease(parseOsRelease(text));
    if (os !== null && os.id !== null) return {value: os, origin: path};
  }
  const old = tree.text('/etc/redhat-release', SMALL_FILE);
  const os = old === null ? null : osFromRedHatRelease(old);
  if (os !== null) return {value: os, origin: '/etc/redhat-release'};
  if (source.uname?.sysname === 'Darwin') return {value: macOf(source.uname.release), origin: 'uname'};
  return {value: {id: null, version: null, family: null}, origin: 'not known'};
}

function libcOf(tree: TreeReader, arch: string | null, override: string | null): Fact<Host['libc']> {
  if (override !== null) return {value: libcFromWord(override), origin: 'HSF_LIBC'};
  for (const path of glibcPaths(arch)) {
    const bytes = tree.bytes(path, LIBC_BYTES);
    const version = bytes === null ? null : glibcVersion(bytes);
    if (version !== null) return {value: {name: 'glibc', version}, origin: path};
  }
  for (const path of muslPaths(arch)) {
    const bytes = tree.bytes(path, LIBC_BYTES);
    if (bytes !== null) return {value: {name: 'musl', version: muslVersion(bytes)}, origin: path};
  }
  return {value: {name: null, version: null}, origin: 'not known'};
}
