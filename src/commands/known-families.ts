import {SITE_DIRECTORY, type Context} from './context.ts';
import {hostSource} from './host-source.ts';
import {launchOf} from './launch-of.ts';
import {listNames} from './list-request.ts';
import {grammarNames} from '../choose/grammars/grammar-named.ts';
import {builtInFamilies} from '../find/built-in-families.ts';
import {
  haveSameFiles,
  parseSiteCopy,
  readSiteFamilies,
  siteCopyFile,
  writeSiteCopy,
  type SiteCopy,
  type SiteRequest,
} from '../find/site-families.ts';
import type {Findings} from '../find/found.ts';
import {isFamilyFile, loadFamilies, type FamilyFile, type LoadedFamilies} from '../find/load-families.ts';
import {splitPath} from '../find/repository-name.ts';
import {foreignAt} from '../system/foreign.ts';

/** All families with what they were made from. */
export type KnownFamilies = LoadedFamilies & {
  /** Those of `site-families`, as they were last read; null where there are none, or none yet. */
  readonly site: SiteCopy | null;
  /** Why those of `site-families` are not known, or not anew; null when all is well. One sentence. */
  readonly siteProblem: string | null;
};

/** Bytes of a family file that are looked at, one more than it may have. */
export const LARGEST_FILE = 256 * 1024 + 1;
const LARGEST_COPY = 16 * 1024 * 1024;

/**
 * The families that are built in, those in `/etc/hsf/families`, those on CVMFS as they were last read, and those of the user, each
 * stronger than the ones before. Reads local files only.
 */
export async function knownFamilies(context: Context): Promise<KnownFamilies> {
  const request = siteRequest(context);
  const file = request === null ? null : siteCopyFile(request);
  const text = file === null ? null : readNoted(context, file, LARGEST_COPY);
  return withSite(context, request === null ? null : parseSiteCopy(text, request.place));
}

async function withSite(context: Context, site: SiteCopy | null): Promise<KnownFamilies> {
  const own = context.directories.config;
  const loaded = await loadFamilies({
    builtIn: await builtInFamilies(),
    places: [
      filesIn(context, `${SITE_DIRECTORY}/families`),
      site?.files ?? [],
      own === null ? [] : filesIn(context, `${own}/families`),
    ],
    grammars: grammarNames,
  });
  return {...loaded, site, siteProblem: null};
}

function filesIn(context: Context, directory: string): readonly FamilyFile[] {
  const names = listNames(directory);
  context.inputs.folder(directory, names);
  return (names ?? [])
    .filter(isFamilyFile)
    .toSorted()
    .map(name => `${directory}/${name}`)
    .map(file => {
      const reason = directory.startsWith(SITE_DIRECTORY) ? null : foreignAt(file, context.world.uid);
      if (reason !== null) return {file, text: null, reason: `This file ${reason}.`};
      return {file, text: readNoted(context, file, LARGEST_FILE)};
    });
}

function readNoted({world, inputs}: Context, file: string, most: number): string | null {
  const text = hostSource('/', world.env, []).readText(file, most);
  inputs.text(file, most, text);
  return text;
}

function siteRequest({settings, directories, deadline, world}: Context): SiteRequest | null {
  if (settings.siteFamilies === null) return null;
  return {
    cvmfs: settings.cvmfs.replace(/(?<=.)\/+$/, ''),
    place: settings.siteFamilies,
    cacheDirectory: directories.cache,
    deadline,
    launch: launchOf(world, settings.cvmfs),
    now: world.now,
  };
}

/** The repository of `site-families`, which has to be asked whether it changed. */
export function siteRepository({settings}: Context): readonly string[] {
  const repository = settings.siteFamilies === null ? undefined : splitPath(settings.siteFamilies)?.repository;
  return repository === undefined ? [] : [repository];
}

/**
 * Looks whether the families on CVMFS are still those that are known. Where the repository's root hash tells, nothing is read: the
 * search has asked for it. Otherwise a helper reads them.
 *
 * @param search gives what a search with the known families found
 * @returns the very same when nothing changed
 */
export async function currentFamilies(
  context: Context,
  known: KnownFamilies,
  search: () => Promise<Findings>,
  isRefresh: boolean,
): Promise<KnownFamilies> {
  const request = siteRequest(context);
  if (request === null) return known;
  const canTell = known.site !== null && known.site.rootHash !== null && !isRefresh;
  // Beside the search: a repository that is slow holds up nobody twice.
  const early = canTell ? null : readSiteFamilies(request);
  const [repository] = siteRepository(context);
  const state = (await search()).repositories.find(({fqrn}) => fqrn === repository);
  if (canTell && state?.state === 'ready' && state.rootHash === known.site?.rootHash) return known;
  const reading = await (early ?? readSiteFamilies(request));
  if (reading.status === 'failed') {
    context.inputs.spoil();
    return {...known, siteProblem: problemText(request.place, reading.reason, known.site)};
  }
  const {copy} = reading;
  const text = writeSiteCopy(request, copy);
  const file = siteCopyFile(request);
  // Without a root hash a later run could not tell that they are the same.
  if (text === null || file === null || copy.rootHash === null) context.inputs.spoil();
  else context.inputs.text(file, LARGEST_COPY, text);
  return known.site !== null && haveSameFiles(known.site, copy) ? known : withSite(context, copy);
}

function problemText(place: string, reason: string, site: SiteCopy | null): string {
  const rest =
    site === null
      ? 'its families are not known yet'
      : `its families are those of ${site.readAt.slice(0, 16).replace('T', ' ')} UTC`;
  return `${place} ${reason}; ${rest}. Run "hsf doctor".`;
}
