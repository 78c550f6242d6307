import type {Context} from './context.ts';
import {keepWords} from './keep-words.ts';
import {currentFamilies, knownFamilies, siteRepository, type KnownFamilies} from './known-families.ts';
import {launchOf} from './launch-of.ts';
import {noteOverrides, readHost} from './machine.ts';
import type {CatalogueRules} from '../choose/catalogue-rules.ts';
import type {Host} from '../choose/host.ts';
import {judge} from '../choose/judge.ts';
import {OS_IMAGE_RULES, type OsImageRule} from '../choose/os-images.ts';
import type {Stack} from '../choose/stack.ts';
import type {Family} from '../find/family.ts';
import {findStacks, type FindRequest} from '../find/find-stacks.ts';
import type {Findings} from '../find/found.ts';
import type {LoadedFamilies} from '../find/load-families.ts';
import type {FamilyProblem} from '../find/read-toml.ts';

/** All that is known about what can be started: what was found, judged for this host. */
export type Catalogue = {
  readonly findings: Findings;
  readonly stacks: readonly Stack[];
  readonly host: Host;
  readonly families: LoadedFamilies;
};

export type CatalogueWishes = Pick<FindRequest, 'mode'> &
  Partial<Pick<FindRequest, 'wake' | 'again' | 'onProgress' | 'onUpdate'>>;

/**
 * Finds and judges. The helpers are started first; while they look at CVMFS, this machine is described and what the index has is
 * judged, since mostly nothing has changed.
 *
 * @param ahead gets the stacks of the index while CVMFS is waited for; of use if the catalogue has these very stacks
 */
export async function readCatalogue(
  context: Context,
  wishes: CatalogueWishes = {mode: 'auto'},
  ahead: (stacks: readonly Stack[]) => void = () => {},
): Promise<Catalogue> {
  const known = await knownFamilies(context);
  const rules = catalogueRules(context, known);
  let fromIndex: Findings | null = null;
  // An array, since the compiler does not see that the callback below may have filled a variable.
  const judgedAhead: {readonly findings: Findings; readonly stacks: readonly Stack[]}[] = [];
  const finding = searchWith(context, known, {
    ...wishes,
    onUpdate: findings => {
      fromIndex ??= findings;
      wishes.onUpdate?.(findings);
    },
  });
  // An early failure of the search is reported below, once the host is known.
  finding.catch(() => {});
  const host = readHost(context.world, context.settings.cvmfs, null, context.inputs);
  const judging = setImmediate(() => {
    if (fromIndex === null) return;
    const stacks = judge(fromIndex, host, rules);
    judgedAhead.push({findings: fromIndex, stacks});
    ahead(stacks);
  });
  const {findings, families} = told(await finding.finally(() => clearImmediate(judging)), context);
  noteProblems(families, context);
  noteOverrides(host, context);
  const early = families === known ? judgedAhead.find(one => saySame(one.findings, findings)) : undefined;
  const current = families === known ? rules : catalogueRules(context, families);
  return {findings, stacks: early?.stacks ?? judge(findings, host, current), host, families};
}

export type Searched = {readonly findings: Findings; /** The very same when nothing changed. */ readonly families: KnownFamilies};

/**
 * Searches with the families that are known, and again where those on CVMFS turn out to be others by now: directories that were read
 * are not read twice.
 */
export async function searchWith(context: Context, known: KnownFamilies, wishes: CatalogueWishes): Promise<Searched> {
  const search = ({families}: KnownFamilies, mode = wishes.mode) =>
    findStacks(findRequest(context, families.filter(isWanted(context)), {...wishes, mode}));
  const first = search(known);
  const families = await currentFamilies(context, known, () => first, wishes.mode === 'refresh');
  const isOther = families.site !== known.site;
  const findings = isOther ? await search(families, 'auto') : await first;
  keepWords(context, findings, families.families, hiddenGlobs(families));
  return {findings, families};
}

/** Commands that are about the stacks whose addresses they are given. */
const OF_SOME_STACKS = new Set(['run', 'shell', 'env', 'plan', 'use', 'switch', 'show', 'diff']);

/** Families that stand aside are left out where other ones are meant: nobody should wait for them to start something else. */
function isWanted({invocation, options, settings}: Context): (family: Family) => boolean {
  const named = options.values('family').map(name => name.toLowerCase());
  const {command, positionals} = invocation;
  const addresses = OF_SOME_STACKS.has(command.name) ? positionals.map(text => text.toLowerCase().split(/[/@]/)[0]) : [];
  // A hundred thousand images of single tools are no answer to the question for a system, unless somebody says so.
  if (command.name === 'images' && named.length === 0 && !options.switchedOn('all')) return ({aside}) => !aside;
  // Without an address the picker asks, and shows them all.
  if (addresses.length === 0 && named.length === 0) return () => true;
  const meant = new Set([...addresses, ...named]);
  const wished = new Set([...settings.repositories, ...settings.probe]);
  return ({id, aside, layouts}) => !aside || meant.has(id) || layouts.some(({repository}) => wished.has(repository));
}

/** A repository that is sick is told in one line, its families with it. */
export function told({findings, families}: Searched, context: Context): Searched {
  const [fqrn] = siteRepository(context);
  const {siteProblem} = families;
  const sick = findings.repositories.find(one => one.fqrn === fqrn && (one.state === 'hung' || one.state === 'failed'));
  if (siteProblem === null || sick === undefined) return {findings, families};
  const repositories = findings.repositories.map(one => (one === sick ? {...one, message: siteProblem} : one));
  return {findings: {...findings, repositories}, families: {...families, siteProblem: null}};
}

/** Whether two findings lead to the same stacks: the very same variants, and repositories in the same state. */
export function saySame(one: Findings, other: Findings): boolean {
  return (
    one.variants.length === other.variants.length &&
    one.variants.every((variant, index) => variant === other.variants[index]) &&
    one.repositories.length === other.repositories.length &&
    one.repositories.every(
      ({fqrn, state}, index) => fqrn === other.repositories[index]?.fqrn && state === other.repositories[index]?.state,
    )
  );
}

export function findRequest(context: Context, families: readonly Family[], wishes: CatalogueWishes): FindRequest {
  const {settings, directories, deadline, world} = context;
  return {
    cvmfs: settings.cvmfs,
    families,
    repositories: [...settings.repositories, ...siteRepository(context)],
    probe: settings.probe,
    cacheDirectory: directories.cache,
    deadline,
    launch: launchOf(world, settings.cvmfs),
    now: world.now,
    ...wishes,
  };
}

/** Says which family files are left out, and why. */
export function noteProblems({problems, siteProblem}: KnownFamilies, {inputs, output}: Context): void {
  if (problems.length > 0) inputs.spoil();
  for (const problem of problems) output.note(problemText(problem));
  if (siteProblem !== null) output.note(siteProblem);
}

export function problemText({file, line, key, message}: FamilyProblem): string {
  return `${file}:${line}: ${key === '' ? '' : `${key}: `}${message}`;
}

/** What site and user say about the catalogue as a whole. */
export function catalogueRules(context: Context, {wishes}: KnownFamilies): CatalogueRules {
  return {
    images: imageRules(context, wishes),
    hide: hiddenGlobs({wishes}),
    recommend: wishes.recommend,
    now: context.world.now(),
  };
}

/** A family is hidden with all that it has. */
function hiddenGlobs({wishes}: Pick<LoadedFamilies, 'wishes'>): readonly string[] {
  return wishes.hide.map(glob => (glob.includes('/') ? glob : `${glob}/*`));
}

/** Images that the user or the site set for an operating system come before those that everybody knows. */
function imageRules(context: Context, {images}: LoadedFamilies['wishes']): readonly OsImageRule[] {
  const origin = `setting images (${context.loaded.origins['images'] ?? 'unknown'})`;
  const own = Object.entries(context.settings.images).map(([os, image]) => ({
    os,
    images: image.startsWith('/cvmfs/') ? [image] : [],
    reference: image,
    source: origin,
  }));
  return [...[...own, ...images].map(byName), ...OS_IMAGE_RULES];
}

/** Images are known by their names in the repository. */
function byName(rule: OsImageRule): OsImageRule {
  return {...rule, images: rule.images.map(glob => (glob.startsWith('/cvmfs/') ? glob.split('/').slice(3).join('/') : glob))};
}
