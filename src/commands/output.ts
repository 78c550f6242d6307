import {writeSync} from 'node:fs';
import {maskText} from '../start/mask-secrets.ts';
import {printable} from '../system/printable.ts';
import {UserError} from '../system/user-error.ts';

/** Where a command writes: results to stdout in one piece, all else to stderr line by line (DESIGN.md 5). */
export type Output = {
  /** Writes the result, as it is or in pieces. Called once by each command; the text ends with a line break. */
  readonly result: (content: string | readonly Uint8Array[]) => void;
  /** A line that helps; silenced by `--quiet`. */
  readonly note: (line: string) => void;
  /** A line only for `--verbose`. */
  readonly detail: (line: string) => void;
  /** All lines so far, as they were written. */
  readonly said: () => string;
};

export function outputOf(volume: {readonly quiet: boolean; readonly verbose: boolean}): Output {
  let said = '';
  const line = (text: string) => {
    said += noteText(text);
    writeAll(2, noteText(text));
  };
  return {
    said: () => said,
    result: content => {
      for (const piece of typeof content === 'string' ? [content] : content) if (!writeAll(1, piece)) return;
    },
    note: text => {
      if (!volume.quiet) line(text);
    },
    detail: text => {
      if (volume.verbose && !volume.quiet) line(text);
    },
  };
}

export function noteText(line: string): string {
  return `hsf: ${printable(maskText(line))}\n`;
}

/** What a command found out did not reach anybody: the one failure that cannot be told on stdout. */
export class ResultNotWritten extends UserError {}

/**
 * Writes everything, or as much as the reader wants: a reader that is gone (`| head`) is no failure.
 *
 * Synchronous, since the process ends right after; a pipe that somebody made non-blocking answers EAGAIN until it is read.
 * @returns whether somebody reads on
 * @throws ResultNotWritten for stdout. What cannot be said on stderr can be said nowhere.
 */
export function writeAll(descriptor: 1 | 2, content: string | Uint8Array): boolean {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  for (let done = 0; done < bytes.length;) {
    try {
      done += writeSync(descriptor, bytes, done);
    } catch (error) {
      const {code} = error as NodeJS.ErrnoException;
      if (code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      else if (code === 'EPIPE' || code === 'EIO' || descriptor === 2) return false;
      else throw notWritten(error as NodeJS.ErrnoException);
    }
  }
  return true;
}

function notWritten(error: NodeJS.ErrnoException): ResultNotWritten {
  // "ENOSPC: no space left on device, write"
  const reason = /^\w+: (.*), write$/.exec(error.message)?.[1] ?? error.message;
  return error.code === 'EBADF'
    ? new ResultNotWritten('write-failed', 'Standard output is closed, so the result went nowhere.', 'Open it: hsf … >FILE')
    : new ResultNotWritten(
        'write-failed',
        `The result could not be written to standard output: ${reason}.`,
        'Write it to a place that has room for it.',
      );
}
