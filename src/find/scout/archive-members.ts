import type * as ChildProcess from 'node:child_process';
import {statSync} from 'node:fs';
import {createRequire} from 'node:module';
import {NO_FILE} from './protocol.ts';
import {LIST_MEMBERS, membersOf, type Members} from '../../system/file-kind.ts';

/** Longest time for a listing: one of a packed gigabyte takes some seconds. */
const LIST_MS = 8000;

/** What is at the top of an archive. @param most bytes of names that are read */
export function membersAt(path: string, most: number): Members {
  if (!statSync(path).isFile()) throw Object.assign(new Error(path), {code: NO_FILE});
  // Few scouts get here, and it costs milliseconds of their start.
  const {spawnSync} = createRequire(import.meta.url)('node:child_process') as typeof ChildProcess;
  const [tar = '', ...words] = LIST_MEMBERS;
  const {status, stdout} = spawnSync(tar, [...words, path], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: most,
    timeout: LIST_MS,
    killSignal: 'SIGKILL',
  });
  return membersOf(stdout ?? '', status === 0);
}
