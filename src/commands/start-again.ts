import {makeContext, type Context} from './context.ts';
import {withinDeadline} from './deadline-guard.ts';
import {hostSource} from './host-source.ts';
import {launchOf} from './launch-of.ts';
import {glance, parseArguments, type Invocation} from './parse-arguments.ts';
import {planFor, triedPlan, type Action} from './planning.ts';
import {realWorld} from './real-world.ts';
import {refuseJson} from './refuse-json.ts';
import {reportFailure} from './report-failure.ts';
import {isSameWorld} from './same-world.ts';
import {showPlan} from './show-plan.ts';
import {startPlanned} from './start-chosen.ts';
import {recallStart, type FoundStart} from './start-memory.ts';
import {isStarting} from './table.ts';
import {shellsOf} from '../choose/shells.ts';
import {makeLooks} from '../find/looks.ts';
import {wantedPlaces} from '../find/places-hold.ts';
import {stillHolds} from '../find/still-holds.ts';
import type {Plan} from '../start/plan.ts';
import {hostFiles} from '../system/host-files.ts';
import {directoriesOf, type World} from '../system/world.ts';

/**
 * Starts what an earlier start by the same words found, where nothing that it followed from has changed: settings, families, program
 * and machine, and every repository answers and is as it was. The plan is made anew, for the caller, the directory and the mounts of
 * now; what it asks about `/cvmfs` is answered from what was seen there. It is made while the repositories are asked.
 *
 * Any doubt is a no, and nothing has been printed, written or started then.
 *
 * @returns the status; null where the long way has to find out
 */
export async function startAgain(argv: readonly string[], world: World = realWorld(import.meta.url)): Promise<number | null> {
  const prepared = prepare(argv, world);
  if (prepared === null) return null;
  const {context, action, holding, plan: planning} = prepared;
  // Nothing of it may go on when the long way begins, or the command.
  const [plan] = await Promise.all([planning, holding, context.looks.host.settled()]);
  if (!(await holding)) return null;
  try {
    if (plan.status === 'rejected') throw plan.reason;
    return context.invocation.command.name === 'plan'
      ? showPlan(context, plan.value)
      : await startPlanned(context, plan.value, action);
  } catch (error) {
    const {json, command} = glance(argv);
    return reportFailure(error, {json, starting: isStarting(command)});
  }
}

type Prepared = {
  readonly context: Context;
  readonly action: Action;
  readonly holding: Promise<boolean>;
  readonly plan: Promise<PromiseSettledResult<Plan>>;
};

function prepare(argv: readonly string[], world: World): Prepared | null {
  const {cache} = directoriesOf(world.env);
  try {
    const invocation = parseArguments(argv);
    const action = actionOf(invocation);
    const known = cache === null || action === null ? null : recallStart(invocation, world);
    if (known === null || cache === null || action === null) return null;
    const {trace} = known;
    // Its helpers are at work while the plan is made.
    const launch = launchOf(world, trace.root);
    const places = wantedPlaces(known.proof, () => true);
    const holding = stillHolds({trace, places, cacheDirectory: cache, launch, now: world.now});
    if (!known.isWhole() || !isSameWorld(known.inputs, trace.root, world)) return null;
    const found = known.start();
    const looks = makeLooks();
    const context = makeContext(world, invocation, looks);
    if (invocation.command.name !== 'plan') refuseJson(context);
    looks.host.begin(
      hostFiles(launch.sh, () => trace.limitMs),
      found.asked,
    );
    return {context, action, holding, plan: settled(planOf(context, action, found))};
  } catch {
    // The long way has the words for it.
    return null;
  }
}

/** What is to be done; null where that is something else than to start what an address means. */
function actionOf({command, given, rest}: Invocation): Action | null {
  const [program, ...others] = rest ?? [];
  if (given.has('help') || given.has('version') || given.has('join')) return null;
  if (command.name === 'run') return program === undefined ? null : {kind: 'command', command: [program, ...others]};
  if (command.name === 'shell') return rest === null ? {kind: 'shell', login: false} : null;
  if (command.name !== 'plan') return null;
  return program === undefined ? {kind: 'shell', login: false} : {kind: 'command', command: [program, ...others]};
}

async function planOf(context: Context, action: Action, {found, host, rounds}: FoundStart): Promise<Plan> {
  context.looks.know(rounds);
  // No verdict looks at the shells, so they are not among what is compared.
  const {value: shells} = shellsOf(hostSource('/', context.world.env, []));
  const plan = context.invocation.command.name === 'plan' ? planFor : triedPlan;
  return withinDeadline(plan(context, found, {...host, shells}, action), context);
}

async function settled<T>(running: Promise<T>): Promise<PromiseSettledResult<T>> {
  const [result] = await Promise.allSettled([running]);
  return result;
}
