import type {Context} from './context.ts';
import {UserError} from '../system/user-error.ts';

/** The commands about the running shell, what was used before, and projects, in one chunk of the bundle (see `reading-commands.ts`). */
const notYet = (name: string) => (_: Context) => Promise.reject(new UserError('usage', `"hsf ${name}" is not there yet.`, ''));

export const use = notYet('use');
export const leave = notYet('leave');
export const switchTo = notYet('switch');
export const status = notYet('status');
export const init = notYet('init');
export const last = notYet('last');
export const history = notYet('history');
export const favourite = notYet('favourite');
export const profile = notYet('profile');
export const allow = notYet('allow');
export const lock = notYet('lock');
export const check = notYet('check');
export const venv = notYet('venv');
