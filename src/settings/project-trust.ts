import {createHash} from 'node:crypto';
import {constants, fstatSync, openSync, readFileSync, rmSync} from 'node:fs';
import {isObject, projectFromRecord, type LockedChoice, type ProjectData} from './project-data.ts';
import {writeAtomically, type Written} from '../system/atomic-file.ts';
import {closeQuietly} from '../system/own-file.ts';

/**
 * What the user allowed: the contents of a project file and of its lock, by their hashes, and what they say. A start takes the data from
 * here, so that it neither parses TOML nor reads a file twice: text of the same hash says the same.
 */
export type Trust = {
  readonly file: string;
  readonly fileHash: string;
  /** Null where there was no lock. */
  readonly lockHash: string | null;
  readonly allowedAt: string;
  readonly project: ProjectData;
  readonly lock: LockedChoice | null;
};

/** Changes when what a record means does. */
const VERSION = 1;

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Where the trust in a project file is kept: a moved file has another place, so it is not trusted. */
export function trustFile(stateDirectory: string, file: string): string {
  return `${stateDirectory}/allowed/${hashOf(file).slice(0, 32)}.json`;
}

/** The trust in a file of this name, whatever is in it now; null where it never was allowed, or the record is damaged or not ours. */
export function readTrust(stateDirectory: string | null, file: string, uid: number): Trust | null {
  const text = stateDirectory === null ? null : readOwnText(trustFile(stateDirectory, file), uid);
  return text === null ? null : parseTrust(text, file);
}

/** The trust in a file that such a text tells; null where it is none, or in another file. */
export function parseTrust(text: string, file: string): Trust | null {
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value) || value['version'] !== VERSION || value['file'] !== file) return null;
    const {fileHash, lockHash, allowedAt} = value;
    const project = projectFromRecord(value['project']);
    const lock = lockFromRecord(value['lock']);
    if (project === null || lock === undefined) return null;
    if (typeof fileHash !== 'string' || typeof allowedAt !== 'string') return null;
    if (lockHash !== null && typeof lockHash !== 'string') return null;
    return {file, fileHash, lockHash, allowedAt, project, lock};
  } catch {
    return null;
  }
}

export function writeTrust(stateDirectory: string, trust: Trust): Written {
  return writeAtomically(trustFile(stateDirectory, trust.file), `${JSON.stringify({version: VERSION, ...trust}, null, 1)}\n`);
}

/** @returns whether there was any */
export function removeTrust(stateDirectory: string, file: string): boolean {
  try {
    rmSync(trustFile(stateDirectory, file));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function lockFromRecord(value: unknown): LockedChoice | null | undefined {
  if (value === null) return null;
  if (!isObject(value)) return undefined;
  const {asked, stack, variant, platform} = value;
  if (typeof asked !== 'string' || typeof stack !== 'string' || typeof variant !== 'string') return undefined;
  return typeof platform === 'string' ? {asked, stack, variant, platform} : undefined;
}

/** A file that nobody else can have written. */
function readOwnText(file: string, uid: number): string | null {
  let descriptor: number;
  try {
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return null;
  }
  try {
    const stat = fstatSync(descriptor);
    return stat.isFile() && stat.uid === uid && (stat.mode & 0o022) === 0 ? readFileSync(descriptor, 'utf8') : null;
  } catch {
    return null;
  } finally {
    closeQuietly(descriptor);
  }
}
