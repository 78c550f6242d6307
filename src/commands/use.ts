import {dirname} from 'node:path';
import {startedEvent} from './again-line.ts';
import type {Context} from './context.ts';
import {EXIT} from './exit-codes.ts';
import {askingShell, enteredHere, levelsOfTcsh, libraryMissing, refuseNested} from './in-place.ts';
import {callerOf} from './planning.ts';
import {stackDifference, type StackDifference} from './stack-difference.ts';
import {historyText} from './stored-starts.ts';
import {storeEnvironmentText} from './stored-texts.ts';
import {appendHistory, historyFile} from '../settings/history.ts';
import {inPlaceCode} from '../start/in-place/in-place-code.ts';
import {promptMark, type InPlaceChange} from '../start/in-place/in-place-change.ts';
import {enterTcsh, stateLine} from '../start/in-place/tcsh-code.ts';

/** `hsf use STACK`: the code by which the library of a shell enters the stack (`hsf init`); the program itself cannot. */
export async function use(context: Context): Promise<number> {
  const shell = askingShell(context);
  if (shell === null) throw libraryMissing('use', context.world.env);
  const levels = shell === 'tcsh' ? levelsOfTcsh() : [];
  refuseNested(context, context.world.env, enteredHere(context, levels));
  const change = await changeFor(context);
  if (shell === 'tcsh') {
    const {code, level} = enterTcsh(change, levels.length + 1);
    context.output.result(code + stateLine([...levels, level]));
  } else context.output.result(inPlaceCode(change, shell));
  context.output.note(`${change.title}; "hsf leave" leaves it.`);
  // tcsh has its state in variables, which are other ones each time.
  if (shell !== 'tcsh') await storeUse(context, change, inPlaceCode(change, shell));
  return EXIT.ok;
}

/** Leaves the code for `bin/hsf`. */
async function storeUse(context: Context, {begun: {chosen, plan}}: Entered, code: string): Promise<void> {
  const file = historyFile(context.directories);
  const event = historyText(startedEvent(context, plan, chosen, 'use'));
  const history = file === null ? null : {file, event};
  await storeEnvironmentText(context, {chosen, plan}, code, {history});
}

/** A change with what it came from. */
type Entered = InPlaceChange & {readonly begun: StackDifference};

/** What the shell is to become, with the marks that say where it is. */
export async function changeFor(context: Context): Promise<Entered> {
  const {settings, world, directories, loaded} = context;
  const {project} = loaded;
  const begun = await stackDifference(context);
  const {chosen, plan, difference} = begun;
  appendHistory(historyFile(directories), startedEvent(context, plan, chosen, 'use'), world.uid);
  const {repository} = chosen.found.variant.found;
  const hash = chosen.trace?.()?.repositories.find(({fqrn}) => fqrn === repository)?.rootHash ?? null;
  const dropped = plan.env.dropped.map(({name}) => name).filter(name => !name.includes(' '));
  const marks = {
    // To the second, as the shells say it that know the time themselves.
    HSF_SINCE: world
      .now()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z'),
    HSF_REVISION: hash === null ? '' : `${repository}=${hash}`,
    HSF_DROPPED: dropped.join(' '),
    // By it the library asks, before it leaves, what the project wants done then.
    HSF_LEAVE: context.leave.length > 0 && project.status === 'allowed' ? dirname(project.file) : '',
  };
  const before = callerOf(context).env;
  // An empty mark says no more than none; only what an outer stack said has to be covered.
  const own = Object.entries(marks).filter(([name, value]) => value !== '' || name in before);
  return {
    begun,
    difference: {...difference, set: {...difference.set, ...Object.fromEntries(own)}},
    before,
    title: plan.variant,
    prompt: settings.prompt === 'on' ? promptMark(plan.stack.slice(plan.stack.indexOf('/') + 1)) : null,
  };
}
