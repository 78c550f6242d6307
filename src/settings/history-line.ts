import {decayed} from './frecency.ts';

export type Verb = 'shell' | 'run' | 'use';

/**
 * One line of the history. What a start wrote:
 *
 *     {"at":"2026-11-22T10:00:00.000Z","event":"started","address":"lcg/LCG_107","variant":"lcg/LCG_107@x86_64-el9-gcc13-opt",
 *      "verb":"shell","flags":["--engine=podman"],"directory":"/home/me","host":"node1"}
 *
 * `at` may be missing: such a line is as old as the one before it (a start without Node has no clock that costs nothing). Lines of
 * earlier versions end after `variant`. Lines of what was folded also have `times` and `weight`.
 */
export type HistoryEvent = {
  readonly at: string;
  /** Marks are favourites. */
  readonly event: 'started' | 'marked' | 'unmarked';
  /** Address of the stack. */
  readonly address: string;
  /** Address of the very variant, null where only the stack is meant. */
  readonly variant: string | null;
  readonly verb: Verb;
  /** Flags to start it again, `--name=value`; null where they were too long to be kept. */
  readonly flags: readonly string[] | null;
  readonly directory: string | null;
  readonly host: string | null;
  /** How many starts it stands for. */
  readonly times: number;
  /** Their points at that time (`frecency.ts`). */
  readonly weight: number;
};

export type ParsedLines = {
  readonly events: readonly HistoryEvent[];
  /** Lines that are no events, as they are. */
  readonly damaged: readonly string[];
};

/** Below the 4096 bytes that pipes promise to keep in one piece, and what files on all file systems keep in practice. */
export const LONGEST_LINE = 4000;
const LONGEST_ADDRESS = 1024;
const MOST_FLAGS = 200;
/** A command may be run in a loop by a script; a shell is somebody's choice. */
const POINTS: Readonly<Record<Verb, number>> = {shell: 1, use: 1, run: 0.25};

export type NewEvent = Pick<HistoryEvent, 'at' | 'event' | 'address' | 'variant'> &
  Partial<Pick<HistoryEvent, 'verb' | 'flags' | 'directory' | 'host'>>;

export function eventOf(event: NewEvent): HistoryEvent {
  const verb = event.verb ?? 'shell';
  return {flags: [], directory: null, host: null, ...event, verb, times: 1, weight: event.event === 'started' ? POINTS[verb] : 0};
}

/** The event as one line with its end. What makes it too long is left out, the flags first: without them it is still known what was started. */
export function lineOf({times, weight, ...facts}: HistoryEvent): string {
  const {at, event, address, variant, verb, flags, directory, host} = facts;
  const sums = times === 1 && weight === eventOf(facts).weight ? {} : {times, weight};
  const wholes =
    event === 'started'
      ? [
          {verb, flags, directory, host},
          {verb, flags: null, directory, host},
          {verb, flags: null},
        ]
      : [{}];
  for (const whole of wholes) {
    const line = `${JSON.stringify({at, event, address, variant, ...whole, ...sums})}\n`;
    if (Buffer.byteLength(line) <= LONGEST_LINE) return line;
  }
  return '';
}

/** Reads lines, whatever they are. A whole line behind the beginning of one that was never finished is an event all the same. */
export function parseLines(text: string): ParsedLines {
  const events: HistoryEvent[] = [];
  const damaged: string[] = [];
  let before = new Date(0).toISOString();
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('{"folded":')) continue;
    const event = parseEvent(line, before);
    if (event === null) damaged.push(line);
    const behind = line.lastIndexOf('{"');
    const found = event ?? (behind > 0 ? parseEvent(line.slice(behind), before) : null);
    if (found === null) continue;
    events.push(found);
    before = found.at;
  }
  return {events, damaged};
}

function parseEvent(line: string, before: string): HistoryEvent | null {
  const value = parseObject(line);
  if (value === null) return null;
  const {event, address, variant = null, verb = 'shell', flags = [], directory = null, host = null} = value;
  const at = value['at'] ?? before;
  if (event !== 'started' && event !== 'marked' && event !== 'unmarked') return null;
  if (!isAddress(address) || (variant !== null && !isAddress(variant))) return null;
  if (verb !== 'shell' && verb !== 'run' && verb !== 'use') return null;
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at)) || (flags !== null && !areFlags(flags))) return null;
  const usual = eventOf({at, event, address, variant, verb});
  const {times = 1, weight = usual.weight} = value;
  if (!Number.isSafeInteger(times) || (times as number) < 1 || !isAmount(weight)) return null;
  return {
    ...usual,
    flags,
    directory: typeof directory === 'string' && directory.startsWith('/') ? directory : null,
    host: typeof host === 'string' && host !== '' ? host : null,
    times: times as number,
    weight,
  };
}

function parseObject(line: string): Readonly<Record<string, unknown>> | null {
  // An error takes longer to make than a line to read, and a damaged file may have a great many.
  if (!/^\s*\{.*\}\s*$/.test(line)) return null;
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** What begins with a dash would be taken for a flag. */
function isAddress(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_ADDRESS && !value.startsWith('-');
}

/** Flags with their value in one word: nothing in them can be taken for another word. Which there are, the command line knows. */
export function areFlags(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.length <= MOST_FLAGS &&
    value.every(flag => typeof flag === 'string' && /^--[a-z][a-z0-9-]*(?:=[^]*)?$/.test(flag))
  );
}

function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 && value <= 1e12;
}

/** Groups beyond these forget where they were started: each job of a batch system has a directory of its own. */
const MOST_GROUPS = 400;

/**
 * The same history in fewer lines: what was started by the same choices in the same directory becomes one line with the newest of
 * them, their number and their points; of the marks of a stack the newest stays.
 */
export function foldEvents(events: readonly HistoryEvent[]): readonly HistoryEvent[] {
  const groups = folded(events, keyOf);
  if (groups.length <= MOST_GROUPS) return groups;
  const old = groups.slice(0, groups.length - MOST_GROUPS / 2).map(event => ({...event, directory: null}));
  return [...folded(old, keyOf), ...groups.slice(groups.length - MOST_GROUPS / 2)];
}

function keyOf({event, address, variant, flags, directory}: HistoryEvent): string {
  return JSON.stringify(event === 'started' ? [address, variant, flags, directory] : [address]);
}

function folded(events: readonly HistoryEvent[], key: (event: HistoryEvent) => string): readonly HistoryEvent[] {
  const groups = new Map<string, HistoryEvent>();
  for (const event of events) {
    const other = groups.get(key(event));
    if (other === undefined) groups.set(key(event), event);
    else {
      // Of marks the later line counts, as for those who read them one by one: clocks differ, and are set back.
      const isNewer = event.event !== 'started' || Date.parse(event.at) >= Date.parse(other.at);
      const [older, newer] = isNewer ? [other, event] : [event, other];
      const weight = newer.weight + decayed(older.weight, Date.parse(newer.at) - Date.parse(older.at));
      groups.set(key(event), {...newer, times: older.times + newer.times, weight});
    }
  }
  const [marks, starts] = [true, false].map(wanted => [...groups.values()].filter(({event}) => (event !== 'started') === wanted));
  return [...inLineOrder(marks!, events), ...starts!.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))];
}

/** Marks by their last lines: the order in which they were made. */
function inLineOrder(marks: readonly HistoryEvent[], events: readonly HistoryEvent[]): readonly HistoryEvent[] {
  const line = new Map(events.map((event, number) => [event.event === 'started' ? null : event.address, number]));
  return marks.toSorted((a, b) => line.get(a.address)! - line.get(b.address)!);
}
