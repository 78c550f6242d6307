import {accessSync, closeSync, constants, fstatSync, openSync, readSync, statSync} from 'node:fs';
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
      case 'text':
        return textOf(found.physical, request.most);
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

function textOf(path: string, most: number): LookedAt {
  // A pipe with nobody at its other end would keep an ordinary open waiting.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!fstatSync(file).isFile()) return {status: 'failed', code: 'no regular file'};
    const bytes = Buffer.alloc(most + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length <= most; length += read)
      read = readSync(file, bytes, length, bytes.length - length, length);
    return {status: 'text', text: bytes.toString('utf8', 0, Math.min(length, most)), truncated: length > most};
  } finally {
    closeSync(file);
  }
}

function may(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
