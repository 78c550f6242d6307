import {basename} from 'node:path';
import type {Context} from './context.ts';
import {engineTrials} from './engine-trials.ts';
import {engineProbe} from './machine.ts';
import {planTree} from './plan-tree.ts';
import {makeScoutPool} from '../find/scout-pool.ts';
import type {EngineFact, Host} from '../choose/host.ts';
import {ENGINES} from '../engines/all.ts';
import type {Engine} from '../engines/engine.ts';
import {makePlan} from '../start/make-plan.ts';
import {ORIGIN_VARIABLE} from '../start/origin.ts';
import type {Plan} from '../start/plan.ts';
import type {Caller, PlanInput, Wishes} from '../start/plan-input.ts';
import {UserError} from '../system/user-error.ts';

export type Action = Wishes['action'];

/** What is to be started: the part of a stack and its variant that a plan looks at. */
export type Startable = Pick<PlanInput, 'stack' | 'variant' | 'revision'>;

/** What is to be started at the revision that was seen, for `hsf status` in there. */
export function atRevision(found: Startable, hash: string | null | undefined): Startable {
  return {...found, revision: hash ? `${found.variant.found.repository}=${hash}` : null};
}

/** What the picker may have changed about how to start. */
export type StartWay = Pick<Wishes, 'container' | 'engine' | 'image'>;

/** A start that is to be entered: its name and directory, and engines that enter it. */
export type StartAgain = {readonly name: string; readonly cwd: string; readonly engines: readonly Engine[]};

/** What a plan may do about environments: only look what is stored, or see to it that one will be. */
export type EnvironmentUse = {
  readonly starts: boolean;
  /** Root hashes that have to hold before anything of the plan is believed; null where it is believed as it is. */
  readonly held: ReadonlyMap<string, string | null> | null;
};
const TO_LOOK: EnvironmentUse = {starts: false, held: null};
export const TO_START: EnvironmentUse = {starts: true, held: null};

/** The plan for a variant: the one place where flags, settings and the world become its input. */
export async function planFor(
  context: Context,
  found: Startable,
  host: Host,
  action: Action,
  way: StartWay = wayOf(context),
  again: StartAgain | null = null,
  use: EnvironmentUse = TO_LOOK,
): Promise<Plan> {
  const scouts = makeScoutPool();
  const tree = planTree(context, scouts);
  const wishes = await wishesOf(context, action, tree.text);
  const input: PlanInput = {
    stack: found.stack,
    variant: found.variant,
    ...(found.revision === undefined ? {} : {revision: found.revision}),
    host,
    wishes: again === null ? {...wishes, ...way} : {...wishes, ...way, cwd: wishes.cwd ?? again.cwd},
    caller: again === null ? callerOf(context) : {...callerOf(context), name: again.name},
    cvmfs: context.settings.cvmfs,
    engines: again?.engines ?? ENGINES,
    tree,
    setUpSeconds: secondsLeft(context),
    shellDirectory: context.world.fromSources ? `${context.world.home}/start/shell` : `${context.world.home}/shell`,
    cacheDirectory: context.directories.cache,
    stateDirectory: context.directories.state,
    shells: Object.fromEntries(host.shells.map(path => [basename(path), path])),
    environments: async question => {
      const {environmentFor} = await import('./environment-memory.ts');
      return environmentFor({context, input, question, ...use});
    },
  };
  return makePlan(input).finally(scouts.stop);
}

/**
 * The same, with the engine that it needs tried by a small start, and asked about the very image. An engine that looks usable and is not
 * (AppArmor, a container around us, an image it does not have) is taken for unusable and the plan made anew, so that what is started
 * at last works or is refused in words. The user's own choice of an engine is not replaced.
 */
export async function triedPlan(
  context: Context,
  found: Startable,
  host: Host,
  action: Action,
  way: StartWay = wayOf(context),
  use: EnvironmentUse = TO_START,
): Promise<Plan> {
  const plan = await planFor(context, found, host, action, way, null, context.options.switchedOn('dry-run') ? TO_LOOK : use);
  const fact = host.engines.find(({name}) => name === plan.engine);
  const engine = ENGINES.find(({name}) => name === plan.engine);
  if (fact === undefined || engine === undefined) return plan;
  // An engine that hangs has to leave time for a plan with another one.
  const left = () => (context.deadline.remainingMs() || context.deadline.totalMs) / 2;
  const trials = engineTrials(context, engineProbe(context.world, context.settings.cvmfs, left));
  const tried = await trials.verify(engine, fact);
  const obstacle = tried.usable && plan.root !== null ? await trials.examine(engine, tried, plan.root) : null;
  if (tried.usable && obstacle === null) return plan;
  if (way.engine !== null) {
    const {message, advice} = obstacle ?? {message: `${engine.name} cannot be used: ${tried.reason}`, advice: ANOTHER};
    throw new UserError('engine-unusable', message, advice);
  }
  const unusable: EngineFact = {...tried, usable: false, reason: obstacle?.message ?? tried.reason};
  // Whatever forbids one forbids others mostly, or makes them hang: they are tried all at once, not one after the other.
  const engines = host.engines.map(other => {
    const one = ENGINES.find(({name}) => name === other.name);
    if (other === fact) return unusable;
    return tried.usable || !other.usable || one === undefined ? other : trials.verify(one, other);
  });
  return triedPlan(context, found, {...host, engines: await Promise.all(engines)}, action, way, use);
}

const ANOTHER = 'Leave out "--engine", or choose another one.';

/** Whole seconds, so that plans made one after the other are the same. A choice in the picker takes as long as it takes. */
function secondsLeft({deadline}: Context): number {
  return Math.ceil((deadline.remainingMs() || deadline.totalMs) / 1000);
}

function wayOf({settings}: Context): StartWay {
  return {container: settings.container, engine: settings.engine, image: settings.image};
}

async function wishesOf(context: Context, action: Action, read: (path: string) => Promise<string | null>): Promise<Wishes> {
  const {settings, options, loaded} = context;
  const isFlag = (name: string) => loaded.origins[name] === `flag --${name}`;
  return {
    container: settings.container,
    engine: settings.engine,
    image: settings.image,
    asked: (['bind', 'image'] as const).filter(isFlag),
    binds: settings.bind,
    siteBinds: settings.siteBind,
    data: settings.data,
    siteData: settings.siteData,
    env: settings.env,
    envFile: await envFileText(options.value('env-file'), context, read),
    noEnv: options.values('no-env'),
    inheritEnv: options.switchedOn('inherit-env'),
    home: settings.home,
    gpu: settings.gpu,
    cwd: options.value('cwd'),
    after: context.after,
    action,
  };
}

async function envFileText(
  file: string | null,
  {world}: Context,
  read: (path: string) => Promise<string | null>,
): Promise<string | null> {
  if (file === null) return null;
  const path = file.startsWith('/') ? file : `${world.cwd()}/${file}`;
  const text = await read(path);
  if (text === null)
    throw new UserError('usage', `--env-file ${file} cannot be read.`, 'Name a text file with NAME=VALUE lines.');
  return text;
}

export function callerOf({world}: Context): Caller {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(world.env)) if (value !== undefined && name !== ORIGIN_VARIABLE) env[name] = value;
  const {uid, gid, terminals} = world;
  return {
    env,
    cwd: currentDirectory(world.cwd),
    uid,
    gid,
    groups: world.groups(),
    name: `hsf-${uid}-${world.pid}`,
    terminal: terminals.stdin,
    bothTerminals: terminals.stdin && terminals.stdout,
  };
}

function currentDirectory(cwd: () => string): string | null {
  try {
    return cwd();
  } catch {
    return null;
  }
}
