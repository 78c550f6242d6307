import type {DirectoryEntry} from './entry-text.ts';
import type {Family, Layout} from './family.ts';
import {followLink} from './follow-link.ts';
import type {FoundCompiler, FoundVariant} from './found.ts';
import {tallyLeftOut, type LeftOut} from './left-out.ts';
import type {Lookup} from './lookup.ts';
import type {PathKind} from './memo.ts';
import {matchPath, type Captures} from './path-pattern.ts';
import {preparedLayouts, type Prepared} from './prepare-layouts.ts';
import {joined, walkPattern, type Place, type Walk} from './walk-layout.ts';

/** What the layouts give on what is known, and what has to be read to know more. */
export type Expansion = {
  readonly variants: readonly FoundVariant[];
  /** Directories that were asked for and are not known, in the order of asking. Reading them and asking again goes on. */
  readonly directories: readonly string[];
  /** Those of them whose entries are to be read with their times. */
  readonly timed: readonly string[];
  /** Paths whose kind was asked for and is not known. */
  readonly checks: readonly string[];
  /** What the layouts name and is no variant; directories that could not be read stand in the memo. */
  readonly leftOut: readonly LeftOut[];
};

export type ExpandRequest = {
  readonly repository: string;
  readonly families: readonly Family[];
  readonly lookup: Lookup;
  /**
   * Whether markers and entries inside variants are to be looked at. On a real client each costs a nested catalog, so it is
   * done when a variant is shown or started.
   */
  readonly checkMarkers: boolean;
  /** Only what has to be read, no variants: for the rounds of a scan. */
  readonly needsOnly?: boolean;
};

/**
 * Finds the variants of a repository: a pure function of directory listings (`memo.ts`).
 *
 * Literal segments are free and each level with a placeholder is one directory, however many layouts and links share it, since the
 * lookup is asked by path. The scout's rounds and the index on disk both end here, so that they cannot differ.
 */
export function expandLayouts(request: ExpandRequest): Expansion {
  const leftOut = tallyLeftOut(request.repository);
  const state: State = {
    ...request,
    variants: [],
    directories: new Set(),
    timed: new Set(),
    unchecked: new Set(),
    leftOut,
  };
  for (const prepared of preparedLayouts(request.families, request.repository)) {
    walkPattern(state, prepared, prepared.steps, TOP, {}, (place, captures, entry) =>
      leaf(state, prepared, place, captures, entry),
    );
  }
  return {
    variants: state.variants,
    directories: [...state.directories],
    timed: [...state.timed],
    checks: [...state.unchecked],
    leftOut: leftOut.result(),
  };
}

const TOP: Place = {path: '', real: ''};

type State = ExpandRequest & Walk & {readonly variants: FoundVariant[]; readonly unchecked: Set<string>};

function leaf(state: State, prepared: Prepared, spelled: Place, captures: Captures, end: DirectoryEntry | null): void {
  const {family, layout, unless} = prepared;
  if (unless !== null && isBeside(state, spelled, unless(captures))) return;
  const isLink = end?.type === 'link';
  const led = isLink ? followLeaf(state, spelled, end.target ?? '') : {place: spelled, entry: end};
  if (led === null) return;
  const {place} = led;
  const markers = prepared.markers(captures);
  const isThere =
    markers.length === 0 ? endIsThere(state, layout, led, end) : hasMarker(state, prepared, markers, led, end === null);
  if (!isThere) return;
  const entry = findEntry(state, prepared, markers, place, captures);
  if (entry === null) return;
  const complete = prepared.flag === null ? null : isComplete(state, prepared, place, captures);
  const compilers = findCompilers(state, prepared, place);
  if (state.needsOnly === true) return;
  const variant: FoundVariant = {
    family,
    layout,
    release: prepared.release(captures),
    repository: state.repository,
    platformText: prepared.platform(captures),
    root: absolute(state.repository, place.path),
    entry: {kind: layout.entry.kind, path: absolute(state.repository, entry)},
    captures,
    link: isLink ? end.target : null,
    real: place.real === place.path ? null : absolute(state.repository, place.real),
    complete,
    dated: prepared.isDated && end?.time !== undefined ? new Date(end.time * 1000).toISOString() : null,
    compiler: null,
  };
  state.variants.push(variant);
  for (const compiler of compilers) state.variants.push({...variant, compiler});
}

/** Whether a name is in the directory of a place, which was read to find that. */
function isBeside({lookup}: State, {real}: Place, name: string): boolean {
  const beside = lookup.entryIn(real.slice(0, Math.max(0, real.lastIndexOf('/'))), name);
  return beside !== null && beside !== 'unread';
}

/** A place, and what is there where a directory that was read shows it. */
type Led = {readonly place: Place; readonly entry: DirectoryEntry | null};

/** Where a link at the end of a path leads; null where it certainly leads to no variant. */
function followLeaf({lookup, repository, leftOut}: State, {path, real}: Place, target: string): Led | null {
  const followed = followLink(lookup, repository, real.slice(0, Math.max(0, real.lastIndexOf('/'))), target);
  if (followed.status === 'inside') return {place: {path, real: followed.real}, entry: followed.entry};
  if (followed.status === 'unsure') return {place: {path, real}, entry: null};
  leftOut.add(followed.status === 'dangling' ? 'dangling' : followed.status === 'loop' ? 'link-loop' : 'link-out', path);
  return null;
}

/** Whether the end of a path is what it has to be, for layouts without markers. */
function endIsThere(state: State, {ends, eager}: Layout, {place, entry}: Led, end: DirectoryEntry | null): boolean {
  // The walk has seen to names that were read.
  if (end !== null && end === entry) return true;
  if (entry !== null) return fits(entry.type === 'other' ? 'other' : entry.type === 'file' ? 'file' : 'directory', ends);
  // Nothing that was read shows it. On a real client the target of a link is often a nested catalog of its own.
  if (end !== null && !state.checkMarkers && !eager) return true;
  const kind = kindOf(state, place.real);
  if (kind === 'unread') return false;
  if (end !== null) tellEnd(state, place.path, kind);
  return fits(kind, ends);
}

function fits(kind: PathKind, ends: Layout['ends']): boolean {
  return (kind === 'directory' && ends !== 'file') || (kind === 'file' && ends !== 'directory');
}

function tellEnd({leftOut}: State, path: string, kind: PathKind): void {
  if (kind === 'missing') leftOut.add('dangling', path);
  else if (kind === 'outside') leftOut.add('link-out', path);
  else if (kind === 'failed ELOOP') leftOut.add('link-loop', path);
  else if (kind.startsWith('failed')) leftOut.add('unreadable', path);
}

function hasMarker(
  state: State,
  {layout: {eager}, scripts}: Prepared,
  markers: readonly string[],
  {place, entry}: Led,
  isLiteral: boolean,
): boolean {
  const holds = entry?.holds;
  if (holds !== undefined && markers.some((marker, index) => holds === marker || (holds === `${marker}/` && !scripts[index])))
    return true;
  let missing = 0;
  for (const [index, marker] of markers.entries()) {
    const slash = marker.lastIndexOf('/');
    // Where the directory was read for another reason, it tells.
    const listed = state.lookup.entryIn(
      slash < 0 ? place.real : joined(place.real, marker.slice(0, slash)),
      marker.slice(slash + 1),
    );
    if (listed === null || (listed !== 'unread' && listed.type === 'directory' && scripts[index] === true)) missing++;
    else if (listed !== 'unread') return true;
  }
  if (missing < markers.length) {
    if (!state.checkMarkers && !eager && !isLiteral) return true;
    const paths = markers.map(marker => joined(place.real, marker));
    const {path, unread} = state.lookup.firstThere(paths, scripts);
    if (path !== null) return true;
    for (const one of unread) state.unchecked.add(one);
    if (unread.length > 0) return false;
    if (!isLiteral && paths.some(one => isFailed(state.lookup.kindOf(one)))) {
      state.leftOut.add('unreadable', place.path);
      return false;
    }
  }
  if (!isLiteral) state.leftOut.add('half-published', place.path);
  return false;
}

/** Whether something is there that nobody may look at: that says nothing of whether it is whole. */
function isFailed(kind: PathKind | 'unread'): boolean {
  return kind.startsWith('failed ');
}

/** The first candidate that exists; null when there is none, or when that is not known yet. */
function findEntry(
  state: State,
  {entries, isScript}: Prepared,
  markers: readonly string[],
  place: Place,
  captures: Captures,
): string | null {
  let failed = false;
  for (const template of entries) {
    const filled = template(captures);
    if (filled === '.') return place.path;
    const inside = !filled.startsWith('/');
    const path = inside ? joined(place.path, filled) : filled.slice(1);
    const isMarker = markers.length === 1 && filled === markers[0];
    if (inside && entries.length === 1 && (!state.checkMarkers || isMarker)) return path;
    const kind = kindOf(state, inside ? joined(place.real, filled) : path);
    if (kind === 'unread') return null;
    if (kind === 'file' || (kind === 'directory' && !isScript)) return path;
    failed ||= isFailed(kind);
  }
  state.leftOut.add(failed ? 'unreadable' : 'half-published', place.path);
  return null;
}

/** Whether the flag is there that says "published whole"; null where that cannot be told. */
function isComplete(state: State, {flag, steps}: Prepared, {path, real}: Place, captures: Captures): boolean | null {
  if (flag === null) return null;
  // `latest` has no flags of its own: its links name the day (LAYOUTS.md 1.2).
  const own = path === real ? captures : (matchPath(steps, real) ?? captures);
  const filled = flag.directory(own);
  const directory = filled.startsWith('/') ? filled.slice(1) : joined(real, filled);
  const has = state.lookup.hasFlag(directory, flag.file(own), flag.prefix);
  if (has !== 'unread') return has;
  state.directories.add(directory);
  return null;
}

const NO_COMPILERS: readonly FoundCompiler[] = [];

function findCompilers(state: State, prepared: Prepared, place: Place): readonly FoundCompiler[] {
  if (prepared.compilers.length === 0) return NO_COMPILERS;
  const found: FoundCompiler[] = [];
  for (const {rule, steps} of prepared.compilers) {
    walkPattern(state, prepared, steps, place, {}, ({path}, captures) => {
      const version = captures['version'];
      const below = path.slice(place.path.length + 1);
      if (version !== undefined && below !== '') found.push({name: rule.name, version, path: below});
    });
  }
  return found;
}

function kindOf(state: State, path: string): PathKind | 'unread' {
  const kind = state.lookup.kindOf(path);
  if (kind === 'unread') state.unchecked.add(path);
  return kind;
}

function absolute(repository: string, path: string): string {
  return path === '' ? `/cvmfs/${repository}` : `/cvmfs/${repository}/${path}`;
}
