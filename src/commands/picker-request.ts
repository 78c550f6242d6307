import {machine, release, type} from 'node:os';
import {workingDirectory} from './list-request.ts';
import type {Invocation} from './parse-arguments.ts';
import {pickerRequest} from './picker-memory.ts';
import type {World} from '../system/world.ts';

/** What is asked, of this machine. */
export function requestHere(typed: Invocation, world: World): string {
  return pickerRequest(typed, world, {cwd: workingDirectory(world), uname: [type(), release(), machine()]});
}
