import {appendFileSync, existsSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {quotePosix} from '../../src/start/shell-words.ts';
import {knowsFish} from '../rig/fish-home.ts';
import {openScene, tmuxMissing, type Scene} from '../rig/terminal/tmux.ts';
import {makeStoredScene, missingForStored, STACK, type StoredScene} from './stored-scene.ts';

const missing = missingForStored() ?? tmuxMissing();
if (missing !== null && process.env['CI'] !== undefined) throw new Error(`Stored shells cannot be tried: ${missing}.`);

const PROMPT = /[>$#%]\s*$/;
const READY = /"exit" leaves it\.[^]*To get here again: .*\n[^]*\S+[>$#%]\s*$/;
const SHELLS = ['/bin/bash', '/usr/bin/zsh', '/usr/bin/fish', '/usr/bin/ksh', '/usr/bin/tcsh'].filter(path => existsSync(path));

describe.skipIf(missing !== null)('a shell without Node', () => {
  let stored: StoredScene;
  let terminal: Scene;
  beforeEach(async () => {
    terminal = await openScene({columns: 150, rows: 40});
  });
  afterEach(() => terminal.close());
  beforeAll(() => {
    stored = makeStoredScene();
    knowsFish(stored.home);
    for (const [file, text] of [
      ['.bashrc', "PS1='in-bash> '\nalias mine='echo mine'\n"],
      ['.zshrc', "PS1='in-zsh> '\n"],
      ['.kshrc', "PS1='in-ksh> '\n"],
      ['.tcshrc', "set prompt='in-tcsh> '\n"],
    ] as const)
      writeFileSync(join(stored.home, file), text);
  });
  afterAll(() => stored.remove());

  /** Begins a shell in the terminal, as a script: the line is longer than a screen. */
  const begin = async (shell: string) => {
    const {argv, env: variables} = stored.program(['shell', STACK], {env: {SHELL: shell, TERM: 'xterm'}});
    const file = join(terminal.folder, 'begin');
    const assignments = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
    writeFileSync(file, `exec env -i ${[...assignments, ...argv].map(quotePosix).join(' ')}\n`);
    // Nothing of the shell before is taken for the next one's.
    await terminal.command('clear');
    await terminal.seesNoMore('To get here again');
    await terminal.seesPrompt();
    await terminal.command('sh ./begin; echo "ended $?"');
    await terminal.sees('To get here again');
  };
  /** What a shell says of itself, as the terminal shows it; leaves it with a status. */
  const look = async () => {
    await terminal.sees(READY);
    // A line editor that begins a moment after its prompt would show twice what was typed before.
    await terminal.stands();
    await terminal.command('stack-name; stty -a | md5sum; env | grep -v "^_=" | sort | md5sum');
    await terminal.sees(/LCG_107 x86_64-debian12-gcc12-opt\n[^]*-\n[^]*-\n/);
    await terminal.sees(PROMPT);
    await terminal.press('C-c');
    await terminal.sees(PROMPT);
    await delay(200);
    await terminal.command('/bin/sleep 100');
    await delay(300);
    await terminal.press('C-z');
    await terminal.sees(/\n.*(?:topped|uspended)/i);
    await terminal.sees(PROMPT);
    await terminal.command('fg');
    await delay(300);
    await terminal.press('C-c');
    await terminal.sees(PROMPT);
    await delay(200);
    await terminal.command('exit 42');
    await terminal.sees('ended 42');
    return terminal.screen();
  };

  /** Begins and leaves shells until one goes without Node. */
  const prime = async (shell: string) => {
    for (let attempt = 0; attempt < 8; attempt += 1) {
      const before = stored.nodes();
      await begin(shell);
      await terminal.sees(READY);
      await terminal.command('exit');
      await terminal.sees('ended 0');
      if (stored.nodes() === before) return;
    }
    throw new Error(`${shell} was never started without Node.`);
  };

  /** Mounts count, and other suites mount and unmount meanwhile: then it is Node's once more. */
  const lookWithoutNode = async (shell: string) => {
    for (let attempt = 0; attempt < 4; attempt += 1) {
      const before = stored.nodes();
      await begin(shell);
      const shown = await look();
      if (stored.nodes() === before) return shown;
    }
    throw new Error(`${shell} was started by Node each time.`);
  };

  test.each(SHELLS)(
    '%s is the same on a terminal',
    async shell => {
      await prime(shell);
      const before = stored.nodes();
      // Of several files only the first: what is behind a gap is not looked at.
      rmSync(stored.stored().toSorted()[0]!);
      await begin(shell);
      const byNode = await look();
      expect(stored.nodes()).toBe(before + 1);
      expect(await lookWithoutNode(shell)).toBe(byNode);
      expect(stored.history().at(-1)).toMatchObject({verb: 'shell', variant: STACK});
    },
    60_000,
  );

  test("is Node's where the own files of a bash make another environment, until that is stored", async () => {
    await prime('/bin/bash');
    const before = stored.nodes();
    appendFileSync(join(stored.home, '.bashrc'), 'export MINE=1\n');
    // The shell finds out by itself, sets up live and notes that; the next start compares.
    for (const turn of [0, 1]) {
      await begin('/bin/bash');
      await terminal.sees(READY);
      await terminal.command('echo "mine is $MINE"; stack-name; exit');
      await terminal.sees(/mine is 1\nLCG_107 [^]*ended 0/);
      expect(stored.nodes()).toBe(before + turn);
    }
    await prime('/bin/bash');
  }, 60_000);
});
