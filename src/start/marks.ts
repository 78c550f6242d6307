import type {PlanInput} from './plan-input.ts';

/** The variables that say inside where one is (MOUNTS.md 3.3). `container` is the image, `host`, or null outside containers. */
export function marks(
  input: Pick<PlanInput, 'stack' | 'variant' | 'caller'>,
  container: string | null,
): Readonly<Record<string, string>> {
  const {env} = input.caller;
  const around = env['HSF_CONTAINER'];
  const here = container ?? around;
  return {
    HSF_STACK: input.stack.address,
    HSF_PLATFORM: input.variant.platform.text,
    HSF_LEVEL: String((Number.parseInt(env['HSF_LEVEL'] ?? '0', 10) || 0) + 1),
    ...(here === undefined || here === '' ? {} : {HSF_CONTAINER: here}),
  };
}
