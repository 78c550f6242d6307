import {spawn} from 'node:child_process';
import {HSF} from '../run-hsf.ts';
import type {User} from './sick-repository.ts';

export type FirstPicture = {
  readonly title: string;
  readonly user: User;
  /** From the start to the list of stacks on the terminal; null: none came until hsf ended, or was ended. */
  readonly ms: number | null;
  readonly status: number | null;
};

/** Nobody waits longer for a picture. */
const GIVEN_UP_MS = 30_000;

/** Opens the picker in a terminal of its own, waits for its first picture, and leaves it by Ctrl-C. */
export function firstPicture(title: string, user: User, timeout: number | null): Promise<FirstPicture> {
  return new Promise(resolve => {
    const startedAt = performance.now();
    // A terminal of 24 lines and 80 columns.
    const child = spawn('script', ['-qfec', `stty rows 24 cols 80; exec '${HSF}'`, '/dev/null'], {
      cwd: user.home,
      env: {...user.env(timeout), TERM: 'xterm-256color', SHELL: '/bin/sh'},
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const limit = setTimeout(() => child.kill('SIGKILL'), GIVEN_UP_MS);
    let text = '';
    let ms: number | null = null;
    child.stdout.on('data', (data: Buffer) => {
      text += data.toString();
      if (ms !== null || !text.includes('Search:')) return;
      ms = performance.now() - startedAt;
      child.stdin.write('\u0003');
    });
    child.on('close', status => {
      clearTimeout(limit);
      resolve({title, user, ms, status});
    });
  });
}
