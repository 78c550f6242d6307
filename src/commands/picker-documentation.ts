import {openApart} from '../system/open-apart.ts';
import {which} from '../system/which.ts';
import type {Environment} from '../system/world.ts';

/** What shows a page without this terminal, where something does: the browser of the user's wish, else that of the desktop. */
export function browserFor(
  address: string,
  env: Environment,
  untouchable: readonly string[],
): readonly [string, ...string[]] | null {
  // An address is data of a family file: no word of it becomes an option or another kind of place.
  if (!/^https?:\/\/[^\s]+$/.test(address)) return null;
  const wish = (env['BROWSER'] ?? '').split(':').find(word => word.trim() !== '');
  if (wish !== undefined) {
    const [name = '', ...words] = wish.trim().split(/\s+/);
    const program = which(name, env['PATH'], untouchable);
    if (program !== null) {
      const filled = words.map(word => word.replaceAll('%s', address));
      return [program, ...filled, ...(wish.includes('%s') ? [] : [address])];
    }
  }
  // Without a desktop xdg-open shows pages in a terminal.
  const hasDesktop = Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY']);
  const opener = hasDesktop ? which('xdg-open', env['PATH'], untouchable) : null;
  return opener === null ? null : [opener, address];
}

/** Shows a page, or says where it is. */
export async function openDocumentation(address: string, env: Environment, untouchable: readonly string[]): Promise<string> {
  const argv = browserFor(address, env, untouchable);
  if (argv === null) return `No browser can be opened here. Read on at ${address}`;
  const problem = await openApart(argv, env);
  return problem === null
    ? `${address} was handed to ${argv[0]}.`
    : `${argv[0]} cannot be started (${problem}). Read on at ${address}`;
}
