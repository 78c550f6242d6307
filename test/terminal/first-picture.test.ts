import {existsSync, readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect} from 'vitest';
import {demoHome} from '../rig/terminal/demo-home.ts';
import {terminalTest} from '../rig/terminal/terminal-test.ts';
import type {Scene} from '../rig/terminal/tmux.ts';

// What happens before and while Ink takes over from the first picture, which nobody may notice.

const HSF = join(import.meta.dirname, '../../bin/hsf');
const {cvmfs, env} = demoHome();
const USUAL = {columns: 80, rows: 24, env};

const line = (t: Scene, more: string) => `HSF_CVMFS=${cvmfs} XDG_STATE_HOME=${t.folder}/state ${HSF} ${more}`;

/** The process number of the picker in this scene, as soon as there is one. */
async function picker(t: Scene): Promise<number> {
  const mark = Buffer.from(`XDG_STATE_HOME=${t.folder}/state`);
  const end = Date.now() + 15_000;
  for (;;) {
    for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
      try {
        const isNode = readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('dist/hsf.js');
        if (isNode && readFileSync(`/proc/${pid}/environ`).includes(mark)) return Number(pid);
      } catch {
        // It has ended, or is not ours.
      }
    }
    if (Date.now() > end) throw new Error('no picker was started');
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}

/** A screen with this in it, and not twice. */
const once = (text: string) => new RegExp(`^(?:(?!${text})[^])*${text}(?:(?!${text})[^])*$`);

describe.each([{more: ''}, {more: '--full-screen'}])('hsf $more', ({more}) => {
  terminalTest('takes what was typed right after its start', USUAL, async t => {
    // The command, its Enter and the text in one chunk, so that the text is there before the picker is.
    await t.sendBytes(`${line(t, more)}\rgentoo`);
    await t.sees('Search: gentoo');
    await t.sees('1 of ');
    await t.sees('> ● gentoo/linux');
    await t.press('C-c');
    await t.seesPrompt();
    expect(await t.output('echo $?')).toBe('130');
  });

  for (const wait of [0, 100, 200, 300]) {
    terminalTest(`resized ${wait} ms after the first picture, it looks as if it had never been otherwise`, USUAL, async t => {
      await t.command(`clear; ${line(t, more)}`);
      await t.sees('> ● lcg/LCG_');
      await new Promise(resolve => setTimeout(resolve, wait));
      await t.resize(100, 30);
      await t.resize(64, 20);
      await t.type('gentoo');
      await t.sees('Search: gentoo');
      await t.press('C-l');
      await t.sees(/^> ● gentoo\/linux/m);
      // The screen is cleared before it is drawn anew, and may be looked at in between.
      await t.sees(once('Search: gentoo'));
      await t.sees(once('> ● gentoo/linux'));
      await t.press('C-c');
      await t.seesPrompt();
      expect(await t.screen()).not.toContain('gentoo');
    });
  }

  for (const wait of [0, 50, 100, 200]) {
    terminalTest(`Ctrl-C ${wait} ms after its start leaves nothing`, USUAL, async t => {
      await t.command(line(t, more));
      const pid = await picker(t);
      await new Promise(resolve => setTimeout(resolve, wait));
      await t.press('C-c');
      await t.seesPrompt();
      expect(await t.output('echo $?')).toBe('130');
      expect(await t.screen()).not.toContain('Search');
      expect(existsSync(`/proc/${pid}`)).toBe(false);
    });

    terminalTest(`SIGTERM ${wait} ms after its start gives the terminal back`, USUAL, async t => {
      await t.command(line(t, more));
      const pid = await picker(t);
      await new Promise(resolve => setTimeout(resolve, wait));
      process.kill(pid, 'SIGTERM');
      await t.seesPrompt();
      expect(await t.output('echo $?')).toBe('143');
      expect(await t.screen()).not.toContain('Search');
    });
  }
});
