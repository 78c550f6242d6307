import type {Context} from './context.ts';
import type {Run} from './dispatch.ts';
import {UserError} from '../system/user-error.ts';

/** The commands about the running shell, what was used before, and projects, in one chunk of the bundle (see `reading-commands.ts`). */
const notYet = (name: string) => (_: Context) => Promise.reject(new UserError('usage', `"hsf ${name}" is not there yet.`, ''));

export const use = notYet('use');
export const leave = notYet('leave');
export const switchTo = notYet('switch');
export const status = notYet('status');
export const init = notYet('init');
export {last} from './last.ts';
export {history} from './history.ts';
export {favourite} from './favourite.ts';
export {profile} from './profile.ts';
export const allow: Run = async context => (await import('./allow.ts')).allow(context);
export const lock: Run = async context => (await import('./lock.ts')).lock(context);
export const check: Run = async context => (await import('./check.ts')).check(context);
export const venv: Run = async context => (await import('./venv.ts')).venv(context);
