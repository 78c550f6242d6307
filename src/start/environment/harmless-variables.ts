/** Names of variables, compared whole; `*` at either end stands for anything. The same patterns go into `case` of bash, so nothing else is special. */
export type NamePattern = string;

/**
 * Variables on which hardly any set-up's result depends: where one sits and what is on the screen. That it does not is proved by a
 * second run with others (`conditions.ts`). All others are inputs, also unknown ones: a set-up may read anything.
 */
export const HARMLESS: readonly NamePattern[] = [
  // Terminal and prompt.
  ...[
    'TERM',
    'TERMCAP',
    'TERM_*',
    'COLORTERM',
    'COLUMNS',
    'LINES',
    'NO_COLOR',
    'CLICOLOR',
    'CLICOLOR_FORCE',
    'FORCE_COLOR',
    'LS_COLORS',
  ],
  ...[
    'LSCOLORS',
    'EZA_COLORS',
    'GCC_COLORS',
    'GREP_COLOR',
    'GREP_COLORS',
    'PS0',
    'PS1',
    'PS2',
    'PS3',
    'PS4',
    'PROMPT',
    'RPROMPT',
  ],
  ...[
    'PROMPT_COMMAND',
    'PROMPT_DIRTRIM',
    'STARSHIP_*',
    'WINDOWID',
    'VTE_VERSION',
    'KONSOLE_*',
    'KITTY_*',
    'ITERM_*',
    'LC_TERMINAL',
  ],
  ...['LC_TERMINAL_VERSION', 'WEZTERM_*', 'ALACRITTY_*', 'GHOSTTY_*', 'WT_*', 'TMUX', 'TMUX_PANE', 'STY', 'WINDOW', 'ZELLIJ*'],
  // Editors and what people like.
  ...[
    'EDITOR',
    'VISUAL',
    'FCEDIT',
    'PAGER',
    'MANPAGER',
    'LESS',
    'LESSOPEN',
    'LESSCLOSE',
    'LESSHISTFILE',
    'HIST*',
    'MAIL',
    'MAILCHECK',
  ],
  ...[
    'SAVEHIST',
    'FZF_*',
    'BAT_*',
    'VSCODE_*',
    'CLAUDE*',
    'INSIDE_EMACS',
    'EMACS',
    'JUPYTER_*',
    'JPY_*',
    'GIT_ASKPASS',
    'GIT_PAGER',
  ],
  ...[
    'GIT_AUTHOR_*',
    'GIT_COMMITTER_*',
    'GIT_EDITOR',
    'ATUIN_*',
    'ZOXIDE_*',
    '_ZO_*',
    '__fish*',
    'AUTOJUMP_*',
    'DIRENV_*',
    'MISE_*',
  ],
  // Desktop and session.
  ...['DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY', 'XAUTHLOCALHOSTNAME', 'XMODIFIERS', 'XCURSOR_*', 'XDG_SESSION_*', 'XDG_SEAT*'],
  ...[
    'XDG_VTNR',
    'XDG_RUNTIME_DIR',
    'XDG_CURRENT_DESKTOP',
    'XDG_MENU_PREFIX',
    'XDG_GREETER_*',
    'DESKTOP_*',
    'GNOME_*',
    'GTK_*',
    'QT_*',
  ],
  ...[
    'GDM_*',
    'GDMSESSION',
    'GIO_*',
    'GJS_*',
    'KDE_*',
    'MATE_*',
    'PLASMA_*',
    'SESSION_MANAGER',
    'DBUS_*',
    'INVOCATION_ID',
    'JOURNAL_STREAM',
  ],
  ...[
    'MANAGERPID',
    'MEMORY_PRESSURE_*',
    'SYSTEMD_*',
    'LISTEN_*',
    'NOTIFY_SOCKET',
    'SUDO_*',
    'IM_CONFIG_PHASE',
    'SYSTEMD_EXEC_PID',
  ],
  // Ways in, agents, tickets: each session has others.
  ...[
    'SSH_*',
    'GPG_*',
    'GNUPGHOME',
    'KRB5CCNAME',
    'X509_USER_PROXY',
    'BEARER_TOKEN*',
    'OIDC_*',
    'DEBUGINFOD_*',
    '*_proxy',
    '*_PROXY',
  ],
  // The job that one is in: numbers and places differ from one to the next.
  ...[
    'SLURM_*',
    'SLURMD_*',
    'SBATCH_*',
    'SRUN_*',
    'PBS_*',
    'LSB_*',
    'LS_JOBPID',
    'LSFUSER',
    '_CONDOR_*',
    'CONDOR_*',
    'OAR_*',
    'JOB_ID',
  ],
  ...[
    'SGE_*',
    'PMI_*',
    'PMIX_*',
    'PALS_*',
    'CUDA_VISIBLE_DEVICES',
    'ROCR_VISIBLE_DEVICES',
    'GPU_DEVICE_ORDINAL',
    'OMP_NUM_THREADS',
  ],
  ...['GITHUB_*', 'RUNNER_*', 'CI_JOB_*', 'CI_PIPELINE_*', 'CI_COMMIT_*', 'BUILD_ID', 'BUILD_NUMBER', 'BUILD_URL', 'BUILD_TAG'],
  // What every shell keeps for itself, and what is ours.
  ...['SHLVL', 'OLDPWD', '_', 'HSF_*', '__hsf*', 'npm_*', 'INIT_CWD', 'NODE', 'COLOR'],
];

/** Those of them that never matter. */
export const OF_NO_SESSION: readonly NamePattern[] = ['SHLVL', 'OLDPWD', '_', 'HSF_*', '__hsf*'];

/** Variables whose value is a secret: it is not written, not compared, and no input. */
export const SECRET: readonly NamePattern[] = [
  ...[
    '*SECRET*',
    '*PASSWORD*',
    '*PASSWD*',
    '*PASSPHRASE*',
    '*PASS_PHRASE*',
    '*PASSCODE*',
    '*_PASS',
    '*_PASS_*',
    'SSHPASS',
    'MYSQL_PWD',
  ],
  ...['TOKEN', '*_TOKEN', 'TOKEN_*', '*_TOKEN_*', '*APIKEY*', '*API_KEY*', '*PRIVATE_KEY*', '*ACCESS_KEY*', '*SIGNING_KEY*'],
  ...['*ENCRYPTION_KEY*', '*DEPLOY_KEY*', '*CREDENTIAL*', '*AUTHORIZATION*', '*COOKIE*', 'JWT', '*_JWT'],
];

/** Names that fit one of the above, and only say where a secret is. */
export const POINTS_TO_SECRET: readonly NamePattern[] = ['*_FILE', '*_PATH', '*_DIR', '*_SOCK', '*_SOCKET', '*_URL'];

/** What bash makes by itself, differently at each look. */
export const OF_BASH: readonly NamePattern[] = [
  ...['BASH', 'BASHOPTS', 'BASHPID', 'BASH_ALIASES', 'BASH_ARGC', 'BASH_ARGV', 'BASH_ARGV0', 'BASH_CMDS', 'BASH_COMMAND'],
  ...[
    'BASH_EXECUTION_STRING',
    'BASH_LINENO',
    'BASH_LOADABLES_PATH',
    'BASH_MONOSECONDS',
    'BASH_REMATCH',
    'BASH_SOURCE',
    'BASH_SUBSHELL',
  ],
  ...[
    'BASH_TRAPSIG',
    'BASH_VERSINFO',
    'BASH_VERSION',
    'COMP_*',
    'COMPREPLY',
    'COPROC*',
    'DIRSTACK',
    'EPOCHREALTIME',
    'EPOCHSECONDS',
  ],
  ...[
    'EUID',
    'FUNCNAME',
    'GROUPS',
    'HISTCMD',
    'IFS',
    'LINENO',
    'MAPFILE',
    'OPTARG',
    'OPTERR',
    'OPTIND',
    'PIPESTATUS',
    'PPID',
    'RANDOM',
  ],
  ...['READLINE_*', 'REPLY', 'SECONDS', 'SHELLOPTS', 'SRANDOM', 'UID', 'COLUMNS', 'LINES', 'MAILCHECK', 'HISTSIZE', 'HISTFILE*'],
];

/** Patterns by where their star stands: a regular expression of all of them takes a start longer than everything they are asked. */
type Sorted = {
  readonly whole: ReadonlySet<string>;
  readonly begins: readonly string[];
  readonly ends: readonly string[];
  readonly holds: readonly string[];
};

const sorted = new Map<readonly NamePattern[], Sorted>();

export function fitsAny(name: string, patterns: readonly NamePattern[]): boolean {
  let known = sorted.get(patterns);
  if (known === undefined) {
    known = sortedOf(patterns);
    sorted.set(patterns, known);
  }
  return (
    known.whole.has(name) ||
    known.begins.some(text => name.startsWith(text)) ||
    known.ends.some(text => name.endsWith(text)) ||
    known.holds.some(text => name.includes(text))
  );
}

function sortedOf(patterns: readonly NamePattern[]): Sorted {
  const of = (begins: boolean, ends: boolean) =>
    patterns.flatMap(text =>
      text.endsWith('*') === begins && text.startsWith('*') === ends
        ? [text.slice(Number(ends), text.length - Number(begins))]
        : [],
    );
  return {whole: new Set(of(false, false)), begins: of(true, false), ends: of(false, true), holds: of(true, true)};
}

/** Whether the value of a variable is a secret, by its name or since it has a password in an address. */
export function isSecretVariable(name: string, value: string): boolean {
  const upper = name.toUpperCase();
  return (fitsAny(upper, SECRET) && !fitsAny(upper, POINTS_TO_SECRET)) || /:\/\/[^]*@/.test(value);
}

export const isHarmless = (name: string) => fitsAny(name, HARMLESS);

/** Whether it is harmless, but says something about the session. */
export const isOfSession = (name: string) => isHarmless(name) && !fitsAny(name, OF_NO_SESSION);

/** Whether the result of a set-up may depend on a variable, as far as its name tells. */
export function mayMatter(name: string, value: string): boolean {
  return !isHarmless(name) && !isSecretVariable(name, value);
}
