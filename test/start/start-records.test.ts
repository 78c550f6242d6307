import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, expect, test} from 'vitest';
import type {Plan} from '../../src/start/plan.ts';
import {readStarts, recordStart} from '../../src/start/start-records.ts';

const folder = mkdtempSync(join(tmpdir(), 'hsf-records-'));
afterAll(() => rmSync(folder, {recursive: true, force: true}));

const planWith = (more: Partial<Plan>): Plan => ({
  stack: 'toy/1',
  variant: 'toy/1@x86_64',
  mode: 'container',
  engine: 'bubblewrap',
  image: '/cvmfs/images/el9',
  argv: ['/bin/true'],
  cwd: '/data',
  env: {set: {}, unset: [], dropped: []},
  steps: [],
  mounts: [],
  warnings: [],
  prepare: [],
  signals: {by: 'exec'},
  processEnv: null,
  root: null,
  ...more,
});

test('a start is known while it goes on, and its files go with it', async () => {
  const directory = join(folder, 'starts');
  const ticket = join(folder, 'ticket');
  writeFileSync(ticket, 'secret');
  const child = spawn('/bin/sleep', ['60'], {stdio: 'ignore'});
  const own = {kind: 'file', path: ticket, text: 'secret', mode: 0o600, until: 'end'} as const;
  recordStart(directory, planWith({prepare: [own]}), {
    name: 'hsf-0-1',
    pid: child.pid!,
    at: new Date('2026-01-02T03:04:05Z'),
    shell: true,
  });
  expect(statSync(join(directory, 'hsf-0-1.json')).mode & 0o777).toBe(0o600);
  expect(readStarts(directory)).toMatchObject([{name: 'hsf-0-1', engine: 'bubblewrap', cwd: '/data', files: [ticket]}]);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(readStarts(directory)).toEqual([]);
  expect([existsSync(ticket), readdirSync(directory)]).toEqual([false, []]);
});

test('a start without container or files leaves no record, and damaged ones are nobody', () => {
  const directory = join(folder, 'others');
  const own = {pid: process.pid, at: new Date(), shell: false};
  recordStart(directory, planWith({mode: 'native', engine: null}), {...own, name: 'hsf-0-2'});
  expect(existsSync(directory)).toBe(false);
  recordStart(directory, planWith({}), {...own, name: 'hsf-0-3'});
  writeFileSync(join(directory, 'hsf-0-4.json'), '{"pid":');
  expect(readStarts(directory).map(({name}) => name)).toEqual(['hsf-0-3']);
});
