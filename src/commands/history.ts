import {eventLine} from './again-line.ts';
import {readCatalogue} from './catalogue.ts';
import type {Context} from './context.ts';
import {EXIT} from './exit-codes.ts';
import {jsonDocument} from './json.ts';
import {workingDirectory} from './list-request.ts';
import {startChoice} from './pinned-choice.ts';
import {pinnedState, type PinnedState} from './pinned-state.ts';
import {noteFindings} from './repository-notes.ts';
import {columns} from './text-columns.ts';
import {paintFor} from './text-paint.ts';
import {historyFile, rankedStarts, readHistory} from '../settings/history.ts';
import type {Ranked} from '../settings/frecency.ts';
import type {HistoryEvent} from '../settings/history-line.ts';
import {printable} from '../system/printable.ts';

/** Lines of the text; more is no answer to "what do I use". */
const FIRST = 30;

type Row = Ranked<HistoryEvent> & {readonly line: string; readonly now: PinnedState};

/** `hsf history [QUERY]`: what was started, best first, each with the line that starts it again and whether it is still there. */
export async function history(context: Context): Promise<number> {
  const {invocation, options, output, world, directories} = context;
  const {starts, problems} = readHistory(historyFile(directories), world.uid, world.now());
  for (const problem of problems) output.note(problem);
  const here = options.switchedOn('here') ? (workingDirectory(world) ?? '') : null;
  const words = invocation.positionals.map(word => word.toLowerCase());
  const lines = rankedStarts(here === null ? starts : starts.filter(({directory}) => directory === here), world.now())
    .map(start => ({...start, line: eventLine(start.newest)}))
    .filter(({line}) => words.every(word => line.toLowerCase().includes(word)));
  const shown = options.json || options.switchedOn('all') ? lines : lines.slice(0, FIRST);
  // Without lines there is nothing to look for.
  const catalogue = shown.length === 0 ? null : await readCatalogue(context);
  if (catalogue !== null) noteFindings(catalogue.findings, false, output);
  const rows: readonly Row[] =
    catalogue === null
      ? []
      : shown.map(row => ({...row, now: pinnedState(catalogue, startChoice(row.newest), row.newest.flags ?? [])}));
  if (options.json) output.result(jsonDocument({history: rows.map(rowJson), problems}));
  else if (rows.length > 0) output.result(`${rowsText(rows, context).join('\n')}\n`);
  if (rows.length === 0 && !options.json)
    output.note(starts.length === 0 ? 'Nothing was started yet.' : 'Nothing of the history is like that.');
  if (lines.length > rows.length) output.note(`${lines.length - rows.length} more: hsf history --all`);
  return rows.length === 0 ? EXIT.nothing : EXIT.ok;
}

function rowJson({line, times, score, newest, now}: Row) {
  return {
    address: newest.address,
    variant: newest.variant,
    line,
    flags: newest.flags,
    times,
    score: Math.round(score * 1000) / 1000,
    last: {at: newest.at, verb: newest.verb, directory: newest.directory, host: newest.host},
    state: now.state,
    part: now.part,
    reason: now.reason,
    nearest: now.nearest,
  };
}

function rowsText(rows: readonly Row[], context: Context): readonly string[] {
  const paint = paintFor(context);
  const today = context.world.now();
  const cells = rows.map(({line, times, newest, now}) => [
    paint('faint', `${times}×`),
    paint('faint', agoText(newest.at, today)),
    // Quoted for a shell already, and of nothing but printable characters.
    printable(line),
    ...(now.state === 'here' ? [] : [paint(now.state === 'gone' ? 'bad' : 'care', printable(stateText(now)))]),
  ]);
  return columns(cells);
}

function stateText({state, reason, nearest}: PinnedState): string {
  const near = nearest === null ? '' : ` Nearest: ${nearest}`;
  return `${state === 'gone' ? 'gone' : state === 'cannot-run' ? 'cannot run' : state}: ${reason ?? ''}${near}`;
}

/** How long ago, in the largest unit that is at least one. */
export function agoText(at: string, now: Date): string {
  const seconds = Math.max(0, (now.getTime() - Date.parse(at)) / 1000);
  const units = [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
  ] as const;
  for (const [unit, length] of units) if (seconds >= length) return `${Math.floor(seconds / length)} ${unit} ago`;
  return 'just now';
}
