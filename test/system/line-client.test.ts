import {expect, test} from 'vitest';
import {startLineClient} from '../../src/system/line-client.ts';

const startAsleep = () => startLineClient('/bin/sh', ['/bin/sh', '-c', 'read -r line; sleep 60']);

test('a helper that is stopped at work is noted first, since it may be stuck', async () => {
  const client = startAsleep();
  const groups: (number | null)[] = [];
  void client.ask('a', 60_000, {onSlow: group => groups.push(group)});
  await client.stop();
  expect(groups).toEqual([expect.any(Number)]);
});

test('a helper that is stopped at rest is not', async () => {
  const client = startLineClient('/bin/sh', ['/bin/cat']);
  const groups: (number | null)[] = [];
  // However slow the machine is: what is noted of a silence is taken back by the answer.
  const watch = {onSlow: (group: number | null) => void groups.push(group), onAwake: () => void groups.pop()};
  expect(await client.ask('a', 60_000, watch)).toEqual({status: 'line', text: 'a'});
  await client.stop();
  expect(groups).toEqual([]);
});
