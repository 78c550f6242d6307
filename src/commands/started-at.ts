import {readFileSync} from 'node:fs';
import {levelOf} from '../start/marks.ts';
import type {Environment} from '../system/world.ts';

/**
 * When the stack was started that one is in, to the second: no variable has it, since a start that is kept for sh sets the same ones each
 * time. It is when the first of the processes above us began that were given the same marks. Null where the kernel does not tell.
 */
export function startedAt({env, parent = process.ppid}: {readonly env: Environment; readonly parent?: number}): string | null {
  const marks = [`HSF_STACK=${env['HSF_STACK']}`, `HSF_PLATFORM=${env['HSF_PLATFORM']}`, `HSF_LEVEL=${levelOf(env)}`];
  let first: string | null = null;
  try {
    for (let pid = parent; pid > 0;) {
      const given = new Set(readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0'));
      if (!marks.every(mark => given.has(mark))) break;
      // The name of the program may have blanks and parentheses.
      const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
        .replace(/^.*\) /s, '')
        .split(' ');
      first = momentOf(Number(fields[START_FIELD]));
      pid = Number(fields[PARENT_FIELD]);
    }
  } catch {
    // Of somebody else, or gone.
  }
  return first;
}

/** Counted behind the name of the program. */
const PARENT_FIELD = 1;
const START_FIELD = 19;
/** Of the kernel's interface, the same on every Linux. */
const TICKS = 100;

function momentOf(ticks: number): string {
  const [, booted = ''] = /^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'latin1')) ?? [];
  return new Date((Number(booted) + Math.floor(ticks / TICKS)) * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
}
