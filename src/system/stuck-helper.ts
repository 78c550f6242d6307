import {readdirSync, readFileSync, readlinkSync} from 'node:fs';

/** What is remembered of a helper that does not answer. */
export type StuckHelper = {
  readonly group: number;
  /** Boot and process namespace that the number belongs to: the cache may be on a home directory that many machines share. */
  readonly machine: string;
  /** Time since boot at which this was noted, in clock ticks; its processes are older. */
  readonly leftAt: number;
  /** ISO 8601 time since which it has been silent. */
  readonly since: string;
  /** Whether it was given up. If not, its launcher waits for it, or left in the middle. */
  readonly givenUp: boolean;
};

// USER_HZ is 100 on every Linux that Node runs on.
const TICKS_PER_SECOND = 100;

/** Describes a helper that is silent, so that it can be found again. */
export function describeStuck(group: number, now: Date, givenUp: boolean): StuckHelper {
  return {group, machine: machineId(), leftAt: ticksSinceBoot(), since: now.toISOString(), givenUp};
}

/** Whether a process of it still exists. Reads `/proc/<pid>/stat` only, which never waits for a stuck process. */
export function isStillStuck(helper: StuckHelper): boolean {
  if (helper.machine !== machineId()) return false;
  try {
    // No member at all is the common case, and one call tells.
    process.kill(-helper.group, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return processesOf(helper.group).some(({startedAt}) => startedAt <= helper.leftAt);
}

/** Living processes of a group; a zombie counts only while it has threads that live. */
export function processesOf(group: number): readonly {readonly pid: number; readonly startedAt: number}[] {
  let names: readonly string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return [];
  }
  return names.flatMap(name => {
    if (!/^\d+$/.test(name)) return [];
    const stat = readStat(name);
    return stat !== null && stat.group === group && stat.lives ? [{pid: Number(name), startedAt: stat.startedAt}] : [];
  });
}

function readStat(pid: string): {readonly group: number; readonly startedAt: number; readonly lives: boolean} | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The program's name may hold blanks and parentheses; what follows the last one is regular.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const state = fields[0] ?? 'X';
    const threads = Number(fields[17]);
    return {group: Number(fields[2]), startedAt: Number(fields[19]), lives: state !== 'X' && (state !== 'Z' || threads > 1)};
  } catch {
    return null;
  }
}

function machineId(): string {
  return `${read(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim())} ${read(() => readlinkSync('/proc/self/ns/pid'))}`;
}

function ticksSinceBoot(): number {
  return Math.ceil((Number.parseFloat(read(() => readFileSync('/proc/uptime', 'latin1'))) || 0) * TICKS_PER_SECOND) + 1;
}

function read(get: () => string): string {
  try {
    return get();
  } catch {
    return '';
  }
}
