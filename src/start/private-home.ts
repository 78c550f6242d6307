import type {PathPreparation} from './plan.ts';
import {LINKED_FROM_HOME} from './mount-rules.ts';
import type {MountWish} from './mounts.ts';
import type {PlanInput} from './plan-input.ts';
import {UserError} from '../system/user-error.ts';

export type Home = {
  /** Directory of the machine, null for none. */
  readonly source: string | null;
  readonly env: Readonly<Record<string, string>>;
  readonly prepare: readonly PathPreparation[];
  /** What of the real home is shown besides, at its own place. */
  readonly wishes: readonly MountWish[];
};

/**
 * The home directory of a start (MOUNTS.md 2.3). A private one keeps dotfiles of this machine away from a foreign system; there is one
 * for each operating system, kept below the state directory.
 *
 * @throws UserError `directory-missing` when a private home is wanted and there is nowhere to keep it
 */
export async function privateHome(
  input: Pick<PlanInput, 'wishes' | 'caller' | 'stateDirectory' | 'variant' | 'tree'>,
): Promise<Home> {
  const {wishes, caller, stateDirectory, variant} = input;
  const none = {env: {}, prepare: [], wishes: []};
  const real = caller.env['HOME']?.startsWith('/') === true ? caller.env['HOME'] : null;
  switch (wishes.home) {
    case 'real':
      return {...none, source: real};
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
      const linked = real === null ? [] : await linkedFrom(real, input.tree);
      return {
        source: path,
        env: {HOME: path},
        prepare: [
          {kind: 'directory', path, mode: 0o700},
          ...linked.map(({name, source}) => ({kind: 'link', path: `${path}/${name}`, target: source}) as const),
        ],
        wishes: linked.map(({source, reason}) => ({
          source,
          target: source,
          mode: 'rw',
          reason,
          origin: 'credential',
          needed: false,
        })),
      };
    }
    default:
      return {...none, source: wishes.home, env: {HOME: wishes.home}};
  }
}

/** Keys and cookies, without which ssh, grid and X11 would be lost with the real home (MOUNTS.md 2.5). */
async function linkedFrom(
  home: string,
  tree: PlanInput['tree'],
): Promise<readonly {readonly name: string; readonly source: string; readonly reason: string}[]> {
  const states = await tree.states(LINKED_FROM_HOME.flatMap(({from}) => from.map(name => `${home}/${name}`)));
  return LINKED_FROM_HOME.flatMap(({name, from, reason}) => {
    const source = from.map(each => `${home}/${each}`).find(path => ['directory', 'file'].includes(states.get(path) ?? ''));
    return source === undefined ? [] : [{name, source, reason}];
  });
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
