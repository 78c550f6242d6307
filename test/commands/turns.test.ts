import {expect, test} from 'vitest';
import {makeTurns} from '../../src/commands/turns.ts';

test('work about one thing goes on one after the other, also after a failure, and other work does not wait', async () => {
  const turns = makeTurns(60_000);
  const said: string[] = [];
  const gate = Promise.withResolvers<void>();
  const first = turns('one', async () => {
    await gate.promise;
    said.push('first');
    throw new Error('of the first');
  });
  const second = turns('one', async () => said.push('second'));
  await turns('other', async () => said.push('other'));
  gate.resolve();
  await expect(first).rejects.toThrow('of the first');
  await second;
  expect(said).toEqual(['other', 'first', 'second']);
});

test('nobody waits for ever', async () => {
  const turns = makeTurns(10);
  void turns('one', () => new Promise(() => undefined));
  expect(await turns('one', async () => 'went on')).toBe('went on');
});
