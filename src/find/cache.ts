import {closeSync, openSync, readdirSync, readFileSync, readSync, renameSync, rmSync} from 'node:fs';
import {removeDraftsBelow, writeAtomically} from '../system/atomic-file.ts';
import type {SilenceWatch} from '../system/helper-process.ts';
import {describeStuck, isStillStuck, type StuckHelper} from '../system/stuck-helper.ts';
import {formatIndex, parseIndex, type RepositoryIndex} from './index-file.ts';
import {isRepositoryName} from './repository-name.ts';
import {shorten} from './stamp.ts';

/** What is kept between runs for one CVMFS root. Nothing here fails: without a cache all is read anew each time. */
export type Cache = {
  readonly read: (fqrn: string) => RepositoryIndex | null;
  readonly write: (index: RepositoryIndex) => void;
  /** Whether the index of a repository is still the one that begins like this. */
  readonly beginsWith: (fqrn: string, beginning: string) => boolean;
  /** Repositories that have an index. */
  readonly names: () => readonly string[];
  /** The helper that still waits for this repository since an earlier run, null when there is none. */
  readonly stuck: (fqrn: string) => StuckHelper | null;
  /** Since when it has been silent, and when it was last asked; null when it answered the last time. The helper may be gone. */
  readonly silent: (fqrn: string) => Silence | null;
  /** It answered. */
  readonly answered: (fqrn: string) => void;
  /** Remembers a helper that was given up. */
  readonly rememberStuck: (fqrn: string, group: number | null, now: Date) => void;
  /**
   * Notes of a helper that is silent, and takes the note back when it speaks. A launcher that is ended in between (Ctrl-C) leaves
   * its note, so that the next one sends no second helper.
   */
  readonly silence: (fqrn: string, now: () => Date) => SilenceWatch;
  /** Each thing that went wrong here, once, in a sentence. */
  readonly notices: () => readonly string[];
};

/** ISO 8601 times. */
export type Silence = {readonly first: string; readonly last: string};

/** A helper that was silent, with the time of the first one that was. */
type Note = StuckHelper & {readonly first: string};

// Helpers that this very process left behind, by root and repository. Searches and inspections of one run share it even where no
// cache can be written; it is checked against the processes that exist whenever it is used.
const left = new Map<string, Note>();

/** A silence that is longer than this means that the repository is hung. */
export const HUNG_AFTER_MS = 2000;

const LARGEST = 64 * 1024 * 1024;

/** @param directory `~/.cache/hsf`; null: nothing is kept */
export function openCache(directory: string | null, root: string): Cache {
  const notices = new Set<string>();
  const rootKey = cacheKey(root);
  const indexes = `${directory}/index/${rootKey}`;
  const helpers = `${directory}/hung/${rootKey}`;
  const indexPath = (fqrn: string) => `${indexes}/${fqrn}.json`;

  const write = (path: string, text: string) => {
    if (directory === null) return;
    const written = writeAtomically(path, text);
    if (written.status === 'failed') {
      notices.add(
        `The cache ${directory} cannot be written (${written.code}), so everything is read anew each time; set XDG_CACHE_HOME to a folder that can.`,
      );
    }
  };

  const noted = (fqrn: string) =>
    left.get(`${rootKey} ${fqrn}`) ?? (directory === null ? null : parseStuck(readText(`${helpers}/${fqrn}`)));
  const note = (fqrn: string, group: number | null, now: Date, givenUp: boolean) => {
    if (group === null) return;
    const helper: Note = {...describeStuck(group, now, givenUp), first: noted(fqrn)?.first ?? now.toISOString()};
    left.set(`${rootKey} ${fqrn}`, helper);
    write(`${helpers}/${fqrn}`, `${JSON.stringify(helper)}\n`);
  };
  const forget = (fqrn: string) => {
    left.delete(`${rootKey} ${fqrn}`);
    if (directory !== null) rmQuietly(`${helpers}/${fqrn}`);
  };

  return {
    read: fqrn => {
      const text = directory === null ? null : readText(indexPath(fqrn));
      if (text === null) return null;
      const parsed = text.length > LARGEST ? ({status: 'damaged'} as const) : parseIndex(text, fqrn);
      if (parsed.status === 'index') return parsed.index;
      if (parsed.status === 'damaged') {
        const aside = `${indexPath(fqrn)}.damaged`;
        setAside(indexPath(fqrn), aside);
        notices.add(`The index of ${fqrn} was damaged and is made anew; the old one is kept as ${aside}.`);
      }
      return null;
    },
    beginsWith: (fqrn, beginning) => readStart(indexPath(fqrn), Buffer.byteLength(beginning)) === beginning,
    write: index => {
      write(indexPath(index.fqrn), formatIndex(index));
      // Seldom enough, and the directories of the cache are few.
      if (directory !== null) removeDraftsBelow(directory);
    },
    names: () =>
      directory === null
        ? []
        : namesIn(indexes)
            .filter(name => name.endsWith('.json'))
            .map(name => name.slice(0, -'.json'.length))
            .filter(isRepositoryName)
            .toSorted(),
    stuck: fqrn => {
      const helper = noted(fqrn);
      if (helper === null) return null;
      if (isStillStuck(helper)) return helper.givenUp || Date.now() - Date.parse(helper.since) > HUNG_AFTER_MS ? helper : null;
      // One that was given up tells that it was in vain, until the repository answers.
      if (!helper.givenUp) forget(fqrn);
      return null;
    },
    silent: fqrn => {
      const helper = noted(fqrn);
      return helper?.givenUp === true ? {first: helper.first, last: helper.since} : null;
    },
    answered: fqrn => {
      if (noted(fqrn) !== null) forget(fqrn);
    },
    rememberStuck: (fqrn, group, now) => note(fqrn, group, now, true),
    silence: (fqrn, now) => ({
      onSlow: group => {
        // Another launcher's note is older, and as good.
        const known = noted(fqrn);
        if (known === null || !isStillStuck(known)) note(fqrn, group, now(), false);
      },
      onAwake: () => {
        if (left.has(`${rootKey} ${fqrn}`)) forget(fqrn);
      },
    }),
    notices: () => [...notices],
  };
}

/** The name of folders that belong to one CVMFS root. */
export function cacheKey(root: string): string {
  return `${root.replace(/[^A-Za-z0-9]+/g, '-').slice(-40)}-${shorten(root)}`;
}

function parseStuck(text: string | null): Note | null {
  try {
    const data = JSON.parse(text ?? '') as Partial<Note>;
    const {group, machine, leftAt, since: noted} = data;
    const since = typeof noted === 'string' ? noted : '';
    // A number below 2 would mean every process there is.
    if (typeof group !== 'number' || group < 2 || typeof machine !== 'string' || typeof leftAt !== 'number') return null;
    const first = typeof data.first === 'string' ? data.first : since;
    return {group, machine, leftAt, since, first, givenUp: data.givenUp !== false};
  } catch {
    return null;
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function readStart(path: string, length: number): string | null {
  try {
    const file = openSync(path, 'r');
    try {
      const buffer = Buffer.alloc(length);
      return buffer.toString('utf8', 0, readSync(file, buffer, 0, length, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function setAside(path: string, aside: string): void {
  try {
    renameSync(path, aside);
  } catch {
    // Another launcher was faster, or the folder cannot be written: the next write will tell.
  }
}

function rmQuietly(path: string): void {
  try {
    rmSync(path, {force: true});
  } catch {
    // It will be looked at again, no more.
  }
}
