import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {builtFixture} from '../rig/terminal/build-fixture.ts';
import {SIZES, pickerTest, seesEnd} from '../rig/terminal/picker-scene.ts';
import type {PickerStage} from '../rig/terminal/picker-scene.ts';
import {openScene, tmuxMissing} from '../rig/terminal/tmux.ts';

// By whatever door somebody leaves: the terminal is as it was, what stood above stays, and nothing is added but what was asked for.

const START = 'START lcg/LCG_107@x86_64-el9-gcc14-opt auto null null';

type Door = {
  readonly title: string;
  readonly words?: string;
  readonly go: (t: PickerStage) => Promise<void>;
  readonly left: readonly (string | RegExp)[];
};

const question = (t: PickerStage, words: string) => (t.size === 'small' ? t.sees(/^> /m) : t.sees(words));

const DOORS: readonly Door[] = [
  {title: 'Esc', go: t => t.press('Escape'), left: ['CANCELLED']},
  {title: 'Ctrl-C', go: t => t.press('C-c'), left: ['CANCELLED']},
  {title: 'Ctrl-D', go: t => t.press('C-d'), left: ['CANCELLED']},
  {title: 'Alt-Enter', go: t => t.press('M-Enter'), left: [START]},
  {
    title: 'Enter all the way',
    go: async t => {
      await t.press('Enter');
      await question(t, 'latform');
      await t.press('Enter');
      await t.sees('ow to start');
      await t.press('Enter');
    },
    left: [START],
  },
  {title: 'print', go: t => t.press('C-o'), left: ['PRINT hsf shell lcg/LCG_107@x86_64-el9-gcc14-opt']},
  {
    title: 'Ctrl-C at the last question, with a filter',
    go: async t => {
      await t.sendBytes('107 gcc13\r\r/cont');
      await t.sees('cont');
      await t.press('C-c');
    },
    left: ['CANCELLED'],
  },
  {title: 'Ctrl-C within text', go: t => t.sendBytes('abc\u0003'), left: ['CANCELLED']},
  {
    title: 'Ctrl-C while help stands over the questions',
    go: async t => {
      await t.type('?');
      await t.sees(/Enter|Keys|keys/);
      await t.press('C-c');
    },
    left: ['CANCELLED'],
  },
];

describe('leaving', () => {
  for (const screen of ['', 'full-screen']) {
    for (const {title, words = '', go, left} of DOORS) {
      pickerTest(`by ${title} ${screen}`, {words: `${screen} ${words}`, sizes: sizesOf(screen)}, async t => {
        await go(t);
        await t.leaves(...left);
      });
    }

    for (const [signal, status] of [
      ['SIGTERM', 143],
      ['SIGHUP', 129],
      ['SIGINT', 130],
      ['SIGQUIT', 131],
    ] as const) {
      pickerTest(`by ${signal} ${screen}`, {words: screen, sizes: ['usual']}, async t => {
        await t.type('107');
        await t.seesNoMore('LCG_106b');
        process.kill(t.pid(), signal);
        // What the shell itself says of a program that was ended; of one that was interrupted an empty line.
        await t.leaves(/^(?:Terminated|Hangup|Quit|$)/);
        expect(await t.output('echo $?')).toBe(String(status));
      });
    }

    pickerTest(`by a bug, whose stack is shown ${screen}`, {words: `${screen} throws`, sizes: sizesOf(screen)}, async t => {
      await t.sees('Node.js v');
      await t.seesPrompt();
      expect(await t.history()).toMatch(/\nError: a bug of ours\n/);
      expect(await t.history()).not.toContain('LCG_107');
    });
  }

  for (const screen of ['', 'full-screen']) {
    (tmuxMissing() === null ? test.concurrent : test.skip)(
      `by the end of the terminal itself ${screen}`,
      {timeout: 60_000},
      async () => {
        const scene = await openScene(SIZES.usual);
        await scene.command(`${process.execPath} ${await builtFixture('picker.tsx')} pid=pid ${screen}`);
        await scene.sees(/^> . lcg\/LCG_107/m);
        const pid = Number(readFileSync(join(scene.folder, 'pid'), 'utf8'));
        await scene.close();
        await seesEnd(pid);
      },
    );
  }
});

function sizesOf(screen: string) {
  return screen === '' ? (['small', 'usual', 'large'] as const) : (['usual'] as const);
}
