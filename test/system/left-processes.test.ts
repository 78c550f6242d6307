import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {expect, test} from 'vitest';
import {endProcess, leftProcesses, namesIn} from '../../src/system/left-processes.ts';

test('what a program left behind is found by its group, or by what it was started with, and ended', async () => {
  const mark = `/nowhere/${Math.random()}`;
  const child = spawn('/bin/sh', ['-c', 'setsid sleep 41.75 & sleep 41.75 & echo ready; wait'], {
    ...{detached: true, stdio: ['ignore', 'pipe', 'inherit'], env: {PATH: '/usr/bin:/bin', MARK: mark}},
  });
  await once(child.stdout!, 'data');
  const exited = once(child, 'exit');
  const names = () => leftProcesses(child.pid!, mark).map(({name}) => name);
  await expect.poll(() => names().filter(name => name === 'sleep').length, {timeout: 10_000}).toBe(2);
  leftProcesses(child.pid!, mark).forEach(endProcess);
  await exited;
  await expect.poll(names, {timeout: 10_000}).toEqual([]);
});

test('a process that is gone, and a directory that is none, are no error', () => {
  expect(() => endProcess({pid: 2 ** 22 - 1, name: 'gone'})).not.toThrow();
  expect(namesIn('/no/such/directory')).toEqual([]);
});

test('what anybody may have marks nothing: everybody would be ended', () => {
  expect(() => leftProcesses(null, '')).toThrow('anybody');
  expect(() => leftProcesses(null, '/tmp')).toThrow('anybody');
  // Processes whose leader is outside of a container, and all of the kernel's.
  expect(() => leftProcesses(0, '/nowhere/0.123456789')).toThrow('anybody');
  expect(leftProcesses(null, `/nowhere/${Math.random()}`)).toEqual([]);
});
