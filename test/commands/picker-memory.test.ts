import {chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {keepMemory, packMemory, pickerRequest, recallTable} from '../../src/commands/picker-memory.ts';
import {describeHost} from '../../src/choose/describe-host.ts';
import {judge} from '../../src/choose/judge.ts';
import {packTable} from '../../src/choose/packed-table.ts';
import {stackTable} from '../../src/choose/stack-table.ts';
import {machine} from '../choose/machine.ts';
import {found, kinds} from '../choose/scene.ts';

const host = describeHost(machine({}));
const findings = {cvmfs: '/cvmfs', repositories: [], variants: [found('LCG_107', 'x86_64-el9-gcc13-opt', kinds.lcg)]};
const table = stackTable(judge(findings, host), host);
const facts = {
  request: 'asked',
  day: 20_000,
  inputs: null,
  trace: null,
  proof: [],
  repositories: [],
  host,
  table: packTable(table),
};
const uid = process.getuid!();

describe("a picker's memory", () => {
  let folder = '';
  let file = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'hsf-picker-memory-'));
    file = join(folder, 'picker/1');
    expect(keepMemory(file, packMemory('build', facts))).toBe(true);
  });
  afterAll(() => rmSync(folder, {recursive: true, force: true}));

  test('has what was kept, and is private', () => {
    const known = recallTable(file, 'build', 'asked', uid);
    expect(known?.table.stackAt(0)).toEqual(table.stackAt(0));
    expect(known?.host).toEqual(host);
    expect(statSync(file).mode & 0o077).toBe(0);
  });

  test('is none for what else was asked, by another build, or of another user', () => {
    expect(recallTable(file, 'build', 'asked otherwise', uid)).toBeNull();
    expect(recallTable(file, 'other build', 'asked', uid)).toBeNull();
    expect(recallTable(file, 'build', 'asked', uid + 1)).toBeNull();
    expect(recallTable(join(folder, 'missing'), 'build', 'asked', uid)).toBeNull();
  });

  test('is none with any byte changed, and at any shorter length', () => {
    const whole = readFileSync(file);
    const damaged = join(folder, 'damaged');
    for (let at = 0; at < whole.length; at += 41) {
      const bytes = Buffer.from(whole);
      bytes[at] = bytes[at]! ^ 0x20;
      writeFileSync(damaged, bytes, {mode: 0o600});
      expect(recallTable(damaged, 'build', 'asked', uid)).toBeNull();
      writeFileSync(damaged, whole.subarray(0, at));
      expect(recallTable(damaged, 'build', 'asked', uid)).toBeNull();
    }
  });

  test('is none where others may write', () => {
    chmodSync(file, 0o622);
    expect(recallTable(file, 'build', 'asked', uid)).toBeNull();
  });
});

describe('what is asked', () => {
  const machineNow = {cwd: '/home/user', uname: ['Linux', '6.1', 'x86_64']};
  const request = (env: Record<string, string>, given: readonly (readonly [string, readonly string[]])[] = []) =>
    pickerRequest({given: new Map(given)}, {env, uid: 1000}, machineNow);
  const usual = {HOME: '/home/user', PATH: '/usr/bin', TERM: 'xterm'};

  test('is the same in another terminal, with another PATH and another look', () => {
    const other = {
      HOME: '/home/user',
      PATH: '/opt/bin:/usr/bin',
      TERM: 'screen',
      COLUMNS: '80',
      HSF_THEME: 'solarized',
      HSF_HEIGHT: '20',
    };
    expect(request(other, [['full-screen', ['']]])).toBe(request(usual));
  });

  test('has no secret in it that a flag or variable brings, since it is written down', () => {
    const secret = request({...usual, HSF_ENV: 'A_TOKEN=hush'}, [['env', ['B_TOKEN=hush']]]);
    expect(secret).not.toContain('hush');
    expect(request({...usual, HSF_ENV: 'A_TOKEN=hush2'}, [['env', ['B_TOKEN=hush']]])).not.toBe(secret);
  });

  test('is another one with another root, home, host or flag', () => {
    for (const change of [{HSF_CVMFS: '/other'}, {HOME: '/home/other'}, {HSF_OS: 'el9'}, {XDG_CONFIG_HOME: '/else'}])
      expect(request({...usual, ...change})).not.toBe(request(usual));
    expect(request(usual, [['cvmfs', ['/other']]])).not.toBe(request(usual));
  });
});
