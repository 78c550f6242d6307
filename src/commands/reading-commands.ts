/**
 * The commands that read and report, in one chunk of the bundle. One for each command would be slower for all of them: the bundler
 * makes a file for every set of commands that share a module, and each file costs a millisecond at start.
 */
export {completion} from './completion.ts';
export {config} from './config.ts';
export {demo} from './demo.ts';
export {diff} from './diff.ts';
export {doctor} from './doctor.ts';
export {family} from './family.ts';
export {helpText} from './help.ts';
export {host} from './host.ts';
export {images} from './images.ts';
export {refresh} from './refresh.ts';
export {search} from './search.ts';
export {show} from './show.ts';
