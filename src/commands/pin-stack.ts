import type {Catalogue} from './catalogue.ts';
import type {Context} from './context.ts';
import {failureOf, type Found} from './find-one.ts';
import {launchOf} from './launch-of.ts';
import type {LockFile} from './lock-file.ts';
import {unseenFailure} from './pinned-choice.ts';
import {commandNamed} from './table.ts';
import {addressAmong} from '../choose/find-stack.ts';
import {resolvePinned} from '../choose/pinned.ts';
import {resolve} from '../choose/resolve.ts';
import {unseenHome} from '../choose/unseen.ts';
import {openCache} from '../find/cache.ts';
import {catalogHash} from '../find/parse-getfattr.ts';
import type {ScoutAnswer} from '../find/scout/protocol.ts';
import {makeScout} from '../system/scout-process.ts';
import {UserError} from '../system/user-error.ts';
import type {ProjectData} from '../settings/project-data.ts';

/**
 * The variant that a project means now, by its rule for updates.
 *
 * @param file the project file, for messages
 * @throws UserError as for a stack that is typed
 */
export function meantNow(
  project: ProjectData & {readonly stack: string},
  file: string,
  catalogue: Catalogue,
  context: Context,
): Found {
  const {stacks, findings, families} = catalogue;
  const {stack, choices, update} = project;
  const query = {address: stack, ...choices};
  const found = resolve(stacks, query);
  // A release that is gone has a series all the same.
  const parsed = addressAmong(stacks, stack);
  const address = 'stack' in found && found.stack !== null ? found.stack.address : stack.split('@')[0]!;
  const fragments = parsed.status === 'address' ? parsed.address.fragments : null;
  const rule = {update, stack: address, variant: '', platform: null, fragments, image: null};
  const pinned = update === 'exact' ? found : resolvePinned(stacks, rule, {...query, address: null});
  switch (pinned.status) {
    case 'one':
      return pinned;
    case 'gone': {
      const unseen = unseenHome(rule, pinned.part, families.families, findings.repositories);
      if (unseen !== null) throw unseenFailure(unseen, `${file}: "${stack}" cannot be found`);
      throw new UserError('stack-unknown', `${file}: ${pinned.what}`, nearestOf(pinned.nearest?.address ?? null));
    }
    case 'missing':
      throw new UserError(
        'choice-missing',
        `${file}: "${stack}" needs a choice of ${Object.keys(pinned.choices).join(' and ')}.`,
        pinned.best === null ? 'Run "hsf list" to see what runs here.' : `For example: stack = "${pinned.best.address}"`,
        {choices: pinned.choices},
      );
    default: {
      // It has the words for a stack that is typed.
      const invocation = {...context.invocation, command: commandNamed('shell')!, positionals: [stack]};
      throw failureOf(pinned, findings, {...context, invocation}) ?? new Error('a resolution without failure');
    }
  }
}

function nearestOf(address: string | null): string {
  return address === null ? 'Run "hsf list" to see what there is.' : `Nearest: ${address}`;
}

/** What a lock says of a variant, but for when. */
export async function pinOf(
  {stack, variant}: Found,
  {findings}: Pick<Catalogue, 'findings'>,
  context: Context,
): Promise<Omit<LockFile, 'asked' | 'lockVersion' | 'lockedAt'>> {
  const {found, verdict} = variant;
  const repository = findings.repositories.find(({fqrn}) => fqrn === found.repository);
  const rootHash = repository?.rootHash ?? null;
  return {
    stack: stack.address,
    variant: variant.address,
    platform: found.platformText,
    repository: found.repository,
    revision: repository?.revision ?? null,
    rootHash,
    root: found.real ?? found.root,
    entry: found.entry.path,
    catalog: rootHash === null ? null : await catalogOf(found.entry.path, found.repository, context),
    image: verdict.runs === 'container' ? verdict.image : null,
  };
}

/** What is kept of the deadline to say what was found. */
const MARGIN_MS = 300;

/** Hash of the nested catalog that holds a path below `/cvmfs`, as a scout sees it; null where nothing tells. */
export async function catalogOf(
  path: string,
  repository: string,
  {world, settings, directories, deadline}: Pick<Context, 'world' | 'settings' | 'directories' | 'deadline'>,
): Promise<string | null> {
  const launch = launchOf(world, settings.cvmfs);
  const cache = openCache(directories.cache, settings.cvmfs);
  if (launch.getfattr === null || cache.stuck(repository) !== null) return null;
  const scout = makeScout(launch, settings.cvmfs);
  const inside = path.slice(`/cvmfs/${repository}/`.length);
  const request = {
    ask: 'attributes',
    repository,
    known: [repository],
    getfattr: launch.getfattr,
    name: 'user.catalog_counters',
    paths: [inside],
  };
  let counters = '';
  const silenceMs = () => Math.max(1, deadline.remainingMs() - MARGIN_MS);
  const outcome = await scout.ask(request, {silenceMs, ...cache.silence(repository, world.now)}, answer => {
    const told = answer as ScoutAnswer;
    if ('attributes' in told) counters = told.attributes[inside] ?? '';
  });
  if (outcome === 'stalled') cache.rememberStuck(repository, scout.stuckGroup(), world.now());
  await scout.stop();
  return catalogHash(counters);
}
