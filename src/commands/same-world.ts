import {areSame, type SeenInputs} from './inputs.ts';
import {listNames} from './list-request.ts';
import {projectHere} from './project-of.ts';
import {readStart, stampOf} from './read-start.ts';
import {markOfProject} from '../settings/project.ts';
import {mayWrite} from '../system/may-write.ts';
import {isMounted} from '../system/mount-table.ts';
import {which} from '../system/which.ts';
import type {World} from '../system/world.ts';

/**
 * Whether settings, the project, families, this machine and its programs are as an answer that is remembered saw them.
 *
 * @param root the CVMFS root, below which nothing is looked at
 */
export function isSameWorld(inputs: SeenInputs, root: string, world: World): boolean {
  return areSame(inputs, {
    text: (path, most) => readStart(path, most)?.toString('utf8') ?? null,
    folder: listNames,
    program: name => which(name, world.env['PATH'], ['/cvmfs', root]),
    stamp: stampOf,
    mayWrite,
    isMounted,
    variable: name => world.env[name],
    project: () => markOfProject(projectHere(world, ['/cvmfs', root])),
  });
}
