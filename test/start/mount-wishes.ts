import type {MountWish} from '../../src/start/mounts.ts';

/** A wish of a test: equal paths, read and write, built in, unless told otherwise. */
export const wish = (source: string, target = source, more: Partial<MountWish> = {}): MountWish => ({
  source,
  target,
  mode: 'rw',
  reason: '',
  origin: 'builtin',
  needed: false,
  ...more,
});
