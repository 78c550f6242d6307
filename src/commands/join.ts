import {readCatalogue} from './catalogue.ts';
import type {Context} from './context.ts';
import {withinDeadline} from './deadline-guard.ts';
import {planFor, type Action} from './planning.ts';
import {showPlan} from './show-plan.ts';
import {startsDirectory} from './starts-directory.ts';
import {resolve} from '../choose/resolve.ts';
import {ENGINES} from '../engines/all.ts';
import {handOver, launcherProcess} from '../start/hand-over.ts';
import {isRepeated, joinEngine} from '../start/join-engine.ts';
import {readStarts, type StartRecord} from '../start/start-records.ts';
import {stopHelpers} from '../system/helper-process.ts';
import {UserError} from '../system/user-error.ts';

/**
 * `hsf shell --join [NAME]`: another shell in a container that hsf started. Where several run, all are named.
 *
 * @throws UserError `nothing-found`, `choice-missing`, `engine-unusable`
 */
export async function joinRunning(context: Context, action: Action): Promise<number> {
  const {options, output, world, invocation} = context;
  const record = chosenRecord(readStarts(startsDirectory(context.directories)), invocation.positionals[0] ?? null);
  const {stacks, host} = await withinDeadline(readCatalogue(context), context);
  const found = resolve(stacks, {address: record.variant, platform: null, arch: null, os: null, compiler: null, build: null});
  if (found.status !== 'one') {
    throw new UserError('nothing-found', `${record.variant}, which runs there, is not found any more.`, 'Run "hsf list".');
  }
  const way = {container: 'always', engine: record.engine, image: record.image} as const;
  const engines = ENGINES.map(engine => (engine.name === record.engine ? joinEngine(engine, record) : engine));
  const plan = await withinDeadline(
    planFor(context, found, host, record.shell ? action : SHELL_OF_ANY, way, {...record, engines}),
    context,
  );
  if (options.switchedOn('dry-run')) return showPlan(context, plan);
  const engine = ENGINES.find(({name}) => name === record.engine);
  const where =
    engine !== undefined && isRepeated(engine, world.uid)
      ? `by the same start as ${record.name}, since what ${record.engine} has made cannot be entered`
      : `in ${record.name} (${record.engine})`;
  output.note(`${record.variant} once more, ${where}; "exit" leaves it.`);
  await stopHelpers();
  // What it needed was made when it was started, and goes with that start.
  return handOver({...plan, prepare: []}, launcherProcess(world.env, world.pid, world.terminals.stdin), output.note);
}

/** In a container that was started for a command our start-up files are not there: the set-up is made as for a command. */
const SHELL_OF_ANY: Action = {kind: 'command', command: ['sh', '-c', 'command -v bash >/dev/null && exec bash; exec sh']};

/** The one that is meant: by its name, its stack, or because there is no other. */
function chosenRecord(all: readonly StartRecord[], name: string | null): StartRecord {
  const running = all.filter(({engine}) => engine !== null);
  const meant =
    name === null
      ? running
      : running.filter(
          record => record.name === name || record.variant.split(/[@/]/).includes(name) || record.variant.startsWith(name),
        );
  const [first] = meant;
  if (first === undefined) {
    throw new UserError(
      'nothing-found',
      name === null || running.length === 0 ? 'No container that hsf started runs here.' : `No running container is "${name}".`,
      running.length === 0 ? 'Start one with "hsf shell STACK".' : `Running: ${running.map(told).join('; ')}.`,
    );
  }
  if (meant.length === 1) return first;
  throw new UserError(
    'choice-missing',
    `${meant.length} containers run here: ${meant.map(told).join('; ')}.`,
    `For example: hsf shell --join ${meant.at(-1)!.name}`,
    {choices: {stack: meant.map(record => record.name)}},
  );
}

function told({name, variant, engine, at, cwd}: StartRecord): string {
  return `${name} (${variant}, ${engine}, since ${at.slice(0, 16).replace('T', ' ')} UTC, in ${cwd})`;
}
