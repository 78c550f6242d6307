import type {FoundVariant, Repository, RepositoryState} from '../find/found.ts';
import {engineThat, whyNoEngine} from './container-abilities.ts';
import type {CpuMatch} from './cpu-needs.ts';
import {osWord} from './grammars/words.ts';
import type {Host} from './host.ts';
import type {ImageLookup} from './image-lookup.ts';
import type {OsImageRule} from './os-images.ts';
import {imageWord, isNative} from './os-rules.ts';
import type {Platform, Verdict} from './stack.ts';

/** What a verdict is made from besides the variant itself. */
export type Surroundings = {
  readonly host: Host;
  readonly imageFor: ImageLookup;
  readonly rules: readonly OsImageRule[];
  readonly repositories: ReadonlyMap<string, Repository>;
};

/** The verdict without regard to repositories, which is the same for all variants of a layout and platform. */
export function verdictFor(platform: Platform, cpu: CpuMatch, found: FoundVariant, surroundings: Surroundings): Verdict {
  const {host} = surroundings;
  if (isOtherArchitecture(platform, host)) return no(`Built for ${platform.arch}; this machine is ${host.arch}`);
  if (found.entry.kind === 'image') return verdictForImage(platform, found, host);
  if (platform.os?.id === 'mac' && host.os.id !== 'mac') return no(`Built for macOS; this machine is ${hostWord(host)}`);
  if (cpu.lacks !== null) {
    const known = host.cpu.flags.length > 0 || host.cpu.level !== null;
    return no(known ? `Needs ${cpu.lacks}, which this CPU lacks` : `Needs ${cpu.lacks}, and what this CPU has is not known`);
  }
  const tuned = cpu.foreign ? `, though tuned for ${platform.cpu}` : '';
  if (platform.os === null) return verdictWithoutOs(platform, found, host, tuned);
  if (isNative(platform.os, host.os)) return native(`Built for ${osWord(platform.os)}, which this machine is${tuned}`);
  return verdictInContainer(platform.os, surroundings);
}

/** Other processors and other systems: variants that can never run on this kind of host, whatever is installed. */
export function neverRuns(platform: Platform, host: Host): boolean {
  return isOtherArchitecture(platform, host) || (platform.os?.id === 'mac' && host.os.id !== 'mac');
}

/** The verdict with the repositories that are missing or sick in its reason. */
export function withRepositories(verdict: Verdict, found: FoundVariant, surroundings: Surroundings): Verdict {
  const sick = [found.repository, ...found.layout.needs].flatMap(fqrn => {
    const words = STATE_WORDS[surroundings.repositories.get(fqrn)?.state ?? 'ready'];
    return words === null ? [] : [`${fqrn}${fqrn === found.repository ? '' : ', which it reads,'} ${words}`];
  });
  if (sick.length === 0) return verdict;
  return {...verdict, reason: `${verdict.reason.replace(/\.$/, '')}; ${sick.join(' and ')}.`};
}

const STATE_WORDS: Readonly<Record<RepositoryState, string | null>> = {
  ready: null,
  empty: 'is empty',
  hung: 'does not answer',
  failed: 'cannot be read',
  'not-mounted': 'is not mounted',
  'not-configured': 'is not configured here',
};

function isOtherArchitecture({arch}: Platform, host: Host): boolean {
  if (arch === null || host.arch === null || arch === host.arch) return false;
  // The kernel of an x86_64 machine runs programs of 32 bits as well.
  return !(arch === 'i686' && host.arch === 'x86_64');
}

function verdictForImage(platform: Platform, found: FoundVariant, host: Host): Verdict {
  const engine = engineThat(abilityFor(found.entry.path), host.engines);
  if (engine === null) return no(`An image, and ${whyNoEngine(host.engines)}`);
  const unsure = platform.arch === null && host.arch !== 'x86_64' ? '; its name does not say for which architecture it is' : '';
  return {runs: 'container', reason: `An image, started by ${engine.name}${unsure}.`, image: found.entry.path};
}

function verdictWithoutOs(platform: Platform, found: FoundVariant, host: Host, tuned: string): Verdict {
  if (host.os.id === 'mac') return no('Built for Linux; this machine is a Mac');
  if (platform.arch === null) {
    const text = found.platformText;
    return native(
      text === ''
        ? 'It names no platform, so nothing speaks against it'
        : `Its platform ${text} is not understood, so nothing speaks against it`,
    );
  }
  const brings =
    found.entry.kind === 'prefix' || found.entry.kind === 'modules'
      ? 'it brings its own system libraries'
      : 'it asks for no certain system';
  return native(`Runs on any ${platform.arch} Linux, since ${brings}${tuned}`);
}

function verdictInContainer(os: NonNullable<Platform['os']>, {host, imageFor, rules}: Surroundings): Verdict {
  const differs = `Built for ${osWord(os)}; this machine is ${hostWord(host)}`;
  const word = imageWord(os);
  let mayHelp = false;
  for (const rule of rules.filter(each => each.os === word || each.os === osWord(os))) {
    const found = imageFor(rule);
    if (found !== null) {
      if (engineThat('directories', host.engines) !== null) return inContainer(differs, shortName(found.root), found.entry.path);
      mayHelp = true;
    }
    const {reference} = rule;
    if (reference === null) continue;
    const isPath = reference.startsWith('/');
    const engine = engineThat(isPath ? abilityFor(reference) : 'pulls', host.engines);
    if (engine !== null)
      return inContainer(differs, isPath ? shortName(reference) : `${reference}, which ${engine.name} fetches`, reference);
    mayHelp ||= isPath;
  }
  if (mayHelp || !host.engines.some(engine => engine.usable)) return no(`${differs}, and ${whyNoEngine(host.engines)}`);
  return no(`${differs}, and no image of ${word} was found on CVMFS`);
}

function inContainer(differs: string, name: string, image: string): Verdict {
  return {runs: 'container', reason: `${differs}; runs in a container of ${name}.`, image};
}

/** Image files need an engine that mounts them. */
function abilityFor(path: string): 'files' | 'directories' {
  return /\.(sif|img|sqfs)$/.test(path) ? 'files' : 'directories';
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
