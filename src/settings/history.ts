import {appendFileSync, closeSync, fstatSync, openSync, readSync} from 'node:fs';
import {dirname} from 'node:path';
import {makeDirectory} from '../system/atomic-file.ts';

/** What was started and what was marked, newest first, each address once. */
export type History = {readonly recents: readonly string[]; readonly favourites: readonly string[]};

export type HistoryEvent = {
  readonly at: string;
  /** Address of the stack. */
  readonly address: string;
  /** Address of the very variant, null where only the stack is meant. */
  readonly variant: string | null;
  readonly event: 'started' | 'marked' | 'unmarked';
};

/** As much of the file's end as is read; some thousand events. */
const TAIL_BYTES = 256 * 1024;

/**
 * The user's choices of the past, `$XDG_STATE_HOME/hsf/history.jsonl`: one JSON object a line, only ever appended to, so that
 * launchers that run at the same time cannot lose each other's lines. Lines that are no events are skipped.
 */
export function readHistory(file: string | null): History {
  const started: string[] = [];
  const marked = new Map<string, boolean>();
  for (const {address, event} of (file === null ? [] : readEvents(file)).reverse()) {
    if (event === 'started') started.push(address);
    else if (!marked.has(address)) marked.set(address, event === 'marked');
  }
  return {recents: [...new Set(started)], favourites: [...marked].filter(([, on]) => on).map(([address]) => address)};
}

/** Adds an event; false when the file cannot be written, which is no reason to fail. */
export function appendHistory(file: string | null, event: HistoryEvent): boolean {
  if (file === null) return false;
  try {
    makeDirectory(dirname(file));
    appendFileSync(file, `${JSON.stringify(event)}\n`, {mode: 0o600});
    return true;
  } catch {
    return false;
  }
}

function readEvents(file: string): HistoryEvent[] {
  return readTail(file)
    .split('\n')
    .flatMap(line => parseEvent(line) ?? []);
}

function parseEvent(line: string): HistoryEvent | null {
  try {
    const value = JSON.parse(line) as Partial<HistoryEvent> | null;
    return typeof value?.address === 'string' && typeof value.event === 'string' ? (value as HistoryEvent) : null;
  } catch {
    return null;
  }
}

function readTail(file: string): string {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(file, 'r');
    const {size} = fstatSync(descriptor);
    const buffer = Buffer.alloc(Math.min(size, TAIL_BYTES));
    return buffer.toString('utf8', 0, readSync(descriptor, buffer, 0, buffer.length, Math.max(0, size - buffer.length)));
  } catch {
    return '';
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}
