import {statSync, writeSync} from 'node:fs';
import {enableCompileCache} from 'node:module';
import type {FinderNews, FinderRequest} from './picker-news.ts';

/**
 * The finder: a helper of the picker that searches, judges and packs (`find-for-picker.ts`), asked in one line on its input and telling
 * lines on its output. It has no terminal. When the picker is gone, in whichever way, its input ends, and so does it.
 *
 * `picker-finder.js CACHE` keeps its compiled code where the picker keeps its own.
 */
async function main(cache: string): Promise<void> {
  if (isDirectory(cache)) enableCompileCache(`${cache}/code`);
  const loading = import('./find-for-picker.ts');
  const asked = await firstLine();
  const [{findForPicker}, {realWorld}] = await Promise.all([loading, import('./real-world.ts')]);
  const {env, cwd} = asked;
  const world = {
    ...realWorld(import.meta.url),
    env,
    cwd: () => {
      if (cwd === null) throw new Error('the working directory is gone');
      return cwd;
    },
  };
  await findForPicker(asked, world, tell).catch((error: unknown) =>
    tell({kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error)}),
  );
  process.exit(0);
}

function firstLine(): Promise<FinderRequest> {
  return new Promise(resolve => {
    let text = '';
    let isAsked = false;
    process.stdin.setEncoding('utf8');
    process.stdin.on('data', (chunk: string) => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end < 0 || isAsked) return;
      isAsked = true;
      resolve(JSON.parse(text.slice(0, end)) as FinderRequest);
    });
    process.stdin.on('end', () => process.exit(0));
  });
}

/** At once and as a whole: nobody may read half of what is told before this process is busy again. */
function tell(news: FinderNews): void {
  const bytes = Buffer.from(`${JSON.stringify(news)}\n`);
  try {
    for (let done = 0; done < bytes.length;) done += writeSome(bytes.subarray(done));
  } catch {
    process.exit(0); // nobody listens
  }
}

function writeSome(bytes: Uint8Array): number {
  try {
    return writeSync(1, bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    return 0;
  }
}

function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

await main(process.argv[2] ?? '');
