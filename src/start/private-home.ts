import type {PathPreparation} from './plan.ts';
import type {PlanInput} from './plan-input.ts';
import {UserError} from '../system/user-error.ts';

export type Home = {
  /** Directory of the machine, null for none. */
  readonly source: string | null;
  readonly env: Readonly<Record<string, string>>;
  readonly prepare: readonly PathPreparation[];
  readonly warnings: readonly string[];
};

/**
 * The home directory of a start. A private one keeps dotfiles of this machine away from a foreign system; there is one for each
 * operating system, kept below the state directory.
 *
 * @throws UserError `directory-missing` when a private home is wanted and there is nowhere to keep it
 */
export function privateHome(input: Pick<PlanInput, 'wishes' | 'caller' | 'stateDirectory' | 'variant'>): Home {
  const {wishes, caller, stateDirectory, variant} = input;
  const none = {env: {}, prepare: [], warnings: []};
  switch (wishes.home) {
    case 'real':
      return {...none, source: caller.env['HOME'] ?? null};
    case 'none':
      return {...none, source: null, env: {HOME: '/'}};
    case 'private': {
      if (stateDirectory === null) {
        throw new UserError(
          'directory-missing',
          'There is no place to keep a private home directory.',
          'Set HOME or XDG_STATE_HOME, or name a directory with "--home".',
        );
      }
      const {os} = variant.platform;
      const path = `${stateDirectory}/homes/${os === null ? 'any' : `${os.id}${os.version ?? ''}`.replace(/[^\w.-]/g, '_')}`;
      return {...none, source: path, env: {HOME: path}, prepare: [{kind: 'directory', path, mode: 0o700}]};
    }
    default:
      return {...none, source: wishes.home, env: {HOME: wishes.home}};
  }
}

/**
 * A directory named as home has to be there: programs fail in many ways with a HOME that leads nowhere.
 *
 * @throws UserError `directory-missing`
 */
export async function requireHome({wishes, tree}: Pick<PlanInput, 'wishes' | 'tree'>): Promise<void> {
  const {home} = wishes;
  if (!home.startsWith('/')) return;
  const state = (await tree.states([home])).get(home);
  if (state === 'directory') return;
  const reasons: Partial<Record<string, string>> = {missing: 'does not exist', 'not-answering': 'does not answer'};
  throw new UserError(
    'directory-missing',
    `The home directory ${home} ${reasons[state ?? 'missing'] ?? 'is no directory'}.`,
    state === 'missing' ? `Make it first (mkdir -p ${home}), or use "--home private".` : 'Name another directory with "--home".',
  );
}
