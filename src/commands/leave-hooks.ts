import {spawnSync} from 'node:child_process';
import {maskedLine} from './project-text.ts';
import {noteText, writeAll} from './output.ts';
import {PROJECT_FILE} from '../settings/project-file.ts';
import {projectOf} from '../settings/project.ts';
import {which} from '../system/which.ts';
import {directoriesOf, type World} from '../system/world.ts';

/** The word by which the libraries of shells ask for it, before they leave: the directory that HSF_LEAVE names follows. */
export const LEAVING_WORD = 'hsf:leaving';

/**
 * Runs what the project of a directory wants done when its stack is left, if that is allowed at this moment. The stack is still there.
 * Nothing of it keeps the shell from leaving, but all of it is told.
 */
export function runLeaveHooks(directory: string, world: World): void {
  const note = (line: string) => void writeAll(2, noteText(line));
  if (!directory.startsWith('/') || directory === '/cvmfs' || directory.startsWith('/cvmfs/')) return;
  const file = `${directory}/${PROJECT_FILE}`;
  const project = projectOf(file, {stateDirectory: directoriesOf(world.env).state, uid: world.uid});
  if (project.status === 'none') return;
  if (project.status !== 'allowed') return note(`${file} ${project.reason}; what it wants done when one leaves is not done.`);
  const bash = which('bash', world.env['PATH'], ['/cvmfs']) ?? '/bin/bash';
  for (const line of project.data.hooks.leave) {
    // Each by itself: one that fails, or calls exit, is no reason to leave out the others.
    const {status, error} = spawnSync(bash, ['--noprofile', '--norc', '-c', line, 'bash'], {
      cwd: directory,
      stdio: ['ignore', 2, 2],
    });
    const why = error === undefined ? `status ${status ?? 'unknown'}` : error.message;
    if (status !== 0) note(`the hook "${maskedLine(line)}" of ${directory} failed (${why})`);
  }
}
