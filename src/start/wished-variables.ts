import {UserError} from '../system/user-error.ts';
import type {Wishes} from './plan-input.ts';

type Environment = Readonly<Record<string, string>>;

/**
 * The variables that `--env` and `--env-file` name, the later ones win. One meaning for all engines: values are taken as they stand,
 * with quotes, dollars and blanks, since they never go through a shell.
 *
 * A file has `NAME=VALUE` or `NAME` (the caller's value) on each line; empty lines and those that begin with `#` say nothing. A value
 * ends with its line, so one with a line break goes in by `NAME` or by `--env`.
 *
 * @throws UserError `usage`; values are not repeated in it, since they may be secrets
 */
export function wishedVariables(
  wishes: Pick<Wishes, 'env' | 'envFile' | 'noEnv'>,
  caller: Environment,
): ReadonlyMap<string, string> {
  const wished = new Map<string, string>();
  const take = (wish: string, place: string, advice: string) => {
    const equals = wish.indexOf('=');
    const name = equals < 0 ? wish.trim() : wish.slice(0, equals).trimStart();
    if (name === '' || /\s/.test(name) || wish.includes('\0'))
      throw new UserError('usage', `${place} names no variable.`, advice);
    if (!/^[A-Za-z_]\w*$/.test(name)) throw new UserError('usage', `${place} has a name that no shell can carry.`, ONLY_LETTERS);
    const value = equals < 0 ? caller[name] : wish.slice(equals + 1);
    if (value !== undefined && !(equals < 0 && wishes.noEnv.includes(name))) wished.set(name, value);
  };
  for (const [index, line] of linesOf(wishes.envFile ?? '').entries()) {
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    take(line, `Line ${index + 1} of --env-file`, 'Write NAME=VALUE or NAME on each line, without "export" and without quotes.');
  }
  for (const text of wishes.env) take(text, shown(text), 'Write --env NAME=VALUE or --env NAME.');
  return wished;
}

// Where an engine goes through a shell, other names are lost; those of exported functions among them.
const ONLY_LETTERS = 'Use letters, digits and "_", and no digit at the beginning.';

/** As editors of other systems write it too: with a byte order mark, and a carriage return at each end of line. */
function linesOf(text: string): readonly string[] {
  return text.replace(/^\uFEFF/, '').split(/\r?\n/);
}

function shown(text: string): string {
  const equals = text.indexOf('=');
  return `--env "${equals < 0 ? text : `${text.slice(0, equals)}=…`}"`;
}
