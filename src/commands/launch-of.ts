import type {Launch} from '../system/launch.ts';
import {which} from '../system/which.ts';
import type {World} from '../system/world.ts';

/** How helper processes are started. Found once per command; nothing below the CVMFS root is looked at. */
export function launchOf(world: World, cvmfs: string): Launch {
  const find = (program: string) => which(program, world.env['PATH'], ['/cvmfs', cvmfs]);
  return {
    node: world.node,
    scout: world.fromSources ? `${world.home}/find/scout/main.ts` : `${world.home}/scout.js`,
    getfattr: find('getfattr'),
    sh: '/bin/sh',
  };
}
