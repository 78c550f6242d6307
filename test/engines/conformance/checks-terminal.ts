import {chmodSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import {openScene, type Scene} from '../../rig/terminal/tmux.ts';
import {asAccount} from '../rig.ts';
import type {Cell} from './cell.ts';

/** The prompt of the shell inside, as the last thing on the screen. */
const PROMPT = /inside>\s*$/;

/** What was seen in one session with a shell in a terminal. */
type Session = {
  readonly tty: string;
  readonly size: string;
  readonly resized: string;
  readonly interrupted: string;
  readonly stopped: string;
  readonly resumed: string;
  readonly status: string;
  readonly modes: readonly [string, string];
};

/** One start with a real terminal serves all rows; the launcher becomes the engine's process there, so there is no parent. */
const session = (cell: Cell) =>
  cell.once('session in a terminal', async () => {
    const scene = await openScene({columns: 100, rows: 30});
    try {
      return await drive(cell, scene);
    } finally {
      await scene.close();
    }
  });

async function drive(cell: Cell, t: Scene): Promise<Session> {
  // The terminal belongs to whoever opened it, which is not the account of this cell.
  await t.output(`chown ${cell.account.uid} "$(tty </dev/tty)"`);
  const before = await t.output('stty -g </dev/tty');
  const start = join(cell.place.root, 'start-in-terminal');
  const {argv, env} = await cell.command(['/bin/sh', '-i'], {terminal: true, env: {PS1: 'inside> ', PS2: ''}});
  writeFileSync(
    start,
    `cd /; exec env -i ${Object.entries(env)
      .map(([name, value]) => quoted(`${name}=${value}`))
      .join(' ')} ${asAccount(cell.account, argv).map(quoted).join(' ')}\n`,
  );
  chmodSync(start, 0o755);
  await t.command('clear');
  await t.seesPrompt();
  await t.command(`sh ${quoted(start)}`);
  await t.sees('inside>');

  /** Runs a line in the shell inside and gives what it printed, between marks that the typed line does not show. */
  let lines = 0;
  const answer = async (line: string, more?: () => Promise<void>): Promise<string> => {
    const mark = `m${++lines}`;
    await t.command(`was=$?; echo "<"${mark}; ${line}; echo ${mark}">"`);
    await more?.();
    await t.sees(`${mark}>`);
    const screen = await t.history();
    return (screen.split(`<${mark}\n`)[1] ?? '').split(`${mark}>`)[0]!.trim();
  };
  const tty = await answer('tty');
  const size = await answer('stty size');
  const resized = await answer(
    'for turn in $(seq 50); do test "$(stty size)" = "40 120" && break; sleep 0.1; done; stty size',
    () => t.resize(120, 40),
  );
  await t.command('sh -c "echo sleeps; exec sleep 300"');
  await t.sees('sleeps\n');
  await t.press('C-c');
  await t.sees(PROMPT);
  const interrupted = await answer('echo $was');
  // The job tells when it goes on: a key that comes before "fg" has given it the terminal would be the shell's.
  await t.command(`sh -c "trap 'echo awake' CONT; echo dozes; while :; do sleep 0.1; done"`);
  await t.sees('dozes\n');
  await t.press('C-z');
  await t.sees(PROMPT);
  const stopped = await answer('jobs');
  await t.command('fg');
  await t.sees('awake\n');
  await t.press('C-c');
  await t.sees(PROMPT);
  const resumed = await answer('echo $was; jobs');
  await t.command('exit 5');
  await t.seesPrompt();
  const status = await t.output('echo $?');
  const after = await t.output('stty -g </dev/tty');
  return {tty, size, resized, interrupted, stopped, resumed, status, modes: [before, after]};
}

const quoted = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;

export const TERMINAL_CHECKS = {
  tty: async (cell: Cell) => {
    expect((await session(cell)).tty).toMatch(/^\/dev\/(pts\/\d+|console|tty\d*)$/);
  },
  'tty-size': async (cell: Cell) => {
    expect((await session(cell)).size).toBe('30 100');
  },
  'tty-resize': async (cell: Cell) => {
    expect((await session(cell)).resized).toBe('40 120');
  },
  'tty-interrupt': async (cell: Cell) => {
    expect((await session(cell)).interrupted).toBe('130');
  },
  'tty-suspend': async (cell: Cell) => {
    const {stopped, resumed} = await session(cell);
    expect(stopped).toContain('Stopped');
    expect(resumed).toBe('130');
  },
  'tty-status': async (cell: Cell) => {
    expect((await session(cell)).status).toBe('5');
  },
  'tty-sane': async (cell: Cell) => {
    const [before, after] = (await session(cell)).modes;
    expect(after).toBe(before);
  },
};
