import {dirname, resolve} from 'node:path';
import {isatty} from 'node:tty';
import {fileURLToPath} from 'node:url';
import {callersEnvironment} from '../system/callers-words.ts';
import type {World} from '../system/world.ts';

/** The real world. `process` is read here and at the programs' starts only; streams are only made when somebody looks at them. */
export function realWorld(program: string): World {
  const file = fileURLToPath(program);
  const fromSources = file.endsWith('.ts');
  return {
    env: callersEnvironment(process.env),
    now: () => new Date(),
    clock: () => process.uptime() * 1000,
    cwd: () => process.cwd(),
    uid: process.getuid?.() ?? 0,
    gid: process.getgid?.() ?? 0,
    groups: () => process.getgroups?.() ?? [],
    pid: process.pid,
    // Without /proc it is as it was called.
    node: resolve(process.execPath),
    home: fromSources ? dirname(dirname(file)) : dirname(file),
    build: fromSources ? null : (process.env['HSF_BUILD'] ?? null), // put in its place by the build
    fromSources,
    terminals: {stdin: isatty(0), stdout: isatty(1), stderr: isatty(2)},
    streams: () => ({stdin: process.stdin, stdout: process.stdout, stderr: process.stderr}),
  };
}
