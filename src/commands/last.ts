import {chooseOne} from './choose-one.ts';
import {makeContext, type Context} from './context.ts';
import {workingDirectory} from './list-request.ts';
import type {Invocation} from './parse-arguments.ts';
import {startChoice, withPinned} from './pinned-choice.ts';
import type {Action} from './planning.ts';
import {refuseJson} from './refuse-json.ts';
import {startChosen} from './start-chosen.ts';
import {commandNamed} from './table.ts';
import type {HistoryEvent} from '../settings/history-line.ts';
import {historyFile, lastStart, readHistory} from '../settings/history.ts';
import {printable} from '../system/printable.ts';
import {UserError} from '../system/user-error.ts';

/** `hsf last`: the newest start once more, the very variant with the same choices; `--here` the newest from this directory. */
export async function last(context: Context): Promise<number> {
  refuseJson(context);
  const {invocation, options, output, world, directories} = context;
  const history = readHistory(historyFile(directories), world.uid, world.now());
  for (const problem of history.problems) output.note(problem);
  const here = options.switchedOn('here') ? workingDirectory(world) : null;
  const start = lastStart(history.starts, here);
  if (start === null) throw nothingBefore(options.switchedOn('here') ? (here ?? 'this directory') : null);
  if (start.flags === null)
    output.note(
      `The flags of the last start of ${printable(start.address)} were too long to be kept; it is started without them.`,
    );
  const [program, ...others] = invocation.rest ?? [];
  const action: Action = program === undefined ? {kind: 'shell', login: false} : {kind: 'command', command: [program, ...others]};
  // From here on it is a start as any other, only by an address that nobody typed.
  const again = makeContext(world, repeated(invocation, start));
  return startChosen(again, await chooseOne(again, action), action);
}

/** The command line that the start would have had, with the flags of this one that are not about the choice. */
function repeated(invocation: Invocation, start: HistoryEvent): Invocation {
  const command = commandNamed(invocation.rest === null || invocation.rest.length === 0 ? 'shell' : 'run');
  if (command === undefined) throw new Error('no command to start with');
  const given = new Map([...invocation.given].filter(([name]) => name !== 'here'));
  const rest = command.name === 'run' ? invocation.rest : null;
  return withPinned({...invocation, command, given, rest, positionals: []}, startChoice(start), start.flags ?? []);
}

function nothingBefore(directory: string | null): UserError {
  return directory === null
    ? new UserError('nothing-found', 'Nothing was started yet.', 'Run "hsf" to choose a stack.')
    : new UserError(
        'nothing-found',
        `Nothing was started from ${directory} yet.`,
        'Run "hsf last" for what was started elsewhere.',
      );
}
