import type {FoundVariant} from '../find/found.ts';
import {NO_ACCELERATOR, acceleratorOf, matchAccelerator, type AcceleratorMatch} from './accelerators.ts';
import {enginesFor, whyNoEngine} from './engine-order.ts';
import type {CpuMatch} from './cpu-needs.ts';
import {osWord} from './grammars/words.ts';
import type {Host, RootKind} from './host.ts';
import {rootKindOf, type ImageAnswer, type ImageLookup} from './image-lookup.ts';
import {kindByName} from './image-name.ts';
import {libcLack} from './libc.ts';
import {isBuiltIn, type OsImageRule} from './os-images.ts';
import {imageWord, isNative, isNewerPointRelease} from './os-rules.ts';
import {agreesToStart, systemNamed} from './own-systems.ts';
import type {Platform, Verdict} from './stack.ts';

/** What a verdict is made from besides the variant itself. */
export type Surroundings = {
  readonly host: Host;
  readonly images: ImageLookup;
  readonly rules: readonly OsImageRule[];
};

/** The verdict without regard to repositories, which is the same for all variants of a layout and platform. */
export function verdictFor(platform: Platform, cpu: CpuMatch, found: FoundVariant, surroundings: Surroundings): Verdict {
  const {host} = surroundings;
  if (isOtherArchitecture(platform, host)) return no(`Built for ${platform.arch}; this machine is ${host.arch}`);
  if (isMac(host) && platform.os?.id !== 'mac') return no('Built for Linux; this machine is a Mac');
  if (found.entry.kind === 'image') return verdictForImage(platform, found, host);
  const foreign = foreignSystem(platform);
  if (foreign !== null && !isMac(host)) return no(`Built for ${foreign}; this machine is ${hostWord(host)}`);
  if (cpu.lacks !== null) {
    const known = host.cpu.flags.length > 0 || host.cpu.level !== null;
    return no(known ? `Needs ${cpu.lacks}, which this CPU lacks` : `Needs ${cpu.lacks}, and what this CPU has is not known`);
  }
  const accelerator = acceleratorMatch(platform, host);
  if (accelerator.lacks !== null) return no(accelerator.lacks);
  const notes = [cpu.foreign ? `though tuned for ${platform.cpu}` : null, accelerator.unsure].flatMap(note =>
    note === null ? [] : [`, ${note}`],
  );
  const {os} = platform;
  const mayStart = agreesToStart(found.layout.systems, host.os);
  if (!mayStart && (os === null || isNative(os, host.os)))
    return inContainer(`Its own script stops on ${systemNamed(host.os)}`, found, os ?? USUAL_SYSTEM, surroundings);
  if (os === null) return verdictWithoutOs(platform, found, notes.join(''), surroundings);
  if (isNative(os, host.os))
    return native(`Built for ${osWord(os)}, which this machine ${runsWord(os, host.os)}${notes.join('')}`);
  if (isMac(host)) return no(`Built for macOS ${os.version}; this machine has macOS ${host.os.version}`);
  return inContainer(builtFor(os, host), found, os, surroundings);
}

/** Other processors and other systems: variants that can never run on this kind of host, whatever is installed. */
export function neverRuns(platform: Platform, host: Host): boolean {
  if (isOtherArchitecture(platform, host)) return true;
  return isMac(host) ? platform.os?.id !== 'mac' : foreignSystem(platform) !== null;
}

/** Where any system that is new enough would do: the one for which most images are there. */
const USUAL_SYSTEM = {id: 'el', version: '9'};

function isOtherArchitecture({arch}: Platform, host: Host): boolean {
  if (arch === null || host.arch === null || arch === host.arch) return false;
  // The kernel of an x86_64 machine runs programs of 32 bits as well.
  return !(arch === 'i686' && host.arch === 'x86_64');
}

/** Systems of other kernels, as people call them. */
const FOREIGN: Readonly<Record<string, string>> = {mac: 'macOS', freebsd: 'FreeBSD', windows: 'Windows'};

function foreignSystem({os}: Platform): string | null {
  return os !== null && Object.hasOwn(FOREIGN, os.id) ? (FOREIGN[os.id] ?? null) : null;
}

function isMac(host: Host): boolean {
  return host.os.id === 'mac';
}

/** Whether it is the very system, or one that runs what was built for it. */
function runsWord(os: NonNullable<Platform['os']>, own: Host['os']): string {
  const isSame =
    os.id === 'mac'
      ? os.version === own.version
      : osWord(os) === own.family || systemId(os.id) === own.id || (RHEL_AS_SUCH.has(os.id) && isSameMajor(os, own));
  if (isSame) return 'is';
  return os.id === 'mac' ? 'runs as well' : `(${own.family ?? own.id ?? ''}) runs as well`;
}

/** Words that mean every rebuild of RHEL. */
const RHEL_AS_SUCH: ReadonlySet<string> = new Set(['el', 'rhel']);

function isSameMajor({version}: NonNullable<Platform['os']>, {family}: Host['os']): boolean {
  return version === null || /\d+$/.exec(family ?? '')?.[0] === version.split('.')[0];
}

/** Shorter words for what os-release calls otherwise. */
const IDS: Readonly<Record<string, string>> = {
  alma: 'almalinux',
  rockylinux: 'rocky',
  oraclelinux: 'ol',
  oracle: 'ol',
  sl: 'scientific',
};

function systemId(id: string): string {
  return Object.hasOwn(IDS, id) ? (IDS[id] ?? id) : id;
}

function acceleratorMatch(platform: Platform, host: Host): AcceleratorMatch {
  const wanted = acceleratorOf(platform);
  return wanted === null ? NO_ACCELERATOR : matchAccelerator(wanted, host.gpus);
}

function verdictForImage(platform: Platform, found: FoundVariant, host: Host): Verdict {
  const kind = rootKindOf(found);
  const engine = enginesFor(kind, host.engines)[0];
  if (engine === undefined) return no(`An image, and ${whyNoEngine(host.engines, kind)}`);
  const unsure = platform.arch === null && host.arch !== 'x86_64' ? '; its name does not say for which architecture it is' : '';
  return {runs: 'container', reason: `An image, started by ${engine.name}${unsure}.`, image: found.entry.path};
}

function verdictWithoutOs(platform: Platform, found: FoundVariant, notes: string, surroundings: Surroundings): Verdict {
  const {host, images} = surroundings;
  const {libc} = found.layout;
  const lack = libc === null ? null : libcLack(libc, host.libc);
  if (lack !== null) return inContainer(lack, found, USUAL_SYSTEM, surroundings);
  const meant = byAnswer(images.at(found.layout.images));
  if (meant !== null && meant.engine !== null) return container('Made for a system of its own', meant);
  const text = found.platformText;
  const brings = found.entry.kind === 'prefix' || found.entry.kind === 'modules';
  // An architecture that only the layout knows says nothing about the system.
  if (platform.arch === null || (text === '' && libc === null && !brings)) {
    return native(
      (text === ''
        ? 'It names no platform, so nothing speaks against it'
        : `Its platform ${text} is not understood, so nothing speaks against it`) + notes,
    );
  }
  const why = brings
    ? 'it brings its own system libraries'
    : libc === null
      ? 'it asks for no certain system'
      : `it asks for glibc ${libc} and nothing else`;
  return native(`Runs on any ${platform.arch} Linux, since ${why}${notes}`);
}

function inContainer(
  differs: string,
  found: FoundVariant,
  os: NonNullable<Platform['os']>,
  {host, images, rules}: Surroundings,
): Verdict {
  const word = imageWord(os);
  const fitting = rules.filter(each => each.os === word || each.os === osWord(os));
  const agreeing = images.agreeing(found.layout.systems);
  const own = fitting.filter(rule => !isBuiltIn(rule));
  const known = fitting.filter(isBuiltIn);
  // What is on CVMFS starts at once, so it goes before everything that has to be fetched, but not before what somebody asked for.
  const ways = [
    () => (found.layout.images.length > 0 ? byAnswer(images.at(found.layout.images)) : null),
    ...own.flatMap(rule => [() => byAnswer(agreeing.forRule(rule)), () => byName(rule.reference, host)]),
    ...known.map(rule => () => byAnswer(agreeing.forRule(rule))),
    () => byAnswer(agreeing.ofSystem(word)),
    ...known.map(rule => () => byName(rule.reference, host)),
  ];
  let without: Way | null = null;
  for (const way of ways) {
    const found = way();
    if (found === null) continue;
    if (found.engine !== null) return container(differs, found);
    // The first one that an engine more would start, be it there already or fetched.
    if (without === null || (without.isFetched && !found.isFetched)) without = found;
  }
  const isNone = without === null || without.isFetched;
  if (!isNone || !host.engines.some(engine => engine.usable))
    return no(`${differs}, and ${whyNoEngine(host.engines, without?.kind ?? 'directory')}`);
  const fetched = without === null ? '' : ` (apptainer or podman would fetch ${without.name})`;
  return no(`${differs}, and no image of ${word} was found on CVMFS${fetched}`);
}

/** One image for a system; `engine` is null where none here starts it. */
type Way = {
  readonly name: string;
  readonly image: string;
  readonly kind: RootKind;
  readonly engine: string | null;
  /** Whether it has to be fetched from a registry first. */
  readonly isFetched: boolean;
};

function byAnswer(answer: ImageAnswer | null): Way | null {
  if (answer === null) return null;
  const {found, engine} = answer;
  return {
    name: shortName(found.root),
    image: found.entry.path,
    kind: rootKindOf(found),
    engine: engine?.name ?? null,
    isFetched: false,
  };
}

/** What a rule names without it having been found: a path of this machine, or something in a registry. */
function byName(image: string | null, host: Host): Way | null {
  if (image === null) return null;
  const kind = kindByName(image);
  const engine = enginesFor(kind, host.engines)[0]?.name ?? null;
  const isFetched = kind === 'reference';
  return {name: isFetched ? image : shortName(image), image, kind, engine, isFetched};
}

function builtFor(os: NonNullable<Platform['os']>, host: Host): string {
  const own = isNewerPointRelease(os, host.os) ? `${host.os.id} ${host.os.version}` : hostWord(host);
  return `Built for ${osWord(os)}; this machine is ${own}`;
}

function container(differs: string, {name, image, engine, isFetched}: Way): Verdict {
  const how = isFetched ? `which ${engine} has to fetch first` : `started by ${engine}`;
  return {runs: 'container', reason: `${differs}; runs in a container of ${name}, ${how}.`, image};
}

function hostWord(host: Host): string {
  return host.os.family ?? host.os.id ?? 'of an unknown system';
}

/** The last words of an image's name: `library/almalinux:9` → `almalinux:9`. */
function shortName(root: string): string {
  const parts = root.split('/');
  const last = parts.at(-1) ?? root;
  return last.includes(':') || parts.length < 3 ? last : parts.slice(-3).join('/');
}

function native(sentence: string): Verdict {
  return {runs: 'native', reason: `${sentence}.`, image: null};
}

function no(sentence: string): Verdict {
  return {runs: 'no', reason: `${sentence}.`, image: null};
}
