import {closeSync, openSync, readFileSync, rmSync, statSync, writeSync} from 'node:fs';
import {hostname} from 'node:os';

/** A write takes milliseconds; a lock of this age was left behind. */
const LEFT_MS = 10_000;
const WAIT_MS = 3000;

/**
 * Has all who change a file by reading it first do so one after the other, so that none of them loses what another one wrote. It never
 * keeps anybody out for good: a lock whose process is gone counts for nothing, nor does one that is old or from the future (a clock that
 * was set back), and after a while it is done without a lock: losing a line is better than never saving.
 *
 * @throws what the file system says where no lock can be made
 */
export function locked<T>(file: string, act: () => T): T {
  const lock = `${file}.lock`;
  const sleep = new Int32Array(new SharedArrayBuffer(4));
  let mine = false;
  for (let waited = 0; !mine && waited < WAIT_MS; waited += 10) {
    try {
      mine = create(lock);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (isLeft(lock)) removeQuietly(lock);
      else Atomics.wait(sleep, 0, 0, 10);
    }
  }
  try {
    return act();
  } finally {
    if (mine) removeQuietly(lock);
  }
}

function create(lock: string): true {
  const file = openSync(lock, 'wx', 0o600);
  try {
    writeSync(file, `${process.pid} ${hostname()}\n`);
  } catch {
    // On a full disk it is empty, and good enough.
  } finally {
    closeSync(file);
  }
  return true;
}

function isLeft(lock: string): boolean {
  try {
    if (Math.abs(Date.now() - statSync(lock).mtimeMs) > LEFT_MS) return true;
    const [pid, host] = readFileSync(lock, 'utf8').trimEnd().split(' ');
    return host === hostname() && /^[1-9]\d{0,9}$/.test(pid ?? '') && isGone(Number(pid));
  } catch {
    // It went away meanwhile.
    return false;
  }
}

/** In a container of the same name one may look gone that is not: then two write at once, as without a lock. */
function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, {force: true});
  } catch {
    // It counts for nothing soon.
  }
}
