import {
  CAPTURE_SCRIPT,
  DIRECT_SCRIPT,
  ENTER_SCRIPT,
  ENTER_TCSH_SCRIPT,
  RUN_SCRIPT,
  STDIN_SCRIPT,
  TRACED_CAPTURE_SCRIPT,
} from './scripts.ts';
import type {Wishes} from './plan-input.ts';
import {stepArguments, type SetUpStep} from './set-up-step.ts';

type Command = readonly [string, ...string[]];

/** Where the command runs: a file system with its programs. */
export type Place = {
  /** The bash that carries out the set-up, null where there is none. */
  readonly bash: string | null;
  /** Path inside of a shell by its name. */
  readonly shell: (name: string) => string | null;
  /** Name of the user's shell: `zsh`. */
  readonly userShell: string;
  /** Where the start-up files of ours are, as seen inside. */
  readonly shellDirectory: string;
  /** Directory to change to, empty to stay. */
  readonly directory: string;
  readonly terminal: boolean;
  /** Longest time for the set-up, in whole seconds, where nobody can stop it; null for ever. */
  readonly setUpSeconds: number | null;
};

/** What is known of a set-up, as far as the command has to do with it. */
export type SetUpMemory = {
  /** File for the state before and after the set-up, empty for none. */
  readonly note: string;
  /** File that does in a bash what the set-up would do, empty for none. */
  readonly replay: string;
  /** What comes behind the set-up proper. */
  readonly after: readonly SetUpStep[];
};
export const NO_MEMORY: SetUpMemory = {note: '', replay: '', after: []};

export type InnerCommand = {
  readonly command: Command;
  readonly env: Readonly<Record<string, string>>;
  /** The user's shell there, which SHELL names, also for a command. */
  readonly shell: string;
  /** Whether our start-up files have to be visible inside. */
  readonly needsShellDirectory: boolean;
  readonly warnings: readonly string[];
};

/** The command that sets up and becomes what the user asked for. Pure. */
export function innerCommand(
  setUp: readonly SetUpStep[],
  action: Wishes['action'],
  place: Place,
  caller: Readonly<Record<string, string>>,
  {note, replay, after}: SetUpMemory = NO_MEMORY,
): InnerCommand {
  const {bash} = place;
  // Whoever sits in front of a shell sees what goes on and has Ctrl-C; a captured set-up is watched by the launcher itself.
  const watched = action.kind === 'command' || (action.kind === 'shell' && !place.terminal);
  const proper = stepArguments(setUp);
  const words = [...proper, ...stepArguments(after)];
  const seconds = String(watched ? (place.setUpSeconds ?? 0) : 0);
  const values = [note, replay, String(proper.length), place.directory, seconds, String(words.length), ...words];
  // Its name is what some scripts know the shell by ($0), and what its own messages begin with.
  const through = (script: string, command: readonly string[]): Command =>
    bash === null
      ? [place.shell('sh') ?? '/bin/sh', '-c', DIRECT_SCRIPT, 'hsf', place.directory, ...command]
      : [bash, '--noprofile', '--norc', '-c', script, 'bash', ...values, ...command];
  const {path, name, warnings} = chosenShell(place);
  const plain = {env: {}, shell: path, needsShellDirectory: false, warnings: []};
  if (action.kind === 'command') return {...plain, command: through(RUN_SCRIPT, action.command)};
  if (action.kind === 'capture')
    return {...plain, command: through(action.isTraced === true ? TRACED_CAPTURE_SCRIPT : CAPTURE_SCRIPT, [])};

  const found = {...plain, warnings};
  if (!place.terminal) {
    if (name !== 'bash' || bash === null || words.length === 0) return {...found, command: through(RUN_SCRIPT, [path])};
    const file = `${place.shellDirectory}/stdin.rc`;
    const command: Command = [bash, '--noprofile', '--norc', '-c', STDIN_SCRIPT, 'bash', file, path, ...values];
    return {...found, needsShellDirectory: true, command};
  }
  const options = action.login ? ['-l'] : [];
  switch (name) {
    case 'bash':
      return {
        ...found,
        needsShellDirectory: true,
        // No login shell even with `--login`: bash would then read no file of ours. The file reads the user's profile instead.
        command: [path, '--rcfile', `${place.shellDirectory}/bash.rc`, '-i', '-s', '--', ...values, action.login ? 'login' : ''],
      };
    case 'zsh': {
      const own = caller['ZDOTDIR'];
      const env = {ZDOTDIR: `${place.shellDirectory}/zsh`, ...(own === undefined ? {} : {HSF_USER_ZDOTDIR: own})};
      return {...found, needsShellDirectory: true, env, command: through(ENTER_SCRIPT, [path, '-i', ...options])};
    }
    case 'fish': {
      const hook = `source '${place.shellDirectory.replace(/[\\']/g, '\\$&')}/hook.fish'`;
      return {...found, needsShellDirectory: true, command: through(ENTER_SCRIPT, [path, '-i', ...options, '-C', hook])};
    }
    case 'ksh': {
      const own = caller['ENV'];
      const env = {ENV: `${place.shellDirectory}/ksh.rc`, ...(own === undefined ? {} : {HSF_USER_ENV: own})};
      return {...found, needsShellDirectory: true, env, command: through(ENTER_SCRIPT, [path, '-i', ...options])};
    }
    case 'tcsh':
      // tcsh takes no start-up file but the user's own: what that one sets, it sets after the stack.
      return {...found, command: through(ENTER_TCSH_SCRIPT, [path, ...(action.login ? ['-l'] : ['-i'])])};
    case 'sh':
      return {...found, command: through(RUN_SCRIPT, [path, '-i', ...options])};
  }
}

type ShellName = 'bash' | 'zsh' | 'fish' | 'ksh' | 'tcsh' | 'sh';
const SHELL_NAMES: Readonly<Record<string, ShellName>> = {
  bash: 'bash',
  zsh: 'zsh',
  fish: 'fish',
  ksh: 'ksh',
  ksh93: 'ksh',
  mksh: 'ksh',
  tcsh: 'tcsh',
  csh: 'tcsh',
  sh: 'bash',
  dash: 'bash',
  ash: 'bash',
};

const isPosix = (shell: string) => SHELL_NAMES[shell] === 'bash' && shell !== 'bash';

/** Whether the set-up is done in the very bash that stays, whose functions and aliases live on. */
export function staysInBash(action: Wishes['action'], place: Place): boolean {
  return action.kind === 'shell' && place.bash !== null && chosenShell(place).name === 'bash';
}

/** Whether a shell has start-up files that come after the set-up, and a hook of ours that puts back what they changed. */
export function hasHook(action: Wishes['action'], place: Place): boolean {
  return action.kind === 'shell' && place.terminal && ['zsh', 'fish', 'ksh'].includes(chosenShell(place).name);
}

/** What of bash's own a shell in the place of bash does not get: `all`, all but what its hook makes anew, or nothing that counts. */
export function lostIn(action: Wishes['action'], place: Place): 'all' | 'but-modules' | 'nothing' {
  if (hasHook(action, place)) return 'but-modules';
  return action.kind === 'shell' && place.terminal && chosenShell(place).name === 'tcsh' ? 'all' : 'nothing';
}

/** The user's own shell where it is there and known, else bash with a notice, else whatever there is. */
function chosenShell(place: Place): {readonly path: string; readonly name: ShellName; readonly warnings: readonly string[]} {
  const known = SHELL_NAMES[place.userShell];
  if (known !== undefined && known !== 'bash') {
    const path = place.shell(place.userShell);
    if (path !== null) return {path, name: known, warnings: []};
  }
  const warnings =
    known === 'bash'
      ? isPosix(place.userShell)
        ? [`${place.userShell} cannot hold what the set-up defines; bash is started instead.`]
        : []
      : [
          known === undefined
            ? `${place.userShell} cannot be set up; bash is started instead.`
            : `${place.userShell} is not there; bash is started instead.`,
        ];
  const bash = place.bash ?? place.shell('bash');
  return bash === null ? {path: place.shell('sh') ?? '/bin/sh', name: 'sh', warnings: []} : {path: bash, name: 'bash', warnings};
}
