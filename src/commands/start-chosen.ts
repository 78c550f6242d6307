import {againLine, startedEvent, type Started} from './again-line.ts';
import type {Chosen} from './choose-one.ts';
import type {Context} from './context.ts';
import {withinDeadline} from './deadline-guard.ts';
import {trialsFile} from './engine-trials.ts';
import {EXPLAIN_WORD} from './explain-failure.ts';
import {atRevision, callerOf, triedPlan, type Action} from './planning.ts';
import {showPlan} from './show-plan.ts';
import {rememberStart} from './start-memory.ts';
import {startsDirectory} from './starts-directory.ts';
import {handOver, launcherProcess} from '../start/hand-over.ts';
import {stopHelpers} from '../system/helper-process.ts';
import type {Plan} from '../start/plan.ts';
import {recordStart} from '../start/start-records.ts';
import {appendHistory, historyFile} from '../settings/history.ts';

/** Plans what was chosen and becomes it; with `--dry-run` shows the plan. Returns only where the launcher stays. */
export async function startChosen(context: Context, chosen: Chosen, action: Action): Promise<number> {
  const {repository} = chosen.found.variant.found;
  const hash = chosen.trace?.()?.repositories.find(({fqrn}) => fqrn === repository)?.rootHash;
  const found = atRevision(chosen.found, hash);
  const plan = await withinDeadline(triedPlan(context, found, chosen.host, action, chosen.way), context);
  if (chosen.trace !== null && !context.options.switchedOn('dry-run'))
    await rememberStart(context, {...chosen, trace: chosen.trace()});
  return startPlanned(context, plan, action, chosen);
}

/** Becomes what was planned; with `--dry-run` shows the plan. Returns only where the launcher stays. */
export async function startPlanned(context: Context, plan: Plan, action: Action, started: Started): Promise<number> {
  const {options, output, world, directories} = context;
  if (options.switchedOn('dry-run')) return showPlan(context, plan);
  for (const {text, level} of linesOf(context, plan, action, started)) output[level](text);
  const notKept = appendHistory(historyFile(directories), startedEvent(context, plan, started, action), world.uid);
  if (notKept !== null) output[notKept.grave ? usualLevel(action) : 'detail'](notKept.message);
  const isShell = action.kind === 'shell';
  recordStart(startsDirectory(directories), plan, {
    name: callerOf(context).name,
    pid: world.pid,
    at: world.now(),
    shell: isShell,
  });
  // None of them may become a child of what is started; a search that goes on has nothing to tell any more.
  await stopHelpers();
  const launcher = launcherProcess(world.env, world.pid, world.terminals.stdin);
  const starts = startsDirectory(directories);
  const program = world.fromSources ? `${world.home}/commands/main.ts` : `${world.home}/hsf.js`;
  const words = [world.node, '--disable-warning=ExperimentalWarning', program, EXPLAIN_WORD, trialsFile(directories) ?? ''];
  const explainer = starts === null ? {} : {explainer: {words, log: `${starts}/${callerOf(context).name}.said`}};
  return handOver(plan, {...launcher, ...explainer}, output.note);
}

type Level = 'note' | 'detail';

/** `run` prints nothing of its own unless asked, or something is not as it was asked for; a shell says one line, and what is not as one might think. */
function usualLevel(action: Action): Level {
  return action.kind === 'shell' ? 'note' : 'detail';
}

/** What a start says before it begins. */
export function linesOf(
  context: Context,
  plan: Plan,
  action: Action,
  started: Started,
): readonly {readonly text: string; readonly level: Level}[] {
  const level = usualLevel(action);
  return [
    ...plan.warnings.map(text => ({text, level: plan.lost?.includes(text) === true ? ('note' as const) : level})),
    {text: startLine(plan, action), level},
    ...environmentLines(plan).map(text => ({text, level: 'detail' as const})),
    {text: `To get here again: ${againLine(context, plan, started, action)}`, level},
  ];
}

/** Where the environment comes from, and what its set-up printed when it was stored. */
export function environmentLines({environment}: Plan): readonly string[] {
  if (environment === null || environment === undefined) return [];
  if (environment.status === 'live') return [`The set-up runs: ${environment.reason}.`];
  const printed = environment.printed.split('\n').filter(line => line !== '');
  return [
    `The environment was stored at ${environment.since}; the set-up does not run.`,
    ...printed.map(line => `It printed: ${line}`),
  ];
}

function startLine(plan: Plan, action: Action): string {
  const where =
    plan.mode === 'container'
      ? ` in a container of ${plan.image ?? "this machine's root"} by ${plan.engine}`
      : plan.engine === null
        ? ''
        : ` with /cvmfs shown by ${plan.engine}`;
  return action.kind === 'shell' ? `${plan.variant}${where}; "exit" leaves it.` : `${plan.variant}${where}`;
}
