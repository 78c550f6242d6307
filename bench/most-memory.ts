import {spawn} from 'node:child_process';
import {readFileSync} from 'node:fs';
import type {Environment} from './programs.ts';

export type Ran = {
  readonly ms: number;
  /** The most that any one process of it held, MB. */
  readonly memory: number;
  readonly stdout: string;
};

const EVERY_MS = 5;

/**
 * Runs a program and watches it and all its children, of which the kernel remembers what each held at most (VmHWM). A process that
 * lives for less than a few milliseconds is missed; none of ours does, and none grows in its last ones. Throws when it does not end
 * with 0.
 */
export async function withMemory(argv: readonly [string, ...string[]], env: Environment): Promise<Ran> {
  const startedAt = performance.now();
  const child = spawn(argv[0], argv.slice(1), {env: {...env}, stdio: ['ignore', 'pipe', 'pipe']});
  const output = {stdout: '', stderr: ''};
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => (output[name] += text));
  let memory = 0;
  const timer = setInterval(() => {
    for (const pid of withChildren(child.pid ?? 0)) memory = Math.max(memory, mostOf(pid));
  }, EVERY_MS);
  const status = await new Promise(resolve => child.once('error', resolve).once('close', resolve));
  const ms = performance.now() - startedAt;
  clearInterval(timer);
  if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${String(status)}: ${output.stderr.trim()}`);
  return {ms, memory, stdout: output.stdout};
}

/** A process and all below it. */
export function withChildren(pid: number): readonly number[] {
  const children = read(`/proc/${pid}/task/${pid}/children`).split(' ').map(Number).filter(Boolean);
  return [pid, ...children.flatMap(withChildren)];
}

/** MB; 0 for one that is gone. */
export function mostOf(pid: number): number {
  return Number(/^VmHWM:\s*(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1024;
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    // It has just ended.
    return '';
  }
}
