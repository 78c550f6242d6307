import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {expect} from 'vitest';
import {asAccount} from '../rig.ts';
import {outcomeOf, type Cell} from './cell.ts';

export const STREAM_CHECKS = {
  stdin: async (cell: Cell) => {
    const {stdout, status} = await cell.run(['/bin/cat'], {}, {input: Buffer.from('one\ntwo\0\xff', 'latin1')});
    expect({status, text: stdout.toString('latin1')}).toEqual({status: 0, text: 'one\ntwo\0\xff'});
  },

  'stdin-closed': async (cell: Cell) => {
    const {stdout, status, stderr} = await cell.run(['/bin/sh', '-c', 'echo runs; exit 3'], {}, {before: 'exec 0<&-'});
    expect({status, stderr, text: stdout.toString()}).toEqual({status: 3, stderr: '', text: 'runs\n'});
  },

  'stdin-left': async (cell: Cell) => {
    const {argv, env} = await cell.command(['/bin/sh', '-c', 'read -r line; echo "read $line"']);
    const [program, ...args] = asAccount(cell.account, ['/bin/sh', '-c', '"$@"; exec cat', 'sh', ...argv]);
    const child = spawn(program, args, {env, cwd: '/', stdio: ['pipe', 'pipe', 'pipe']});
    const {stdout, stderr} = await outcomeOf(child, {input: Buffer.from('one\ntwo\n'), patience: 20_000});
    expect({stderr, text: stdout.toString()}).toEqual({stderr: '', text: 'read one\ntwo\n'});
  },

  'fifty-megabytes': async (cell: Cell) => {
    const input = Buffer.alloc(50_000_000);
    for (let at = 0; at < input.length; at += 1) input[at] = (at * 31 + (at >> 8)) & 0xff;
    const {stdout} = await cell.run(['/bin/cat'], {}, {input});
    expect(stdout.length).toBe(input.length);
    expect(stdout.equals(input)).toBe(true);
  },

  'broken-pipe': async (cell: Cell) => {
    const {argv, env} = await cell.command(['/bin/yes']);
    const [program, ...args] = asAccount(cell.account, argv);
    const child = spawn(program, args, {env, cwd: '/', stdio: ['ignore', 'pipe', 'ignore']});
    const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
    try {
      const end = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
      await Promise.race([once(child.stdout, 'data'), end]);
      child.stdout.destroy();
      // With which status differs; it must not have to be killed.
      expect((await end)[1]).not.toBe('SIGKILL');
    } finally {
      clearTimeout(timer);
    }
  },

  stderr: async (cell: Cell) => {
    const {stdout, stderr} = await cell.run(['/bin/sh', '-c', 'echo out; echo err >&2']);
    expect({stdout: stdout.toString(), stderr}).toEqual({stdout: 'out\n', stderr: 'err\n'});
  },

  'no-carriage-returns': async (cell: Cell) => {
    const {stdout} = await cell.run(['/bin/printf', 'a\\nb\\n']);
    expect(stdout.toString()).toBe('a\nb\n');
  },
};
