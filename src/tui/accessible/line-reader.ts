import {read} from 'node:fs';
import {StringDecoder} from 'node:string_decoder';

/** An answer longer than this is no answer; the rest of its line is read and forgotten. */
const LONGEST_LINE = 4096;
/** Pause before another try where the descriptor was left non-blocking by somebody. */
const AGAIN_MS = 50;

/** Lines from a terminal, a serial line or a pipe; null when there are no more. */
export type ReadLine = () => Promise<string | null>;

/**
 * Reads line by line from a descriptor, one byte at a time: what comes after the last line that was asked for stays for the shell or
 * the command that is started next. No modes of the terminal are changed, so there is nothing to give back, and the terminal's own
 * line editing and echo work, as screen readers expect.
 */
export function lineReader(descriptor: number): ReadLine {
  return async () => {
    const decoder = new StringDecoder('utf8');
    let line = '';
    for (;;) {
      const byte = await readByte(descriptor);
      if (byte === null) return line === '' ? null : line;
      if (byte[0] === 0x0a) return line.replace(/\r$/, '');
      if (line.length < LONGEST_LINE) line += decoder.write(byte);
    }
  };
}

function readByte(descriptor: number): Promise<Buffer | null> {
  const buffer = Buffer.alloc(1);
  return new Promise((resolve, reject) => {
    const attempt = () =>
      read(descriptor, buffer, 0, 1, null, (error, bytes) => {
        if (error === null) resolve(bytes === 0 ? null : buffer);
        else if (error.code === 'EAGAIN') setTimeout(attempt, AGAIN_MS);
        // The terminal has gone away: the same as its end.
        else if (error.code === 'EIO') resolve(null);
        else reject(error);
      });
    attempt();
  });
}
