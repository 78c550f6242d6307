import {readFileSync, readlinkSync} from 'node:fs';
import {basename} from 'node:path';
import type {Context} from './context.ts';
import {lineWord} from '../start/shell-words.ts';
import {IN_PLACE_SHELLS, type InPlaceShell} from '../start/in-place/in-place-change.ts';
import {parseState, type TcshLevel} from '../start/in-place/tcsh-code.ts';
import {variantOfMarks} from '../start/marks.ts';
import type {Environment} from '../system/world.ts';
import {UserError} from '../system/user-error.ts';

/** The line that gives a shell the commands that change it. */
export const INIT_LINES: Readonly<Record<InPlaceShell, readonly [file: string, line: string]>> = {
  bash: ['~/.bashrc', 'eval "$(hsf init bash)"'],
  zsh: ['~/.zshrc', 'eval "$(hsf init zsh)"'],
  fish: ['~/.config/fish/config.fish', 'hsf init fish | source'],
  tcsh: ['~/.tcshrc', 'eval "`hsf init tcsh`"'],
  ksh: ['~/.kshrc', 'eval "$(hsf init ksh)"'],
};

/** The shell whose library asks; null when somebody called the program itself. */
export function askingShell({options}: Context): InPlaceShell | null {
  return options.switchedOn('code') ? (IN_PLACE_SHELLS[options.value('shell') ?? ''] ?? null) : null;
}

/** How to get the library, for the shell that hsf was called from; where that was none, for the user's own. */
export function libraryMissing(command: string, env: Environment): UserError {
  const shell = callingShell() ?? IN_PLACE_SHELLS[basename(env['SHELL'] ?? '')] ?? 'bash';
  const [file, line] = INIT_LINES[shell];
  return new UserError(
    'usage',
    `"hsf ${command}" changes the running shell, which takes functions that this shell does not have.`,
    `Add to ${file}, and run it here: ${line}`,
  );
}

function callingShell(): InPlaceShell | null {
  try {
    // Debian calls it bsd-csh, others zsh-5.9.
    const name = basename(readlinkSync(`/proc/${process.ppid}/exe`)).replace(/^bsd-|-[0-9.]+$/g, '');
    return IN_PLACE_SHELLS[name] ?? null;
  } catch {
    return null;
  }
}

/**
 * Refuses to enter a second stack without a word: two on top of each other break both.
 *
 * @param enteredHere whether the shell that asks has entered the first, so that it can leave it
 * @throws UserError `nested`
 */
export function refuseNested({options, invocation}: Context, env: Environment, enteredHere: boolean): void {
  const here = variantOfMarks(env);
  if (here === null || options.switchedOn('nest')) return;
  const wanted = lineWord(invocation.positionals[0] || 'STACK');
  const first = enteredHere
    ? `"hsf switch ${wanted}" leaves it first`
    : isInherited(env)
      ? 'It was entered in another shell, from which this one has it; a new terminal has no stack'
      : '"exit" leaves it, if a shell was started in it';
  throw new UserError(
    'nested',
    `This shell is in ${here} already.`,
    `${first}; "hsf shell ${wanted}" starts a shell of its own; "hsf use --nest ${wanted}" puts it on top, and "hsf leave" takes it off again.`,
  );
}

/** Whether the marks are those of `hsf use`: in a shell that has not entered it itself they came from outside. */
function isInherited(env: Environment): boolean {
  return (env['HSF_SINCE'] ?? '') !== '';
}

/** Refuses to leave what was not entered here. */
export function notEntered(env: Environment): UserError {
  const here = variantOfMarks(env);
  if (here === null) return new UserError('nested', 'This shell has entered no stack.', 'To enter one: hsf use STACK');
  return new UserError(
    'nested',
    `${here} was not entered in this shell by "hsf use", so it cannot be left here.`,
    isInherited(env)
      ? 'It is left in the shell that has entered it; a new terminal has no stack.'
      : '"exit" ends a shell that was started in it; what "hsf env" changed goes with its shell.',
  );
}

/** Whether the asking shell has entered a stack that it can leave: its library says so, a tcsh by its levels. */
export function enteredHere({world}: Context, levels: readonly TcshLevel[]): boolean {
  return levels.length > 0 || (world.env['HSF_USED'] ?? '') !== '';
}

/**
 * A venv that was activated in the stack has put its PATH aside, and would bring it back later. The libraries call its `deactivate`; a
 * tcsh, where that is an alias of anything, is told to.
 *
 * @throws UserError `nested`
 */
export function refuseVenv(level: TcshLevel, env: Environment): void {
  const aside = env['HSF_VENV_PATH'] ?? '';
  if (aside === '' || aside === (level.venv ?? '')) return;
  throw new UserError(
    'nested',
    `${env['VIRTUAL_ENV'] ?? 'A venv'} is active, which was activated in the stack.`,
    'First: deactivate',
  );
}

/** What a tcsh has noted, which its library gives on standard input. */
export function levelsOfTcsh(): readonly TcshLevel[] {
  try {
    return parseState(readFileSync(0, 'utf8'));
  } catch {
    return [];
  }
}
