import {spawn} from 'node:child_process';

export type Environment = Readonly<Record<string, string>>;

/** Wall time in milliseconds from before the start of a program to its end. Throws when it does not end with 0. */
export async function timed(argv: readonly [string, ...string[]], env: Environment): Promise<number> {
  const startedAt = performance.now();
  // A file, not a pipe: what is measured is the program, not our reading.
  const child = spawn(argv[0], argv.slice(1), {env: {...env}, stdio: ['ignore', 'ignore', 'pipe']});
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const status = await new Promise(resolve => child.once('error', resolve).once('close', resolve));
  const took = performance.now() - startedAt;
  if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${String(status)}: ${stderr.trim()}`);
  return took;
}

/** Output of a program; throws when it does not end with 0. */
export async function output(argv: readonly [string, ...string[]], env: Environment): Promise<string> {
  const child = spawn(argv[0], argv.slice(1), {env: {...env}, stdio: ['ignore', 'pipe', 'inherit']});
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  const status = await new Promise(resolve => child.once('error', resolve).once('close', resolve));
  if (status !== 0) throw new Error(`${argv.join(' ')} ended with ${String(status)}`);
  return stdout;
}
