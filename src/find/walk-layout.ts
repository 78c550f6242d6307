import type {DirectoryEntry} from './entry-text.ts';
import type {Layout} from './family.ts';
import {followLink} from './follow-link.ts';
import type {LeftOutTally} from './left-out.ts';
import type {Lookup} from './lookup.ts';
import {matchName, type Captures, type PatternStep} from './path-pattern.ts';
import type {Prepared} from './prepare-layouts.ts';

/** What a walk goes by, and what it gathers. */
export type Walk = {
  readonly repository: string;
  readonly lookup: Lookup;
  readonly leftOut: LeftOutTally;
  /** Directories that are not known. */
  readonly directories: Set<string>;
  /** Those of them, and others, whose entries' times are not known. */
  readonly timed: Set<string>;
};

/** A path as its family spells it, and the same with the links on the way followed where that is known: nothing is read twice. */
export type Place = {readonly path: string; readonly real: string};

/** Called at the end of a pattern; `entry` is null where the pattern ends in text that is known beforehand. */
export type Arrive = (place: Place, captures: Captures, entry: DirectoryEntry | null) => void;

/** No name in a real file system is longer; a FUSE program can give anything. */
const LONGEST_NAME = 255;
const LONGEST_PATH = 2048;

/** Walks a pattern from a place, over what is known; what is not is noted in the walk. */
export function walkPattern(
  walk: Walk,
  prepared: Prepared,
  steps: readonly PatternStep[],
  start: Place,
  captures: Captures,
  arrive: Arrive,
): void {
  take({walk, prepared, steps, arrive}, 0, start, [], captures);
}

type Way = {readonly walk: Walk; readonly prepared: Prepared; readonly steps: readonly PatternStep[]; readonly arrive: Arrive};

/** @param from directories in which links were followed to come here */
function take(way: Way, index: number, at: Place, from: readonly string[], captures: Captures): void {
  const {walk, prepared, steps, arrive} = way;
  const step = steps[index];
  if (step === undefined || at.path.length > LONGEST_PATH) return;
  const isLast = index === steps.length - 1;
  if (step.kind === 'literal' || step.kind === 'known') {
    const next = below(at, step.kind === 'literal' ? step.text : step.textFor(captures));
    if (isLast) arrive(next, captures, null);
    else take(way, index + 1, next, from, captures);
    return;
  }
  const goOn = (next: Place, found: Captures, entry: DirectoryEntry) => {
    if (isLast) return arrive(next, found, entry);
    const followed = entry.type === 'link' ? followWalk(way, at, next, from, entry) : next;
    if (followed === null) return;
    take(way, index + 1, followed, entry.type === 'link' ? [...from, at.real] : from, found);
  };
  if (step.kind === 'deep') {
    return descend(way, step, at, '', 1, (next, text, entry) => goOn(next, {...captures, [step.capture]: text}, entry));
  }
  for (const entry of list(walk, at.real, isLast && prepared.isDated)) {
    if (!(isLast ? mayBeLeaf(entry, prepared.layout) : mayBeDirectory(entry)) || prepared.isIgnored(entry.name)) continue;
    const found = matchName(step, entry.name, captures);
    if (found !== null) goOn(below(at, entry.name), found, entry);
  }
}

/** A placeholder of variable depth. Links end it or are left alone: it would lead everywhere. */
function descend(
  way: Way,
  step: PatternStep & {readonly kind: 'deep'},
  at: Place,
  taken: string,
  depth: number,
  arrive: (place: Place, text: string, entry: DirectoryEntry) => void,
): void {
  const {walk, prepared} = way;
  for (const entry of list(walk, at.real, prepared.isDated)) {
    if (prepared.isIgnored(entry.name) || entry.name.startsWith('.')) continue;
    const next = below(at, entry.name);
    const text = taken === '' ? entry.name : `${taken}/${entry.name}`;
    if (step.isLeafName?.(entry.name) === true) {
      if (mayBeLeaf(entry, prepared.layout)) arrive(next, text, entry);
      continue;
    }
    if (!mayBeDirectory(entry)) continue;
    const {contains} = step;
    if (contains !== null) {
      const inside = entry.type === 'link' ? followWalk(way, at, next, [], entry) : next;
      if (inside === null) continue;
      if (list(walk, inside.real, false).some(({name}) => name === contains)) {
        arrive(next, text, entry);
        continue;
      }
    }
    if (entry.type !== 'directory') continue;
    if (depth < step.most) descend(way, step, next, text, depth + 1, arrive);
    // Where leaves are known by what they contain, most directories are none, at any depth.
    else if (contains === null) walk.leftOut.add('too-deep', next.path);
  }
}

/** Where a link in the middle of a path leads; null where the walk must not follow it. */
function followWalk(
  {walk, prepared}: Way,
  at: Place,
  next: Place,
  from: readonly string[],
  {target}: DirectoryEntry,
): Place | null {
  const followed = followLink(walk.lookup, walk.repository, at.real, target ?? '');
  switch (followed.status) {
    case 'unsure':
      return next;
    case 'dangling':
      walk.leftOut.add('dangling', next.path);
      return null;
    case 'loop':
      walk.leftOut.add('link-loop', next.path);
      return null;
    case 'out':
      walk.leftOut.add('link-out', next.path);
      return null;
    case 'inside': {
      const {real, entry} = followed;
      if (entry !== null && entry.type !== 'directory') return null;
      if ([...from, at.real].some(directory => holdsPath(real, directory))) {
        walk.leftOut.add('link-loop', next.path);
        return null;
      }
      // A store of layers or images is for what links into it by name, not for reading.
      const isHidden = real.split('/').some(part => part.startsWith('.') || prepared.isIgnored(part));
      return isHidden ? null : {path: next.path, real};
    }
  }
}

/** The entries of a directory; none where it is not known, or cannot be read. */
export function list({lookup, directories, timed}: Walk, path: string, withTimes: boolean): readonly DirectoryEntry[] {
  const listing = lookup.listDirectory(path);
  if (listing === 'unread' || (withTimes && typeof listing !== 'string' && !('failed' in listing) && !lookup.isTimed(path))) {
    directories.add(path);
    if (withTimes) timed.add(path);
  }
  return typeof listing === 'string' || 'failed' in listing ? [] : listing;
}

export function below({path, real}: Place, name: string): Place {
  const next = joined(path, name);
  // Mostly they are one text, which then is kept once.
  return {path: next, real: path === real ? next : joined(real, name)};
}

export function joined(path: string, name: string): string {
  return path === '' ? name : `${path}/${name}`;
}

/** Whether `path` is that directory or lies in it. */
function holdsPath(directory: string, path: string): boolean {
  return directory === '' || path === directory || path.startsWith(`${directory}/`);
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
