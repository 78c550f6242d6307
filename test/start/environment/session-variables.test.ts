import {describe, expect, test} from 'vitest';
import {
  fitsAny,
  isHarmless,
  isOfSession,
  isSecretVariable,
  mayMatter,
  OF_BASH,
} from '../../../src/start/environment/harmless-variables.ts';

/** Names as they stand in the environments of real sessions, by where one sits. */
const SESSIONS: Readonly<Record<string, string>> = {
  'a terminal':
    'TERM TERMCAP TERM_PROGRAM TERM_PROGRAM_VERSION COLORTERM COLUMNS LINES NO_COLOR CLICOLOR CLICOLOR_FORCE FORCE_COLOR LS_COLORS LSCOLORS EZA_COLORS GCC_COLORS GREP_COLOR GREP_COLORS WINDOWID VTE_VERSION',
  'terminals of many makers':
    'KONSOLE_VERSION KONSOLE_DBUS_SESSION KITTY_PID KITTY_WINDOW_ID ITERM_PROFILE ITERM_SESSION_ID LC_TERMINAL LC_TERMINAL_VERSION WEZTERM_PANE ALACRITTY_LOG GHOSTTY_BIN_DIR WT_SESSION',
  'a prompt': 'PS0 PS1 PS2 PS3 PS4 PROMPT RPROMPT PROMPT_COMMAND PROMPT_DIRTRIM STARSHIP_SHELL STARSHIP_SESSION_KEY',
  'a terminal in a terminal': 'TMUX TMUX_PANE STY WINDOW ZELLIJ ZELLIJ_SESSION_NAME',
  'what somebody likes to edit and read with':
    'EDITOR VISUAL FCEDIT PAGER MANPAGER LESS LESSOPEN LESSCLOSE LESSHISTFILE HISTFILE HISTSIZE HISTCONTROL MAIL MAILCHECK SAVEHIST FZF_DEFAULT_OPTS BAT_THEME INSIDE_EMACS EMACS',
  'what helps a shell':
    'ATUIN_SESSION ZOXIDE_CMD_OVERRIDE _ZO_DATA_DIR __fish_config_dir AUTOJUMP_ERROR_PATH DIRENV_DIFF MISE_SHELL',
  'an editor and a notebook':
    'VSCODE_IPC_HOOK_CLI VSCODE_GIT_ASKPASS_MAIN JUPYTER_SERVER_ROOT JPY_SESSION_NAME GIT_ASKPASS GIT_PAGER GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL GIT_EDITOR',
  'a desktop':
    'DISPLAY WAYLAND_DISPLAY XAUTHORITY XAUTHLOCALHOSTNAME XMODIFIERS XCURSOR_SIZE XDG_SESSION_ID XDG_SESSION_TYPE XDG_SEAT XDG_SEAT_PATH XDG_VTNR XDG_RUNTIME_DIR XDG_CURRENT_DESKTOP XDG_MENU_PREFIX XDG_GREETER_DATA_DIR DESKTOP_SESSION',
  'desktops of many makers':
    'GNOME_TERMINAL_SCREEN GTK_MODULES QT_ACCESSIBILITY GDM_LANG GDMSESSION GIO_LAUNCHED_DESKTOP_FILE GJS_DEBUG_OUTPUT KDE_FULL_SESSION MATE_DESKTOP_SESSION_ID PLASMA_USE_QT_SCALING SESSION_MANAGER DBUS_SESSION_BUS_ADDRESS IM_CONFIG_PHASE',
  'what a service manager says':
    'INVOCATION_ID JOURNAL_STREAM MANAGERPID MEMORY_PRESSURE_WATCH SYSTEMD_EXEC_PID LISTEN_FDS LISTEN_PID NOTIFY_SOCKET SUDO_USER SUDO_UID',
  'a way in from outside':
    'SSH_CLIENT SSH_CONNECTION SSH_TTY SSH_AUTH_SOCK GPG_TTY GPG_AGENT_INFO GNUPGHOME KRB5CCNAME X509_USER_PROXY BEARER_TOKEN_FILE OIDC_SOCK DEBUGINFOD_URLS http_proxy https_proxy HTTPS_PROXY NO_PROXY',
  'a batch job':
    'SLURM_JOB_ID SLURM_CPUS_ON_NODE SLURMD_NODENAME SBATCH_PARTITION SRUN_DEBUG PBS_JOBID PBS_NODEFILE LSB_JOBID LSB_HOSTS LS_JOBPID LSFUSER _CONDOR_SCRATCH_DIR CONDOR_CONFIG OAR_JOB_ID JOB_ID SGE_TASK_ID PMI_RANK PMIX_RANK PALS_APID',
  'what a job was given': 'CUDA_VISIBLE_DEVICES ROCR_VISIBLE_DEVICES GPU_DEVICE_ORDINAL OMP_NUM_THREADS',
  'a service that builds':
    'GITHUB_ACTIONS GITHUB_SHA RUNNER_TEMP CI_JOB_ID CI_PIPELINE_ID CI_COMMIT_SHA BUILD_ID BUILD_NUMBER BUILD_URL BUILD_TAG npm_config_cache npm_lifecycle_event INIT_CWD NODE COLOR',
};

describe('where one sits changes no set-up', () => {
  test.each(Object.entries(SESSIONS))('%s', (_title, names) => {
    expect(names.split(' ').filter(name => !isOfSession(name))).toEqual([]);
    expect(names.split(' ').filter(name => mayMatter(name, ''))).toEqual([]);
  });

  test('what a shell keeps for itself never matters, in no session', () => {
    const own = ['SHLVL', 'OLDPWD', '_', 'HSF_STACK', 'HSF_CVMFS', '__hsf_x'];
    expect(own.filter(name => !isHarmless(name) || isOfSession(name))).toEqual([]);
  });

  test('but anything else may', () => {
    const names =
      'PATH HOME LANG LD_LIBRARY_PATH PYTHONPATH ROOTSYS MYTERM TERMS MY_TERM_X DISPLAYS TMUXX NODES NODE_PATH MY_SSH_X SSH XDG_DATA_DIRS GIT_DIR JOB_IDS PROXY proxy CI CUDA_HOME OMP_PLACES BUILD LISTEN XHIST';
    expect(names.split(' ').filter(name => !mayMatter(name, ''))).toEqual([]);
  });
});

describe('a variable with a secret', () => {
  test.each(
    'TOKEN GITHUB_TOKEN TOKEN_X A_TOKEN_B MY_SECRET SECRET_KEY db_password MYPASSWD PASSPHRASE PASS_PHRASE PASSCODE DB_PASS A_PASS_B SSHPASS MYSQL_PWD APIKEY OPENAI_API_KEY PRIVATE_KEY AWS_ACCESS_KEY_ID SIGNING_KEY ENCRYPTION_KEY DEPLOY_KEY_X CREDENTIALS AUTHORIZATION COOKIE JWT MY_JWT'.split(
      ' ',
    ),
  )('is one by its name: %s', name => {
    expect(isSecretVariable(name, 'x')).toBe(true);
    expect(mayMatter(name, 'x')).toBe(false);
  });

  test.each(
    'TOKENS MYTOKEN TOKENIZER PASS COMPASS BYPASS KEY PWD JWTX TOKEN_FILE GITHUB_TOKEN_PATH SECRETS_DIR TOKEN_SOCK TOKEN_SOCKET TOKEN_URL PASSWORD_FILE'.split(
      ' ',
    ),
  )('is none by its name: %s', name => {
    expect(isSecretVariable(name, 'x')).toBe(false);
  });

  test('is one by a password in an address, on whatever line', () => {
    expect(isSecretVariable('A', 'https://me:x@host')).toBe(true);
    expect(isSecretVariable('A', 'see\nhttps://me:\nx@host')).toBe(true);
    expect(isSecretVariable('A', 'https://host')).toBe(false);
    expect(isSecretVariable('A', 'me@host:/x')).toBe(false);
  });
});

test('what bash makes by itself is told apart from what a set-up makes', () => {
  const own =
    'BASH BASHOPTS BASHPID BASH_ALIASES BASH_ARGC BASH_ARGV BASH_ARGV0 BASH_CMDS BASH_COMMAND BASH_EXECUTION_STRING BASH_LINENO BASH_LOADABLES_PATH BASH_MONOSECONDS BASH_REMATCH BASH_SOURCE BASH_SUBSHELL BASH_TRAPSIG BASH_VERSINFO BASH_VERSION COMP_WORDBREAKS COMPREPLY COPROC COPROC_PID DIRSTACK EPOCHREALTIME EPOCHSECONDS EUID FUNCNAME GROUPS HISTCMD IFS LINENO MAPFILE OPTARG OPTERR OPTIND PIPESTATUS PPID RANDOM READLINE_LINE REPLY SECONDS SHELLOPTS SRANDOM UID COLUMNS LINES MAILCHECK HISTSIZE HISTFILE HISTFILESIZE';
  expect(own.split(' ').filter(name => !fitsAny(name, OF_BASH))).toEqual([]);
  expect(['BASH_ENV', 'BASHRC', 'COMPILER', 'GROUP', 'UIDS', 'HIST', 'A'].filter(name => fitsAny(name, OF_BASH))).toEqual([]);
});
