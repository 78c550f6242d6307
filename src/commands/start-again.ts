import {makeContext, type Context} from './context.ts';
import {withinDeadline} from './deadline-guard.ts';
import {hostSource} from './host-source.ts';
import {launchOf} from './launch-of.ts';
import {glance, parseArguments, type Invocation} from './parse-arguments.ts';
import {atRevision, planFor, triedPlan, type Action, type Startable} from './planning.ts';
import {refuseJson} from './refuse-json.ts';
import {reportFailure} from './report-failure.ts';
import {isSameWorld} from './same-world.ts';
import {showPlan} from './show-plan.ts';
import {startPlanned} from './start-chosen.ts';
import type {Followed} from './stored-guards.ts';
import {storeStart} from './stored-starts.ts';
import {recallStart, type FoundStart} from './start-memory.ts';
import {isStarting} from './table.ts';
import {shellsOf} from '../choose/shells.ts';
import {makeLooks} from '../find/looks.ts';
import {wantedPlaces} from '../find/places-hold.ts';
import {stillHolds} from '../find/still-holds.ts';
import type {Trace} from '../find/trace.ts';
import type {Plan} from '../start/plan.ts';
import {hostFiles} from '../system/host-files.ts';
import {directoriesOf, type World} from '../system/world.ts';

export {beforeReplacing} from '../system/own-process.ts';

/**
 * Starts what an earlier start by the same words found, where nothing that it followed from has changed: settings, families, program
 * and machine, and every repository answers and is as it was. The plan is made anew, for the caller, the directory and the mounts of
 * now; what it asks about `/cvmfs` is answered from what was seen there. It is made while the repositories are asked.
 *
 * Any doubt is a no, and nothing has been printed, written or started then.
 *
 * @returns the status; null where the long way has to find out
 */
export async function startAgain(argv: readonly string[], world: World): Promise<number | null> {
  const prepared = prepare(argv, world);
  if (prepared === null) return null;
  const {context, action, found, holding, followed, plan: planning} = prepared;
  // Nothing of it may go on when the long way begins, or the command.
  const [plan] = await Promise.all([planning, holding, context.looks.host.settled()]);
  if (!(await holding)) return null;
  // A set-up that runs a second time to be compared is no part of a quick start.
  if (context.invocation.command.name !== 'plan' && isPending(plan)) return null;
  try {
    if (plan.status === 'rejected') throw plan.reason;
    if (context.invocation.command.name === 'plan') return showPlan(context, plan.value);
    const started = {found, way: undefined};
    await storeStart(context, {plan: plan.value, action, started}, followed);
    return await startPlanned(context, plan.value, action, started);
  } catch (error) {
    const {json, command} = glance(argv);
    return reportFailure(error, {json, starting: isStarting(command)});
  }
}

type Prepared = {
  readonly context: Context;
  readonly action: Action;
  readonly found: Startable;
  readonly holding: Promise<boolean>;
  readonly followed: Pick<Followed, 'trace' | 'inputs' | 'proof'>;
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
    return {context, action, found: found.found, holding, followed: known, plan: settled(planOf(context, action, found, trace))};
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

async function planOf(context: Context, action: Action, {found, host, rounds}: FoundStart, trace: Trace): Promise<Plan> {
  context.looks.know(rounds);
  // No verdict looks at the shells, so they are not among what is compared.
  const {value: shells} = shellsOf(hostSource('/', context.world.env, []));
  const machine = {...host, shells};
  const isShown = context.invocation.command.name === 'plan';
  const held = new Map(trace.repositories.map(({fqrn, rootHash}) => [fqrn, rootHash]));
  const plan = isShown
    ? planFor(context, found, machine, action)
    : triedPlan(context, atRevision(found, held.get(found.variant.found.repository)), machine, action, undefined, {
        starts: true,
        held,
      });
  return withinDeadline(plan, context);
}

function isPending(plan: PromiseSettledResult<Plan>): boolean {
  const environment = plan.status === 'fulfilled' ? plan.value.environment : null;
  return environment?.status === 'live' && environment.isPending === true;
}

async function settled<T>(running: Promise<T>): Promise<PromiseSettledResult<T>> {
  const [result] = await Promise.allSettled([running]);
  return result;
}
