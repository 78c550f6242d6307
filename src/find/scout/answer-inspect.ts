import type * as ChildProcess from 'node:child_process';
import {accessSync, closeSync, constants, fstatSync, openSync, readSync, statSync} from 'node:fs';
import {createRequire} from 'node:module';
import {LIST_MEMBERS, membersOf, type Members} from '../../system/file-kind.ts';
import type {InspectRequest, LookedAt} from './protocol.ts';
import {readDirectory} from './read-directory.ts';
import type {Resolver} from './resolve-path.ts';

/** Looks at one path: its state, its entries, its text, or where it really is. */
export function answerInspect(request: InspectRequest, resolve: Resolver): LookedAt {
  const found = resolve(request.repository, request.path);
  if (found.status === 'missing') return {status: 'missing'};
  if (found.status === 'failed') return {status: 'failed', code: found.code};
  if (found.status === 'outside') return request.what === 'real' ? {status: 'real', real: found.target} : {status: 'missing'};
  try {
    switch (request.what) {
      case 'state':
        return stateOf(found.physical);
      case 'list': {
        const {entries, truncated} = readDirectory(found.physical, request.most);
        return {status: 'list', entries, truncated};
      }
      case 'text': {
        const bytes = startOf(found.physical, request.most + 1);
        const text = bytes.toString('utf8', 0, Math.min(bytes.length, request.most));
        return {status: 'text', text, truncated: bytes.length > request.most};
      }
      case 'start':
        return {status: 'start', bytes: startOf(found.physical, request.most).toString('base64')};
      case 'members':
        return {status: 'members', ...membersAt(found.physical, request.most)};
      case 'real':
        statSync(found.physical);
        return {status: 'real', real: found.real};
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    return code === 'ENOENT' ? {status: 'missing'} : {status: 'failed', code};
  }
}

function stateOf(path: string): LookedAt {
  const state = statSync(path);
  return {
    status: 'state',
    kind: state.isFile() ? 'file' : state.isDirectory() ? 'directory' : 'other',
    size: state.size,
    readable: may(path, constants.R_OK),
    executable: may(path, constants.X_OK),
  };
}

function startOf(path: string, most: number): Buffer {
  // A pipe with nobody at its other end would keep an ordinary open waiting.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!fstatSync(file).isFile()) throw Object.assign(new Error(path), {code: 'no regular file'});
    const bytes = Buffer.alloc(most);
    let length = 0;
    for (let read = -1; read !== 0 && length < most; length += read) read = readSync(file, bytes, length, most - length, length);
    return bytes.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

function membersAt(path: string, most: number): Members {
  if (!statSync(path).isFile()) throw Object.assign(new Error(path), {code: 'no regular file'});
  // Few scouts get here, and it costs milliseconds of their start.
  const {spawnSync} = createRequire(import.meta.url)('node:child_process') as typeof ChildProcess;
  const [tar = '', ...words] = LIST_MEMBERS;
  const {status, stdout} = spawnSync(tar, [...words, path], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: most,
  });
  return membersOf(stdout ?? '', status === 0);
}

function may(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
