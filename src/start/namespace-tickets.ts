import {credentialPairs, shareCredentials} from './credentials.ts';
import type {Plan} from './plan.ts';
import type {PlanInput} from './plan-input.ts';

/**
 * A plan for this machine's own root in a user namespace: everything is where it was, but a kernel keyring. It belongs to the namespace
 * of the user, so inside it is another one or none at all (MOUNTS.md 2.5; tried with `session`, `user` and `persistent`), and its tickets
 * come along in a file. Root needs no such namespace; and an environment that is only captured is used outside.
 */
export async function withTickets(plan: Plan, input: Pick<PlanInput, 'caller' | 'tree' | 'wishes'>): Promise<Plan> {
  const {caller, tree, wishes} = input;
  if (caller.uid === 0 || wishes.action.kind === 'capture') return plan;
  const pairs = (await credentialPairs(input, {source: caller.env['HOME'] ?? null})).filter(pair => pair.ofKeyring === true);
  if (pairs.length === 0) return plan;
  const states = await tree.states(pairs.flatMap(pair => pair.paths));
  const {set, prepare, unavailable} = shareCredentials(pairs, states, () => true, caller);
  const dropped = [...unavailable].filter(([name]) => name in caller.env).map(([name, reason]) => ({name, reason}));
  return {
    ...plan,
    env: {...plan.env, set: {...plan.env.set, ...set}, dropped: [...plan.env.dropped, ...dropped]},
    prepare: [...plan.prepare, ...prepare],
  };
}
