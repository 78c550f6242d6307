import {readdirSync, readFileSync} from 'node:fs';

/** A random name is longer. */
const SHORTEST_MARK = 16;

export type LeftProcess = {readonly pid: number; readonly name: string};

/**
 * Processes of a group or session, and all that have a text in the environment they were started with: what a program has left behind,
 * also where it has made itself independent. Never this process. None where there is no `/proc`.
 *
 * @param group null where none is known. Zero is no group: it is what those have whose leader is outside of this container.
 * @param mark has to be of these processes alone: they are going to be ended
 */
export function leftProcesses(group: number | null, mark: string): readonly LeftProcess[] {
  if (mark.length < SHORTEST_MARK || (group !== null && group <= 1))
    throw new Error(`anybody's process might have ${group} or "${mark}"`);
  return namesIn('/proc')
    .filter(name => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap(pid => {
      const [, name, rest] = /^\d+ \((.*)\) (.*)$/s.exec(textOf(`/proc/${pid}/stat`)) ?? [];
      if (name === undefined) return [];
      const [state, , ofGroup, ofSession] = rest!.split(' ');
      // One that has ended and waits for its parent does nothing any more.
      if (state === 'Z' || state === 'X') return [];
      const belongs = Number(ofGroup) === group || Number(ofSession) === group || textOf(`/proc/${pid}/environ`).includes(mark);
      return belongs ? [{pid: Number(pid), name}] : [];
    });
}

/** Ends one at once; it may be gone already. */
export function endProcess({pid}: LeftProcess): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** Names in a directory, none where it cannot be read. */
export function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    // It has ended meanwhile, or is somebody else's.
    return '';
  }
}
