import {UserError} from '../system/user-error.ts';

/** The repository that a path below `/cvmfs` lies in. */
export function repositoryOf(path: string): string {
  return path.split('/')[2] ?? path;
}

/** The error for something below `/cvmfs` that does not answer. */
export function notAnswering(path: string): UserError {
  return new UserError(
    'repository-not-answering',
    path.startsWith('/cvmfs/') ? `${repositoryOf(path)} does not answer.` : `${path} does not answer.`,
    'Check the network, or run "hsf doctor" to test each repository.',
  );
}

/** The error for something that is there and cannot be read. */
export function cannotBeRead(path: string): UserError {
  return new UserError('repository-failed', `${path} cannot be read.`, 'Run "hsf doctor" to test each repository.');
}
