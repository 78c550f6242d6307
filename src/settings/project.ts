import {dirname} from 'node:path';
import type {LockedChoice, ProjectData} from './project-data.ts';
import {findProjectFile, LOCK_FILE, readProjectFile, type ProjectPlace} from './project-file.ts';
import {hashOf, readTrust} from './project-trust.ts';

/** The project of a directory, and whether it may be used. */
export type Project =
  | {readonly status: 'none'}
  | {readonly status: 'allowed'; readonly file: string; readonly data: ProjectData; readonly lock: LockedChoice | null}
  /** `reason` is the end of a sentence that begins with the file. */
  | {readonly status: 'not-allowed' | 'refused'; readonly file: string; readonly reason: string};

export type ProjectSource = ProjectPlace & {readonly stateDirectory: string | null; readonly uid: number};

const NONE: Project = {status: 'none'};

/**
 * Finds the project of a directory. Its file comes with the directory one happens to be in, so nothing in it counts before its owner
 * has allowed these very contents (`hsf allow`), its lock included: that one says what is started.
 */
export function findProject(source: ProjectSource): Project {
  const file = findProjectFile(source);
  return file === null ? NONE : projectOf(file, source);
}

/** The same of a file that is known. */
export function projectOf(file: string, {stateDirectory, uid}: Pick<ProjectSource, 'stateDirectory' | 'uid'>): Project {
  const lockFile = `${dirname(file) === '/' ? '' : dirname(file)}/${LOCK_FILE}`;
  const read = readProjectFile(file, uid);
  const lock = readProjectFile(lockFile, uid);
  if (read.status === 'missing') return NONE;
  if (read.status === 'refused') return {status: 'refused', file, reason: `${read.reason}, so it is not used`};
  if (lock.status === 'refused') return {status: 'refused', file, reason: `is not used, since its ${LOCK_FILE} ${lock.reason}`};
  const trust = readTrust(stateDirectory, file, uid);
  if (trust === null) return {status: 'not-allowed', file, reason: 'is not allowed yet'};
  if (hashOf(read.text) !== trust.fileHash) return {status: 'not-allowed', file, reason: 'has changed since it was allowed'};
  if ((lock.status === 'text' ? hashOf(lock.text) : null) !== trust.lockHash)
    return {status: 'not-allowed', file, reason: `is not allowed any more, since its ${LOCK_FILE} has changed`};
  return {status: 'allowed', file, data: trust.project, lock: trust.lock};
}

/** All that a project says and whether it may, as one text: answers that are remembered hold as long as it is the same. */
export function markOfProject(project: Project): string | null {
  return project.status === 'none' ? null : hashOf(JSON.stringify(project));
}
