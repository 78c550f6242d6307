import {statSync} from 'node:fs';
import {dirname} from 'node:path';
import type {DirectoryMemo, PathKind} from '../memo.ts';
import {stampOfTimes} from '../stamp.ts';
import type {ReadRequest, ScoutAnswer} from './protocol.ts';
import {entryTexts, readDirectory} from './read-directory.ts';
import type {Resolver} from './resolve-path.ts';

// A file system's clock ticks every few milliseconds: a directory that changed within this time may change again without showing it.
const RESTLESS_MS = 25;

/** Reads directories and looks at single paths. Every line goes out before the next path is touched. */
export function answerRead(request: ReadRequest, root: string, resolve: Resolver, say: (answer: ScoutAnswer) => void): void {
  for (const path of request.directories) {
    say({at: path});
    say(directoryAnswer(request, root, resolve, path));
  }
  for (const path of request.checks) {
    say({at: path});
    say(checkAnswer(request, root, resolve, path));
  }
}

function directoryAnswer(request: ReadRequest, root: string, resolve: Resolver, path: string): ScoutAnswer {
  const found = resolve(request.repository, path);
  if (found.status !== 'found') {
    if (found.status === 'failed') return {directory: path, memo: {key: null, content: {failed: found.code}}};
    const watched = found.status === 'missing' ? watchedDirectory(request, root, path, found.nearest) : {};
    return {
      directory: path,
      memo: {key: watched.key ?? null, content: 'missing'},
      ...(watched.watch !== undefined && {watch: watched.watch}),
    };
  }
  // Times first: what changes while we read is then seen as changed the next time.
  const watched = watchedDirectory(request, root, path, found.physical);
  return {
    directory: path,
    memo: {key: watched.key ?? null, ...readContent(found.physical)},
    ...(watched.watch !== undefined && {watch: watched.watch}),
  };
}

function readContent(physical: string): Omit<DirectoryMemo, 'key'> {
  try {
    const {entries, truncated, unnamed} = readDirectory(physical);
    if (truncated) return {content: {failed: 'too many entries'}};
    return {content: entryTexts(entries), ...(unnamed > 0 && {unnamed})};
  } catch (error) {
    const code = codeOf(error);
    return {content: code === 'ENOENT' || code === 'ENOTDIR' ? 'missing' : {failed: code}};
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
