import type {DirectoryEntry} from './entry-text.ts';
import type {CompilerRule, Family, Layout} from './family.ts';
import type {FoundCompiler, FoundVariant} from './found.ts';
import {globTest} from './glob.ts';
import type {Listing, Lookup} from './memo.ts';
import {compilePattern, compileTemplate, type Captures, type PatternStep} from './path-pattern.ts';

/** What the layouts give on what is known, and what has to be read to know more. */
export type Expansion = {
  readonly variants: readonly FoundVariant[];
  /** Directories that were asked for and are not known, in the order of asking. Reading them and asking again goes on. */
  readonly directories: readonly string[];
  /** Paths whose kind was asked for and is not known. */
  readonly checks: readonly string[];
  /** Directories that could not be read. */
  readonly failures: readonly {readonly path: string; readonly code: string}[];
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
};

/** No name in a real file system is longer; a FUSE program can give anything. */
const LONGEST_NAME = 255;
const LONGEST_PATH = 2048;

/**
 * Finds the variants of a repository: a pure function of directory listings (`memo.ts`).
 *
 * Literal segments are free and each level with a placeholder is one directory, however many layouts share it, since the
 * lookup is asked by path. The scout's rounds and the index on disk both end here, so that they cannot differ.
 */
export function expandLayouts(request: ExpandRequest): Expansion {
  const state: Walk = {...request, variants: [], directories: new Set(), unchecked: new Set(), failures: new Map()};
  for (const family of request.families) {
    for (const layout of family.layouts) {
      if (layout.repository !== request.repository) continue;
      const prepared = prepare(family, layout);
      walk(state, prepared, prepared.steps, 0, '', {}, (root, captures, entry) => leaf(state, prepared, root, captures, entry));
    }
  }
  return {
    variants: state.variants,
    directories: [...state.directories],
    checks: [...state.unchecked],
    failures: [...state.failures].map(([path, code]) => ({path, code})),
  };
}

type Walk = ExpandRequest & {
  readonly variants: FoundVariant[];
  readonly directories: Set<string>;
  readonly unchecked: Set<string>;
  readonly failures: Map<string, string>;
};

type Prepared = {
  readonly family: Family;
  readonly layout: Layout;
  readonly steps: readonly PatternStep[];
  readonly isIgnored: (name: string) => boolean;
  readonly markers: readonly Template[];
  readonly release: Template;
  readonly platform: Template;
  readonly entries: readonly Template[];
  readonly compilers: readonly {readonly rule: CompilerRule; readonly steps: readonly PatternStep[]}[];
};

type Template = (captures: Captures) => string;
/** Called at the end of a pattern; `entry` is null where the pattern ends in literal text. */
type Arrive = (path: string, captures: Captures, entry: DirectoryEntry | null) => void;

function prepare(family: Family, layout: Layout): Prepared {
  return {
    family,
    layout,
    steps: compilePattern(layout.path, layout.match, layout.leaf),
    isIgnored: layout.ignore.length === 0 ? () => false : anyGlob(layout.ignore),
    markers: layout.markers.map(compileTemplate),
    release: compileTemplate(layout.release),
    platform: compileTemplate(layout.platform),
    entries: layout.entry.path.map(compileTemplate),
    compilers: layout.compilers.map(rule => ({rule, steps: compilePattern(rule.path, layout.match, null)})),
  };
}

function walk(
  state: Walk,
  prepared: Prepared,
  steps: readonly PatternStep[],
  index: number,
  path: string,
  captures: Captures,
  arrive: Arrive,
): void {
  const step = steps[index];
  if (step === undefined || path.length > LONGEST_PATH) return;
  const isLast = index === steps.length - 1;
  const goOn = (next: string, found: Captures, entry: DirectoryEntry | null) =>
    isLast ? arrive(next, found, entry) : walk(state, prepared, steps, index + 1, next, found, arrive);

  if (step.kind === 'literal') return goOn(join(path, step.text), captures, null);
  if (step.kind === 'deep')
    return descend(state, prepared, step, path, '', 1, (next, text, entry) =>
      goOn(next, {...captures, [step.capture]: text}, entry),
    );

  for (const entry of list(state, path)) {
    if (!(isLast ? mayBeLeaf(entry, prepared.layout) : mayBeDirectory(entry)) || prepared.isIgnored(entry.name)) continue;
    const match = step.pattern.exec(entry.name);
    if (match === null) continue;
    const found: Record<string, string> = {...captures};
    for (let i = 0; i < step.captures.length; i++) found[step.captures[i] ?? ''] = match[i + 1] ?? '';
    goOn(join(path, entry.name), found, entry);
  }
}

/** A placeholder of variable depth. Links end it or are left alone: following them could go in circles. */
function descend(
  state: Walk,
  prepared: Prepared,
  step: PatternStep & {readonly kind: 'deep'},
  path: string,
  taken: string,
  depth: number,
  arrive: (path: string, text: string, entry: DirectoryEntry) => void,
): void {
  for (const entry of list(state, path)) {
    if (prepared.isIgnored(entry.name) || entry.name.startsWith('.')) continue;
    const next = join(path, entry.name);
    const text = join(taken, entry.name);
    if (step.isLeafName?.(entry.name) === true) {
      if (mayBeLeaf(entry, prepared.layout)) arrive(next, text, entry);
      continue;
    }
    if (!mayBeDirectory(entry)) continue;
    if (step.contains !== null && list(state, next).some(({name}) => name === step.contains)) arrive(next, text, entry);
    else if (depth < step.most && entry.type === 'directory') descend(state, prepared, step, next, text, depth + 1, arrive);
  }
}

function leaf(state: Walk, prepared: Prepared, root: string, captures: Captures, end: DirectoryEntry | null): void {
  const {family, layout} = prepared;
  if (end?.type === 'link' && dangles(state, root, end.target ?? '')) return;
  const markers = prepared.markers.map(template => template(captures));
  if (!hasMarker(state, layout, markers, root, end)) return;
  const entry = findEntry(state, prepared, markers, root, captures);
  if (entry === null) return;
  const variant: FoundVariant = {
    family,
    layout,
    release: prepared.release(captures),
    repository: state.repository,
    platformText: prepared.platform(captures),
    root: absolute(state.repository, root),
    entry: {kind: layout.entry.kind, path: absolute(state.repository, entry)},
    captures,
    link: end?.type === 'link' ? end.target : null,
    complete: null,
    dated: null,
    compiler: null,
  };
  state.variants.push(variant);
  for (const compiler of findCompilers(state, prepared, root)) state.variants.push({...variant, compiler});
}

function hasMarker(state: Walk, layout: Layout, markers: readonly string[], root: string, end: DirectoryEntry | null): boolean {
  const toCheck = state.checkMarkers || layout.eager || end === null;
  if (markers.length === 0) {
    // Nothing read so far shows that a literal end of a path, or the target of a link, is there.
    const unseen = end === null || end.type === 'link';
    return !unseen || !toCheck || isThere(state, root);
  }
  if (end?.holds !== undefined && markers.includes(end.holds)) return true;
  // A directory that was read for its leaf rule anyway answers for nothing.
  const listed = layout.leaf === null ? 'unread' : state.lookup.listDirectory(root);
  return markers.some(marker => {
    if (isEntries(listed) && !marker.includes('/')) return listed.some(({name}) => name === marker);
    return !toCheck || isThere(state, join(root, marker));
  });
}

/** The first candidate that exists; null when there is none, or when that is not known yet. */
function findEntry(
  state: Walk,
  {entries}: Prepared,
  markers: readonly string[],
  root: string,
  captures: Captures,
): string | null {
  for (const template of entries) {
    const filled = template(captures);
    const inside = !filled.startsWith('/');
    const path = filled === '.' ? root : inside ? join(root, filled) : filled.slice(1);
    if (
      filled === '.' ||
      (inside && entries.length === 1 && (!state.checkMarkers || (markers.length === 1 && filled === markers[0])))
    )
      return path;
    const kind = kindOf(state, path);
    if (kind === 'unread') return null;
    if (kind === 'file' || kind === 'directory') return path;
  }
  return null;
}

function findCompilers(state: Walk, prepared: Prepared, root: string): readonly FoundCompiler[] {
  const found: FoundCompiler[] = [];
  for (const {rule, steps} of prepared.compilers) {
    walk(state, prepared, steps, 0, root, {}, (path, captures) => {
      const version = captures['version'];
      const below = path.slice(root.length + 1);
      if (version !== undefined && below !== '') found.push({name: rule.name, version, path: below});
    });
  }
  return found;
}

/** Whether a relative link certainly leads nowhere, as far as listings that are known anyway can tell. */
function dangles(state: Walk, path: string, target: string): boolean {
  if (target === '' || target.startsWith('/')) return target === '';
  const segments = path.split('/').slice(0, -1);
  for (const part of target.split('/')) {
    if (part === '..') {
      if (segments.pop() === undefined) return false;
    } else if (part !== '.' && part !== '') segments.push(part);
  }
  const name = segments.pop();
  if (name === undefined) return false;
  const listing = state.lookup.listDirectory(segments.join('/'));
  return listing === 'missing' || (isEntries(listing) && !listing.some(entry => entry.name === name));
}

function isThere(state: Walk, path: string): boolean {
  const kind = kindOf(state, path);
  return kind === 'file' || kind === 'directory';
}

function kindOf(state: Walk, path: string) {
  const kind = state.lookup.kindOf(path);
  if (kind === 'unread') state.unchecked.add(path);
  return kind;
}

function list(state: Walk, path: string): readonly DirectoryEntry[] {
  const listing = state.lookup.listDirectory(path);
  if (listing === 'unread') state.directories.add(path);
  else if (isEntries(listing)) return listing;
  else if (listing !== 'missing') state.failures.set(path, listing.failed);
  return [];
}

function isEntries(listing: Listing): listing is readonly DirectoryEntry[] {
  return Array.isArray(listing);
}

function mayBeDirectory({name, type}: DirectoryEntry): boolean {
  return isName(name) && (type === 'directory' || type === 'link');
}

/** What the end of a layout's path may be. */
function mayBeLeaf({name, type}: DirectoryEntry, {ends}: Layout): boolean {
  return (
    isName(name) && (type === 'link' || (type === 'directory' && ends !== 'file') || (type === 'file' && ends !== 'directory'))
  );
}

/** Names that a file system can hold. */
function isName(name: string): boolean {
  return (
    name !== '' && name !== '.' && name !== '..' && name.length <= LONGEST_NAME && !name.includes('/') && !name.includes('\0')
  );
}

function anyGlob(globs: readonly string[]): (name: string) => boolean {
  const tests = globs.map(globTest);
  return name => tests.some(test => test(name));
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}/${name}`;
}

function absolute(repository: string, path: string): string {
  return path === '' ? `/cvmfs/${repository}` : `/cvmfs/${repository}/${path}`;
}
