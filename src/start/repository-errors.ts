import {UserError} from '../system/user-error.ts';

/** The repository that a path below `/cvmfs` lies in. */
export function repositoryOf(path: string): string {
  return path.split('/')[2] ?? path;
}

/** The error for something below `/cvmfs` that does not answer. */
export function notAnswering(path: string): UserError {
  const isRepository = path.startsWith('/cvmfs/');
  return new UserError(
    'repository-not-answering',
    isRepository ? `${repositoryOf(path)} does not answer.` : `${path} did not answer in time.`,
    isRepository
      ? 'Check the network, or run "hsf doctor" to test each repository.'
      : 'Try it again, or with a longer "--timeout": the machine may be busy, or the mount that it lies on dead.',
  );
}

/** The error for something that is there and cannot be read. */
export function cannotBeRead(path: string): UserError {
  return new UserError('repository-failed', `${path} cannot be read.`, 'Run "hsf doctor" to test each repository.');
}
