import {resolve} from 'node:path';
import {readForTrust, trust} from './allow.ts';
import type {Context} from './context.ts';
import {EXIT} from './exit-codes.ts';
import {workingDirectory} from './list-request.ts';
import {PROJECT_FILE, readProjectFile} from '../settings/project-file.ts';
import {writeAtomically, writeNewAtomically} from '../system/atomic-file.ts';
import {UserError} from '../system/user-error.ts';

/** `hsf init project [STACK]`: a commented `hsf.toml` in this directory, allowed. Never over one that is there. */
export async function initProject(context: Context): Promise<number> {
  const file = projectFileHere(context);
  writeNew(file, projectText(context.invocation.positionals[1] ?? null));
  context.output.note(`${file} is written${await allowed(context, file)}`);
  return EXIT.ok;
}

/**
 * Makes a stack the default of this directory. A file that is as `hsf init project` writes it gets the new stack; one that somebody has
 * edited stays as it is.
 *
 * @returns what was done, in a sentence
 * @throws UserError where it cannot be done
 */
export async function pinProject(context: Context, stack: string): Promise<string> {
  const file = projectFileHere(context);
  const read = readProjectFile(file, context.world.uid);
  if (read.status === 'text') {
    if (!isAsWritten(read.text))
      throw new UserError(
        'usage',
        `${file} is there already and has been edited.`,
        `Put stack = ${JSON.stringify(stack)} into it.`,
      );
    writeAgain(file, projectText(stack));
  } else writeNew(file, projectText(stack));
  const how = await allowed(context, file);
  return how.startsWith(ALLOWED) ? `${PROJECT_FILE} makes ${stack} the default here.` : `${file} is written${how}`;
}

/** @throws UserError */
function projectFileHere({world, settings}: Context): string {
  const directory = workingDirectory(world);
  if (directory === null)
    throw new UserError('directory-missing', 'The working directory is gone.', 'Change to the directory of the project.');
  if (['/cvmfs', settings.cvmfs].some(root => directory === root || directory.startsWith(`${root}/`)))
    throw new UserError('usage', `${directory} is on CVMFS.`, 'Change to the directory of the project.');
  return resolve(directory, PROJECT_FILE);
}

const ALLOWED = ' and allowed.';

/** How it was allowed, as the end of a sentence. */
async function allowed(context: Context, file: string): Promise<string> {
  try {
    trust(context, file, await readForTrust(context, file));
    return `${ALLOWED} Edit it, then run "hsf allow" again.`;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return `, but not allowed: ${error.message} ${error.advice}`;
  }
}

function isAsWritten(text: string): boolean {
  const [, word] = /^stack = (".*")$/m.exec(text) ?? [];
  try {
    return text === projectText(word === undefined ? null : (JSON.parse(word) as string));
  } catch {
    return false;
  }
}

/** Puts it in the place of one that nobody has edited; a link is replaced, never followed. */
function writeAgain(file: string, text: string): void {
  const written = writeAtomically(file, text, {mode: SHARED});
  if (written.status === 'failed') throw notWritten(file, written.code);
}

/** Never over a file, never through a link. */
function writeNew(file: string, text: string): void {
  const written = writeNewAtomically(file, text, SHARED);
  if (written.status === 'written') return;
  if (written.code === 'EEXIST') throw new UserError('usage', `${file} is there already.`, 'Edit it, then run "hsf allow".');
  throw notWritten(file, written.code);
}

/** Others may read it: it is made to be shared. */
const SHARED = 0o644;

function notWritten(file: string, code = 'unknown error'): UserError {
  return new UserError('write-failed', `${file} cannot be written (${code}).`, 'Make its directory writable, with room in it.');
}

/** The file, with everything that can stand in it. */
export function projectText(stack: string | null): string {
  return `# What this directory, and all below it, wants of hsf. "hsf allow" trusts it as it is; a change takes the trust away.
# Keys are named as the flags and settings are; docs/project-files.md of hsf has them all.

# The stack that "hsf shell", "hsf run -- CMD", "hsf env" and "hsf use" take when none is typed.
${stack === null ? '# stack = "LCG_107"' : `stack = ${JSON.stringify(stack)}`}

# Which variant of it:
# os = "el9"
# compiler = "gcc13"
# build = "opt"

# What "hsf lock" pins: "exact" (the stack as written), "series" (the newest of its series), "latest" (the newest of its family).
# update = "exact"

# How it is started:
# container = "auto"
# bind = ["./data:/data:ro"]

# Variables, set before the set-up of the stack. Values are taken as they stand: no $HOME, no ~.
# [env]
# MY_SETTING = "value"

# Lines of bash, run in this directory ($HSF_PROJECT): after the set-up, and when "hsf leave" leaves the stack.
# [hooks]
# enter = ["source ./local.sh"]
# leave = []
`;
}
