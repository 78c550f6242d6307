import {existsSync, realpathSync, statSync} from 'node:fs';
import {startedEvent, type Started} from './again-line.ts';
import type {Context} from './context.ts';
import {noteText} from './output.ts';
import {callerOf, type Action} from './planning.ts';
import {linesOf} from './start-chosen.ts';
import {startsDirectory} from './starts-directory.ts';
import {mayStore, storeAnswer, type Answer} from './stored-answers.ts';
import type {Followed} from './stored-guards.ts';
import {ENGINES} from '../engines/all.ts';
import {historyFile} from '../settings/history.ts';
import {eventOf, lineOf, type NewEvent} from '../settings/history-line.ts';
import {processEnvironment} from '../start/hand-over.ts';
import {maskArguments, maskValue} from '../start/mask-secrets.ts';
import type {Plan} from '../start/plan.ts';
import {DIRECT_SCRIPT} from '../start/scripts.ts';
import {startFacts} from '../start/start-records.ts';
import type {StoredRecord} from '../start/stored-start.ts';
import type {World} from '../system/world.ts';

type Begun = {readonly plan: Plan; readonly action: Action; readonly started: Started};

/** Leaves a start for `bin/hsf`, made by what an earlier start found, where it can be made without Node. */
export async function storeStart(
  context: Context,
  begun: Begun,
  followed: Pick<Followed, 'trace' | 'inputs' | 'proof'>,
): Promise<void> {
  const {world, typed, looks} = context;
  const {argv, rest} = typed;
  const words = rest === null ? argv : argv.slice(0, argv.length - rest.length - 1);
  const answer = isPlainly(context) && mayStore(world, words) ? storableStart(context, begun) : null;
  if (answer === null) return;
  const facts = {...followed, places: [], seen: looks.host.seen(), plan: begun.plan};
  await storeAnswer(world, {words, command: rest !== null}, answer, facts);
}

/** Flags whose meaning no file and no directory has a part in. */
const PLAIN_FLAGS = new Set(
  'platform arch os compiler build container engine image gpu quiet no-input timeout cvmfs color runs family json stored shell code'.split(
    ' ',
  ),
);

/** Whether the words themselves name a stack, and mean the same everywhere: a path is an environment of Python, by its directory. */
export function isPlainly({typed, after, invocation: {given}, options}: Context): boolean {
  const [address = '', ...others] = typed.positionals;
  const isAddress = /^[^./~]/.test(address) && others.length === 0 && after.length === 0;
  const isPlain = [...given.keys()].every(name => PLAIN_FLAGS.has(name));
  const isAbsolute = ['cvmfs', 'image'].flatMap(name => given.get(name) ?? []).every(path => path.startsWith('/'));
  return isAddress && isPlain && isAbsolute && options.value('env-file') === null && options.value('cwd') === null;
}

/** A start as `bin/hsf` can make it without Node; null for one that needs more than to become a program in an environment. */
function storableStart(context: Context, {plan, action, started}: Begun): Answer | null {
  const {world, options, directories} = context;
  // A set-up that runs notes itself, once; one that cannot be stored does not.
  const {environment} = plan;
  const isSettled = environment?.status !== 'live' || environment.reason.startsWith(NOT_STORABLE);
  const isPlain =
    isSettled &&
    isForUser(plan) &&
    plan.signals.by === 'exec' &&
    plan.prepare.every(item => item.kind !== 'command' && isThere(item));
  const file = historyFile(directories);
  if (!isPlain || action.kind === 'capture' || options.verbose || options.switchedOn('dry-run') || isInTheWay(file, world))
    return null;
  const caller = callerOf(context);
  const command = action.kind === 'command' ? action.command : [];
  const words = plan.argv.slice(0, plan.argv.length - command.length);
  const env = processEnvironment(plan, caller.env);
  // What comes and goes, and is not looked at, must not get through where the environment is cleared.
  const never = ['HSF_ORIGIN', ...(plan.mode === 'native' ? [] : ['OLDPWD', 'SHLVL', 'HSF_NODE'])].filter(name => !(name in env));
  const gone = Object.keys(caller.env).filter(name => !(name in env) && !ANEW.has(name));
  const unset = [...new Set([...gone, ...never])];
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
  const lines = options.quiet ? [] : linesOf(context, plan, action, started).filter(({level}) => level === 'note');
  const event = historyText(startedEvent(context, plan, started, action));
  return {
    // A shell is another one where nobody sits in front of it.
    terminals: plan.engine !== null ? {stdin, stdout} : action.kind === 'shell' ? {stdin} : {},
    notes: lines.map(({text}) => noteText(text)).join(''),
    then: {
      kind: 'start',
      history: file === null ? null : {file, event},
      record: recordOf(context, plan, action),
      set,
      unset,
      ...(runsHere(words) ? {script: words[2]!, argv: words.slice(4)} : {argv: words}),
    },
  };
}

/** Whether all is one small script for a shell like the one that `bin/hsf` runs in already. */
function runsHere([program = '', option, script]: readonly string[]): boolean {
  return option === '-c' && script === DIRECT_SCRIPT && realpathSync(program) === realpathSync('/bin/sh');
}

/** What `recordStart` would write. */
function recordOf({world, directories}: Context, plan: Plan, action: Action): StoredRecord | null {
  const starts = startsDirectory(directories);
  if (starts === null || plan.mode !== 'container') return null;
  const facts = startFacts(plan, action.kind === 'shell');
  return {file: `${starts}/hsf-${world.uid}-`, facts: JSON.stringify(facts).slice(1, -1)};
}

/** An event of the history without what each start has of its own. */
export function historyText(event: NewEvent): string {
  const {at: _at, directory: _directory, ...members} = JSON.parse(lineOf(eventOf(event))) as Record<string, unknown>;
  return JSON.stringify(members).slice(1, -1);
}

/** As `environmentFor` says it. */
const NOT_STORABLE = 'it cannot be stored';
/** Linux gives arguments and environment together 2 MB; the user's own come on top. */
const LONGEST = 500_000;
/** Of every shell, and the same with Node in between as without. */
const ANEW = new Set(['_', 'SHLVL']);

/** Whether the engine, if any, has no service and no storage that may be another the next time. */
function isForUser({engine}: Plan): boolean {
  const found = ENGINES.find(({name}) => name === engine);
  return (
    engine === null ||
    (found?.capabilities.needs === 'user' && found.capabilities.firstStart === undefined && found.examine === undefined)
  );
}

/** Whether something lies where the history belongs: a start says so, each time. */
function isInTheWay(history: string | null, {uid}: World): boolean {
  try {
    const found = history === null ? undefined : statSync(history, {throwIfNoEntry: false});
    return found !== undefined && !(found.isFile() && found.uid === uid);
  } catch {
    // A file server that does not know it any more (ESTALE), or says no.
    return true;
  }
}

function isThere(item: Plan['prepare'][number]): boolean {
  return 'path' in item && (item.kind !== 'file' || item.until !== 'end') && existsSync(item.path);
}
