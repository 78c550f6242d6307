import {readSync, writeSync} from 'node:fs';
import {answer} from './answer.ts';
import type {ScoutAnswer, ScoutRequest} from './protocol.ts';

/**
 * The scout: the only part of hsf that touches CVMFS, in a process that may get stuck (RUNTIME.md 9).
 *
 * `scout.js ROOT` answers requests from its input, one a line, until the input ends. Everything is synchronous on purpose: a call
 * that never returns then stops the main thread, where `/proc` shows it, and not a thread of the pool that nobody sees.
 */
function main(root: string): void {
  let pending = '';
  const decoder = new TextDecoder();
  const buffer = Buffer.alloc(64 * 1024);
  for (;;) {
    const length = readInput(buffer);
    if (length === 0) return;
    const lines = (pending + decoder.decode(buffer.subarray(0, length), {stream: true})).split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) {
      answer(root, JSON.parse(line) as ScoutRequest, say);
      say({end: true});
    }
  }
}

function say(line: ScoutAnswer): void {
  const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
  for (let done = 0; done < bytes.length;) done += writeSync(1, bytes, done);
}

function readInput(buffer: Buffer): number {
  try {
    return readSync(0, buffer);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EOF') return 0;
    throw error;
  }
}

try {
  main(process.argv[2] ?? '/cvmfs');
} catch (error) {
  // Nobody listens any more: the launcher has gone on.
  if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
}
