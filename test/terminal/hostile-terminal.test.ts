import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {afterAll, beforeAll, describe, expect} from 'vitest';
import {CODE, CONTROLS, MARK, rawIn, writeHostileTree} from '../rig/hostile.ts';
import {terminalTest} from '../rig/terminal/terminal-test.ts';
import type {Stage} from '../rig/terminal/terminal-test.ts';

// Every byte that the picker and the numbered questions write is kept, while a user walks through a tree whose names and contents are
// commands to terminals and shells. What is not a sequence of hsf's own has to be plain text.

const HSF = join(import.meta.dirname, '../../bin/hsf');
const SIZE = {columns: 110, rows: 34};

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hsf-hostile-'));
  mkdirSync(join(folder, 'cvmfs'));
  writeHostileTree(join(folder, 'cvmfs'));
});
// The last hsf may still be on its way out.
afterAll(() => rmSync(folder, {recursive: true, force: true, maxRetries: 10, retryDelay: 100}));

/** What hsf sends a terminal on its own: colours, cursor, erasing, modes, the keyboard, its questions, the clipboard. */
const OWN = new RegExp(
  [
    '\\u001b\\[[\\d;:]*m',
    '\\u001b\\[[\\d;]*[A-HJKST]',
    '\\u001b\\[\\?[\\d;]+[hl]',
    '\\u001b\\[[<>=?]?[\\d;]*u',
    '\\u001b\\[(?:c|>q|>0q|6n|\\?2026\\$p)',
    '\\u001b\\]1[01];\\?(?:\\u0007|\\u001b\\\\)',
    '\\u001b\\]52;c;[A-Za-z\\d+/=]*(?:\\u0007|\\u001b\\\\)',
    // What tmux is to hand on.
    '\\u001bPtmux;\\u001b',
    '\\u001b\\\\',
    '\\u001b[78]',
  ].join('|'),
  'g',
);

/** What came raw, with what is around it; null when nothing did. */
function rawOf(bytes: Buffer): string | null {
  const text = bytes.toString('utf8');
  const carried = CONTROLS.find(control => !control.startsWith('\n') && text.includes(control));
  if (carried !== undefined) return JSON.stringify(carried);
  // Lines of a terminal end so. Own sequences become a blank, that nothing is made one by taking them out.
  return rawIn(Buffer.from(text.replaceAll(OWN, ' ').replaceAll(/\r+\n|\r/g, '\n')));
}

/** A line for a shell that keeps all that is written to the terminal. */
const kept = ({folder: own}: Stage, line: string, before = '') => {
  mkdirSync(join(folder, basename(own)), {recursive: true});
  return (
    `cd ${own}; PWN=${own}/PWNED HOME=${folder}/${basename(own)} XDG_CACHE_HOME= XDG_STATE_HOME= XDG_CONFIG_HOME= HSF_OS=debian12 HSF_ARCH=x86_64 ` +
    `HSF_TIMEOUT=60 HSF_CVMFS=${folder}/cvmfs SHELL=/bin/bash ${before} script -qfec '${line}' bytes; echo "left $?"`
  );
};

const hsf = (t: Stage, words = '', before = '') => t.command(kept(t, `${HSF} ${words}`, before));

function expectClean(t: Stage): void {
  expect(rawOf(readFileSync(join(t.folder, 'bytes')))).toBeNull();
  expectNothingRan(t);
}

function expectNothingRan(t: Stage): void {
  expect(readdirSync(t.folder, {recursive: true}).filter(path => String(path).includes('PWNED'))).toEqual([]);
}

/** Keys of each view, and what is its first line. */
const VIEWS: readonly (readonly [key: string, title: string])[] = [
  ['M-i', 'hsf Details'],
  ['M-c', 'hsf Packages'],
  ['M-e', 'hsf Environment'],
  ['M-m', 'hsf Mounts'],
  ['M-d', 'hsf Difference'],
  ['C-k', 'hsf Commands'],
  ['M-R', 'hsf Repositories'],
];

/** Names that are found by these words: an image and releases with characters, releases that are code. */
const NAMES: readonly (readonly [words: string, first: RegExp])[] = [
  ['unpacked Zq7', /^> . unpacked\/.*\\x/m],
  ['lcg Zq7', /^> . lcg\/LCG_1\\x/m],
  ['lcg touch', /^> . lcg\/LCG_1.*touch/m],
];

describe('nothing raw reaches the terminal', () => {
  for (const [words, first] of NAMES)
    terminalTest(`from what "${words}" finds, in every view, copied and printed`, SIZE, async t => {
      await hsf(t);
      await t.sees(/^> . \S+/m);
      await t.type(words);
      await t.sees(first);
      for (const [key, title] of VIEWS) {
        await t.press(key);
        await t.sees(title);
        await t.press('PageDown', 'PageUp', 'Escape');
        await t.seesNoMore(title);
      }
      await t.press('M-y');
      await t.press('Down', 'C-o');
      await t.sees(/left \d+/);
      expectClean(t);
    });

  terminalTest('from facets, their values, and the next questions', SIZE, async t => {
    await hsf(t);
    await t.sees(/^> . \S+/m);
    for (const key of ['M-F', 'M-E', 'M-C']) for (let times = 0; times < 4; times++) await t.press(key);
    await t.press('Escape', 'M-X');
    await t.type('lcg touch');
    await t.sees(/^> . lcg\/LCG_1.*touch/m);
    await t.press('Enter');
    await t.sees('How to start');
    await t.press('Left', 'M-t');
    await t.press('C-o');
    await t.sees(/left \d+/);
    expectClean(t);
  });

  terminalTest('from numbered questions', {...SIZE, columns: 60}, async t => {
    await hsf(t, '--accessible');
    await t.sees('Which stack?');
    for (const [words] of NAMES) {
      await t.command(words);
      await t.sees(`with ${words}`);
    }
    await t.command('lcg Zq7');
    await t.command('1');
    await t.sees(/Which platform\?|How/);
    await t.command('q');
    await t.sees(/left \d+/);
    expectClean(t);
  });

  terminalTest('from pastes and answers that no terminal gives', SIZE, async t => {
    await hsf(t);
    await t.sees(/^> . \S+/m);
    for (const control of CONTROLS) await t.paste(`a${control}\u0000${control}b`);
    await t.sees('Zq7');
    // Colours, attributes, name, cursor, keyboard and modes, each with a command in it.
    for (const answer of [
      ']11;rgb:00/00/\u001b]0;Zq7\u0007',
      '[?62;\u001b[31mZq7c',
      'P>|\u001b]0;Zq7\u001b\\',
      '[99;\u0007Zq7R',
      '[?1\u0008u',
    ])
      await t.sendBytes(`\u001b${answer}`);
    await t.press('C-u');
    await t.type('lcg LCG_107');
    await t.sees(/^> . lcg\/LCG_107/m);
    await t.press('C-c');
    await t.sees(/left 130/);
    expectClean(t);
  });
});

describe('code for shells is looked at without being felt', () => {
  for (const words of ['env', 'env --shell fish', 'env --shell tcsh', 'plan --command', 'plan'])
    terminalTest(words, SIZE, async t => {
      const names = CONTROLS.filter(some => !/[\n\t]/.test(some));
      for (const [index, name] of names.entries()) writeFileSync(join(t.folder, nameOf(index)), `lcg/LCG_1${name}`);
      await t.command(kept(t, `for name in name*; do ${HSF} ${words} "$(cat $name)"; echo "done with $name"; done`));
      for (const index of names.keys()) await t.sees(`done with ${nameOf(index)}`);
      await t.sees('left 0');
      const text = readFileSync(join(t.folder, 'bytes'), 'utf8');
      // All of them, and each is said but where the words are for people.
      expect(text.split('LCG_1\\x').length).toBeGreaterThan(names.length / 2);
      expect(text.split('shown as').length - 1).toBe(words === 'plan' ? 0 : names.length);
      expectClean(t);
    });
});

describe('a shell of a stack whose name is code is that shell', () => {
  for (const shell of ['bash', 'zsh', 'fish', 'tcsh'])
    terminalTest(`in ${shell}`, SIZE, async t => {
      for (const [index, part] of CODE.slice(0, 4).entries()) {
        const address = quoted(`lcg/LCG_1${part}`);
        await hsf(t, `shell ${address.replaceAll("'", `'\\''`)}`, `SHELL=$(command -v ${shell})`);
        await t.sees('"exit" leaves it');
        await t.command(`printenv HSF_STACK > ${t.folder}/stack; exit ${index + 3}`);
        await t.sees(`left ${index + 3}`);
        expect(readFileSync(join(t.folder, 'stack'), 'utf8')).toBe(`lcg/LCG_1${part}\n`);
        expectNothingRan(t);
      }
    });
});

const LINES = ['hsf shell lcg/', 'hsf run LCG_107@', 'hsf env LCG_1', 'hsf shell unpacked/', 'hsf search e', 'hsf list --os '];

describe('a Tab offers nothing that is a command, to shell or terminal', () => {
  for (const [shell, start] of [
    ['bash', 'bash --norc -i'],
    ['zsh', 'zsh -f -i'],
    ['fish', 'fish --no-config -i'],
  ] as const)
    terminalTest(`in ${shell}`, SIZE, async t => {
      await t.command(
        kept(t, `${HSF} list >list; ${HSF} search ROOT >list; ${HSF} completion ${shell} >hsf.${shell}; exec ${start}`),
      );
      await t.command(`. ./hsf.${shell}; echo 'loaded'`);
      await t.sees(/^loaded/m);
      for (const [index, typed] of LINES.entries()) {
        await t.type(`${typed}\t\t\t`);
        await t.sees(typed);
        await t.press('C-u');
        await t.command(`echo after ${index}`);
        await t.sees(new RegExp(`^after ${index}$`, 'm'));
      }
      await t.command('exit 4');
      await t.sees('left 4');
      const text = readFileSync(join(t.folder, 'bytes'), 'utf8');
      expect(text).toContain('LCG_107@x86_64-debian12-gcc12-opt');
      expect(CONTROLS.filter(control => text.includes(control))).toEqual([]);
      expect(text).not.toContain(MARK);
      expectNothingRan(t);
    });
});

describe('the running shell enters a stack whose name is code or a command to the terminal', () => {
  const quick = CONTROLS.filter(some => !/[\n\t]/.test(some));
  for (const [shell, start, hook] of [
    ['bash', 'bash --norc -i', `eval "$(${HSF} init bash)"`],
    ['zsh', 'zsh -f -i', `eval "$(${HSF} init zsh)"`],
    ['fish', 'fish --no-config -i', `${HSF} init fish | source`],
    ['tcsh', 'tcsh -f', `eval "\`${HSF} init tcsh\`"`],
  ] as const)
    terminalTest(`in ${shell}`, SIZE, async t => {
      const parts = [CODE[0]!, CODE[1]!, "';>$PWN;'", '!!', quick[0]!, quick[2]!];
      for (const [index, part] of parts.entries()) writeFileSync(join(t.folder, nameOf(index)), `lcg/LCG_1${part}`);
      await t.command(kept(t, `exec ${start}`));
      await t.command(`${hook}; echo 'loaded'`);
      await t.sees(/^loaded/m);
      for (const [index, part] of parts.entries()) {
        const name =
          shell === 'fish'
            ? `(cat ${nameOf(index)})`
            : shell === 'tcsh'
              ? `"\`cat ${nameOf(index)}\`"`
              : `"$(cat ${nameOf(index)})"`;
        await t.command(`hsf ${index === 0 ? 'use' : 'switch'} ${name}; printenv HSF_STACK > stack; echo after ${index}`);
        await t.sees(new RegExp(`^after ${index}$`, 'm'));
        expect(readFileSync(join(t.folder, 'stack'), 'utf8')).toBe(`lcg/LCG_1${part}\n`);
      }
      await t.command('exit 4');
      await t.sees('left 4');
      const text = readFileSync(join(t.folder, 'bytes'), 'utf8');
      expect(CONTROLS.filter(control => text.includes(control))).toEqual([]);
      expectNothingRan(t);
    });
});

/** In the order of the shell's patterns. */
const nameOf = (index: number) => `name-${String.fromCodePoint(97 + index)}`;

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
