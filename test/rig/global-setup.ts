import {execFileSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {join} from 'node:path';

/** Builds `dist` once before the suites that start `bin/hsf`, unless it is newer than its sources. */
export default function globalSetup(): void {
  const root = join(import.meta.dirname, '..', '..');
  if (!existsSync(join(root, 'src/commands/main.ts'))) return;
  try {
    execFileSync(process.execPath, ['build/build.ts'], {cwd: root, stdio: ['ignore', 'inherit', 'inherit']});
  } catch {
    console.error('Suites that start bin/hsf will use an old build, or fail.');
  }
}
