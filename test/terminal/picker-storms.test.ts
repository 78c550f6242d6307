import {describe, expect} from 'vitest';
import {pickerTest} from '../rig/terminal/picker-scene.ts';

// Any key at any time, more of it than anybody types, and what only terminals and programs send.

const PASTE = '\u001b[200~';
const PASTE_END = '\u001b[201~';

describe('bursts', () => {
  pickerTest('three hundred arrows down and up again', {}, async t => {
    await t.sendBytes('\u001b[B'.repeat(300));
    await t.seesNoMore(/^> . lcg\/LCG_107 /m);
    await t.sendBytes('\u001b[A'.repeat(300));
    await t.sees(/^> . lcg\/LCG_107 /m);
    await t.press('C-c');
    await t.leaves('CANCELLED');
  });

  pickerTest('letters and as many Backspaces', {}, async t => {
    await t.sendBytes(`${'gentoo'.repeat(30)}${'\u007f'.repeat(174)}`);
    await t.sees(/^> . gentoo\/linux/m);
    await t.sendBytes('\u007f'.repeat(20));
    await t.sees('LCG_106b');
    await t.press('C-c');
    await t.leaves('CANCELLED');
  });

  pickerTest('a word letter by letter, each in a read of its own', {}, async t => {
    for (const letter of '106b el8') await t.type(letter);
    await t.sees(/^> . lcg\/LCG_106b/m);
    await t.sendBytes('\u001b\r');
    await t.leaves('START lcg/LCG_106b@x86_64-el8-gcc11-opt auto null null');
  });

  pickerTest('every control character but those that leave', {sizes: ['small', 'usual']}, async t => {
    const leaving = new Set([3, 4, 6, 10, 13, 15, 17, 24, 26, 27, 7]);
    const all = Array.from({length: 32}, (_, code) => code).filter(code => !leaving.has(code));
    await t.sendBytes(String.fromCharCode(...all, ...all));
    await t.press('C-c');
    await t.leaves('CANCELLED');
  });

  pickerTest('keys that nobody has, and half sequences', {sizes: ['small', 'usual']}, async t => {
    await t.press('F9', 'F12', 'C-Right', 'IC', 'M-Up');
    for (const bytes of ['\u001b[1;99Z', '\u001bO', '\u001b[', '\u001b[999', '\u0080\u0081\u00ff']) await t.sendBytes(bytes);
    await t.press('C-u');
    await t.type('gentoo');
    await t.sees(/^> . gentoo\/linux/m);
    await t.press('C-c');
    await t.leaves('CANCELLED');
  });

  pickerTest('what terminals answer is no typing', {}, async t => {
    // Device attributes, colours, focus, size, version, in the middle of a word.
    await t.sendBytes('gen\u001b[?62;4c\u001b]11;rgb:0000/0000/0000\u0007\u001b[I\u001b[O');
    await t.sendBytes('\u001b[8;24;80t\u001bP>|tmux 3.3a\u001b\\too');
    await t.sees(/^> . gentoo\/linux/m);
    expect(await t.screen()).toMatch(/: ?gentoo/);
    await t.press('C-c');
    await t.leaves('CANCELLED');
  });
});

describe('pastes', () => {
  pickerTest('of two lines are one search', {}, async t => {
    await t.paste('LCG_106\nel9');
    await t.sees(/LCG_106 el9/);
    await t.sees(/^> . lcg\/LCG_106 /m);
    await t.press('C-c');
    await t.leaves('CANCELLED');
  });

  pickerTest('of 1 MB', {}, async t => {
    await t.paste('x'.repeat(1_000_000));
    await t.sees('othing matches');
    await t.press('Escape');
    await t.sees(/^> . lcg\/LCG_107/m);
    await t.press('C-c');
    await t.leaves('CANCELLED');
  });

  pickerTest('of 1 MB of lines, escape sequences and a forged end', {sizes: ['usual']}, async t => {
    await t.paste(`rm -rf ~\r\n\u001b[2J\u001b]0;title\u0007${'\u001b[31mab\u0000\n'.repeat(90_000)}`);
    await t.sees('othing matches');
    await t.press('C-c');
    await t.leaves('CANCELLED');
  });

  pickerTest('whose end was lost can be left', {sizes: ['small', 'usual']}, async t => {
    await t.sendBytes(`${PASTE}abc`);
    await t.press('C-c');
    await t.leaves('CANCELLED');
  });

  pickerTest('an end without a beginning', {sizes: ['usual']}, async t => {
    await t.sendBytes(`${PASTE_END}gentoo`);
    await t.sees(/^> . gentoo\/linux/m);
    await t.press('C-c');
    await t.leaves('CANCELLED');
  });

  pickerTest('in every question', {sizes: ['usual']}, async t => {
    await t.press('Enter');
    await t.sees('latform');
    await t.paste('gcc13');
    await t.press('Enter');
    await t.sees('ow to start');
    await t.paste('here\nand there');
    await t.sees('othing matches');
    await t.press('Escape');
    await t.press('M-Enter');
    await t.leaves(/^START lcg\/LCG_107@x86_64-el9-gcc13-opt/);
  });
});

describe('resizing', () => {
  for (const screen of ['', 'full-screen']) {
    pickerTest(`in every question and over it ${screen}`, {words: screen, sizes: ['usual']}, async t => {
      for (const next of ['Enter', '?', 'Escape', 'Enter', 'M-m', 'Escape']) {
        await t.resize(40, 10);
        await t.sees(/\S/);
        await t.resize(200, 60);
        await t.resize(80, 24);
        await t.press(next);
      }
      await t.press('M-Enter');
      await t.sees('START lcg/LCG_107@x86_64-el9-gcc14-opt');
    });
  }

  pickerTest('to one cell, while it is typed', {words: 'full-screen', sizes: ['usual']}, async t => {
    for (const letter of 'gentoo') {
      await t.resize(1, 1);
      await t.type(letter);
      await t.resize(80, 24);
    }
    await t.sees(/^> . gentoo\/linux/m);
    await t.press('C-c');
    await t.leaves('CANCELLED');
  });

  pickerTest('wider and higher leaves what stood above', {sizes: ['small', 'usual']}, async t => {
    for (const [columns, rows] of [
      [100, 30],
      [120, 40],
      [160, 50],
    ] as const) {
      await t.resize(columns, rows);
      await t.press('Down', 'Up');
      await t.sees(/^> . lcg\/LCG_107/m);
    }
    await t.press('C-c');
    await t.leaves('CANCELLED');
  });

  pickerTest('narrower leaves what stood above', {sizes: ['usual', 'large']}, async t => {
    for (const columns of [70, 60, 50, 41]) {
      await t.resize(columns, 24);
      await t.stands();
      await t.press('Down', 'Up');
      await t.stands();
    }
    await t.press('C-c');
    await t.seesPrompt();
  });
});
