import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {demoHome} from '../rig/terminal/demo-home.ts';
import {terminalTest} from '../rig/terminal/terminal-test.ts';
import type {Scene} from '../rig/terminal/tmux.ts';

const HSF = join(import.meta.dirname, '../../bin/hsf');
const {cvmfs, env} = demoHome();

async function open(t: Scene, more = ''): Promise<void> {
  // Recent choices of one test would change what another one finds selected.
  await t.command(`HSF_CVMFS=${cvmfs} XDG_STATE_HOME=${t.folder}/state ${HSF} ${more}`);
}

describe('the whole way, in a terminal', () => {
  for (const size of [
    {columns: 40, rows: 10},
    {columns: 80, rows: 24},
    {columns: 200, rows: 60},
  ]) {
    terminalTest(
      `choosing a stack ends in its shell, and exit 7 is 7, at ${size.columns}×${size.rows}`,
      {...size, env},
      async t => {
        await open(t);
        await t.sees('> ● lcg/LCG_');
        await t.press('Enter');
        await t.sees('Platform');
        await t.press('Enter');
        await t.sees('How to start');
        await t.press('Enter');
        await t.sees(/"exit" ?leaves ?it/);
        await t.command('echo "stack:$HSF_STACK"');
        await t.sees('stack:lcg/LCG_');
        await t.command('exit 7');
        await t.seesPrompt();
        expect(await t.output('echo $?')).toBe('7');
      },
    );
  }

  terminalTest('all keys in one chunk', {columns: 100, rows: 30, env}, async t => {
    await open(t);
    await t.sees('> ● lcg/LCG_');
    await t.sendBytes('gentoo\r\r\r');
    await t.sees(/"exit" ?leaves ?it/);
    await t.command('echo "stack:$HSF_STACK"; exit 3');
    await t.sees('stack:gentoo/linux');
    await t.seesPrompt();
    expect(await t.output('echo $?')).toBe('3');
  });

  terminalTest(
    'who leaves at a later question is told how to come back, and what was copied',
    {columns: 100, rows: 30, env},
    async t => {
      await open(t);
      await t.sees('> ● lcg/LCG_');
      await t.press('Enter');
      await t.sees('SYSTEM');
      await t.press('C-c');
      await t.sees(/hsf: To come back here: hsf shell lcg\/LCG_\d+\n/);
      await t.seesPrompt();
      await t.command('clear');
      await open(t);
      await t.sees('> ● lcg/LCG_');
      await t.press('C-y');
      await t.sees('was sent to the clipboard');
      await t.press('C-c');
      await t.sees(/hsf: Copied: hsf shell lcg\/LCG_\S+\n/);
      await t.seesPrompt();
      expect(await t.output('echo $?')).toBe('130');
    },
  );

  terminalTest('nothing of ours is left in the shell', {columns: 100, rows: 30, env}, async t => {
    await open(t);
    await t.sees('> ● lcg/LCG_');
    await t.press('M-Enter');
    await t.sees(/"exit" ?leaves ?it/);
    const processes = await t.output('ps -o comm= --ppid $PPID; ps -o comm= -p $$');
    expect(processes).not.toContain('node');
    expect(await t.output('set -o pipefail; yes | head -1; echo $?')).toContain('141');
    await t.command(`sh -c 'trap "echo goes on" CONT; echo sleeps; while :; do sleep 0.1; done'`);
    await t.sees(/^sleeps/m);
    await t.press('C-z');
    await t.sees('Stopped');
    await t.command('fg');
    await t.sees(/^goes on/m);
    await t.press('C-c');
    await t.command('echo "ended $?"');
    await t.sees(/^ended 130/m);
    await t.command('exit 0');
  });

  terminalTest(
    'choosing may take longer than any command',
    {columns: 100, rows: 30, env: {...env, HSF_TIMEOUT: '2'}},
    async t => {
      await open(t, 'plan lcg/');
      await t.sees('> ● lcg/LCG_');
      // The very time that has to go by.
      await new Promise(resolve => setTimeout(resolve, 3000));
      await t.press('M-Enter');
      await t.sees('Variables set');
      await t.seesPrompt();
      expect(await t.output('echo $?')).toBe('0');
    },
  );

  terminalTest('Ctrl-C leaves with 130 and starts nothing', {columns: 100, rows: 30, env}, async t => {
    await open(t);
    await t.sees('> ● lcg/LCG_');
    await t.press('C-c');
    await t.seesPrompt();
    expect(await t.output('echo $?')).toBe('130');
  });

  terminalTest('TERM=dumb asks numbered questions', {columns: 80, rows: 50, env}, async t => {
    await t.command('export TERM=dumb');
    await open(t);
    await t.sees('Which stack?');
    await t.command('gentoo');
    for (const question of ['1 with gentoo', 'Which platform', 'How to start']) {
      await t.sees(question);
      await t.command('');
    }
    await t.sees(/"exit" ?leaves ?it/);
    await t.command('exit 5');
    await t.seesPrompt();
    expect(await t.output('echo $?')).toBe('5');
  });

  terminalTest(
    'NO_COLOR gives no colour, and the selection is seen',
    {columns: 80, rows: 24, env: {...env, NO_COLOR: '1'}},
    async t => {
      await open(t);
      await t.sees('> ● lcg/LCG_');
      expect(await t.colouredScreen()).not.toMatch(/\u001b\[[\d;]*\b(3[0-7]|9[0-7])m/);
      await t.press('C-c');
    },
  );
});

test('no terminal: help on stderr, status 2, nothing read', () => {
  const {status, stdout, stderr} = spawnSync(HSF, [], {
    input: 'x\n',
    encoding: 'utf8',
    env: {...process.env, ...env, HSF_CVMFS: cvmfs},
  });
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain('hsf');
});
