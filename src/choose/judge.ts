import type {Findings, FoundVariant} from '../find/found.ts';
import type {Family, Layout} from '../find/family.ts';
import {globTest} from '../find/glob.ts';
import {addressesOf} from './variant-address.ts';
import {formatAddress} from './address.ts';
import {BUILT_IN_RULES, hidingRule, type CatalogueRules} from './catalogue-rules.ts';
import {matchCpu} from './cpu-needs.ts';
import {grammarNamed} from './grammars/grammar-named.ts';
import {unknownPlatform} from './grammars/grammar.ts';
import {osNamed} from './grammars/words.ts';
import type {Host} from './host.ts';
import {imageLookup} from './image-lookup.ts';
import {linkTargets} from './link-targets.ts';
import {marksOf} from './marks.ts';
import {withRepositories, type KnownRepositories} from './other-repositories.ts';
import {bestFirst, buildRank} from './ranking.ts';
import {markRecommended} from './recommended.ts';
import {newestFirst, releaseKey, type ReleaseKey} from './release-order.ts';
import type {Platform, Stack, Variant, Verdict} from './stack.ts';
import {verdictFor, type Surroundings} from './verdict.ts';

type Judged = {readonly platform: Platform; readonly verdict: Verdict; readonly rank: readonly number[]};

/**
 * The catalogue for one host: stacks with judged variants. Families in the order in which they were found, releases newest first,
 * old ones after them, nightlies last; variants best first. Pure; 100,000 variants take well under a second.
 */
export function judge(findings: Findings, host: Host, rules: CatalogueRules = BUILT_IN_RULES): readonly Stack[] {
  const platformOf = platformReader();
  const repositories = new Map(findings.repositories.map(repository => [repository.fqrn, repository]));
  // Images serve as systems even where the stacks that they are have been hidden.
  const images = findings.variants
    .filter(found => found.entry.kind === 'image' && (repositories.get(found.repository)?.state ?? 'ready') === 'ready')
    .map(found => ({found, platform: platformOf(found)}));
  const surroundings: Surroundings = {host, images: imageLookup(images, host), rules: rules.images};
  const judged = judgeEach(platformOf, surroundings, repositories);

  const groups = groupByStack(findings.variants, hidingRule(rules));
  const leads = linkTargets(findings.variants, take => forEachVariant(groups, take));
  const isOld = oldReader();
  const stacks: {readonly stack: Stack; readonly key: ReleaseKey; readonly family: number}[] = [];
  const families = new Map<string, number>();
  for (const [address, group] of groups) {
    const old = isOld(group.found[0]);
    const stack = makeStack(address, group, old, (found, own): Variant => {
      const {platform, verdict, rank} = judged(found);
      const leadsTo = leads.get(found) ?? null;
      return {address: own, found, platform, verdict, rank, marks: marksOf(found, old, rules.now), leadsTo};
    });
    const family = families.get(stack.family) ?? families.size;
    families.set(stack.family, family);
    stacks.push({stack, key: releaseKey(stack.release, newestDate(group.found)), family});
  }
  stacks.sort(
    (a, b) =>
      a.family - b.family ||
      Number(a.stack.nightly) - Number(b.stack.nightly) ||
      Number(a.stack.old) - Number(b.stack.old) ||
      newestFirst(a.key, b.key) ||
      order(a.stack.release, b.stack.release),
  );
  return markRecommended(
    stacks.map(each => each.stack),
    recommendations(findings.variants),
    rules.recommend,
  );
}

const NO_PLATFORM: Platform = unknownPlatform('');

/** Platforms parsed once per layout and text; a compiler found inside the variant becomes the platform's compiler. */
export function platformReader(): (found: FoundVariant) => Platform {
  const byGrammar = new Map<string, Map<string, Platform>>();
  return found => {
    const {grammar: name, arch, os} = found.layout;
    // Images say what they are in their names, and layouts give them no platform (`platform = ""`).
    const text = found.platformText === '' && found.entry.kind === 'image' ? found.release : found.platformText;
    const dialect = [name, arch ?? '', os ?? ''].join(' ');
    let parsed = byGrammar.get(dialect);
    if (parsed === undefined) byGrammar.set(dialect, (parsed = new Map<string, Platform>()));
    let platform = parsed.get(text);
    if (platform === undefined) {
      const read = grammarNamed(name).parse(text);
      // The names of 100,000 images tell nothing, and one platform says that for all of them.
      const isNothing = [found.platformText || null, read.os, read.arch, arch, os].every(fact => fact === null);
      platform = isNothing
        ? NO_PLATFORM
        : {...read, text: found.platformText, arch: read.arch ?? arch, os: systemOf(read.os, os)};
      parsed.set(text, platform);
    }
    const {compiler} = found;
    return compiler === null ? platform : {...platform, compiler: {name: compiler.name, version: compiler.version}};
  };
}

/** The system that a platform names, or else the one that its layout does; none where that says that any will do. */
function systemOf(named: Platform['os'], ofLayout: string | null): Platform['os'] {
  return ofLayout === 'any' ? null : (named ?? (ofLayout === null ? null : osNamed(ofLayout)));
}

/** Judges each layout, platform text and compiler once; images are verdicts of their own. */
function judgeEach(
  platformOf: (found: FoundVariant) => Platform,
  surroundings: Surroundings,
  repositories: KnownRepositories,
): (found: FoundVariant) => Judged {
  const memo = new Map<Layout, Map<string, Judged>>();
  const fresh = (found: FoundVariant): Judged => {
    const platform = platformOf(found);
    const cpu = matchCpu(platform, surroundings.host.cpu);
    const verdict = withRepositories(verdictFor(platform, cpu, found, surroundings), found, repositories);
    return {platform, verdict, rank: [cpu.rank, found.layout.preference, buildRank(platform.build)]};
  };
  return found => {
    if (found.entry.kind === 'image') return fresh(found);
    let known = memo.get(found.layout);
    if (known === undefined) memo.set(found.layout, (known = new Map<string, Judged>()));
    const key =
      found.compiler === null ? found.platformText : `${found.platformText}\0${found.compiler.name}\0${found.compiler.version}`;
    let answer = known.get(key);
    if (answer === undefined) known.set(key, (answer = fresh(found)));
    return answer;
  };
}

/** What was found of one stack, with the address of each, in the same order. */
type Group = {readonly found: readonly [FoundVariant, ...FoundVariant[]]; readonly addresses: readonly string[]};

function groupByStack(
  variants: readonly FoundVariant[],
  hiddenBy: (address: string) => string | null,
): ReadonlyMap<string, Group> {
  // By family and release apart: an address for each of 100,000 variants would be made for nothing.
  const families = new Map<string, Map<string, [FoundVariant, ...FoundVariant[]]>>();
  const order: [FoundVariant, ...FoundVariant[]][] = [];
  let releases: Map<string, [FoundVariant, ...FoundVariant[]]> | undefined;
  let family: string | null = null;
  for (const found of variants) {
    if (found.family.id !== family || releases === undefined) {
      family = found.family.id;
      releases = families.get(family);
      if (releases === undefined) families.set(family, (releases = new Map()));
    }
    const known = releases.get(found.release);
    if (known !== undefined) {
      known.push(found);
      continue;
    }
    const group: [FoundVariant, ...FoundVariant[]] = [found];
    releases.set(found.release, group);
    order.push(group);
  }
  const shown = new Map<string, Group>();
  for (const found of order) {
    const address = formatAddress(found[0].family.id, found[0].release);
    if (hiddenBy(address) === null) shown.set(address, {found, addresses: addressesOf(address, found)});
  }
  return shown;
}

function forEachVariant(groups: ReadonlyMap<string, Group>, take: (found: FoundVariant, address: string) => void): void {
  for (const {found, addresses} of groups.values()) found.forEach((each, index) => take(each, addresses[index] ?? ''));
}

/** Whether a release is kept only for old work, by the globs of its family, which are read once. */
function oldReader(): (found: FoundVariant) => boolean {
  const known = new Map<Family, readonly ((release: string) => boolean)[]>();
  return ({family, release}) => {
    let tests = known.get(family);
    if (tests === undefined) known.set(family, (tests = family.old.map(glob => globTest(glob))));
    return tests.some(fits => fits(release));
  };
}

function makeStack(
  address: string,
  {found: all, addresses}: Group,
  old: boolean,
  variantOf: (found: FoundVariant, address: string) => Variant,
): Stack {
  const variants = all.map((found, index) => variantOf(found, addresses[index] ?? address));
  if (variants.length > 1) variants.sort(bestFirst);
  const [best, ...others] = variants;
  if (best === undefined) throw new Error(`The stack ${address} has no variants`);
  const {family, release, repository} = best.found;
  return {
    address,
    family: family.id,
    release,
    repository,
    title: family.title,
    documentation: family.documentation,
    nightly: best.found.layout.nightly,
    recommended: false,
    old,
    needs: needsOf(all),
    variants: [best, ...others],
  };
}

/** Mostly one layout has all of a stack. */
function needsOf([first, ...others]: Group['found']): readonly string[] {
  const {layout} = first;
  if (others.every(found => found.layout === layout)) return otherRepositories(layout);
  return [...new Set([first, ...others].flatMap(found => otherRepositories(found.layout)))];
}

function otherRepositories({needs, uses}: Layout): readonly string[] {
  return uses.length === 0 ? needs : [...needs, ...uses];
}

function recommendations(variants: readonly FoundVariant[]): ReadonlyMap<string, readonly string[]> {
  const families = new Set(variants.map(({family}) => family));
  return new Map([...families].map(family => [family.id, family.recommended]));
}

/** When the newest of these was made; null when nothing tells. */
function newestDate(variants: readonly FoundVariant[]): string | null {
  return variants.reduce<string | null>((newest, {dated}) => (dated !== null && dated > (newest ?? '') ? dated : newest), null);
}

function order(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
