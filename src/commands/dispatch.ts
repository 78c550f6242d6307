import {makeContext, type Context} from './context.ts';
import {withinDeadline} from './deadline-guard.ts';
import {EXIT} from './exit-codes.ts';
import {writeAll} from './output.ts';
import {parseArguments, type Invocation} from './parse-arguments.ts';
import {columnsOf} from '../system/terminal.ts';
import {UserError} from '../system/user-error.ts';
import type {World} from '../system/world.ts';

/** A command: prints its result and gives the status. Throws UserError for what the user can act on. */
export type Run = (context: Context) => Promise<number>;
export type Commands = Readonly<Record<string, () => Promise<Run>>>;

/** Commands that may go on after the deadline: they have handed over, or somebody is choosing. */
const OPEN_ENDED = new Set(['', 'shell', 'run', 'venv', 'last', 'demo']);

/** From the words of the command line to the status. @throws UserError, which the caller reports. */
export async function dispatch(argv: readonly string[], world: World, commands: Commands): Promise<number> {
  const invocation = parseArguments(argv);
  if (invocation.given.has('help')) return showHelp(invocation, world);
  if (invocation.given.has('version')) return showVersion();
  refuseExtraWords(invocation);
  const load = commands[invocation.command.name];
  if (load === undefined) throw new Error(`no code for command ${invocation.command.name}`);
  // The command's code is read while the settings are.
  const loading = load();
  const context = makeContext(world, invocation);
  const run = await loading;
  return OPEN_ENDED.has(invocation.command.name) ? run(context) : withinDeadline(run(context), context);
}

async function showHelp(invocation: Invocation, world: World): Promise<number> {
  const {helpText} = await import('./reading-commands.ts');
  writeAll(1, helpText(invocation.command, columnsOf(world)));
  return EXIT.ok;
}

async function showVersion(): Promise<number> {
  const {default: manifest} = await import('../../package.json', {with: {type: 'json'}});
  writeAll(1, `hsf ${manifest.version}\n`);
  return EXIT.ok;
}

function refuseExtraWords({command, positionals, rest}: Invocation): void {
  const most = command.positionals.length + (command.words === undefined ? 0 : 1);
  const extra = positionals[most];
  if (extra !== undefined && command.positionals.at(-1)?.many !== true)
    throw new UserError(
      'usage',
      `"hsf ${command.name}" does not know what to do with "${extra}".`,
      `Run "hsf ${command.name} --help" for its arguments.`,
    );
  const missing =
    command.words === undefined ? command.positionals.slice(positionals.length).find(entry => !entry.optional) : undefined;
  if (missing !== undefined)
    throw new UserError(
      'usage',
      `"hsf ${command.name}" needs ${missing.name}: ${missing.meaning}.`,
      `Run "hsf ${command.name} --help" for examples.`,
    );
  if (rest !== null && rest.length > 0 && command.rest === null) {
    const advice =
      command.name === 'shell'
        ? `To run one command: hsf run ${positionals[0] ?? 'STACK'} -- ${rest.join(' ')}`
        : 'Leave out "--" and what follows.';
    throw new UserError('usage', `"hsf ${command.name}" takes no command after "--".`, advice);
  }
  if (command.rest?.optional === false && (rest === null || rest.length === 0)) {
    throw new UserError(
      'usage',
      `"hsf ${command.name}" needs a command after "--".`,
      `hsf ${command.name} ${positionals[0] ?? 'STACK'} -- CMD ARG…`,
    );
  }
}
