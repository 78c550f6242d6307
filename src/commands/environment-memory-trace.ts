import type {Context} from './context.ts';
import {look} from './look.ts';
import type {SecondCapture} from '../start/environment/compare.ts';
import {NO_TRACE} from '../start/environment/traced-files.ts';

/** More than any set-up reads; each is looked at before each start in a plain tree. */
const MOST_FILES = 2000;
/** What is kept of the deadline for the start itself. */
const MARGIN_MS = 300;

/**
 * The files below `/cvmfs` that a set-up read and ran, as far as its trace tells, and the places where it looked for one in vain. Not the
 * directories: what it found in one is named as well, and half a repository lies below some.
 *
 * @returns null where one does not answer
 */
export async function readFilesOf(
  context: Context,
  second: SecondCapture | null,
): Promise<{readonly isWhole: boolean; readonly paths: readonly string[]} | null> {
  const captured = second?.status === 'captured' ? second : null;
  const {isWhole, named, tested, commands} = captured?.trace ?? NO_TRACE;
  const directories = (captured?.dump.after.exported.get('PATH') ?? '').split(':').filter(entry => entry.startsWith('/cvmfs/'));
  const programs = directories.flatMap(directory => commands.map(command => `${directory}/${command}`));
  // Where there are too many of these, their directories have to do, which are watched as all that PATH names.
  const asked = [...new Set([...named, ...(named.length + programs.length > MOST_FILES ? [] : programs)])];
  if (asked.length > MOST_FILES) return {isWhole: false, paths: []};
  if (asked.length === 0) return {isWhole, paths: []};
  const answers = await look(
    context,
    asked.map(path => ({path, what: 'state'}) as const),
    MARGIN_MS,
  );
  const inVain = new Set(tested);
  const paths = asked.filter((path, index) => {
    const answer = answers[index];
    return answer?.status === 'state' ? answer.kind === 'file' : answer?.status === 'missing' && inVain.has(path);
  });
  return answers.some(({status}) => status === 'not-answering') ? null : {isWhole, paths};
}
