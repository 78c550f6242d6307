import {dirname} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {endProcess, type LeftProcess, leftProcesses, namesIn} from '../../system/left-processes.ts';
import type {Plan} from '../plan.ts';
import {runCapture} from './capture.ts';
import type {SecondCapture} from './compare.ts';
import type {Conditions} from './conditions.ts';
import {parseDump} from './dump.ts';
import {underOtherLimits} from './other-limits.ts';
import {traceOf} from './traced-files.ts';

/** Longest text of a set-up that is kept: 64 kB. */
const MOST_PRINTED = 64 * 1024;
/** How long what was just started may take to end by itself, a `date` in a process substitution, say. */
const GRACE_MS = 1_000;

/**
 * Runs a set-up once more under other conditions, unseen: it has no terminal and no input, and what it leaves running is ended. The
 * directories of the conditions are there.
 *
 * @param plan made for `action: {kind: 'capture'}` and a caller with the environment of the conditions
 * @param isTraced whether that action is
 */
export async function captureAgain(
  plan: Plan,
  conditions: Conditions,
  limitMs: number,
  isTraced = false,
): Promise<SecondCapture> {
  const [directory] = conditions.directories;
  let printed = '';
  const own = {argv: plan.argv, env: plan.processEnv ?? conditions.env};
  const {argv, env} = conditions.otherLimits ? underOtherLimits(own) : own;
  const options = {
    timeoutMs: limitMs,
    onOutput: (text: string) => {
      if (printed.length < MOST_PRINTED) printed += text;
    },
  };
  const {bytes, trace, status, late, error, group} = await runCapture(argv, env, conditions.cwd, options, isTraced);
  const left = await leftBehind(group, directory);
  const never = (reason: string) => ({status: 'not-storable', reason, always: true}) as const;
  if (error !== null) return never(`it could not be run a second time: ${error}`);
  if (late) return {...never('a second run did not end in time'), isLate: true};
  if (left !== null) return never(`it leaves ${left.name} running`);
  if (/\/dev\/tty\b/.test(printed)) return never('it uses the terminal');
  const made = madeIn(conditions);
  if (made !== null) return never(made);
  const parsed = parseDump(bytes);
  if (status === 0 && parsed.status === 'ok')
    return {status: 'captured', dump: parsed.dump, printed, ...(isTraced ? {trace: traceOf(trace)} : {})};
  const [last] = printed.trim().split('\n').slice(-1);
  return {status: 'not-storable', reason: `it fails when it is run for another user${last ? ` (${last})` : ''}`, always: false};
}

/**
 * What a replay would not make: files where one is, and temporary ones, are made for each start. What is made in the home directory is
 * there since the first.
 */
function madeIn({cwd, env}: Conditions): string | null {
  const [here] = namesIn(cwd);
  if (here !== undefined) return `it leaves ${here} in the directory it is run in`;
  const temporary = env['TMPDIR'];
  // Another one than the user's is ours and was empty.
  const [file] = temporary?.startsWith(`${dirname(cwd)}/`) === true ? namesIn(temporary) : [];
  return file === undefined ? null : 'it leaves temporary files';
}

/** What is still there after a moment; it is ended. */
async function leftBehind(group: number | null, directory: string): Promise<LeftProcess | null> {
  let left = leftProcesses(group, directory);
  for (let waited = 0; left.length > 0 && waited < GRACE_MS; waited += 20) {
    await pause(20);
    left = leftProcesses(group, directory);
  }
  left.forEach(endProcess);
  return left[0] ?? null;
}
