import {execFileSync} from 'node:child_process';
import {chmodSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/**
 * Builds `dist` once before the suites that start `bin/hsf`, unless it is newer than its sources, and gives the run a temporary
 * folder of its own, which goes with everything in it when the run ends.
 */
export default function globalSetup(): () => void {
  const root = join(import.meta.dirname, '..', '..');
  // A build that fails ends the run: suites on an old build would say nothing about the sources.
  execFileSync(process.execPath, ['build/build.ts'], {cwd: root, stdio: ['ignore', 'inherit', 'inherit']});

  const before = process.env['TMPDIR'];
  const folder = mkdtempSync(join(tmpdir(), 'hsf-tests-'));
  // Some suites start hsf as an ordinary user.
  chmodSync(folder, 0o1777);
  process.env['TMPDIR'] = folder;
  return () => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    try {
      rmSync(folder, {recursive: true, force: true, maxRetries: 3});
    } catch {
      // A folder that a test made unreadable for an ordinary user: the system clears it away with the next start.
    }
  };
}
