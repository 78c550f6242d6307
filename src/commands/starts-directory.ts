import type {Directories} from '../system/world.ts';

/** Where starts are remembered as long as they go on. */
export function startsDirectory({state}: Directories): string | null {
  return state === null ? null : `${state}/starts`;
}
