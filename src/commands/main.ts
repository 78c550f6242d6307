import {fileURLToPath} from 'node:url';
import {dirname} from 'node:path';
import {isatty} from 'node:tty';
import {dispatch, type Commands} from './dispatch.ts';
import {glance} from './parse-arguments.ts';
import {reportFailure} from './report-failure.ts';
import {isStarting} from './table.ts';
import type {World} from '../system/world.ts';

// Each in a file of its own, loaded when it is used: a scripted listing pays for nothing else (RUNTIME.md 2).
const COMMANDS: Commands = {
  '': async () => (await import('./picker.ts')).pick,
  list: async () => (await import('./list.ts')).list,
  search: async () => (await import('./search.ts')).search,
  show: async () => (await import('./show.ts')).show,
  shell: async () => (await import('./shell.ts')).shell,
  run: async () => (await import('./run.ts')).run,
  env: async () => (await import('./env.ts')).env,
  plan: async () => (await import('./plan.ts')).plan,
  host: async () => (await import('./host.ts')).host,
  doctor: async () => (await import('./doctor.ts')).doctor,
  refresh: async () => (await import('./refresh.ts')).refresh,
  config: async () => (await import('./config.ts')).config,
  completion: async () => (await import('./completion.ts')).completion,
  demo: async () => (await import('./demo.ts')).demo,
};

/** Runs one command line to its end and returns the status. */
export async function main(argv: readonly string[], world: World): Promise<number> {
  const seen = glance(argv);
  try {
    return await dispatch(argv, world, COMMANDS);
  } catch (error) {
    return reportFailure(error, {json: seen.json, starting: isStarting(seen.command)});
  }
}

/** The real world. `process` is read here and nowhere else; streams are only made when somebody looks at them. */
function realWorld(): World {
  const file = fileURLToPath(import.meta.url);
  const fromSources = file.endsWith('.ts');
  return {
    env: process.env,
    now: () => new Date(),
    clock: () => process.uptime() * 1000,
    cwd: () => process.cwd(),
    uid: process.getuid?.() ?? 0,
    gid: process.getgid?.() ?? 0,
    pid: process.pid,
    node: process.execPath,
    home: fromSources ? dirname(dirname(file)) : dirname(file),
    fromSources,
    terminals: {stdin: isatty(0), stdout: isatty(1), stderr: isatty(2)},
    streams: () => ({stdin: process.stdin, stdout: process.stdout, stderr: process.stderr}),
  };
}

process.exitCode = await main(process.argv.slice(2), realWorld());
