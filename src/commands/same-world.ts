import {areSame, type SeenInputs} from './inputs.ts';
import {listNames, workingDirectory} from './list-request.ts';
import {readStart, stampOf} from './read-start.ts';
import {findProjectFile} from '../settings/project-file.ts';
import {mayWrite} from '../system/may-write.ts';
import {isMounted} from '../system/mount-table.ts';
import {which} from '../system/which.ts';
import type {World} from '../system/world.ts';

/**
 * Whether settings, families, this machine and its programs are as an answer that is remembered saw them. A project file is none of
 * it: the long way says that it was not read.
 *
 * @param root the CVMFS root, below which nothing is looked at
 */
export function isSameWorld(inputs: SeenInputs, root: string, world: World): boolean {
  const directory = workingDirectory(world);
  if (directory !== null && findProjectFile(directory, ['/cvmfs', root]) !== null) return false;
  return areSame(inputs, {
    text: (path, most) => readStart(path, most)?.toString('utf8') ?? null,
    folder: listNames,
    program: name => which(name, world.env['PATH'], ['/cvmfs', root]),
    stamp: stampOf,
    mayWrite,
    isMounted,
    variable: name => world.env[name],
  });
}
