import {once} from 'node:events';
import {setTimeout as delay} from 'node:timers/promises';
import {expect} from 'vitest';
import {processesWith, saysReady, type Cell} from './cell.ts';
import {OWN_NAME} from '../../rig/own-name.ts';

let tokens = 0;
/** A word that tells the processes of one start from all others. */
const token = () => `hsf-token-${OWN_NAME}-${Date.now()}-${++tokens}`;

/** The signal goes to the process that was started, as `kill`, a closed window or a batch system send it. */
const handles = (signal: 'TERM' | 'HUP' | 'INT', status: number) => async (cell: Cell) => {
  const script = `trap 'echo handled; exit ${status}' ${signal}; echo ready; while :; do sleep 0.1; done`;
  const mark = token();
  const child = await cell.launch(['/bin/sh', '-c', script, mark]);
  try {
    let said = '';
    child.stdout!.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await saysReady(child);
    const end = once(child, 'close');
    child.kill(`SIG${signal}`);
    const late = delay(15_000, ['nothing'], {ref: false});
    expect((await Promise.race([end, late]))[0]).toBe(status);
    expect(said).toContain('handled');
  } finally {
    await cleanUp(mark);
  }
};

async function gone(mark: string, patience: number): Promise<readonly number[]> {
  const end = Date.now() + patience;
  let left = processesWith(mark);
  while (left.length > 0 && Date.now() < end) {
    await delay(100);
    left = processesWith(mark);
  }
  return left;
}

/** What an engine leaves running would disturb what comes next. */
async function cleanUp(mark: string): Promise<void> {
  for (const pid of processesWith(mark)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has just ended.
    }
  }
  await gone(mark, 5_000);
}

/** A child that goes on in the background, and how the start ended. */
const background = (cell: Cell) =>
  cell.once('background', async () => {
    const mark = token();
    try {
      const script = 'sh -c "while :; do sleep 1; done" "$0" </dev/null >/dev/null 2>&1 & echo started; exit 4';
      const {status, stdout, stderr} = await cell.run(['/bin/sh', '-c', script, mark], {}, {patience: 6_000});
      await delay(300);
      const stays = processesWith(mark).length > 0;
      return {outcome: {status, stderr, text: stdout.toString()}, stays};
    } finally {
      await cleanUp(mark);
    }
  });

export const SIGNAL_CHECKS = {
  'signal-term': handles('TERM', 7),
  'signal-hup': handles('HUP', 8),
  'signal-int': handles('INT', 9),

  killed: async (cell: Cell) => {
    const mark = token();
    const child = await cell.launch(['/bin/sh', '-c', 'echo ready; while :; do sleep 0.1; done', mark]);
    try {
      await saysReady(child);
      child.kill('SIGKILL');
      expect(await gone(mark, 3_000)).toEqual([]);
    } finally {
      await cleanUp(mark);
    }
  },

  background: async (cell: Cell) => {
    expect((await background(cell)).outcome).toEqual({status: 4, stderr: '', text: 'started\n'});
  },
  'background-stays': async (cell: Cell) => {
    expect((await background(cell)).stays).toBe(true);
  },
};
