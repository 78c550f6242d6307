import type * as ChildProcess from 'node:child_process';
import {createRequire} from 'node:module';
import {parseGetfattr} from '../parse-getfattr.ts';
import type {AttributeRequest} from './protocol.ts';
import type {Resolver} from './resolve-path.ts';

/** Bytes of paths in one call, far below the limit for arguments (128 kB at the very least). */
const MOST_BYTES = 100_000;

/**
 * One extended attribute of many paths, by path; those without it are left out, and one that is missing has that of the nearest
 * directory above it.
 *
 * getfattr answers 200 paths in the time of a few single ones (RUNTIME.md 9), so paths go in batches.
 */
export function answerAttributes(request: AttributeRequest, resolve: Resolver): Readonly<Record<string, string>> {
  const asked = new Map<string, string>();
  for (const path of request.paths) {
    const found = resolve(request.repository, path);
    if (found.status === 'found') asked.set(path, found.physical);
    // What is not there would appear in the catalog of the nearest directory that is.
    else if (found.status === 'missing' && path !== '') asked.set(path, found.nearest);
  }
  const values = new Map<string, string>();
  for (const batch of batches([...new Set(asked.values())])) {
    for (const [physical, value] of run(request, batch)) values.set(physical, value);
  }
  return Object.fromEntries(
    [...asked].flatMap(([path, physical]) => {
      const value = values.get(physical);
      return value === undefined ? [] : [[path, value]];
    }),
  );
}

function run(request: AttributeRequest, paths: readonly string[]): ReadonlyMap<string, string> {
  // Most scouts never get here, and it costs them a few milliseconds of their start.
  const {spawnSync} = createRequire(import.meta.url)('node:child_process') as typeof ChildProcess;
  const {stdout} = spawnSync(request.getfattr, ['--absolute-names', '-e', 'text', '-n', request.name, '--', ...paths], {
    encoding: 'latin1',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 64 * 1024 * 1024,
  });
  return parseGetfattr(stdout ?? '', request.name);
}

function* batches(paths: readonly string[]): Generator<readonly string[]> {
  let batch: string[] = [];
  let bytes = 0;
  for (const path of paths) {
    bytes += path.length * 3 + 1;
    if (bytes > MOST_BYTES && batch.length > 0) {
      yield batch;
      [batch, bytes] = [[], path.length * 3 + 1];
    }
    batch.push(path);
  }
  if (batch.length > 0) yield batch;
}
