import {SITE_DIRECTORY, type Context} from './context.ts';
import {hostSource} from './host-source.ts';
import {launchOf} from './launch-of.ts';
import {listNames} from './list-request.ts';
import {readHost} from './machine.ts';
import type {CatalogueRules} from '../choose/catalogue-rules.ts';
import type {Host} from '../choose/host.ts';
import {judge} from '../choose/judge.ts';
import {OS_IMAGE_RULES, type OsImageRule} from '../choose/os-images.ts';
import type {Stack} from '../choose/stack.ts';
import {builtInFamilies} from '../find/built-in-families.ts';
import type {Family} from '../find/family.ts';
import {findStacks, type FindRequest} from '../find/find-stacks.ts';
import type {Findings} from '../find/found.ts';
import {loadFamilies} from '../find/load-families.ts';

/** All that is known about what can be started: what was found, judged for this host. */
export type Catalogue = {readonly findings: Findings; readonly stacks: readonly Stack[]; readonly host: Host};

export type CatalogueWishes = Pick<FindRequest, 'mode'> & Partial<Pick<FindRequest, 'onProgress' | 'onUpdate'>>;

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
  const families = await readFamilies(context);
  const rules = catalogueRules(context);
  let fromIndex: Findings | null = null;
  // An array, since the compiler does not see that the callback below may have filled a variable.
  const judgedAhead: {readonly findings: Findings; readonly stacks: readonly Stack[]}[] = [];
  const finding = findStacks(
    findRequest(context, families, {
      ...wishes,
      onUpdate: findings => {
        fromIndex ??= findings;
        wishes.onUpdate?.(findings);
      },
    }),
  );
  // An early failure of the search is reported below, once the host is known.
  finding.catch(() => {});
  const host = readHost(context.world, context.settings.cvmfs, null, context.inputs);
  const judging = setImmediate(() => {
    if (fromIndex === null) return;
    const stacks = judge(fromIndex, host, rules);
    judgedAhead.push({findings: fromIndex, stacks});
    ahead(stacks);
  });
  const findings = await finding.finally(() => clearImmediate(judging));
  const known = judgedAhead.find(early => saySame(early.findings, findings));
  return {findings, stacks: known?.stacks ?? judge(findings, host, rules), host};
}

/** Whether two findings lead to the same stacks: the very same variants, and repositories in the same state. */
function saySame(one: Findings, other: Findings): boolean {
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
    repositories: settings.repositories,
    probe: settings.probe,
    cacheDirectory: directories.cache,
    deadline,
    launch: launchOf(world, settings.cvmfs),
    now: world.now,
    ...wishes,
  };
}

/** Built-in families and those of site and user. A family file with problems is said and left out. */
export async function readFamilies(context: Context): Promise<readonly Family[]> {
  const {families, problems} = await loadAllFamilies(context);
  if (problems.length > 0) context.inputs.spoil();
  for (const {file, line, key, message} of problems)
    context.output.note(`${file}:${line}: ${key === '' ? '' : `${key}: `}${message}`);
  return families;
}

export async function loadAllFamilies(context: Context): ReturnType<typeof loadFamilies> {
  const source = hostSource('/', context.world.env, []);
  const own = context.directories.config;
  return loadFamilies({
    builtIn: await builtInFamilies(),
    directories: [`${SITE_DIRECTORY}/families`, ...(own === null ? [] : [`${own}/families`])],
    listNames: directory => {
      const names = listNames(directory);
      context.inputs.folder(directory, names);
      return names;
    },
    readText: path => {
      const text = source.readText(path, LARGEST_FAMILY_FILE);
      context.inputs.text(path, LARGEST_FAMILY_FILE, text);
      return text;
    },
  });
}

const LARGEST_FAMILY_FILE = 1024 * 1024;

/** What site and user say about the catalogue as a whole. */
export function catalogueRules(context: Context): CatalogueRules {
  return {images: imageRules(context), hide: [], recommend: [], now: context.world.now()};
}

/** Images that the user or the site set for an operating system come before those that everybody knows. */
function imageRules(context: Context): readonly OsImageRule[] {
  const own = Object.entries(context.settings.images).map(([os, image]) => ({
    os,
    images: image.startsWith('/cvmfs/') ? [image.split('/').slice(3).join('/')] : [],
    reference: image,
    source: `setting images (${context.loaded.origins['images'] ?? 'unknown'})`,
  }));
  return [...own, ...OS_IMAGE_RULES];
}
