import {closeSync, openSync, readdirSync, rmSync, statSync} from 'node:fs';
import {headOf, readOwn} from '../system/own-file.ts';
import {fingerprint} from '../start/environment/fingerprint.ts';
import type {EnvironmentProof} from '../start/known-environment.ts';
import {makeDirectory, writeAtomically} from '../system/atomic-file.ts';
import {namesIn} from '../system/left-processes.ts';

/** What is kept of a set-up by the same inputs. */
export type KeptEnvironment = {
  /** All that it is kept for, since a name of a file is short. */
  readonly request: string;
  /** ISO form. */
  readonly at: string;
  /** How often a shell's own start-up files made another environment of it than it was stored for. */
  readonly misses: number;
  readonly verdict:
    | {readonly status: 'stored'; /** `recordText` */ readonly record: string; readonly proof: EnvironmentProof}
    | {
        readonly status: 'not-storable';
        readonly reason: string;
        /** It was merely too slow for this time in milliseconds. */
        readonly lateAfter?: number;
      };
};

export type Stored = Extract<KeptEnvironment['verdict'], {readonly status: 'stored'}>;

/** What the note of a set-up is: nothing yet, one that is being written, one that came to nothing, or all of it. */
export type Note =
  | {readonly status: 'none' | 'unfinished' | 'void'}
  | {
      readonly status: 'whole';
      readonly bytes: Buffer;
      /** When it was written, in milliseconds since 1970. */ readonly at: number;
    };

/** The files of one set-up by the same inputs. None of their functions throws: what cannot be kept is done again. */
export type EnvironmentFiles = {
  /** Where the state before and after a live set-up is noted. */
  readonly note: string;
  /** Where a bash finds the replay. */
  readonly replay: string;
  /**
   * What fits, of several that differ in what the name of a file does not count: a variable of no stack that this set-up asks for, say, and
   * that takes turns. Where nothing fits, the verdict that it is not storable; else any.
   */
  readonly read: (fits: (verdict: Stored) => boolean) => KeptEnvironment | null;
  /** @param variation tells those that take turns apart; null where it is not storable, which ends them all */
  readonly write: (kept: Omit<KeptEnvironment, 'request'>, variation: string | null) => void;
  /** Those that fit. */
  readonly forget: (fits: (verdict: Stored) => boolean) => void;
  readonly readNote: () => Note;
  /** Makes the directory for a note. */
  readonly makeRoom: () => boolean;
  /** Makes the file for a note; false where another start was faster, or nothing can be written. */
  readonly beginNote: () => boolean;
  readonly dropNote: () => void;
  /** Whether this start alone proves what was noted; `release` afterwards. */
  readonly claim: () => boolean;
  readonly release: () => void;
  /** The file that says so. */
  readonly claimFile: string;
};

/** Of one variant, by inputs; the oldest go. */
const MOST_RECORDS = 24;
/** Of variants. */
const MOST_VARIANTS = 200;
/** A start that has not finished its note by then was killed. */
const ABANDONED_MS = 10 * 60_000;
/** The same for one that proves. */
const CLAIM_MS = 2 * 60_000;

/**
 * @param cache `~/.cache/hsf`
 * @param variant all that the set-up is, as text
 * @param inputs a word for the inputs
 */
export function environmentFiles(
  cache: string,
  variant: string,
  inputs: string,
  {uid, build, now}: {readonly uid: number; readonly build: string; readonly now: () => Date},
): EnvironmentFiles {
  const request = `${variant}\n${inputs}`;
  const all = `${cache}/environments`;
  const directory = `${all}/${fingerprint(variant)}`;
  const base = `${directory}/${fingerprint(inputs)}`;
  const [file, note, replay, claim] = [`${base}.json`, `${base}.note`, `${base}.bash`, `${base}.claim`];
  const paths = () =>
    namesIn(directory)
      .map(name => `${directory}/${name}`)
      .filter(path => path === file || (path.startsWith(`${base}~`) && path.endsWith('.json')));
  const records = () =>
    paths().flatMap(path => {
      const kept = parse(readOwn(path, uid), build);
      return kept?.request === request ? [{path, kept}] : [];
    });
  // What is from the future was written before the clock was set back.
  const ageOf = (path: string) => Math.abs(now().getTime() - timeOf(path));
  return {
    note,
    replay,
    read: fits => {
      const all = records();
      const fitting = all.find(({kept: {verdict}}) => verdict.status === 'stored' && fits(verdict));
      return (fitting ?? all.find(({kept}) => kept.verdict.status !== 'stored') ?? all[0])?.kept ?? null;
    },
    write: (kept, variation) => {
      // One that is not storable is so in all variations; one that is stored ends the doubt.
      for (const path of variation === null ? paths() : [file]) remove(path);
      const body = Buffer.from(JSON.stringify({request, ...kept}));
      const place = variation === null ? file : `${base}~${fingerprint(variation)}.json`;
      writeAtomically(place, Buffer.concat([Buffer.from(headOf('environment', build, body)), body]), {durable: false});
      prune(directory, MOST_RECORDS, name => name.endsWith('.json'));
      prune(all, MOST_VARIANTS, () => true);
    },
    forget: fits => {
      for (const {path, kept} of records()) if (kept.verdict.status === 'stored' && fits(kept.verdict)) remove(path);
      remove(replay);
    },
    readNote: () => {
      const bytes = readOwn(note, uid);
      if (bytes === null) return {status: timeOf(note) === 0 ? 'none' : 'void'};
      if (bytes.subarray(-5).equals(Buffer.from('\0end\0'))) return {status: 'whole', bytes, at: timeOf(note)};
      return {status: bytes.subarray(-6).equals(Buffer.from('failed')) || ageOf(note) > ABANDONED_MS ? 'void' : 'unfinished'};
    },
    makeRoom: () => {
      try {
        makeDirectory(directory);
        return true;
      } catch {
        return false;
      }
    },
    beginNote: () => create(note),
    dropNote: () => remove(note),
    claim: () => {
      if (create(claim)) return true;
      if (timeOf(claim) === 0 || ageOf(claim) < CLAIM_MS) return false;
      remove(claim);
      return create(claim);
    },
    release: () => remove(claim),
    claimFile: claim,
  };
}

function parse(bytes: Buffer | null, build: string): KeptEnvironment | null {
  const start = (bytes?.indexOf(0x0a) ?? -1) + 1;
  if (bytes === null || start === 0) return null;
  const body = bytes.subarray(start);
  if (bytes.toString('latin1', 0, start) !== headOf('environment', build, body)) return null;
  return JSON.parse(body.toString('utf8')) as KeptEnvironment;
}

function create(path: string): boolean {
  try {
    makeDirectory(path.slice(0, path.lastIndexOf('/')));
    closeSync(openSync(path, 'wx', 0o600));
    return true;
  } catch {
    return false;
  }
}

function remove(path: string): void {
  try {
    rmSync(path, {force: true, recursive: true});
  } catch {
    // A directory that may not be written any more: what is in it is not believed for ever.
  }
}

/** When it was written, in milliseconds since 1970; 0: it is not there. */
function timeOf(path: string): number {
  try {
    return statSync(path, {throwIfNoEntry: false})?.mtimeMs ?? 0;
  } catch {
    return 0;
  }
}

function prune(directory: string, most: number, counts: (name: string) => boolean): void {
  try {
    const names = readdirSync(directory).filter(counts);
    if (names.length <= most) return;
    const byAge = names.map(name => ({name, at: timeOf(`${directory}/${name}`)})).toSorted((one, other) => other.at - one.at);
    for (const {name} of byAge.slice(most)) {
      remove(`${directory}/${name}`);
      if (name.endsWith('.json')) remove(`${directory}/${name.replace(/json$/, 'bash')}`);
    }
  } catch {
    // Others prune at the same time.
  }
}
