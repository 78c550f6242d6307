import {describe, expect} from 'vitest';
import {builtFixture} from '../rig/terminal/build-fixture.ts';
import {terminalTest} from '../rig/terminal/terminal-test.ts';
import type {Scene} from '../rig/terminal/tmux.ts';

const SMALL = {columns: 40, rows: 10};
const USUAL = {columns: 80, rows: 24};
const LARGE = {columns: 200, rows: 60};

async function open(t: Scene, options = ''): Promise<void> {
  await t.command(`echo above; ${process.execPath} ${await builtFixture('picker.tsx')} ${options}`);
  await t.sees('lcg/LCG_107');
}

describe('choosing', () => {
  for (const size of [SMALL, USUAL, LARGE]) {
    terminalTest(`Enter all the way starts the best choice at ${size.columns}×${size.rows}`, size, async t => {
      await open(t);
      await t.sees('> ● lcg/LCG_107');
      await t.press('Enter');
      await t.sees('Platform');
      await t.press('Enter');
      await t.sees('How to start');
      await t.press('Enter');
      await t.sees('START lcg/LCG_107@x86_64-el9-gcc14-opt');
      expect(await t.screen()).not.toContain('How to start');
    });
  }

  terminalTest('text and Enter in one chunk', USUAL, async t => {
    await open(t);
    await t.sendBytes('106b el8\r\r\r');
    await t.sees('START lcg/LCG_106b@x86_64-el8-gcc11-opt auto null null');
  });

  terminalTest('typing narrows, Enter goes on, arrows choose another compiler', USUAL, async t => {
    await open(t);
    await t.type('107 gcc13');
    await t.sees('1 of 9');
    await t.press('Enter');
    await t.sees(/· ● gcc 13/m);
    await t.press('Right');
    await t.sees(/^ .*> ● gcc 13/m);
    await t.press('Down');
    await t.sees(/^ .*> ● clang 16/m);
    await t.press('Enter', 'Enter');
    await t.sees('START lcg/LCG_107@x86_64-el9-clang16-opt');
  });

  terminalTest('a container with an engine of one’s own', USUAL, async t => {
    await open(t);
    await t.type('104a');
    await t.sees('1 of 9');
    await t.press('Enter', 'Enter');
    await t.sees('Container, unshare');
    await t.press('Down');
    await t.sees('> ◆ Container, unshare');
    await t.press('Enter');
    await t.sees(/START lcg\/LCG_104a@x86_64-el8-gcc11-opt always unshare \/cvmfs/);
  });

  terminalTest('Alt-Enter starts at once', USUAL, async t => {
    await open(t);
    await t.press('M-Enter');
    await t.sees('START lcg/LCG_107@x86_64-el9-gcc14-opt');
  });

  terminalTest('opened at the question that is missing', USUAL, async t => {
    await t.command(`${process.execPath} ${await builtFixture('picker.tsx')} at=lcg/LCG_106b`);
    await t.sees('lcg/LCG_106b › Platform');
    await t.press('Enter', 'Enter');
    await t.sees('START lcg/LCG_106b@x86_64-el9-gcc14-opt');
  });

  terminalTest('the command is printed instead of run', USUAL, async t => {
    await open(t);
    await t.press('C-o');
    await t.sees('PRINT hsf shell lcg/LCG_107@x86_64-el9-gcc14-opt');
  });

  terminalTest('"did you mean" is taken with Enter', USUAL, async t => {
    await open(t);
    await t.type('gentpo');
    await t.sees('Did you mean gentoo?');
    await t.press('Enter');
    await t.sees('> ● gentoo/linux');
    await t.press('M-Enter');
    await t.sees('START gentoo/linux@x86_64');
  });
});

describe('leaving', () => {
  terminalTest('Esc clears the filter, goes back, leaves', USUAL, async t => {
    await open(t);
    await t.type('107');
    await t.sees('1 of 9');
    await t.press('Enter');
    await t.sees('Platform');
    await t.press('Escape');
    await t.sees('Search: 107');
    await t.press('Escape');
    await t.sees('Search: type');
    await t.press('Escape');
    await t.sees('CANCELLED');
    expect(await t.output('echo $?')).toBe('130');
  });

  terminalTest('Ctrl-C leaves from every question, and nothing of the frame stays', USUAL, async t => {
    await open(t);
    await t.press('Enter', 'Enter');
    await t.sees('How to start');
    await t.press('C-c');
    await t.sees('CANCELLED');
    expect(await t.screen()).not.toContain('Search');
    expect(await t.screen()).toContain('above');
  });

  terminalTest('Ctrl-C within text in one chunk', USUAL, async t => {
    await open(t);
    await t.sendBytes('abc\u0003def');
    await t.sees('CANCELLED');
  });
});

describe('the terminal', () => {
  terminalTest('inline leaves what stood above', USUAL, async t => {
    await open(t);
    expect((await t.state()).alternate).toBe(false);
    expect(await t.screen()).toContain('above');
    await t.press('Enter', 'Enter', 'Enter');
    await t.sees('START');
    expect(await t.screen()).toMatch(/\nabove\nSTART/);
  });

  terminalTest('full screen uses the other screen and leaves it', USUAL, async t => {
    await open(t, 'full-screen');
    expect((await t.state()).alternate).toBe(true);
    expect(await t.screen()).not.toContain('above');
    await t.press('Enter', 'Enter', 'Enter');
    await t.sees('START');
    expect(await t.screen()).toContain('above');
  });

  terminalTest('the real cursor is in the filter after typing and on the row after moving', USUAL, async t => {
    await open(t, 'full-screen');
    await t.type('lcg');
    await t.sees('Search: lcg');
    expect((await t.state()).cursor).toEqual([11, 1]);
    await t.press('Down');
    await t.sees('> ● lcg/LCG_106b');
    expect((await t.state()).cursor).toEqual([0, 4]);
    await t.press('C-c');
  });

  for (const screen of ['', 'full-screen']) {
    terminalTest(`resized in every question ${screen}`, USUAL, async t => {
      await open(t, screen);
      for (const question of ['Stack', 'Platform', 'How to start']) {
        await t.sees(question);
        await t.resize(40, 10);
        await t.sees(/^> /m);
        await t.resize(3, 2);
        await t.sees(/^>/m);
        await t.resize(200, 60);
        await t.sees(/│.*│/);
        await t.resize(80, 24);
        await t.sees(/^.{37,41}│/m);
        if (question !== 'How to start') await t.press('Enter');
      }
      await t.press('Enter');
      await t.sees('START lcg/LCG_107@x86_64-el9-gcc14-opt');
    });
  }

  terminalTest('one row and one column', USUAL, async t => {
    await open(t);
    await t.resize(1, 1);
    await t.resize(80, 24);
    await t.sees('> ● lcg/LCG_107');
    await t.press('C-c');
    await t.sees('CANCELLED');
  });

  terminalTest('bracketed paste, also a very long one', USUAL, async t => {
    await open(t);
    await t.sendBytes('\u001b[200~LCG_106\nel9\u001b[201~');
    await t.sees('Search: LCG_106 el9');
    await t.press('C-u');
    await t.sendBytes(`\u001b[200~${'x'.repeat(20_000)}\u001b[201~`);
    await t.sees('Nothing matches');
    await t.press('Escape');
    await t.sees('> ● lcg/LCG_107');
    await t.press('C-c');
  });

  terminalTest('keys without a meaning do nothing', USUAL, async t => {
    await open(t);
    await t.press('F9', 'F12', 'C-Right', 'IC');
    await t.sendBytes('\u001b[?62;c\u001b]11;rgb:0000/0000/0000\u0007\u001b[I\u001b[O');
    await t.type('107');
    await t.sees('Search: 107 ');
    await t.press('C-c');
  });

  terminalTest('help and details come and go', USUAL, async t => {
    await open(t);
    await t.type('?');
    await t.sees('go on; at the last question');
    await t.press('Escape');
    await t.sees('> ● lcg/LCG_107');
    await t.press('M-i', 'PageDown');
    await t.sees('geant4.cern.ch');
    await t.press('M-i');
    await t.sees('> ● lcg/LCG_107');
    await t.press('Escape');
    await t.sees('CANCELLED');
  });
});
