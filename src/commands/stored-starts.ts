import {existsSync, readdirSync} from 'node:fs';
import {startedEvent, type Started} from './again-line.ts';
import type {Context} from './context.ts';
import {noteText} from './output.ts';
import {callerOf, type Action} from './planning.ts';
import {storedLook, type Followed} from './stored-guards.ts';
import {historyFile} from '../settings/history.ts';
import {eventOf, lineOf, type NewEvent} from '../settings/history-line.ts';
import {processEnvironment} from '../start/hand-over.ts';
import {maskArguments, maskValue} from '../start/mask-secrets.ts';
import type {Plan} from '../start/plan.ts';
import {storedName, storedText, type Stored} from '../start/stored-start.ts';
import {
  LOOK_SCRIPT,
  lookArguments,
  parseLooked,
  type Looked,
  type StoredLook,
  type StoredTime,
} from '../start/stored-start-look.ts';
import {writeAtomically} from '../system/atomic-file.ts';
import {runTool} from '../system/run-tool.ts';
import {STANDARD_PATH, which} from '../system/which.ts';

/** What is stored, without what is the same for all of it. */
export type Answer = Pick<Stored, 'terminals' | 'notes' | 'then'>;

type Begun = {readonly plan: Plan; readonly action: Action; readonly started: Started};

/** Leaves a start for `bin/hsf`, made by what an earlier start found, where it can be made without Node. */
export async function storeStart(context: Context, begun: Begun, followed: Omit<Followed, 'plan'>): Promise<void> {
  const answer = context.invocation.positionals.length === 1 ? storableStart(context, begun) : null;
  if (answer !== null) await store(context, answer, {...followed, plan: begun.plan});
}

/** A start as `bin/hsf` can make it without Node; null for one that needs more than to become a program in an environment. */
function storableStart(context: Context, {plan, action, started}: Begun): Answer | null {
  const {world, options, directories} = context;
  // A set-up that runs notes itself, once; one that cannot be stored does not.
  const {environment} = plan;
  const isSettled = environment?.status !== 'live' || environment.reason.startsWith(NOT_STORABLE);
  const isPlain = isSettled && plan.signals.by === 'exec' && plan.prepare.every(item => item.kind !== 'command' && isThere(item));
  // A shell says what is as it is now.
  if (!isPlain || action.kind !== 'command' || options.verbose || options.switchedOn('dry-run')) return null;
  const caller = callerOf(context);
  const {command} = action;
  const words = plan.argv.slice(0, plan.argv.length - command.length);
  const env = processEnvironment(plan, caller.env);
  const unset = Object.keys(caller.env).filter(name => !(name in env) && !ANEW.has(name));
  const set = Object.fromEntries(Object.entries(env).filter(([name, value]) => caller.env[name] !== value && !ANEW.has(name)));
  const said = [...words, ...Object.values(set)];
  if (
    !plan.argv.slice(words.length).every((word, index) => word === command[index]) ||
    // Its name is of this process; what holds a secret is not for a disk.
    said.some(word => word.includes(caller.name)) ||
    maskArguments(words).some((word, index) => word !== words[index]) ||
    Object.entries(set).some(([name, value]) => maskValue(name, value) !== value) ||
    said.reduce((sum, word) => sum + word.length, 0) > LONGEST
  )
    return null;
  const {stdin, stdout} = world.terminals;
  const lost = options.quiet ? [] : plan.warnings.filter(warning => plan.lost?.includes(warning) === true);
  const file = historyFile(directories);
  const event = historyText(startedEvent(context, plan, started, action));
  return {
    terminals: plan.engine === null ? {} : {stdin, stdout},
    notes: lost.map(noteText).join(''),
    then: {kind: 'start', history: file === null ? null : {file, event}, set, unset, argv: words},
  };
}

/** An event of the history without what each start has of its own. */
function historyText(event: NewEvent): string {
  const {at: _at, directory: _directory, ...members} = JSON.parse(lineOf(eventOf(event))) as Record<string, unknown>;
  return JSON.stringify(members).slice(1, -1);
}

/** As `environmentFor` says it. */
const NOT_STORABLE = 'it cannot be stored';
/** Linux gives arguments and environment together 2 MB; the user's own come on top. */
const LONGEST = 500_000;
/** Of every shell, and the same with Node in between as without. */
const ANEW = new Set(['_', 'SHLVL']);

/**
 * Leaves an answer for `bin/hsf`, with all that it follows from. A loss is no harm. What changed after this process began is not
 * proved by its times, so nothing is left then.
 */
export async function store(context: Context, answer: Answer, followed: Followed): Promise<void> {
  const {world, directories, invocation} = context;
  const {argv, rest} = invocation;
  const words = rest === null ? argv : argv.slice(0, argv.length - rest.length - 1);
  const name = storedName(words);
  const timeout = which('timeout', STANDARD_PATH);
  if (name === null || timeout === null || directories.cache === null || world.build === null) return;
  const guards = storedLook(context, answer, followed);
  if (guards === null) return;
  const {look, until, hashes} = guards;
  const begun = world.now().getTime() - world.clock();
  const looked = await lookNow(context, look, timeout);
  if (looked === null || looked.latest >= BigInt(Math.floor(begun - CLOCK_TICK_MS)) * 1_000_000n) return;
  if ([...hashes].some(([path, hash]) => looked.hashes.get(path) !== hash)) return;
  const text = storedText({
    ...answer,
    words,
    command: rest !== null,
    program: `${world.home}/hsf.js`,
    timeout,
    look,
    sum: looked.sum,
    time: storedTime(world.now(), looked.uptime, until),
  });
  const directory = `${directories.cache}/quick`;
  if (text === null || isFull(directory, name)) return;
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
const LOOK_MS = 1_000;
/** A few kilobytes each; whoever starts in so many ways is no hand. */
const MOST = 500;

async function lookNow(context: Context, look: StoredLook, timeout: string): Promise<Looked | null> {
  const words = [
    '-s',
    'KILL',
    '1',
    '/bin/sh',
    '-c',
    LOOK_SCRIPT,
    'sh',
    '',
    '',
    '',
    '',
    '',
    '',
    '',
    ...lookArguments(look),
  ] as const;
  const {env} = callerOf(context);
  const {status, stdout} = await runTool([timeout, ...words], {timeoutMs: LOOK_MS, env, staysHere: true});
  return status === 0 ? parseLooked(stdout) : null;
}

function isThere(item: Plan['prepare'][number]): boolean {
  return 'path' in item && (item.kind !== 'file' || item.until !== 'end') && existsSync(item.path);
}

function isFull(directory: string, name: string): boolean {
  try {
    const names = readdirSync(directory);
    return names.length >= MOST && !names.includes(name);
  } catch {
    return false;
  }
}
