import {spawn, spawnSync, type ChildProcess} from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {readMountTable} from '../../../src/system/mount-table.ts';

/** A directory shown through a file system that misbehaves on request (`hangfs.c`). The test itself must never touch `mountPoint`. */
export type FuseMount = {
  readonly mountPoint: string;
  /** Replaces the rules; `[]` lets everything answer, also what hangs now. */
  readonly rules: (lines: readonly string[]) => void;
  /** What was opened and asked since the last call: `opendir /lcg/views`, `user.root_hash /`. */
  readonly takeLog: () => readonly string[];
  /** Ends the file system's process and leaves the mount: from then on everything answers ENOTCONN. */
  readonly kill: () => void;
  /** Stops the file system's process: nothing is answered but what the kernel has kept, until `goOn`. */
  readonly stop: () => void;
  readonly goOn: () => void;
  /** Mounts it anew under the same rules, whatever has become of it. */
  readonly remount: () => Promise<void>;
  /** Frees whoever is stuck in it and unmounts. */
  readonly unmount: () => void;
};

const SOURCE = new URL('hangfs.c', import.meta.url);
const mounts = new Set<FuseMount>();

/** Why there can be no FUSE mount here; null when there can. Where `CI` is set nothing may be missing. */
export function missingForFuse(): string | null {
  const missing = ['gcc', 'pkg-config'].filter(program => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0);
  if (missing.length > 0) return `no ${missing.join(' and no ')}`;
  if (spawnSync('pkg-config', ['--exists', 'fuse3']).status !== 0) return 'no libfuse3 (Debian: libfuse3-dev)';
  if (spawnSync('sh', ['-c', 'command -v fusermount3']).status !== 0) return 'no fusermount3 (Debian: fuse3)';
  try {
    accessSync('/dev/fuse', constants.R_OK | constants.W_OK);
  } catch {
    return '/dev/fuse cannot be opened';
  }
  return null;
}

/** Whether fault tests are to be left out, with a word about it. A missing part is a failure in CI. */
export function skipFuse(): boolean {
  const missing = missingForFuse();
  if (missing === null) return false;
  if (process.env['CI'] !== undefined) throw new Error(`The fault suite cannot run: ${missing}.`);
  console.warn(`Skipped: tests with a FUSE mount, since there is ${missing}.`);
  return true;
}

export type FuseWishes = {
  /** What the mount table names as its source; `cvmfs2` is a CVMFS client. */
  readonly source?: string;
  /** How many calls may hang in it before all others do, too. */
  readonly threads?: number;
  /** For how long the kernel may keep names and attributes of files, as it does for a real client. */
  readonly keptSeconds?: number;
};

/** Shows `backing` at `mountPoint`, which is made. */
export async function mountFuse(backing: string, mountPoint: string, wishes: FuseWishes = {}): Promise<FuseMount> {
  const {source = 'cvmfs2', threads = 10, keptSeconds = 0} = wishes;
  const program = compile();
  const own = mkdtempSync(join(tmpdir(), 'hsf-fuse-'));
  const [rulesFile, logFile] = [join(own, 'rules'), join(own, 'log')];
  writeFileSync(rulesFile, '');
  mkdirSync(mountPoint, {recursive: true});
  const start = async () => {
    const child = spawn(program, [mountPoint, '-f', '-o', `fsname=${source},max_threads=${threads}`], {
      // libfuse 3.14 warns about its own default of threads at each start.
      stdio: 'ignore',
      env: {
        ...process.env,
        HANGFS_BACKING: backing,
        HANGFS_RULES: rulesFile,
        HANGFS_LOG: logFile,
        HANGFS_KEEPS: String(keptSeconds),
      },
    });
    await waitForMount(mountPoint, child);
    return child;
  };
  let child = await start();
  const detach = () => {
    // Its end aborts the connection: the kernel then answers all that was waiting.
    child.kill('SIGKILL');
    if (spawnSync('umount', ['-l', mountPoint]).status !== 0) spawnSync('fusermount3', ['-uz', mountPoint]);
  };

  const mount: FuseMount = {
    mountPoint,
    rules: lines => {
      // In one step, so that nobody reads half of them.
      writeFileSync(`${rulesFile}.new`, lines.map(line => `${line}\n`).join(''));
      renameSync(`${rulesFile}.new`, rulesFile);
    },
    takeLog: () => {
      if (!existsSync(logFile)) return [];
      const taken = `${logFile}.taken`;
      renameSync(logFile, taken);
      return readFileSync(taken, 'utf8')
        .split('\n')
        .filter(line => line !== '');
    },
    kill: () => void child.kill('SIGKILL'),
    stop: () => void child.kill('SIGSTOP'),
    goOn: () => void child.kill('SIGCONT'),
    remount: async () => {
      detach();
      child = await start();
    },
    unmount: () => {
      mounts.delete(mount);
      detach();
      rmSync(own, {recursive: true, force: true});
    },
  };
  mounts.add(mount);
  return mount;
}

// A test run that is interrupted must not leave a dead mount on somebody's machine.
process.once('exit', () => {
  for (const mount of mounts) mount.unmount();
});

let compiled: string | null = null;

function compile(): string {
  if (compiled !== null) return compiled;
  const program = join(mkdtempSync(join(tmpdir(), 'hsf-hangfs-')), 'hangfs');
  const flags = spawnSync('pkg-config', ['--cflags', '--libs', 'fuse3'], {encoding: 'utf8'}).stdout.trim().split(/\s+/);
  const made = spawnSync('gcc', ['-O1', '-Wall', '-o', program, SOURCE.pathname, ...flags], {encoding: 'utf8'});
  if (made.status !== 0) throw new Error(`hangfs.c does not compile:\n${made.stderr}`);
  return (compiled = program);
}

async function waitForMount(mountPoint: string, child: ChildProcess): Promise<void> {
  for (let waited = 0; waited < 5000; waited += 20) {
    if (readMountTable().some(({point}) => point === mountPoint)) return;
    if (child.exitCode !== null) throw new Error(`hangfs ended with status ${child.exitCode}`);
    await delay(20);
  }
  child.kill('SIGKILL');
  throw new Error(`${mountPoint} was not mounted within 5 seconds`);
}
