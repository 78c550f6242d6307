import {UserError} from '../system/user-error.ts';
import type {MountWish} from './mounts.ts';
import {tidy} from './working-directory.ts';

/** From where a bind is read: relative paths are below `base`, `~` stands for `home`. */
export type BindPlace = {readonly origin: 'user' | 'site'; readonly base: string; readonly home: string | null};

/**
 * Reads `SOURCE[:TARGET[:ro|rw]]`, with one meaning on all engines (MOUNTS.md 4). `\:` is a colon of a path and `\\` a backslash; blanks
 * and commas are themselves.
 *
 * @throws UserError `usage`
 */
export function parseBind(text: string, place: BindPlace): MountWish {
  const parts = fieldsOf(text);
  const last = parts.at(-1);
  const mode = parts.length > 1 && (last === 'ro' || last === 'rw') ? last : null;
  if (mode !== null) parts.pop();
  const [source = '', target = source] = parts;
  if (parts.length > 2 || source === '' || target === '') {
    throw new UserError(
      'usage',
      `"${text}" is no bind.`,
      'Write --bind SOURCE, --bind SOURCE:TARGET or --bind SOURCE:TARGET:ro; a colon of a path is written \\:.',
    );
  }
  return {
    source: absolute(source, text, place),
    target: requireTarget(absolute(target, text, place), text),
    mode: mode ?? 'rw',
    reason: 'asked for',
    origin: place.origin,
    needed: place.origin === 'user',
  };
}

/** Splits at colons that no backslash stands before. */
function fieldsOf(text: string): string[] {
  const fields = [''];
  for (const [token] of text.matchAll(/\\[:\\]|[^]/gu)) {
    if (token === ':') fields.push('');
    else fields[fields.length - 1] += token.length === 2 && token.startsWith('\\') ? token.slice(1) : token;
  }
  return fields;
}

function absolute(path: string, text: string, {base, home}: BindPlace): string {
  if (path.startsWith('/')) return tidy(path);
  if (!/^~(\/|$)/.test(path)) return tidy(`${base}/${path}`);
  if (home !== null) return tidy(home + path.slice(1));
  throw new UserError('usage', `"${text}" names a home directory, and HOME is not set.`, 'Write the full path.');
}

/** What every container has of its own: no directory can take the place of these. */
const NEVER_COVERED: readonly string[] = ['/', '/dev', '/proc', '/sys'];

function requireTarget(target: string, text: string): string {
  if (!NEVER_COVERED.includes(target)) return target;
  throw new UserError(
    'usage',
    `"${text}" would take the place of ${target} inside, without which nothing starts.`,
    target === '/'
      ? 'Name what is to be the root with "--image", or another target: --bind SOURCE:TARGET.'
      : 'Give it another target.',
  );
}
