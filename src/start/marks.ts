import type {EnvironmentChange} from './plan.ts';
import type {PlanInput} from './plan-input.ts';
import type {Environment} from '../system/world.ts';

/**
 * The variables that say inside where one is (MOUNTS.md 3.3). `container` is the image, `host`, or null outside containers. Times are no
 * part of a plan (`hsf status` asks the processes); what `hsf use` said of them around does not hold inside.
 */
export function marks(
  input: Pick<PlanInput, 'stack' | 'variant' | 'caller' | 'revision'>,
  container: string | null,
): Readonly<Record<string, string>> {
  const {env} = input.caller;
  const around = env['HSF_CONTAINER'];
  const here = container ?? around;
  const outer = variantOfMarks(env);
  const stale = ['HSF_SINCE', 'HSF_REVISION', 'HSF_DROPPED'].filter(name => (env[name] ?? '') !== '');
  return {
    HSF_STACK: input.stack.address,
    HSF_PLATFORM: input.variant.platform.text,
    HSF_LEVEL: String(levelOf(env) + 1),
    ...(outer === null ? {} : {HSF_OUTER: [outer, ...outerOf(env)].join(' ')}),
    ...Object.fromEntries(stale.map(name => [name, ''])),
    ...(input.revision === undefined || input.revision === null ? {} : {HSF_REVISION: input.revision}),
    ...(here === undefined || here === '' ? {} : {HSF_CONTAINER: here}),
  };
}

/** What of the caller's environment a start on this machine leaves out, for `hsf status` in there. */
export function withDropped(change: EnvironmentChange, {revision}: Pick<PlanInput, 'revision'>): EnvironmentChange {
  if (revision === undefined) return change;
  const names = change.dropped.map(({name}) => name).filter(name => /^\w+$/.test(name));
  return {...change, set: {...change.set, HSF_DROPPED: names.join(' ')}};
}

/** The variant that one is in by its marks, null where there are none. */
export function variantOfMarks(env: Environment): string | null {
  const stack = env['HSF_STACK'] ?? '';
  const platform = env['HSF_PLATFORM'] ?? '';
  if (stack === '') return null;
  return platform === '' ? stack : `${stack}@${platform}`;
}

/** How many stacks are on top of each other. */
export function levelOf(env: Environment): number {
  return Number.parseInt(env['HSF_LEVEL'] ?? '0', 10) || 0;
}

/** The variants around the one that one is in, the nearest first. */
export function outerOf(env: Environment): readonly string[] {
  return (env['HSF_OUTER'] ?? '').split(' ').filter(address => address !== '');
}
