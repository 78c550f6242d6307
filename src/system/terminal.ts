import type {Environment, World} from './world.ts';

export type ColourWish = 'auto' | 'always' | 'never';

/**
 * Whether to colour what goes to a stream: the wish first, then NO_COLOR, FORCE_COLOR and CLICOLOR_FORCE, then whether it is a
 * terminal that can (https://no-color.org, DESIGN.md 5). An empty NO_COLOR counts as not set, FORCE_COLOR=0 as "no".
 */
export function colourWanted(wish: ColourWish, env: Environment, isTerminal: boolean): boolean {
  if (wish !== 'auto') return wish === 'always';
  if (filled(env['NO_COLOR'])) return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if (filled(env['CLICOLOR_FORCE']) && env['CLICOLOR_FORCE'] !== '0') return true;
  return isTerminal && env['TERM'] !== 'dumb';
}

/** Whether questions may be asked: both ends are a terminal, nobody forbade it, and it is no CI job (which may have a pty). */
export function mayAsk(env: Environment, terminals: World['terminals'], noInput: boolean): boolean {
  if (noInput || (filled(env['CI']) && env['CI'] !== 'false' && env['CI'] !== '0')) return false;
  return terminals.stdin && terminals.stdout;
}

/** Numbered questions without redrawing: asked for by any of the names in use, or by a terminal that cannot redraw. */
export function accessibleWanted(env: Environment): boolean {
  return (
    env['TERM'] === 'dumb' ||
    switchedOn(env['HSF_ACCESSIBLE']) ||
    switchedOn(env['ACCESSIBLE']) ||
    switchedOn(env['INK_SCREEN_READER'])
  );
}

/** Columns to write in; 80 where nobody knows. */
export function columnsOf(world: World): number {
  const told = world.terminals.stdout ? world.streams().stdout.columns : Number(world.env['COLUMNS'] ?? '');
  return Number.isInteger(told) && told > 0 ? told : 80;
}

function filled(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}

function switchedOn(value: string | undefined): boolean {
  return filled(value) && value !== '0' && value !== 'false' && value !== 'no';
}
