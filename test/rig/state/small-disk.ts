import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

/** A small file system in memory, which only programs that are started through it see. It goes with its keeper, whatever ends that. */
export type SmallDisk = {
  /** What comes before a program that is to see it. */
  readonly inside: readonly string[];
  /** Where a path inside is for everybody else. */
  readonly seen: (path: string) => string;
  /** Takes all the room that is left. */
  readonly fill: () => void;
  readonly empty: () => void;
  readonly remove: () => Promise<void>;
};

/** @param directory where it is mounted */
export async function smallDisk(directory: string, size: string): Promise<SmallDisk> {
  const script = 'mount -t tmpfs -o "size=$1" small "$2" && echo ready && read -r end';
  const keeper = spawn('unshare', ['-rm', 'sh', '-c', script, 'sh', size, directory], {stdio: ['pipe', 'pipe', 'inherit']});
  const [said] = (await once(keeper.stdout, 'data')) as [Buffer];
  if (said.toString() !== 'ready\n') throw new Error(`no small disk: ${said.toString()}`);
  const seen = (path: string) => `/proc/${keeper.pid}/root${path}`;
  const ballast = seen(join(directory, '.ballast'));
  return {
    inside: ['nsenter', '-t', String(keeper.pid), '-U', '--preserve-credentials', '-m', '--'],
    seen,
    fill: () => {
      try {
        for (;;) writeFileSync(ballast, Buffer.alloc(4096), {flag: 'a'});
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      }
    },
    empty: () => rmSync(ballast),
    remove: async () => {
      const ended = once(keeper, 'exit');
      keeper.stdin.end();
      await ended;
    },
  };
}
