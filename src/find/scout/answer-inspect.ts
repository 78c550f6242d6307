import {accessSync, constants, statSync} from 'node:fs';
import {membersAt} from './archive-members.ts';
import {lookAtImage} from './answer-image.ts';
import {listInSquashfs} from './inside-squashfs.ts';
import type {InspectRequest, LookedAt} from './protocol.ts';
import {readDirectory} from './read-directory.ts';
import {readPart} from './read-part.ts';
import type {Resolver} from './resolve-path.ts';

/**
 * Looks at one path: its state, its entries, its text, or where it really is.
 *
 * @param onPlace gets what the answer depends on
 */
export function answerInspect(request: InspectRequest, resolve: Resolver, onPlace?: (place: string) => void): LookedAt {
  const found = resolve(request.repository, request.path, onPlace);
  if (found.status === 'missing') return {status: 'missing'};
  if (found.status === 'failed') return {status: 'failed', code: found.code};
  if (found.status === 'outside') return request.what === 'real' ? {status: 'real', real: found.target} : {status: 'missing'};
  try {
    switch (request.what) {
      case 'state':
        return stateOf(found.physical);
      case 'list': {
        if (request.inside !== undefined) {
          const entries = listInSquashfs(found.physical, request.inside);
          return entries === null ? {status: 'missing'} : {status: 'list', entries, truncated: false};
        }
        const {entries, truncated} = readDirectory(found.physical, request.most);
        return {status: 'list', entries, truncated};
      }
      case 'text': {
        const bytes = readPart(found.physical, 0, request.most + 1);
        const text = bytes.toString('utf8', 0, Math.min(bytes.length, request.most));
        return {status: 'text', text, truncated: bytes.length > request.most};
      }
      case 'start':
        return {status: 'start', bytes: readPart(found.physical, 0, request.most).toString('base64')};
      case 'members':
        return {status: 'members', ...membersAt(found.physical, request.most)};
      case 'image': {
        const look = lookAtImage(found.physical);
        return look === null ? {status: 'failed', code: 'no image'} : {status: 'image', ...look};
      }
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

function may(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}
