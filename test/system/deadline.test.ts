import {expect, test} from 'vitest';
import {withinDeadline} from '../../src/commands/deadline-guard.ts';
import {deadlineAfter, earlier} from '../../src/system/deadline.ts';

const invocation = {command: {name: 'plan'}} as Parameters<typeof withinDeadline>[1]['invocation'];

test('who is asked may take as long as he likes, and has all the time afterwards', async () => {
  let now = 0;
  const deadline = deadlineAfter(100, () => now);
  const before = earlier(deadline, 10);
  now = 60;
  expect([deadline.remainingMs(), before.remainingMs()]).toEqual([40, 30]);
  await deadline.whileAsked(async () => {
    now = 5000;
    expect(deadline.remainingMs()).toBe(100);
  });
  expect([deadline.remainingMs(), before.remainingMs()]).toEqual([100, 90]);
  now = 5200;
  expect(deadline.remainingMs()).toBe(0);
});

test('a command is not given up while somebody is asked, and is afterwards', async () => {
  const deadline = deadlineAfter(20, () => performance.now());
  const later = (ms: number) => new Promise<string>(resolve => setTimeout(resolve, ms, 'chosen'));
  expect(
    await withinDeadline(
      deadline.whileAsked(() => later(1200)),
      {deadline, invocation},
    ),
  ).toBe('chosen');
  await expect(withinDeadline(later(5000), {deadline, invocation})).rejects.toMatchObject({code: 'timeout'});
});
