import {spawn} from 'node:child_process';

/**
 * Starts a program that has nothing to do with this terminal and outlives us, such as a browser.
 *
 * @returns null once it runs, else why it does not
 */
export function openApart(
  argv: readonly [string, ...string[]],
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | null> {
  const {promise, resolve} = Promise.withResolvers<string | null>();
  const [program, ...words] = argv;
  const child = spawn(program, words, {detached: true, stdio: 'ignore', cwd: '/', env: env as NodeJS.ProcessEnv});
  child.once('spawn', () => {
    child.unref();
    resolve(null);
  });
  child.once('error', error => resolve((error as NodeJS.ErrnoException).code ?? error.message));
  return promise;
}
