import {mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {requires} from '../engines/rig.ts';
import {helpersWith, seesFewer} from '../rig/terminal/sick-tree.ts';
import {terminalTest} from '../rig/terminal/terminal-test.ts';
import type {Stage} from '../rig/terminal/terminal-test.ts';
import {openScene, tmuxMissing} from '../rig/terminal/tmux.ts';
import type {Scene} from '../rig/terminal/tmux.ts';
import {writeTree} from '../rig/tree.ts';

// A start that is left while its set-up or its command runs, by every door: the terminal is as it was, the status tells how, and no process
// of it is left.

const HSF = join(import.meta.dirname, '../../bin/hsf');
const STACK = 'LCG_107@debian12-gcc12';
const SIZE = {columns: 120, rows: 30};

let folder: string;
let root: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hsf-leaving-'));
  root = join(folder, 'cvmfs');
  writeTree(root, {extraPlatforms: ['x86_64-debian12-gcc12-opt']});
  const setUp = 'test ! -e "$WAITS" || { echo "set-up waits"; sleep 300; }\n';
  writeFileSync(join(root, 'sft.cern.ch/lcg/views/LCG_107/x86_64-debian12-gcc12-opt/setup.sh'), setUp);
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

type Way = {
  readonly title: string;
  readonly words: string;
  /** What is seen when there is something to leave. */
  readonly waits: string;
  /** Brings it there; gets the whole command. */
  readonly before?: (t: Scene, line: string) => Promise<void>;
};

const WAITING = 'command waits';
const WAYS: readonly Way[] = [
  {title: 'a set-up of "run"', words: `run ${STACK} -- true`, waits: 'set-up waits'},
  {title: 'a set-up below bubblewrap', words: `run ${STACK} --engine bubblewrap -- true`, waits: 'set-up waits'},
  {title: 'a command', words: `run ${STACK} --engine unshare -- sh file`, waits: WAITING},
  {title: 'a command below bubblewrap', words: `run ${STACK} --engine bubblewrap -- sh file`, waits: WAITING},
  {title: 'a command of a start that is kept without Node', words: `run ${STACK} -- sh file`, waits: WAITING, before: keep},
];

/** The whole command, with a home of its own by which its processes are known. */
const line = ({folder: own}: Scene, words: string) =>
  `HOME=${own} HSF_TIMEOUT=60 HSF_OS=debian12 HSF_ARCH=x86_64 HSF_CPU=x86-64-v3 HSF_CVMFS=${root} WAITS=${own}/waits ${HSF} ${words}`;

async function keep(t: Scene, whole: string): Promise<void> {
  writeFileSync(join(t.folder, 'file'), '');
  for (let times = 0; times < 4; times++) await t.output(whole);
  const kept = readdirSync(join(t.folder, '.cache/hsf/quick'), {recursive: true});
  expect(kept.length).toBeGreaterThan(0);
}

/** Starts it and waits until it waits; gives the process that the shell has started. */
async function begin(t: Scene, {words, waits, before}: Way): Promise<number> {
  const whole = line(t, words);
  await before?.(t, whole);
  writeFileSync(join(t.folder, 'file'), `echo '${WAITING}'; exec sleep 300\n`);
  if (waits !== WAITING) mkdirSync(join(t.folder, 'waits'));
  await t.command('clear');
  await t.seesNoMore(waits);
  await t.seesPrompt();
  await t.command(`( echo $BASHPID >pid; exec env ${whole} )`);
  await t.sees(new RegExp(`^${waits}`, 'm'));
  return Number(readFileSync(join(t.folder, 'pid'), 'utf8'));
}

/** `T` for a process that is stopped. */
function stateOf(pid: number): string {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  return stat.slice(stat.lastIndexOf(')') + 2)[0]!;
}

/** Signals go to the whole job, as from `kill %1`. */
type Door = {
  readonly title: string;
  readonly go: (t: Stage, pid: number) => Promise<void>;
  readonly status: string;
  /** Where a set-up runs, when it is another one. */
  readonly inSetUp?: string;
};
const DOORS: readonly Door[] = [
  {title: 'Ctrl-C', go: t => t.press('C-c'), status: '130'},
  {title: 'Ctrl-\\', go: t => t.press('C-\\'), status: '131', inSetUp: '125'}, // bash never dies of it: what it ran does, which is a set-up that failed
  {
    title: 'Ctrl-Z, "fg" and Ctrl-C',
    go: async (t, pid) => {
      await t.press('C-z');
      await t.sees('Stopped');
      await t.seesPrompt();
      await t.command('fg');
      // By then it has the terminal.
      for (let waited = 0; stateOf(pid) === 'T' && waited < 15_000; waited += 20) await delay(20);
      await t.press('C-c');
    },
    status: '130',
  },
  {title: 'SIGTERM', go: async (_, pid) => void process.kill(-pid, 'SIGTERM'), status: '143'},
  {title: 'SIGHUP', go: async (_, pid) => void process.kill(-pid, 'SIGHUP'), status: '129'},
];

const able = requires('tmux', 'bwrap', 'unshare');

describe.skipIf(!able)('a start is left', () => {
  for (const way of WAYS) {
    // One scene for all doors: each leaves it as it was, or the next one fails.
    terminalTest(`${way.title}, by every door`, SIZE, async t => {
      for (const {title, go, status, inSetUp} of DOORS) {
        const pid = await begin(t, way);
        rmSync(join(t.folder, 'waits'), {recursive: true, force: true});
        expect(helpersWith(t.folder).length, title).toBeGreaterThan(0);
        await go(t, pid);
        await t.seesPrompt();
        const wished = way.waits === WAITING ? status : (inSetUp ?? status);
        expect([title, await t.output('echo $?')]).toEqual([title, wished]);
        await seesFewer(t.folder, 0);
      }
    });
  }
});

(able && tmuxMissing() === null ? describe : describe.skip)('the terminal goes away', () => {
  for (const way of [...WAYS, {title: 'a set-up of "shell"', words: `shell ${STACK}`, waits: 'set-up waits'}])
    test.concurrent(`under ${way.title}`, {timeout: 60_000}, async () => {
      const scene = await openScene(SIZE);
      try {
        await begin(scene, way);
      } finally {
        await scene.close();
      }
      await seesFewer(scene.folder, 0);
    });
});

describe.skipIf(!able)('a set-up of "shell" is left', () => {
  terminalTest('by Ctrl-C: half a set-up is none, and so there is no shell', SIZE, async t => {
    await begin(t, {title: '', words: `shell ${STACK}`, waits: 'set-up waits'});
    await t.press('C-c');
    await t.sees('was interrupted');
    await t.seesPrompt();
    expect(await t.output('echo $?')).toBe('125');
    await seesFewer(t.folder, 0);
  });
});
