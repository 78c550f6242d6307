import {existsSync, mkdtempSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import type {CommandPreparation} from '../../src/start/plan.ts';
import {filesOfStart, prepare} from '../../src/start/prepare.ts';

const folder = mkdtempSync(join(tmpdir(), 'hsf-prepare-'));
afterAll(() => rmSync(folder, {recursive: true, force: true}));
const made = join(folder, 'deep/ticket');

const command = (script: string, more: Partial<CommandPreparation> = {}): CommandPreparation => ({
  kind: 'command',
  argv: ['/bin/sh', '-c', script, 'sh', made],
  env: {PATH: '/usr/bin:/bin', NAME: "it's"},
  timeoutMs: 5_000,
  makes: [made],
  failure: {then: 'warn', message: 'The ticket cannot be shown inside.', advice: 'Run "kinit".'},
  ...more,
});

describe('a program that comes before a start', () => {
  test('gets its environment, and what it makes has a folder', async () => {
    expect(await prepare([command('printf %s "$NAME" >"$1"')])).toEqual([]);
    expect(readFileSync(made, 'utf8')).toBe("it's");
  });

  test('that fails is a warning with its last words, and half of its file goes', async () => {
    expect(await prepare([command('echo half >"$1"; echo first >&2; echo no ticket >&2; exit 3')])).toEqual([
      'The ticket cannot be shown inside (no ticket).',
    ]);
    expect(existsSync(made)).toBe(false);
  });

  test('that does not end is given up at its deadline', async () => {
    expect(await prepare([command('sleep 60', {timeoutMs: 300})])).toEqual([
      'The ticket cannot be shown inside (no answer within 0.3 s).',
    ]);
  });

  test('that the start cannot do without refuses it, and files of this start go', async () => {
    const file = {kind: 'file', path: join(folder, 'own'), text: 'secret', mode: 0o644, until: 'end'} as const;
    const failing = command('exit 1', {failure: {then: 'refuse', message: 'No ticket.', advice: 'Run "kinit".'}});
    await expect(prepare([file, failing])).rejects.toMatchObject({code: 'setup-failed', message: 'No ticket.'});
    expect(existsSync(file.path)).toBe(false);
  });
});

test('a file of the start alone is private, and never one of an earlier start', async () => {
  const path = join(folder, 'private');
  writeFileSync(path, 'secret', {mode: 0o666});
  const before = statSync(path).ino;
  const file = {kind: 'file', path, text: 'secret', mode: 0o644, until: 'end'} as const;
  await prepare([file]);
  expect([statSync(path).mode & 0o777, statSync(path).ino === before]).toEqual([0o600, false]);
  expect(filesOfStart([file, command(''), {kind: 'directory', path: folder, mode: 0o700}])).toEqual([path, made]);
});

test('a link is made once, and nothing that is there gives way to it', async () => {
  const link = {kind: 'link', path: join(folder, 'home/.ssh'), target: '/gone'} as const;
  await prepare([link, {...link, target: '/other'}]);
  expect(readlinkSync(link.path)).toBe('/gone');
});
