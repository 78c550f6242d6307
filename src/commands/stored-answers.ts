import {readdirSync} from 'node:fs';
import {storedLook, type Followed} from './stored-guards.ts';
import {codeArguments, storedName, storedText, type Stored} from '../start/stored-start.ts';
import {LOOK_SCRIPT, lookArguments, parseLooked, type Looked, type StoredTime} from '../start/stored-start-look.ts';
import {writeAtomically} from '../system/atomic-file.ts';
import {runTool} from '../system/run-tool.ts';
import {STANDARD_PATH, which} from '../system/which.ts';
import {directoriesOf, type World} from '../system/world.ts';

/** What is stored, without what is the same for all of it. */
export type Answer = Pick<Stored, 'terminals' | 'notes' | 'then'>;

/**
 * Leaves an answer for `bin/hsf`, with all that it follows from. A loss is no harm. What changed after this process began is not
 * proved by its times, so nothing is left then.
 */
export async function storeAnswer(...request: Parameters<typeof writeAnswer>): Promise<void> {
  try {
    await writeAnswer(...request);
  } catch {
    // The next run has Node tell it once more.
  }
}

async function writeAnswer(
  world: World,
  {words, command}: Pick<Stored, 'words' | 'command'>,
  answer: Answer,
  followed: Followed,
): Promise<void> {
  const {cache} = directoriesOf(world.env);
  const name = storedName(words);
  const timeout = which('timeout', STANDARD_PATH);
  if (name === null || timeout === null || cache === null || world.build === null) return;
  const directory = `${cache}/quick`;
  // The look costs a start as much as a bare Node does.
  if (!hasRoom(directory, name)) return;
  const guards = storedLook(world, answer, followed);
  if (guards === null) return;
  const {look, until, hashes, expected} = guards;
  const begun = world.now().getTime() - world.clock();
  const code = codeArguments({...answer, words, command});
  const looked = await lookNow(world, [...code, ...lookArguments(look)], timeout);
  if (looked === null || looked.latest >= BigInt(Math.floor(begun - CLOCK_TICK_MS)) * 1_000_000n) return;
  if ([...hashes].some(([path, hash]) => looked.hashes.get(path) !== hash)) return;
  // What has no times has to be as the plan saw it.
  if (!expected.every(block => `\n${looked.text}`.includes(`\n${block}\n`))) return;
  const text = storedText({
    ...answer,
    words,
    command,
    program: `${world.home}/hsf.js`,
    timeout,
    look,
    sum: looked.sum,
    time: storedTime(world.now(), looked.uptime, until),
  });
  if (text === null) return;
  writeAtomically(`${directory}/${name}`, text, {durable: false});
}

/** What is stale changes at midnight of UTC. */
function storedTime(now: Date, uptime: number, untilMs: number): StoredTime {
  const day = now.toISOString().slice(0, 10);
  const midnightMs = Date.parse(`${day}T00:00:00Z`);
  const since = (ms: number) => uptime + (ms - now.getTime()) / 1000;
  return {
    from: uptime,
    until: Math.floor(since(Math.min(untilMs, midnightMs + DAY_MS))),
    day,
    midnight: Math.ceil(since(midnightMs)),
  };
}

const DAY_MS = 86_400_000;
/** File systems take their times from a clock that is late by a tick of the kernel. */
const CLOCK_TICK_MS = 20;
const LOOK_MS = 2_000;
/** The arguments in front of what is to be looked at. */
const NO_SUM = ['', '', '', '', '', '', '', '', '', ''];
/** A few kilobytes each; whoever starts in so many ways is no hand. */
const MOST = 500;

async function lookNow({env: variables}: World, look: readonly string[], timeout: string): Promise<Looked | null> {
  const options = ['-s', 'KILL', '2', '/bin/sh', '-c', LOOK_SCRIPT, LOOK_SCRIPT];
  const env = Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const words = [...options, ...NO_SUM, ...look] as const;
  const {status, stdout} = await runTool([timeout, ...words], {timeoutMs: LOOK_MS, env, staysHere: true});
  return status === 0 ? parseLooked(stdout) : null;
}

/** Whether one more may be left; what lies in the place of the directory keeps it out. */
function hasRoom(directory: string, name: string): boolean {
  try {
    const names = readdirSync(directory);
    return names.length < MOST || names.includes(name);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ENOENT';
  }
}
