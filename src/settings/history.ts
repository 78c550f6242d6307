import {ranked, type Ranked} from './frecency.ts';
import {appendEvent, keepDamaged, readEvents, tidyHistory, type NotKept} from './history-files.ts';
import {eventOf, type HistoryEvent, type NewEvent} from './history-line.ts';

/** The user's choices of the past, `$XDG_STATE_HOME/hsf/history.jsonl` (`history-files.ts`, `history-line.ts`). */
export type History = {
  /** Addresses of stacks, most used and most lately used first. */
  readonly recents: readonly string[];
  /** Those that are marked, the latest mark first. */
  readonly favourites: readonly string[];
  /** All starts, oldest first. */
  readonly starts: readonly HistoryEvent[];
  /** What is to be said of the files, a sentence each. */
  readonly problems: readonly string[];
};

export function historyFile({state}: {readonly state: string | null}): string | null {
  return state === null ? null : `${state}/history.jsonl`;
}

/** Never fails: what cannot be read is missing, and told in `problems`. */
export function readHistory(file: string | null, uid: number, now: Date): History {
  const {events, damaged, problems} = file === null ? NOTHING : readEvents(file, uid);
  const toSay = file === null ? [] : skipped(file, damaged, uid);
  if (file !== null) tidyHistory(file, uid, now);
  const starts = events.filter(({event}) => event === 'started');
  return {
    recents: ranked(starts, ({address}) => address, now).map(({key}) => key),
    favourites: marked(events),
    starts,
    problems: [...problems, ...toSay],
  };
}

/** Once for each line, where that can be noted. */
function skipped(file: string, damaged: readonly string[], uid: number): readonly string[] {
  const {lines, kept} = keepDamaged(file, damaged, uid);
  if (lines === 0) return [];
  const [what, were] = lines === 1 ? ['One line', 'was'] : [`${lines} lines`, 'were'];
  return [`${what} of ${file} cannot be read and ${were} left out${kept === null ? '' : `; kept in ${kept}`}.`];
}

const NOTHING = {events: [], damaged: [], problems: []};

/** The last mark of each stack counts, whatever time its line tells: clocks differ, the order of lines does not. */
function marked(events: readonly HistoryEvent[]): readonly string[] {
  const marks = new Map<string, boolean>();
  for (const {address, event} of events.toReversed())
    if (event !== 'started' && !marks.has(address)) marks.set(address, event === 'marked');
  return [...marks].filter(([, on]) => on).map(([address]) => address);
}

/** Adds an event; why it is not kept, null when it is. That is no reason to fail. */
export function appendHistory(file: string | null, event: NewEvent, uid: number): NotKept | null {
  if (file === null) return {grave: false, message: 'There is no place for a history: neither HOME nor XDG_STATE_HOME is set.'};
  const at = new Date(event.at);
  return appendEvent(file, eventOf(event), uid, Number.isNaN(at.getTime()) ? new Date(0) : at);
}

/** Starts by what it takes to start them again, best first. */
export function rankedStarts(starts: readonly HistoryEvent[], now: Date): readonly Ranked<HistoryEvent>[] {
  return ranked(starts, ({address, variant, flags}) => JSON.stringify([variant ?? address, flags]), now);
}

/** The newest start, or the newest from a directory; null where there is none. */
export function lastStart(starts: readonly HistoryEvent[], directory: string | null): HistoryEvent | null {
  let last: HistoryEvent | null = null;
  for (const start of starts) {
    if (directory !== null && start.directory !== directory) continue;
    if (last === null || Date.parse(start.at) >= Date.parse(last.at)) last = start;
  }
  return last;
}
