/**
 * `npm start`, after the build: tries hsf as a user would, through `bin/hsf`.
 *
 * On a terminal it opens the picker on this machine's CVMFS, or on the demo where there is none. Without a terminal it does the
 * same job scripted: lists what it found, explains its choice, runs one command in a prefix and one in a thin container, and
 * ends with 0 only if both worked.
 */
import {join} from 'node:path';
import {execa, type Options} from 'execa';
import {hasCvmfs, planTour, type ListDocument, type Stop} from './tour.ts';
import {userEnvironment} from './user-environment.ts';

const HSF = join(import.meta.dirname, '..', 'bin', 'hsf');
const say = (text: string) => process.stdout.write(`${text}\n`);

const ENVIRONMENT = userEnvironment(process.env);

/** One call of bin/hsf as from the user's own shell; never throws for a status, and never outlives us. */
const hsf = async (args: readonly string[], {env, ...options}: Options) =>
  execa(HSF, [...args], {
    stdin: 'ignore',
    reject: false,
    timeout: 120_000,
    ...options,
    extendEnv: false,
    env: {...ENVIRONMENT, ...env},
  } satisfies Options);

/** The root to use, with the sentence that says which: the machine's own, or the demo's. */
async function findRoot(): Promise<{env: Readonly<Record<string, string>>; sentence: string}> {
  const found = parsed<ListDocument>((await hsf(['list', '--json', '--no-input'], {})).stdout);
  if (found?.stacks !== undefined && hasCvmfs(found))
    return {env: {}, sentence: `This machine has CVMFS at ${found.cvmfs}; that is used.`};
  const answer = parsed<{demo?: {root: string}; error?: {message: string}}>((await hsf(['demo', '--json'], {})).stdout);
  const root = answer?.demo?.root;
  if (root === undefined) throw new Error(`hsf demo failed: ${answer?.error?.message ?? 'it said nothing'}`);
  const sentence = `This machine has no CVMFS, so this is the demo in ${root} (DEMO there says what is real).`;
  return {env: {HSF_CVMFS: root}, sentence};
}

function parsed<T>(text: unknown): T | undefined {
  try {
    return JSON.parse(String(text)) as T;
  } catch {
    return undefined;
  }
}

async function picker(env: Readonly<Record<string, string>>): Promise<number> {
  // Ctrl-C is for the picker and for the shell that it starts; both are in our process group.
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) process.on(signal, () => {});
  const {exitCode, signal} = await hsf([], {env, stdin: 'inherit', stdout: 'inherit', stderr: 'inherit', timeout: 0});
  return exitCode ?? (signal === undefined ? 1 : 128);
}

async function scripted(env: Readonly<Record<string, string>>): Promise<number> {
  say('\n$ hsf list');
  await hsf(['list'], {env, stdout: 'inherit', stderr: 'inherit'});
  const list = parsed<ListDocument>((await hsf(['list', '--json'], {env, stderr: 'inherit'})).stdout);
  const tour = planTour(list?.stacks === undefined ? {stacks: []} : list);
  const isPrefixFine = await visit('a prefix', tour.prefix, env);
  const isContainerFine = await visit('a thin container', tour.container, env);
  say(`\nPrefix: ${isPrefixFine ? 'works' : 'does not work'}. Thin container: ${isContainerFine ? 'works' : 'does not work'}.`);
  return isPrefixFine && isContainerFine ? 0 : 1;
}

// Builtins only, so that it runs in whatever is there; the answer shows where it ran.
const QUESTION =
  'IFS= read -r system </etc/os-release; echo "Running in $HSF_STACK${EPREFIX:+, prefix $EPREFIX}; os-release: $system"';

async function visit(what: string, stop: Stop | null, env: Readonly<Record<string, string>>): Promise<boolean> {
  if (stop === null) {
    say(`\nNothing here can be started as ${what}.`);
    return false;
  }
  const {address} = stop.variant;
  say(`\nFor ${what}: ${address}. ${stop.why}`);
  say(`$ hsf plan ${address}`);
  await hsf(['plan', address], {env, stdout: 'inherit', stderr: 'inherit'});
  say(`$ hsf run ${address} -- bash -c '…'`);
  const {stdout, exitCode} = await hsf(['run', address, '--', 'bash', '-c', QUESTION], {env, stderr: 'inherit'});
  say(String(stdout));
  const isFine = exitCode === 0 && String(stdout).startsWith('Running in ');
  if (!isFine) say(`It ended with status ${exitCode ?? 'unknown'}.`);
  return isFine;
}

try {
  const {env, sentence} = await findRoot();
  say(sentence);
  const isTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
  process.exitCode = await (isTerminal ? picker(env) : scripted(env));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
