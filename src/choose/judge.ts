import type {Findings, FoundVariant} from '../find/found.ts';
import type {Layout} from '../find/family.ts';
import {addressesOf} from './variant-address.ts';
import {formatAddress} from './address.ts';
import {BUILT_IN_RULES, type CatalogueRules} from './catalogue-rules.ts';
import {matchCpu} from './cpu-needs.ts';
import {grammarNamed} from './grammars/grammar-named.ts';
import type {Host} from './host.ts';
import {imageLookup} from './image-lookup.ts';
import {bestFirst, buildRank} from './ranking.ts';
import {markRecommended} from './recommended.ts';
import {newestFirst, releaseKey, type ReleaseKey} from './release-order.ts';
import type {Platform, Stack, Variant, Verdict} from './stack.ts';
import {verdictFor, withRepositories, type Surroundings} from './verdict.ts';

type Judged = {readonly platform: Platform; readonly verdict: Verdict; readonly rank: readonly number[]};

/**
 * The catalogue for one host: stacks with judged variants. Families in the order in which they were found, releases newest first,
 * nightlies after them; variants best first. Pure; 100,000 variants take well under a second.
 */
export function judge(findings: Findings, host: Host, rules: CatalogueRules = BUILT_IN_RULES): readonly Stack[] {
  const platformOf = platformReader();
  const repositories = new Map(findings.repositories.map(repository => [repository.fqrn, repository]));
  const images = findings.variants
    .filter(found => found.entry.kind === 'image' && (repositories.get(found.repository)?.state ?? 'ready') === 'ready')
    .map(found => ({found, platform: platformOf(found)}));
  const surroundings: Surroundings = {host, imageFor: imageLookup(images, host.arch), rules: rules.images, repositories};
  const judged = judgeEach(platformOf, surroundings);

  const stacks: {readonly stack: Stack; readonly key: ReleaseKey; readonly family: number}[] = [];
  const families = new Map<string, number>();
  for (const [address, found] of groupByStack(findings.variants)) {
    const stack = makeStack(address, found, judged);
    const family = families.get(stack.family) ?? families.size;
    families.set(stack.family, family);
    stacks.push({stack, key: releaseKey(stack.release), family});
  }
  stacks.sort(
    (a, b) =>
      a.family - b.family ||
      Number(a.stack.nightly) - Number(b.stack.nightly) ||
      newestFirst(a.key, b.key) ||
      order(a.stack.release, b.stack.release),
  );
  return markRecommended(
    stacks.map(each => each.stack),
    recommendations(findings.variants),
  );
}

/** Platforms parsed once per layout and text; a compiler found inside the variant becomes the platform's compiler. */
function platformReader(): (found: FoundVariant) => Platform {
  const byGrammar = new Map<string, Map<string, Platform>>();
  return found => {
    const {grammar: name} = found.layout;
    // Images say what they are in their names, and layouts give them no platform (`platform = ""`).
    const text = found.platformText === '' && found.entry.kind === 'image' ? found.release : found.platformText;
    let parsed = byGrammar.get(name);
    if (parsed === undefined) byGrammar.set(name, (parsed = new Map<string, Platform>()));
    let platform = parsed.get(text);
    if (platform === undefined) parsed.set(text, (platform = {...grammarNamed(name).parse(text), text: found.platformText}));
    const {compiler} = found;
    return compiler === null ? platform : {...platform, compiler: {name: compiler.name, version: compiler.version}};
  };
}

/** Judges each layout, platform text and compiler once; images are verdicts of their own. */
function judgeEach(platformOf: (found: FoundVariant) => Platform, surroundings: Surroundings): (found: FoundVariant) => Judged {
  const memo = new Map<Layout, Map<string, Judged>>();
  const fresh = (found: FoundVariant): Judged => {
    const platform = platformOf(found);
    const cpu = matchCpu(platform, surroundings.host.cpu);
    const verdict = withRepositories(verdictFor(platform, cpu, found, surroundings), found, surroundings);
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

function groupByStack(variants: readonly FoundVariant[]): Map<string, FoundVariant[]> {
  const groups = new Map<string, FoundVariant[]>();
  for (const found of variants) {
    const address = formatAddress(found.family.id, found.release);
    const group = groups.get(address);
    if (group === undefined) groups.set(address, [found]);
    else group.push(found);
  }
  return groups;
}

function makeStack(address: string, all: readonly FoundVariant[], judged: (found: FoundVariant) => Judged): Stack {
  const addresses = addressesOf(all);
  const variants = all.map((found, index): Variant => ({
    address: addresses[index] ?? address,
    found,
    ...judged(found),
    marks: [],
    leadsTo: null,
  }));
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
    old: false,
    needs: [...new Set(all.flatMap(found => found.layout.needs))],
    variants: [best, ...others],
  };
}

function recommendations(variants: readonly FoundVariant[]): ReadonlyMap<string, readonly string[]> {
  const byFamily = new Map<string, readonly string[]>();
  for (const {family} of variants) byFamily.set(family.id, family.recommended);
  return byFamily;
}

function order(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
