import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect} from 'vitest';
import {builtFixture} from '../rig/terminal/build-fixture.ts';
import {terminalTest} from '../rig/terminal/terminal-test.ts';
import type {Scene} from '../rig/terminal/tmux.ts';

const USUAL = {columns: 80, rows: 24};

async function open(t: Scene, options = ''): Promise<void> {
  await t.command(`${process.execPath} ${await builtFixture('picker.tsx')} ${options}`);
  await t.sees('lcg/LCG_107');
}

describe('a window that is dragged', () => {
  // A terminal that breaks lines anew pushes rows of the frame into its scroll-back, from where nobody can erase them: then some of ours may
  // stay; nothing that stood above may go, ever.
  const drags: readonly {title: string; sizes: readonly (readonly [number, number])[]; exact: boolean}[] = [
    {title: 'narrower in steps', sizes: [70, 60, 50, 41].map(columns => [columns, 24] as const), exact: false},
    {
      title: 'to one cell and back',
      sizes: [
        [1, 1],
        [80, 24],
      ],
      exact: true,
    },
    {title: 'lower and lower', sizes: [20, 15, 10, 5, 3, 2].map(rows => [80, rows] as const), exact: true},
    {
      title: 'lower and back',
      sizes: [
        [80, 5],
        [80, 24],
      ],
      exact: true,
    },
    {
      title: 'smaller both ways and back',
      sizes: [
        [60, 20],
        [40, 10],
        [20, 5],
        [40, 10],
        [80, 24],
      ],
      exact: false,
    },
    {
      title: 'in zigzag',
      sizes: [
        [200, 60],
        [30, 8],
        [120, 40],
        [3, 2],
        [90, 30],
      ],
      exact: false,
    },
  ];
  for (const {title, sizes, exact} of drags) {
    for (const moved of [false, true]) {
      terminalTest(`${title} leaves what stood above${moved ? ', with the cursor in the list' : ''}`, USUAL, async t => {
        await open(t);
        if (moved) await t.press('Down', 'Down', 'Down', 'Down');
        for (const [columns, rows] of sizes) await t.resize(columns, rows);
        await t.stands();
        await t.resize(80, 24);
        await t.sees(/^> ● \w+\/.*\n.*│/m);
        await t.stands();
        await t.press('C-c');
        await t.sees('CANCELLED');
        if (exact) await t.leaves('CANCELLED');
      });
    }
  }
});

describe('a job that is stopped', () => {
  const pidOf = (t: Scene) => Number(readFileSync(join(t.folder, 'pid'), 'utf8'));

  for (const screen of ['', 'full-screen']) {
    terminalTest(`gives the terminal to the shell and takes it again ${screen}`, USUAL, async t => {
      const modes = await t.output('stty -g');
      await open(t, `${screen} pid=pid`);
      await t.type('106b');
      await t.sees('Search: 106b');
      process.kill(pidOf(t), 'SIGTSTP');
      await t.sees('Stopped');
      await t.seesPrompt();
      expect(await t.screen()).not.toContain('Search');
      const {alternate, cursorShown} = await t.state();
      expect([alternate, cursorShown]).toEqual([false, true]);
      expect(await t.output('stty -g')).toBe(modes);
      // A paste in brackets would show its marks here.
      await t.sendBytes("echo 'as [it] was'\r");
      await t.sees(/^as \[it\] was$/m);
      await t.command('fg');
      await t.sees('Search: 106b');
      expect((await t.state()).alternate).toBe(screen !== '');
      await t.press('Enter', 'Enter', 'Enter');
      await t.sees('START lcg/LCG_106b@');
    });
  }

  terminalTest('comes back at the size that is then', USUAL, async t => {
    await open(t, 'pid=pid');
    process.kill(pidOf(t), 'SIGTSTP');
    await t.sees('Stopped');
    await t.resize(140, 40);
    await t.command('fg');
    await t.sees(/│.*│/);
    await t.press('C-c');
    await t.sees('CANCELLED');
  });

  terminalTest('waits in the background until it is in front again', USUAL, async t => {
    await open(t, 'pid=pid');
    process.kill(pidOf(t), 'SIGTSTP');
    await t.sees('Stopped');
    await t.command('bg; sleep 0.3; jobs');
    await t.sees(/\[1\]\+ +Stopped.*(?:tty|picker|program)[^]*Stopped/);
    await t.command('fg');
    await t.sees('> ● lcg/LCG_107');
    await t.press('C-c');
    await t.sees('CANCELLED');
  });

  terminalTest('is stopped twice, and the second time without a word', USUAL, async t => {
    await open(t, 'pid=pid');
    for (const signal of ['SIGTSTP', 'SIGSTOP'] as const) {
      process.kill(pidOf(t), signal);
      await t.sees('Stopped');
      await t.command('clear; fg');
      await t.sees('> ● lcg/LCG_107');
      await t.stands();
    }
    await t.press('Down');
    await t.sees('> ● lcg/LCG_106b');
    await t.press('C-c');
    await t.sees('CANCELLED');
  });

  terminalTest('goes on at once where nobody stops jobs', USUAL, async t => {
    // A session of its own without a shell above it, as under ssh or xterm -e.
    const program = await builtFixture('picker.tsx');
    await t.command(`setsid -c -w ${process.execPath} ${program} pid=pid`);
    await t.sees('lcg/LCG_107');
    process.kill(pidOf(t), 'SIGTSTP');
    await t.press('Down');
    await t.sees('> ● lcg/LCG_106b');
    await t.press('C-c');
    await t.sees('CANCELLED');
  });
});

describe('the mouse', () => {
  const wheel = (button: number, times: number) => `\u001b[<${button};5;5M`.repeat(times);
  const click = (column: number, row: number) => `\u001b[<0;${column};${row}M\u001b[<0;${column};${row}m`;
  /** Row of the screen, from 1, that a line is in. */
  const rowOf = async (t: Scene, line: RegExp) => (await t.screen()).split('\n').findIndex(text => line.test(text)) + 1;

  for (const screen of ['', 'full-screen']) {
    terminalTest(`moves by the wheel and chooses by clicks ${screen}`, USUAL, async t => {
      await open(t, screen);
      await t.sendBytes(wheel(65, 1));
      await t.sees('> ● gentoo/linux');
      await t.sendBytes(wheel(64, 1));
      await t.sees('> ● lcg/LCG_107');
      await t.sendBytes(click(6, await rowOf(t, /^. ● lcg\/LCG_106b/)));
      await t.sees('> ● lcg/LCG_106b');
      await t.sendBytes(click(6, await rowOf(t, /^. ● lcg\/LCG_106b/)));
      await t.sees('lcg/LCG_106b › Platform');
      await t.press('C-c');
      await t.leaves('CANCELLED');
    });
  }

  terminalTest('is found again after a resize', USUAL, async t => {
    await open(t);
    await t.sendBytes(click(6, await rowOf(t, /^. ● lcg\/LCG_106b/)));
    await t.sees('> ● lcg/LCG_106b');
    await t.resize(100, 30);
    // Only the wider picture has room for this.
    await t.sees(/^> ● lcg\/LCG_106b {20}/m);
    await t.sendBytes(click(6, await rowOf(t, /^. ● gentoo\/linux/)));
    await t.sees('> ● gentoo/linux');
    await t.press('C-c');
    await t.sees('CANCELLED');
  });

  terminalTest('an answer that comes late, in pieces, or to nobody is no typing', USUAL, async t => {
    await open(t);
    await t.sendBytes('\u001b[12');
    await t.stands();
    await t.sendBytes(';40R\u001b[7;1R\u001b[1;1R');
    await t.type('107');
    await t.sees(/Search: 107 /);
    await t.press('C-c');
    await t.leaves('CANCELLED');
  });
});

describe('Ctrl-Z', () => {
  for (const screen of ['', 'full-screen'])
    terminalTest(`stops at any question, and fg comes back to it ${screen}`, USUAL, async t => {
      await open(t, screen);
      await t.press('Enter');
      await t.sees('› Platform');
      await t.press('C-z');
      await t.sees('Stopped');
      expect((await t.state()).alternate).toBe(false);
      expect(await t.screen()).not.toContain('› Platform');
      await t.command('fg');
      await t.sees('› Platform');
      await t.press('C-c');
      await t.sees('CANCELLED');
    });
});
