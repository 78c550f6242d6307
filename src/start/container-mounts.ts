import type {BindMount, Engine, RootEntry} from '../engines/engine.ts';
import type {PathState} from '../system/host-files.ts';
import {parseMountTable, type Mount as TableEntry} from '../system/mount-table.ts';
import {isBelow} from '../system/which.ts';
import {parseBind} from './bind-text.ts';
import {bindMounts} from './container-spec.ts';
import {coveredBy, credentialPairs, shareCredentials, withTheirObjects, type SharedCredentials} from './credentials.ts';
import {cvmfsMounts} from './cvmfs-mounts.ts';
import {hidingBinds, withoutHiding} from './hiding-binds.ts';
import {hostPath} from './image-root.ts';
import {candidates, isFreeInImage, sleepers, spelledDirectory} from './mount-candidates.ts';
import {checkMountPoints} from './mount-points.ts';
import {SPACE_VARIABLES} from './mount-rules.ts';
import {acceptMounts, type MountWish} from './mounts.ts';
import type {PlanInput} from './plan-input.ts';
import {rootEntries, type ListInside} from './root-entries.ts';
import {siteWishes} from './site-variables.ts';
import {gridCopies, systemFiles, type SystemFiles} from './system-files.ts';
import type {WorkingDirectory} from './working-directory.ts';

/** What is to be known before anybody looks. */
export type MountSources = {
  /** Home directory on this machine, null for none. */
  readonly home: string | null;
  readonly directory: WorkingDirectory;
  /** Lists a directory of the image as it is; null for a root that cannot be looked into. */
  readonly list: ListInside | null;
  /** The same with links followed inside. */
  readonly there: ListInside | null;
  /** Programs by which the start begins, as seen inside. */
  readonly programs: readonly string[];
  /** Mounts of our own: start-up files, what a private home leads to. */
  readonly own: readonly MountWish[];
  /** What will be there although it is not yet: files made just before the start. */
  readonly known: ReadonlyMap<string, PathState>;
};

/** What the machine has for a container, whatever the engine. */
export type MountFindings = {
  readonly wishes: readonly MountWish[];
  readonly states: ReadonlyMap<string, PathState>;
  readonly table: readonly TableEntry[];
  readonly nameService: SystemFiles['nameService'];
  readonly credentials: Omit<SharedCredentials, 'warnings'>;
  readonly warnings: readonly string[];
};

/**
 * Collects the candidates and looks at all of them in one round (MOUNTS.md 6.1 to 6.3): what does not answer costs its deadline and no
 * more, and automounts wake.
 */
export async function findMounts(input: PlanInput, sources: MountSources): Promise<MountFindings> {
  const {tree, cvmfs, wishes} = input;
  const {env} = input.caller;
  const table = parseMountTable((await tree.text('/proc/self/mountinfo')) ?? '');
  const files = await systemFiles(input, sources.there);
  const copies = gridCopies(
    input,
    table.map(({point}) => point),
  );
  const place = {base: sources.directory.spelled, home: env['HOME'] ?? null};
  const site = siteWishes(env);
  const asked = [
    ...candidates(input, sources.home, sources.directory, await isFreeInImage(sources.directory.physical, sources.there)),
    ...wishes.binds.map(text => parseBind(text, {...place, origin: 'user'})),
    ...site.binds,
    ...wishes.siteBinds.map(text => parseBind(text, {...place, base: '/', origin: 'site'})),
    ...files.wishes,
    ...(files.nameService === null ? [] : [files.nameService.directory]),
    ...sources.own,
  ];
  const hiding = hidingBinds(asked, {cvmfs, repository: input.variant.found.repository, programs: sources.programs});
  const pairs = await credentialPairs(input, {source: sources.home});
  const waking = sleepers(input);
  const paths = [
    ...[...asked, ...copies].map(wish => wish.source),
    ...pairs.flatMap(pair => pair.paths),
    ...waking,
    ...hiding.flatMap(({instead}) => instead ?? []),
  ];
  // The root of CVMFS is never looked at: its repositories answered, or the start would not have come this far.
  const open = [...new Set(paths)].filter(path => path !== cvmfs && path !== '/cvmfs' && !sources.known.has(path));
  const looked = await tree.states(open.map(path => asSpelled(path, cvmfs)));
  const states = new Map<string, PathState>([['/cvmfs', 'directory'], [cvmfs, 'directory'], ...sources.known]);
  for (const path of open)
    for (const name of [path, hostPath(path, cvmfs)]) states.set(name, looked.get(asSpelled(path, cvmfs)) ?? 'missing');

  const missing = copies.filter(({target}) => (states.get(target) ?? 'missing') === 'missing');
  // Only what the rules let in covers anything: the root as working directory does not.
  const possible = withoutHiding(asked, hiding, states);
  const shown = acceptMounts(possible.wishes, states).mounts.filter(mount => states.get(mount.source) === 'directory');
  const covered = coveredBy(['/cvmfs', ...shown.map(mount => mount.target)]);
  const credentials = shareCredentials(pairs, states, covered, input.caller);
  for (const [path, state] of credentials.known) states.set(path, state);
  return {
    wishes: [
      ...possible.wishes,
      ...missing,
      ...spelledDirectory(sources.directory, covered, await isFreeInImage(sources.directory.spelled, sources.there)),
      ...credentials.wishes,
    ],
    states,
    table,
    nameService: files.nameService,
    credentials,
    warnings: [
      ...site.warnings,
      ...possible.warnings,
      ...credentials.warnings,
      ...waking
        .filter(path => states.get(path) === 'not-answering' && states.get('/eos') === 'directory')
        .map(path => `${path} does not answer, inside as well as here.`),
    ],
  };
}

export type ContainerMounts = {
  readonly mounts: readonly BindMount[];
  readonly entries: Readonly<Record<string, readonly RootEntry[]>>;
  readonly links: Readonly<Record<string, string>>;
  readonly unavailable: ReadonlyMap<string, string>;
  /** Variables that lead to credentials inside. */
  readonly set: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
};

/** From what was found to the mounts of one engine: rules, mount points, records (MOUNTS.md 6.4, 6.5). */
export async function mountsFor(
  input: PlanInput,
  {list, there}: Pick<MountSources, 'list' | 'there'>,
  found: MountFindings,
  {capabilities}: Engine,
  more: Pick<MountSources, 'own' | 'known'> & {
    /** Targets that this engine cannot have. */
    readonly without: readonly string[];
  },
): Promise<ContainerMounts> {
  const {tree, cvmfs} = input;
  const {repository, layout} = input.variant.found;
  // These answered, or the start would not have come this far; what else the stack reads may not be there.
  const needs = [repository, ...layout.needs];
  const software = cvmfsMounts({cvmfs, table: found.table, needs}, capabilities);
  const names = keepLink(found, capabilities.links === true && list !== null);
  const shown = software.wishes.map(({source}) => [source, 'directory'] as const);
  const states = new Map<string, PathState>([...found.states, ...shown, ...more.known]);
  const others = found.wishes.filter(wish => !names.without.includes(wish.target));
  const accepted = acceptMounts([...software.wishes, ...others, ...more.own], states);
  const wanted = accepted.mounts.filter(mount => !more.without.includes(mount.target));
  const points = await checkMountPoints(wanted, states, 'image', tree.states);
  const mounts = points.mounts.map(mount => ({...mount, source: hostPath(mount.source, cvmfs)}));
  const links = points.mounts.some(mount => mount.target === '/etc' || mount.target === '/etc/resolv.conf') ? {} : names.links;
  // What the engine mounts by itself needs its place as well.
  const ownFiles = (capabilities.ownFiles ?? []).map(target => ({target, kind: 'file' as const}));
  const root =
    list === null || there === null
      ? {entries: {}, warnings: []}
      : await rootEntries([...mounts, ...ownFiles], states, list, links);
  const inside = coveredBy(mounts.map(mount => mount.target));
  const credentials = withTheirObjects(found.credentials, inside);
  const unavailable = new Map(credentials.unavailable);
  for (const name of SPACE_VARIABLES) {
    const path = input.caller.env[name];
    if (path !== undefined && !inside(path)) unavailable.set(name, `names ${path}, which is not shown inside`);
  }
  return {
    mounts: await bindMounts(mounts, states, found.table, capabilities.propagation === 'per-mount' ? tree.real : null),
    entries: root.entries,
    links,
    unavailable,
    set: credentials.set,
    warnings: [
      ...software.warnings,
      ...found.warnings,
      ...accepted.warnings,
      ...(more.without.length === 0
        ? []
        : [
            `Not shown inside, since the image ${list === null ? 'may have' : 'has'} no place for them: ${more.without.join(', ')}.`,
          ]),
      ...points.warnings,
      ...root.warnings,
    ],
  };
}

/** A name service file that is a link stays one (MOUNTS.md 2.2); where it cannot, its content of now is bound. */
function keepLink(
  {nameService}: MountFindings,
  canLink: boolean,
): {readonly without: readonly string[]; readonly links: Readonly<Record<string, string>>} {
  if (nameService === null) return {without: [], links: {}};
  if (!nameService.isThere && !canLink) return {without: [nameService.directory.target], links: {}};
  return {without: ['/etc/resolv.conf'], links: nameService.isThere ? {} : {'/etc/resolv.conf': nameService.target}};
}

/** A source as the tree knows it: below `/cvmfs`, also when that is somewhere else. */
function asSpelled(path: string, cvmfs: string): string {
  return cvmfs !== '/cvmfs' && isBelow(path, cvmfs) ? `/cvmfs${path.slice(cvmfs.length)}` : path;
}
