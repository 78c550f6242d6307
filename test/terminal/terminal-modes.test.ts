import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect} from 'vitest';
import {builtFixture} from '../rig/terminal/build-fixture.ts';
import {demoHome} from '../rig/terminal/demo-home.ts';
import {terminalTest} from '../rig/terminal/terminal-test.ts';
import type {Stage} from '../rig/terminal/terminal-test.ts';

// Every byte that goes to the terminal is kept, and every mode that was switched on (paste in brackets, mouse, alternate screen, keys) is off
// in the end, and what was hidden (the cursor) is shown, by whatever door the picker or a shell in a stack is left.

const HSF = join(import.meta.dirname, '../../bin/hsf');
const SIZE = {columns: 100, rows: 30};
const {cvmfs, env} = demoHome();

/** What was switched, in the end other than a terminal has it at first. */
function leftBehind(bytes: string): readonly string[] {
  const modes = new Map<string, boolean>();
  for (const [, numbers = '', letter] of bytes.matchAll(/\u001b\[\?([\d;]+)([hl])/g))
    for (const number of numbers.split(';')) modes.set(number, letter === 'h');
  const left = [...modes]
    .filter(([number, isOn]) => isOn !== ['7', '25'].includes(number))
    .map(([number, isOn]) => `${number}${isOn ? 'h' : 'l'}`);
  // Keys as kitty and xterm have them, and titles on the stack of titles.
  const pairs = [
    [/\u001b\[>\d+u/g, /\u001b\[<\d*u/g],
    [/\u001b\[22;\d?t/g, /\u001b\[23;\d?t/g],
    [/\u001b7/g, /\u001b8/g],
  ] as const;
  for (const [on, off] of pairs) if ((bytes.match(on) ?? []).length > (bytes.match(off) ?? []).length) left.push(String(on));
  return left;
}

type Door = {readonly title: string; readonly words?: string; readonly go: (t: Stage, pid: () => number) => Promise<void>};

const signal = (name: NodeJS.Signals): Door => ({title: name, go: async (_, pid) => void process.kill(pid(), name)});
const DOORS: readonly Door[] = [
  {title: 'Esc', go: t => t.press('Escape')},
  {title: 'Ctrl-C', go: t => t.press('C-c')},
  {title: 'Alt-Enter', go: t => t.press('M-Enter')},
  {title: 'print', go: t => t.press('C-o')},
  {title: 'a bug', words: 'throws', go: t => t.sees('a bug of ours')},
  ...(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const).map(signal),
];

/** Runs it with all that it writes kept in a file, with a word behind it. */
const kept = (line: string) => `script -qfec '${line}' bytes; echo "left $?"`;

const bytesOf = (t: Stage) => readFileSync(join(t.folder, 'bytes'), 'latin1');

describe('the picker leaves no mode behind', () => {
  for (const screen of ['', 'full-screen'])
    for (const {title, words = '', go} of DOORS)
      terminalTest(`by ${title} ${screen}`, SIZE, async t => {
        const program = await builtFixture('picker.tsx');
        await t.command(kept(`exec ${process.execPath} ${program} pid=pid ${screen} ${words}`));
        if (words === '') await t.sees(/^> . lcg\/LCG_107/m);
        await go(t, () => Number(readFileSync(join(t.folder, 'pid'), 'utf8')));
        await t.sees(/left \d+/);
        await t.seesPrompt();
        const bytes = bytesOf(t);
        // It did switch some.
        expect(bytes).toContain('\u001b[?2004h');
        expect(leftBehind(bytes)).toEqual([]);
      });
});

describe('hsf itself', () => {
  const start = (words: string) => `HSF_OS=el9 HSF_TIMEOUT=60 HSF_CVMFS=${cvmfs} ${HSF} ${words}`;

  terminalTest('a shell that is chosen, and left', {...SIZE, env}, async t => {
    await t.command(kept(start('')));
    await t.sees(/^> . \S+\/\S+/m);
    await t.type('LCG_107');
    await t.sees(/^> . lcg\/LCG_107/m);
    await t.press('M-Enter');
    await t.sees('"exit" leaves it');
    await t.command('echo in-$HSF_STACK');
    await t.sees('in-lcg/LCG_107');
    await t.command('exit 7');
    await t.sees('left 7');
    // readline switches paste in brackets of its own, and off before each command.
    expect(leftBehind(bytesOf(t))).toEqual([]);
  });

  // Nobody reads what it says beside the picture.
  for (const [title, redirection] of [
    ['stderr is closed', '2>&-'],
    ['the reader of stderr is gone', '2> >(exec true)'],
    ['another descriptor goes to nobody', '3> >(exec true)'],
  ] as const)
    terminalTest(`${title}: the picker works and leaves`, {...SIZE, env}, async t => {
      await t.command(`${start('')} ${redirection}; echo "left $?"`);
      await t.sees(/^> . \S+\/\S+/m);
      await t.type('LCG_107');
      await t.sees(/^> . lcg\/LCG_107/m);
      await t.press('C-c');
      await t.sees('left 130');
    });

  for (const [title, line, status] of [
    ['stdout is closed', `${start('')} >&-`, 2],
    ['the reader of stdout is gone', `{ ${start('')}; echo "left $?" >&2; } | true`, 2],
  ] as const)
    terminalTest(`${title}: an end at once, with status ${status}`, {...SIZE, env}, async t => {
      await t.command(`${line}; echo "left $?"`);
      await t.sees(`left ${status}`);
      await t.seesPrompt();
      expect(await t.screen()).not.toMatch(/\n {4}at |is a bug|EPIPE/);
    });
});
