import {readdirSync, readFileSync, statSync} from 'node:fs';
import {dirname} from 'node:path';
import {fingerprint} from '../start/environment/fingerprint.ts';
import {storedLook, type Followed} from './stored-guards.ts';
import {
  codeArguments,
  keyLine,
  lookCommand,
  lookScript,
  storedName,
  storedText,
  type Looker,
  type Stored,
} from '../start/stored-start.ts';
import {ANEW, lookArguments, parseLooked, type Looked, type StoredLook, type StoredTime} from '../start/stored-start-look.ts';
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
  const [place, looker] = [placeIn(world, words), lookerHere()];
  if (place === null || looker === null) return;
  const guards = storedLook(world, answer, followed);
  if (guards === null) return;
  const {look, until, hashes, expected} = guards;
  const begun = world.now().getTime() - world.clock();
  const code = codeArguments({...answer, words, command});
  const script = lookScript(looker, look, answer.then);
  const looked = await lookNow(world, [...code, ...lookArguments(look)], looker, script);
  if (looked === null || looked.latest >= BigInt(Math.floor(begun - CLOCK_TICK_MS)) * 1_000_000n) return;
  if ([...hashes].some(([path, hash]) => looked.hashes.get(path) !== hash)) return;
  // What has no times has to be as the plan saw it.
  if (!expected.every(block => `\n${looked.text}`.includes(`\n${block}\n`))) return;
  const program = `${dirname(world.home)}/bin/hsf`;
  const key = keyOf(world, look);
  const text = storedText({
    ...answer,
    words,
    command,
    key,
    program,
    looker,
    look,
    sum: looked.sum,
    time: storedTime(world.now(), looked.uptime, until),
  });
  if (text === null) return;
  writeAtomically(`${place}${placeFor(key, place)}`, text, {durable: false});
}

/** Whether an answer may be left at all: to find out what it follows from costs a start as much as a bare Node does. */
export const mayStore = (world: World, words: readonly string[]): boolean => placeIn(world, words) !== null;

/** The file for these words, save what several have at their ends; null where none may be left. */
function placeIn({env, build}: World, words: readonly string[]): string | null {
  const {cache} = directoriesOf(env);
  const name = storedName(words);
  if (name === null || cache === null || build === null) return null;
  return hasRoom(`${cache}/quick`, name) ? `${cache}/quick/${name}` : null;
}

/** One program instead of six. */
function lookerHere(): Looker | null {
  const [perl, timeout] = ['perl', 'timeout'].map(name => which(name, STANDARD_PATH));
  if (perl) return {language: 'perl', program: perl};
  return timeout ? {language: 'sh', program: timeout} : null;
}

/** Two programs, or two environments of one home, that take turns have a file each. */
function keyOf({env, home}: World, {harmless}: StoredLook): string {
  const ignored = new Set([...harmless, ...ANEW, 'PWD']);
  const counted = Object.entries(env).filter(([name]) => !ignored.has(name));
  return fingerprint(JSON.stringify([home, counted.toSorted(([one], [other]) => (one < other ? -1 : 1))]));
}

/** What the names of the files end with, in the order in which `bin/hsf` tries them. */
const PLACES = ['', '~1', '~2', '~3'] as const;

/** The first place that is free or of the same key, since `bin/hsf` looks no further than a file that is missing; else the oldest. */
function placeFor(key: string, file: string): string {
  const usable = PLACES.find(place => [null, keyLine(key)].includes(keyIn(`${file}${place}`)));
  if (usable !== undefined) return usable;
  const times = PLACES.map(place => timeOf(`${file}${place}`));
  return PLACES[times.indexOf(Math.min(...times))]!;
}

/** 0 where it cannot be looked at: a file server may not know it any more (ESTALE). */
function timeOf(path: string): number {
  try {
    return statSync(path, {throwIfNoEntry: false})?.mtimeMs ?? 0;
  } catch {
    return 0;
  }
}

/** The line that tells for whom a file is; null where there is none, or it was emptied. */
function keyIn(file: string): string | null {
  try {
    const line = readFileSync(file, 'utf8').split('\n', 2)[1] ?? '';
    return line.startsWith(keyLine('')) ? line : null;
  } catch {
    return null;
  }
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

async function lookNow({env: variables}: World, look: readonly string[], looker: Looker, script: string): Promise<Looked | null> {
  const env = Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  // As a child of a shell that was begun in this environment, and stays.
  const line = `hsf_look=$1; shift; ${lookCommand(looker)} "$@"; exit $?`;
  const words = [line, 'sh', script, ...NO_SUM, ...look];
  const {status, stdout} = await runTool(['/bin/sh', '-c', ...words], {timeoutMs: LOOK_MS, env, staysHere: true});
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
