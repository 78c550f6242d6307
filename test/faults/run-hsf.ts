import {spawn} from 'node:child_process';
import {join} from 'node:path';
import {clock} from '../find/scene.ts';

/** The built command. */
export const HSF = join(import.meta.dirname, '../../bin/hsf');

export type Ended = {readonly status: number | null; readonly stdout: string; readonly stderr: string; readonly ms: number};

/** Runs the built command on an el9 with a tree and a home of its own, from `/`, and tells how it ended and after how long. */
export function runHsf(
  words: readonly string[],
  place: {readonly root: string; readonly home: string},
  more: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return new Promise(resolve => {
    const startedAt = clock();
    const machine = {HSF_OS: 'el9', HSF_ARCH: 'x86_64', HSF_CPU: 'x86-64-v3'};
    const env = {PATH: process.env['PATH'], HSF_CVMFS: place.root, HOME: place.home, ...machine, ...more};
    const child = spawn(HSF, words, {cwd: '/', env, stdio: ['ignore', 'pipe', 'pipe']});
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
    child.on('close', status => resolve({status, stdout, stderr, ms: clock() - startedAt}));
  });
}
