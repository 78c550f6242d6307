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

/**
 * The error where time is over before anybody could answer: the fault is somebody else's.
 *
 * @param silent repositories that hold everything up
 */
export function noTimeFor(repository: string, silent: readonly string[]): UserError {
  const others = silent.filter(name => name !== repository);
  const why = others.length === 0 ? '' : `; what does not answer is ${others.join(', ')}`;
  return new UserError(
    'timeout',
    `The time was over before ${repository} could be asked${why}.`,
    'Give it more time with --timeout, or run "hsf doctor" to test each repository.',
  );
}

/** The error for something that is there and cannot be read. */
export function cannotBeRead(path: string): UserError {
  return new UserError('repository-failed', `${path} cannot be read.`, 'Run "hsf doctor" to test each repository.');
}
