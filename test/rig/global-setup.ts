import {execFileSync} from 'node:child_process';
import {join} from 'node:path';

/** Builds `dist` once before the suites that start `bin/hsf`, unless it is newer than its sources. */
export default function globalSetup(): void {
  const root = join(import.meta.dirname, '..', '..');
  // A build that fails ends the run: suites on an old build would say nothing about the sources.
  execFileSync(process.execPath, ['build/build.ts'], {cwd: root, stdio: ['ignore', 'inherit', 'inherit']});
}
