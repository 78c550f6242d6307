import {spawnSync} from 'node:child_process';
import {expect, test} from 'vitest';
import {refuseTooLarge} from '../../../src/start/environment/kernel-limits.ts';

const env = (bytes: number) => ({PATH: '/bin', HUGE: 'x'.repeat(bytes)});
/** Whether the kernel takes it. */
const starts = (own: Record<string, string>) => spawnSync('/bin/true', [], {env: own}).status === 0;

test.each([
  {title: 'up to 128 kB with its name', bytes: 128 * 1024 - 'HUGE='.length - 1, fits: true},
  {title: 'a byte more', bytes: 128 * 1024 - 'HUGE='.length, fits: false},
  {title: '200 kB', bytes: 200_000, fits: false},
])('a variable of $title is refused where the kernel would', ({bytes, fits}) => {
  expect(starts(env(bytes))).toBe(fits);
  const check = () => refuseTooLarge(env(bytes), ['/bin/true']);
  if (fits) expect(check).not.toThrow();
  else expect(check).toThrow(/^HUGE has \d+ kB, and no program can be started/);
});

test('an environment that is too large altogether names its largest variable', () => {
  const own = Object.fromEntries(Array.from({length: 40}, (_, index) => [`V${index}`, 'x'.repeat(60_000 + index)]));
  expect(starts(own)).toBe(false);
  expect(() => refuseTooLarge(own, [])).toThrow(/no program can be started with more than 2048 kB. The largest variable is V39/);
});
