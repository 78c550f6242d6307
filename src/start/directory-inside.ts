import {isBelow} from '../system/which.ts';
import {UserError} from '../system/user-error.ts';
import type {MountFindings} from './container-mounts.ts';
import {coveredBy} from './credentials.ts';
import type {ListInside} from './root-entries.ts';
import type {WorkingDirectory} from './working-directory.ts';

/**
 * Never another directory in silence: it has to be one that is shown, or the user's word (DESIGN.md 5).
 *
 * @param targets what is shown
 * @param there lists a directory of the image, links followed inside; null where nobody can
 * @throws UserError `directory-missing`
 */
export async function requireDirectoryInside(
  directory: WorkingDirectory,
  targets: readonly string[],
  {there, found}: {readonly there: ListInside | null; readonly found: Pick<MountFindings, 'wishes' | 'states'>},
): Promise<void> {
  const {spelled, physical, inherited} = directory;
  const covered = coveredBy(targets);
  // A name that leads somewhere else by links needs that place as well, unless it is shown under the very name.
  const isShown = covered(spelled) && (targets.includes(spelled) || covered(physical));
  if (spelled === '/' || isShown) return;
  // Where nobody can look beforehand, the shell inside says that it cannot be entered.
  if (!inherited && (there === null || (await there(spelled)) !== null)) return;
  const silent = found.wishes.find(
    ({source, target}) => isBelow(spelled, target) && found.states.get(source) === 'not-answering',
  );
  if (silent !== undefined) {
    throw new UserError(
      'directory-missing',
      `The working directory ${spelled} cannot be shown in the container: ${silent.source} does not answer.`,
      'Try it again, or with a longer "--timeout".',
    );
  }
  const advice = 'Change to another directory, choose one with "--cwd", or show it with "--bind".';
  if (!inherited) throw new UserError('directory-missing', `There is no directory ${spelled} in the container.`, advice);
  const place = spelled === physical ? 'that path' : `it leads to ${physical}, which`;
  throw new UserError(
    'directory-missing',
    `The working directory ${spelled} is not shown in the container: ${place} belongs to the image there.`,
    advice,
  );
}
