import type {Run} from './dispatch.ts';

/** The commands about the running shell, what was used before, and projects, in one chunk of the bundle (see `reading-commands.ts`). */
export {use} from './use.ts';
export {leave} from './leave.ts';
export {switchTo} from './switch.ts';
export {status} from './status.ts';
export {init} from './init.ts';
export {last} from './last.ts';
export {history} from './history.ts';
export {favourite} from './favourite.ts';
export {profile} from './profile.ts';
export const allow: Run = async context => (await import('./allow.ts')).allow(context);
export const lock: Run = async context => (await import('./lock.ts')).lock(context);
export const check: Run = async context => (await import('./check.ts')).check(context);
export const venv: Run = async context => (await import('./venv.ts')).venv(context);
