import {describe, expect} from 'vitest';
import {pickerTest} from '../rig/terminal/picker-scene.ts';

// Columns of platforms, letters that are commands, and everything that comes over the questions.

const BEST = 'START lcg/LCG_107@x86_64-el9-gcc14-opt auto null null';

describe('platforms in columns', () => {
  pickerTest('another compiler, by arrows', {}, async t => {
    await t.press('Enter');
    await t.sees('hsf lcg/LCG_107');
    await t.press('Right', 'Down');
    await t.sees(/gcc13-opt/);
    await t.press('M-Enter');
    await t.leaves('START lcg/LCG_107@x86_64-el9-gcc13-opt auto null null');
  });

  pickerTest('what does not exist together changes with it, which is said', {sizes: ['usual', 'large']}, async t => {
    await t.press('Enter');
    await t.sees('hsf lcg/LCG_107');
    await t.press('Down');
    await t.sees('With el8 there is only compiler gcc 11.');
    await t.press('M-Enter');
    await t.leaves('START lcg/LCG_107@x86_64-el8-gcc11-opt auto null null');
  });

  pickerTest('as a table, and back by the same key', {sizes: ['usual', 'large']}, async t => {
    await t.press('Enter');
    await t.sees('COMPILER');
    await t.press('M-t');
    await t.sees('Platforms are listed.');
    await t.press('Down');
    await t.sees(/gcc13-opt/);
    await t.press('C-c');
    await t.leaves('CANCELLED');
  });

  pickerTest('left of the first column is the question before', {}, async t => {
    await t.press('Enter');
    await t.sees('hsf lcg/LCG_107');
    await t.press('Left');
    await t.sees(/^> . lcg\/LCG_107/m);
    await t.press('C-c');
    await t.leaves('CANCELLED');
  });
});

describe('letters that are commands', () => {
  pickerTest('by Tab, and a search by the slash', {}, async t => {
    await t.press('Tab');
    await t.sees('KEYS');
    await t.type('jj');
    await t.sees(/^> . lcg\/LCG_106 /m);
    await t.type('gG');
    await t.sees(/^> . unpacked/m);
    await t.type('/gentoo');
    await t.sees(/^> . gentoo\/linux/m);
    await t.press('M-Enter');
    await t.leaves('START gentoo/linux@x86_64 auto null null');
  });

  pickerTest('by a setting, and one leaves by q', {words: 'letters=commands'}, async t => {
    await t.type('j');
    await t.sees(/^> . lcg\/LCG_106b/m);
    await t.type('q');
    await t.leaves('CANCELLED');
  });

  pickerTest('at the last question', {}, async t => {
    await t.press('Enter');
    await t.sees('hsf lcg/LCG_107');
    await t.press('Enter');
    await t.sees('ow to start');
    await t.type('p');
    await t.leaves('PRINT hsf shell lcg/LCG_107@x86_64-el9-gcc14-opt');
  });
});

describe('over the questions', () => {
  for (const [title, key, seen] of [
    ['help', '?', /hsf \S*(?:Keys|Help)/],
    ['details', 'M-i', 'hsf Details'],
    ['environment', 'M-e', 'hsf Environment'],
    ['mounts', 'M-m', 'hsf Mounts'],
    ['packages', 'M-c', 'Geant4'],
    ['repositories', 'M-R', 'hsf Repositories'],
    ['themes', 'M-T', 'hsf Theme'],
    ['families', 'M-F', 'hsf Family'],
    ['experiments', 'M-E', 'hsf Experiment'],
    ['compilers', 'M-C', 'hsf Compiler'],
    ['commands', 'C-k', 'hsf Commands'],
  ] as const) {
    pickerTest(`${title} come and go`, {}, async t => {
      await t.press(key);
      await t.sees(seen);
      await t.press('PageDown', 'Down', 'Up', 'PageUp');
      await t.stands();
      await t.press('Escape');
      await t.sees(/^> . lcg\/LCG_107/m);
      await t.press('C-c');
      await t.leaves('CANCELLED');
    });
  }

  pickerTest('a command that is searched for and chosen', {}, async t => {
    await t.press('C-k');
    await t.type('print');
    await t.sees(/rint/);
    await t.stands();
    await t.press('Enter');
    await t.leaves('PRINT hsf shell lcg/LCG_107@x86_64-el9-gcc14-opt');
  });

  pickerTest('a family that is chosen limits the list, and all comes back', {sizes: ['usual', 'large']}, async t => {
    await t.press('M-F');
    await t.sees('hsf Family');
    await t.type('eessi');
    await t.stands();
    await t.press('Enter');
    await t.sees(/^> . eessi\//m);
    await t.press('M-X');
    await t.sees('gentoo/linux');
    await t.press('C-c');
    await t.leaves('CANCELLED');
  });

  pickerTest('a theme is tried at once, and Esc takes it back', {sizes: ['usual'], words: 'full-screen'}, async t => {
    await t.stands();
    // Of blanks it may be unknown which colour they have.
    const top = async () => (await t.colouredScreen()).split('\n').slice(0, 2);
    const before = await top();
    await t.press('M-T');
    await t.sees(/olarized/);
    await t.press('Down', 'Down');
    await t.stands();
    await t.press('Escape');
    await t.sees('LCG_106b');
    await t.stands();
    expect(await top()).toEqual(before);
    await t.press('C-c');
    await t.leaves('CANCELLED');
  });

  pickerTest('a favourite is marked at once and stays where it is', {sizes: ['usual', 'large']}, async t => {
    await t.press('Down', 'Down');
    await t.sees(/^> . lcg\/LCG_106 /m);
    await t.press('M-f');
    await t.sees(/lcg\/LCG_106 is a favourite/);
    await t.sees(/^> . lcg\/LCG_106 +.*(?:★|favourite)/m);
    await t.press('C-c');
    await t.leaves('CANCELLED');
  });

  pickerTest('who never answers is waited for by nobody', {words: 'silent'}, async t => {
    for (const key of ['M-e', 'M-c', 'M-T', 'M-f', 'M-w', 'M-o', 'M-r']) {
      await t.press(key);
      await t.stands();
      if (['M-e', 'M-c', 'M-T'].includes(key)) await t.press('Escape');
      await t.stands();
    }
    await t.press('M-Enter');
    await t.leaves(BEST);
  });

  pickerTest('names with malice in packages and environments', {words: 'names full-screen', sizes: ['usual']}, async t => {
    for (const key of ['M-c', 'M-e']) {
      await t.press(key);
      await t.stands();
      expect(await t.screen()).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
      await t.press('Escape');
      await t.stands();
    }
    await t.press('C-c');
    await t.leaves('CANCELLED');
  });

  pickerTest('resized while a list stands over them', {sizes: ['usual'], words: 'full-screen'}, async t => {
    for (const key of ['C-k', 'M-c', 'M-T', 'M-i']) {
      await t.press(key);
      await t.resize(40, 10);
      await t.stands();
      await t.resize(3, 2);
      await t.resize(200, 60);
      await t.stands();
      await t.press('Escape');
      await t.resize(80, 24);
    }
    await t.sees(/^> . lcg\/LCG_107/m);
    await t.press('C-c');
    await t.leaves('CANCELLED');
  });
});
