import {readFileSync, rmSync, symlinkSync} from 'node:fs';
import {dirname} from 'node:path';
import {makeDirectory, writeAtomically} from '../system/atomic-file.ts';
import {runTool} from '../system/run-tool.ts';
import {UserError} from '../system/user-error.ts';
import type {CommandPreparation, PathPreparation, Preparation} from './plan.ts';

/**
 * Makes the files and directories a plan needs and runs the programs that come before it, in order. Files are written whole or not at
 * all, and left alone when they are right already. When one fails, what was made for this start alone is taken away again.
 *
 * @returns what has to be said about programs that failed and that the start can do without
 * @throws UserError `write-failed`, `setup-failed`
 */
export async function prepare(preparations: readonly Preparation[]): Promise<readonly string[]> {
  const warnings: string[] = [];
  try {
    for (const item of preparations) {
      const warning = await carryOut(item);
      if (warning !== null) warnings.push(warning);
    }
  } catch (error) {
    for (const path of filesOfStart(preparations)) rmSync(path, {force: true});
    throw error;
  }
  return warnings;
}

/** Files that are of no use when the start has ended; `start-records.ts` and the parent that stays remove them. */
export function filesOfStart(preparations: readonly Preparation[]): readonly string[] {
  return preparations.flatMap(item =>
    item.kind === 'command' ? item.makes : item.kind === 'file' && item.until === 'end' ? [item.path] : [],
  );
}

async function carryOut(item: Preparation): Promise<string | null> {
  if (item.kind === 'command') return run(item);
  try {
    if (item.kind === 'directory') makeDirectory(item.path);
    else if (item.kind === 'link') makeLink(item);
    else writeWhole(item);
    return null;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      'write-failed',
      `${item.path}, which the start needs, cannot be written: ${reason}`,
      'Check the directory, or set XDG_CACHE_HOME to another one.',
      {cause: error},
    );
  }
}

async function run({argv, env, timeoutMs, makes, failure}: CommandPreparation): Promise<string | null> {
  for (const path of makes) makeDirectory(dirname(path));
  const {status, stderr, late} = await runTool(argv, {timeoutMs, env});
  if (status === 0) return null;
  // Half of what it was to make is worse than nothing.
  for (const path of makes) rmSync(path, {force: true});
  const said = stderr.trim().split('\n').at(-1) ?? '';
  const why = late ? ` (no answer within ${timeoutMs / 1000} s)` : said === '' ? '' : ` (${said})`;
  const message = `${failure.message.replace(/\.$/, '')}${why}.`;
  if (failure.then === 'warn') return message;
  throw new UserError('setup-failed', message, failure.advice);
}

function makeLink({path, target}: Extract<PathPreparation, {kind: 'link'}>): void {
  makeDirectory(dirname(path));
  try {
    symlinkSync(target, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function writeWhole({path, text, mode, until}: Extract<PathPreparation, {kind: 'file'}>): void {
  const isOfStart = until === 'end';
  try {
    if (!isOfStart && readFileSync(path, 'utf8') === text) return;
  } catch {
    // Not there yet.
  }
  // One that goes with the start has no crash to outlive.
  const written = writeAtomically(path, text, {durable: !isOfStart, mode: isOfStart ? 0o600 : mode});
  if (written.status === 'failed') throw new Error(written.code);
}
