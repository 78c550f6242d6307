import {lstatSync, statSync} from 'node:fs';
import {dirname} from 'node:path';
import {OUTSIDE, TOO_MANY, type DirectoryMemo, type PathKind} from '../memo.ts';
import {stampOfTimes} from '../stamp.ts';
import type {ReadRequest, ScoutAnswer} from './protocol.ts';
import {entryTexts, readDirectory} from './read-directory.ts';
import type {Resolver} from './resolve-path.ts';

// A file system's clock ticks every few milliseconds: a directory that changed within this time may change again without showing it.
const RESTLESS_MS = 25;

/**
 * Reads directories and looks at single paths, in the order of the request. Every line goes out before the next path is touched, so
 * that whoever counts them knows which one is awaited.
 */
export function answerRead(request: ReadRequest, root: string, resolve: Resolver, say: (answer: ScoutAnswer) => void): void {
  const timed = new Set(request.timed);
  for (const path of request.directories) say(directoryAnswer(request, root, resolve, path, timed.has(path)));
  for (const path of request.checks) say(checkAnswer(request, root, resolve, path));
}

function directoryAnswer(request: ReadRequest, root: string, resolve: Resolver, path: string, isTimed: boolean): ScoutAnswer {
  const found = resolve(request.repository, path);
  if (found.status !== 'found') {
    const {watch, key = null} = watchedDirectory(request, root, path, found.nearest);
    const content = found.status === 'missing' ? 'missing' : {failed: found.status === 'failed' ? found.code : OUTSIDE};
    return {directory: path, memo: {key, content}, ...(watch !== undefined && {watch})};
  }
  // Times first: what changes while we read is then seen as changed the next time.
  const watched = watchedDirectory(request, root, path, found.physical);
  return {
    directory: path,
    memo: {key: watched.key ?? null, ...readContent(found.physical, isTimed)},
    ...(watched.watch !== undefined && {watch: watched.watch}),
  };
}

function readContent(physical: string, isTimed: boolean): Omit<DirectoryMemo, 'key'> {
  try {
    const {entries, truncated, unnamed} = readDirectory(physical);
    return {
      content: entryTexts(entries),
      ...(truncated && {failed: TOO_MANY}),
      ...(unnamed > 0 && {unnamed}),
      ...(isTimed && {times: entries.map(({name}) => secondsOf(`${physical}/${name}`))}),
    };
  } catch (error) {
    const code = codeOf(error);
    return {content: code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : {failed: code}};
  }
}

/** When a directory or the link itself was last changed; what it holds is not touched. 0: not known. */
function secondsOf(path: string): number {
  try {
    return Math.max(0, Math.floor(lstatSync(path).mtimeMs / 1000));
  } catch {
    return 0;
  }
}

function checkAnswer(request: ReadRequest, root: string, resolve: Resolver, path: string): ScoutAnswer {
  const found = resolve(request.repository, path);
  if (found.status === 'failed') return {check: path, kind: `failed ${found.code}`};
  if (found.status === 'outside') return {check: path, kind: 'outside'};
  if (found.status === 'missing')
    return {check: path, kind: 'missing', ...watchedDirectory(request, root, dirname(path), found.nearest)};
  let kind: PathKind;
  try {
    const state = statSync(found.physical);
    kind = state.isFile() ? 'file' : state.isDirectory() ? 'directory' : 'other';
  } catch (error) {
    kind = codeOf(error) === 'ENOENT' ? 'missing' : `failed ${codeOf(error)}`;
  }
  return {check: path, kind};
}

/** The key of a directory's times, and its path below the root where that is another than the one asked for. */
function watchedDirectory(
  request: ReadRequest,
  root: string,
  path: string,
  physical: string,
): {readonly watch?: string; readonly key?: string | null} {
  if (!request.times) return {};
  const below = physical.slice(root.length + 1);
  const asked = path === '' || path === '.' ? request.repository : `${request.repository}/${path}`;
  return {key: stampOf(physical), ...(below !== asked && {watch: below})};
}

function stampOf(physical: string): string | null {
  try {
    const {mtimeNs, ctimeNs, ctimeMs} = statSync(physical, {bigint: true});
    return Date.now() - Number(ctimeMs) < RESTLESS_MS ? null : stampOfTimes(mtimeNs, ctimeNs);
  } catch {
    return null;
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error';
}
