import {spawn, spawnSync} from 'node:child_process';
import {mkdirSync} from 'node:fs';
import {basename, join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {readMountTable} from '../../src/system/mount-table.ts';

export type ColdMount = {
  /** Mounts it anew, as a client with an empty cache. */
  readonly chill: () => Promise<void>;
  readonly unmount: () => Promise<void>;
};

const LATEST_MS = 5000;

/** Shows `backing` at `mountPoint` as a CVMFS client does that has to fetch everything once, at `requestMs` a request (`coldfs.c`). */
export async function coldMount(backing: string, mountPoint: string, requestMs: number, folder: string): Promise<ColdMount> {
  const program = compile(folder);
  mkdirSync(mountPoint, {recursive: true});
  const mount = async () => {
    const child = spawn(program, [mountPoint, '-f', '-o', 'fsname=cvmfs2,ro,allow_other,default_permissions'], {
      stdio: 'ignore',
      env: {...process.env, COLDFS_BACKING: backing, COLDFS_FQRN: basename(mountPoint), COLDFS_MS: String(requestMs)},
    });
    await until(() => isMounted(mountPoint) || child.exitCode !== null);
    if (!isMounted(mountPoint)) throw new Error(`${mountPoint} was not mounted: ${program} ended with ${child.exitCode}`);
    return child;
  };
  let current = await mount();
  const unmount = async () => {
    const ended = new Promise(resolve => current.once('exit', resolve));
    if (spawnSync('umount', [mountPoint]).status !== 0) spawnSync('umount', ['-l', mountPoint]);
    await ended;
  };
  return {
    chill: async () => {
      await unmount();
      current = await mount();
    },
    unmount,
  };
}

function compile(folder: string): string {
  const program = join(folder, 'coldfs');
  const flags = spawnSync('pkg-config', ['--cflags', '--libs', 'fuse3'], {encoding: 'utf8'}).stdout.trim().split(/\s+/);
  const source = join(import.meta.dirname, 'coldfs.c');
  const made = spawnSync('gcc', ['-O1', '-Wall', '-o', program, source, '-pthread', ...flags], {encoding: 'utf8'});
  if (made.status !== 0) throw new Error(`coldfs.c does not compile:\n${made.stderr}`);
  return program;
}

function isMounted(point: string): boolean {
  return readMountTable().some(mount => mount.point === point);
}

async function until(isSo: () => boolean): Promise<void> {
  for (let waited = 0; !isSo(); waited += 5) {
    if (waited > LATEST_MS) throw new Error(`waited ${LATEST_MS} ms for a mount`);
    await delay(5);
  }
}
