import {spawnSync} from 'node:child_process';
import {mkdtempSync, realpathSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {BenchTerminal} from '../../bench/terminal.ts';

const CHECKOUT = join(import.meta.dirname, '..', '..');

test('npm start without a terminal: finds, explains, runs in a prefix and in a thin container', () => {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-start-')));
  try {
    const env = {PATH: '/usr/local/bin:/usr/bin:/bin', HOME: home, SHELL: '/bin/bash'};
    const {stdout, stderr, status} = spawnSync(process.execPath, ['build/start.ts'], {
      cwd: CHECKOUT,
      env,
      encoding: 'utf8',
      timeout: 120_000,
    });
    expect(stdout, stderr).toContain('Prefix: works. Thin container: works.');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^This machine has (no CVMFS, so this is the demo in|CVMFS at) /);
    expect(stdout).toMatch(/Running in \S+, prefix \/cvmfs\//);
  } finally {
    rmSync(home, {recursive: true, force: true});
  }
}, 150_000);

test('npm start on a terminal: says which CVMFS, opens the picker, and ends with its status', async () => {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-start-')));
  try {
    const env = {PATH: '/usr/local/bin:/usr/bin:/bin', HOME: home, SHELL: '/bin/bash', TERM: 'xterm-256color', LANG: 'C.UTF-8'};
    const command = `sh -c 'cd "${CHECKOUT}" && "${process.execPath}" build/start.ts; echo "ended with $?"'`;
    const terminal = new BenchTerminal(command, {columns: 100, rows: 30}, env);
    await terminal.sees('This machine has ');
    await terminal.sees('LCG_1');
    await terminal.presses('\u0003');
    await terminal.sees('ended with 130');
    await terminal.ends('');
  } finally {
    rmSync(home, {recursive: true, force: true});
  }
});
