import {readdirSync, readFileSync, readlinkSync, rmSync} from 'node:fs';
import {removeAbandoned, writeAtomically} from '../system/atomic-file.ts';
import {childrenOf} from '../system/own-process.ts';
import {filesOfStart} from './prepare.ts';
import type {Plan} from './plan.ts';

/** A start that goes on: enough to enter it again, and to take its files away when it has ended. */
export type StartRecord = {
  /** Name of the container, unique on this machine. */
  readonly name: string;
  /** The process that the launcher became, and when it began, in the kernel's ticks: pids come again. */
  readonly pid: number;
  readonly begun: string;
  /** Which machine since which start; a home directory is used on many. */
  readonly boot: string;
  readonly at: string;
  readonly variant: string;
  readonly engine: string | null;
  readonly image: string | null;
  readonly cwd: string;
  /** Whether it is a shell, which has our start-up files inside. */
  readonly shell: boolean;
  readonly files: readonly string[];
};

/**
 * Remembers a start just before the launcher becomes it, and forgets those that have ended. Nothing depends on it but joining, so
 * a directory that cannot be written is no failure.
 */
export function recordStart(
  directory: string | null,
  plan: Plan,
  {name, pid, at, shell}: Pick<StartRecord, 'name' | 'pid' | 'shell'> & {readonly at: Date},
): void {
  if (directory === null) return;
  readStarts(directory);
  if (plan.mode !== 'container' && filesOfStart(plan.prepare).length === 0) return;
  const record: StartRecord = {
    name,
    pid,
    begun: begunAt(pid) ?? '',
    at: at.toISOString(),
    ...startFacts(plan, shell),
  };
  writeAtomically(`${directory}/${name}.json`, JSON.stringify(record), {durable: false});
}

/** What does not change from one start by a plan to the next. */
export function startFacts(plan: Plan, shell: boolean): Omit<StartRecord, 'name' | 'pid' | 'begun' | 'at'> {
  return {
    boot: bootId(),
    variant: plan.variant,
    engine: plan.mode === 'container' ? plan.engine : null,
    image: plan.image,
    cwd: plan.cwd,
    shell,
    files: filesOfStart(plan.prepare),
  };
}

/** The starts of this machine that go on, oldest first. What is left of others is removed. */
export function readStarts(directory: string | null): readonly StartRecord[] {
  if (directory === null) return [];
  const boot = bootId();
  const found: StartRecord[] = [];
  for (const file of listed(directory)) {
    const record = readRecord(`${directory}/${file}`);
    if (record === null) {
      // After a crash of the machine one may be empty or short. While it is young somebody may still be writing to it.
      removeAbandoned(`${directory}/${file}`);
      continue;
    }
    if (record.boot !== boot) {
      // Of another machine, where it may go on, or of this one before it was started anew.
      if (Date.now() - Date.parse(record.at) > LONGEST_MS) removeRecord(record, `${directory}/${file}`);
    } else if (begunAt(record.pid) === record.begun) found.push(record);
    else removeRecord(record, `${directory}/${file}`);
  }
  return found.toSorted((one, other) => (one.at < other.at ? -1 : 1));
}

/** No start goes on for so long on a machine that this one cannot look at. */
const LONGEST_MS = 30 * 24 * 3_600_000;

function removeRecord({files}: StartRecord, file: string): void {
  for (const path of [...files, file]) {
    try {
      rmSync(path, {force: true});
    } catch {
      // A directory that may be read only: no start fails for what an older one left.
    }
  }
}

/**
 * The process in the container: the launcher's own, or the first below it that sees other mounts than we do. An engine that stays may
 * see others itself (apptainer): then it is its child that sees yet others.
 */
export function payloadOf({pid}: StartRecord): number | null {
  const own = mountsOf('self');
  let level: readonly number[] = [pid];
  while (level.length > 0) {
    const inside = level.find(candidate => mountsOf(candidate) !== own);
    if (inside === pid) return pid;
    if (inside !== undefined) return childrenOf(inside).find(child => mountsOf(child) !== mountsOf(inside)) ?? inside;
    level = level.flatMap(childrenOf);
  }
  return null;
}

function mountsOf(pid: number | 'self'): string | null {
  try {
    return readlinkSync(`/proc/${pid}/ns/mnt`);
  } catch {
    return null;
  }
}

const OF_START = /^hsf-[\w-]+\.json$/;

function listed(directory: string): readonly string[] {
  try {
    return readdirSync(directory).filter(name => OF_START.test(name));
  } catch {
    return [];
  }
}

function readRecord(path: string): StartRecord | null {
  try {
    return parseStart(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

/** The record of such a text; null for anything else. Its files are removed one day, so that they have to be paths. */
export function parseStart(text: string): StartRecord | null {
  try {
    const record = JSON.parse(text) as StartRecord | null;
    if (record === null || !Number.isSafeInteger(record.pid) || record.pid < 1 || typeof record.shell !== 'boolean') return null;
    const {name, begun, boot, at, variant, engine, image, cwd, files} = record;
    const isWhole = [name, begun, boot, at, variant, cwd, engine ?? '', image ?? ''].every(one => typeof one === 'string');
    return isWhole && Array.isArray(files) && files.every(isPath) ? record : null;
  } catch {
    return null;
  }
}

function isPath(value: unknown): boolean {
  return typeof value === 'string' && value.startsWith('/') && !value.includes('\0');
}

/** Field 22 of `stat` (proc(5)); null when there is no such process. */
function begunAt(pid: number): string | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    return '';
  }
}
