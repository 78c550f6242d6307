/** Reasons that others have to recognise. */
export const LEFT_OVER = 'left from another stack';
export const SET_ANEW = 'set anew by the shell';

/** Which variables of the caller go in, as data (MOUNTS.md 3). A name is compared whole; one `*` stands for anything. */
export type NameRule = {readonly names: readonly string[]; readonly reason: string};

/** Kept where the environment is cleared: prefix shells and containers (MOUNTS.md 3.1). */
export const KEEP: readonly NameRule[] = [
  {
    names: [
      'TERM',
      'COLORTERM',
      'TERM_PROGRAM',
      'TERM_PROGRAM_VERSION',
      'COLUMNS',
      'LINES',
      'NO_COLOR',
      'CLICOLOR',
      'CLICOLOR_FORCE',
      'FORCE_COLOR',
    ],
    reason: 'terminal',
  },
  {names: ['USER', 'LOGNAME', 'HOME', 'SHELL', 'MAIL'], reason: 'identity'},
  {names: ['LANG', 'LANGUAGE', 'LC_*'], reason: 'language'},
  {names: ['TZ'], reason: 'time zone'},
  {names: ['DISPLAY', 'XAUTHORITY', 'XAUTHLOCALHOSTNAME', 'WAYLAND_DISPLAY', 'XDG_SESSION_TYPE', 'LIBGL_*'], reason: 'display'},
  {names: ['XDG_RUNTIME_DIR'], reason: 'sockets of the session'},
  {names: ['SSH_AUTH_SOCK', 'SSH_CONNECTION', 'SSH_CLIENT', 'SSH_TTY', 'OIDC_SOCK'], reason: 'agents'},
  {names: ['KRB5CCNAME', 'KRB5_CONFIG'], reason: 'Kerberos'},
  {
    names: [
      'X509_*',
      'VOMS_*',
      'BEARER_TOKEN*',
      'XRD_*',
      'Xrd*',
      'DIRAC_*',
      'RUCIO_*',
      'EOS_MGM_URL',
      'FRONTIER_SERVER',
      'SITE_NAME',
      'ATLAS_SITE_NAME',
      'PANDA_*',
    ],
    reason: 'grid access',
  },
  {names: ['SSL_CERT_FILE', 'SSL_CERT_DIR', 'CURL_CA_BUNDLE', 'REQUESTS_CA_BUNDLE'], reason: 'certificates'},
  {
    names: [
      'http_proxy',
      'https_proxy',
      'no_proxy',
      'all_proxy',
      'ftp_proxy',
      'HTTP_PROXY',
      'HTTPS_PROXY',
      'NO_PROXY',
      'ALL_PROXY',
      'FTP_PROXY',
      'CVMFS_HTTP_PROXY',
    ],
    reason: 'network',
  },
  {
    names: [
      'SLURM_*',
      'PBS_*',
      'LSB_*',
      '_CONDOR_*',
      'OMP_*',
      'CUDA_VISIBLE_DEVICES',
      'ROCR_VISIBLE_DEVICES',
      'HIP_VISIBLE_DEVICES',
      'NVIDIA_*',
    ],
    reason: 'allocation of the job',
  },
  {names: ['TMPDIR', 'SCRATCH'], reason: 'scratch space'},
  {names: ['EDITOR', 'VISUAL', 'PAGER', 'LESS', 'HIST*'], reason: 'comfort'},
  {names: ['GIT_AUTHOR_*', 'GIT_COMMITTER_*', 'GIT_SSH', 'GIT_SSH_COMMAND', 'GNUPGHOME'], reason: 'identity'},
  {names: ['PROFILEREAD'], reason: 'keeps SUSE from clearing the environment'},
  {
    names: ['EESSI_SILENT', 'EESSI_*_OVERRIDE', 'EESSI_OVERRIDE_*', 'EESSI_*_INSTALL', 'EESSI_PROPAGATE_INTO_PREFIX_*', 'ALRB_*'],
    reason: 'wishes to the stack',
  },
  {names: ['CI', 'TMUX', 'STY'], reason: 'where the session runs'},
];

const LIBRARIES: NameRule = {
  names: [
    'LD_LIBRARY_PATH',
    'LD_PRELOAD',
    'LD_AUDIT',
    'DYLD_*',
    'LIBRARY_PATH',
    'CPATH',
    'C_INCLUDE_PATH',
    'CPLUS_INCLUDE_PATH',
    'PKG_CONFIG_PATH',
    'CMAKE_PREFIX_PATH',
    'ROOT_INCLUDE_PATH',
    'CPPYY_BACKEND_LIBRARY',
  ],
  reason: 'libraries of another system',
};
const PYTHON: NameRule = {
  names: [
    'PYTHONPATH',
    'PYTHONHOME',
    'PYTHONSTARTUP',
    'PYTHONUSERBASE',
    'VIRTUAL_ENV',
    'VIRTUAL_ENV_PROMPT',
    'CONDA_*',
    '_CE_*',
    'PIP_*',
    'UV_*',
  ],
  reason: 'of another Python',
};
const INTERPRETERS: NameRule = {
  names: ['PERL5LIB', 'PERL_*', 'RUBYLIB', 'R_LIBS', 'R_LIBS_*', 'LUA_PATH', 'LUA_CPATH', 'TCLLIBPATH', 'JAVA_HOME'],
  reason: 'of another interpreter',
};
const MODULES: NameRule = {
  names: [
    'MODULEPATH',
    'MODULEPATH_ROOT',
    'MODULESHOME',
    'LOADEDMODULES',
    '_LMFILES_',
    'LMOD_*',
    '__LMOD_*',
    '_ModuleTable*',
    'BASH_FUNC_module%%',
    'BASH_FUNC_ml%%',
    'BASH_FUNC__module_raw%%',
    'BASH_FUNC_switchml%%',
    'BASH_FUNC_scl%%',
    '__MODULES_*',
    'MODULES_*',
  ],
  reason: "the module system of this machine's own software",
};
const OTHER_STACK: NameRule = {
  names: [
    'ROOTSYS',
    'SCRAM_*',
    'CMSSW_*',
    'LCG_*',
    'AtlasSetup',
    'BELLE2_*',
    'KEY4HEP_STACK',
    'LHCB*',
    'BINARY_TAG',
    'CMTCONFIG',
    'COMPILER',
    'EESSI_VERSION',
    'EESSI_PREFIX',
    'EESSI_EPREFIX',
    'EESSI_OS_TYPE',
    'EESSI_CPU_FAMILY',
    'EESSI_SOFTWARE_SUBDIR',
    'EESSI_SOFTWARE_PATH',
    'EESSI_MODULEPATH',
  ],
  reason: LEFT_OVER,
};
const START_UP: NameRule = {
  names: ['BASH_ENV', 'ENV', 'PROMPT_COMMAND', 'ZDOTDIR', 'FPATH', 'CDPATH', 'SHELLOPTS', 'BASHOPTS'],
  reason: 'code of this machine in every new shell',
};
const FUNCTIONS: NameRule = {names: ['BASH_FUNC_*'], reason: 'shell functions of this machine'};

/** What every shell makes anew, whatever it finds. */
export const SHELLS_OWN: NameRule = {names: ['PWD', 'OLDPWD', 'SHLVL', 'IFS', '_'], reason: SET_ANEW};

/** Never inherited where the environment is cleared, each with its own reason (MOUNTS.md 3.2). */
export const DROP: readonly NameRule[] = [
  LIBRARIES,
  PYTHON,
  INTERPRETERS,
  MODULES,
  OTHER_STACK,
  START_UP,
  FUNCTIONS,
  {names: ['PATH'], reason: 'replaced by the PATH inside'},
  {names: ['XDG_*', 'GTK_*', 'QT_*', 'GIO_*', 'DBUS_SESSION_BUS_ADDRESS'], reason: "plug-ins of this machine's desktop"},
  {
    names: ['LOCPATH', 'LOCALE_ARCHIVE', 'LS_COLORS', 'MANPATH', 'INFOPATH', 'TERMINFO', 'TERMINFO_DIRS'],
    reason: 'paths of this machine',
  },
  {names: ['REGISTRY_AUTH_FILE', 'DOCKER_CONFIG', 'DOCKER_AUTH_CONFIG'], reason: 'login of an engine, not of the session'},
  {names: ['SINGULARITY*', 'APPTAINER*'], reason: 'read by hsf itself, and not passed on'},
  SHELLS_OWN,
];

/** Where the caller's environment stays, what goes all the same when it comes from a stack on CVMFS that was set up before. */
export const OF_ANOTHER_STACK: readonly NameRule[] = [LIBRARIES, PYTHON, INTERPRETERS, OTHER_STACK];

/** What goes as well before a stack that brings its own module system and C library. */
export const BEFORE_MODULES: readonly NameRule[] = [
  MODULES,
  {names: ['LD_LIBRARY_PATH', 'LD_PRELOAD', 'LD_AUDIT', 'PYTHONHOME'], reason: 'not for programs that bring their own C library'},
];

/** Code that a shell would run before the set-up. */
export const BEFORE_SCRIPTS: readonly NameRule[] = [
  {names: ['BASH_ENV', 'SHELLOPTS', 'BASHOPTS'], reason: 'code of this machine in every new shell'},
];

/** The reason of the first rule that a name fits, null when none does. */
export function ruleFor(name: string, rules: readonly NameRule[]): string | null {
  return rules.find(rule => rule.names.some(pattern => fits(name, pattern)))?.reason ?? null;
}

function fits(name: string, pattern: string): boolean {
  const star = pattern.indexOf('*');
  if (star < 0) return name === pattern;
  const [before, behind] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return name.length >= before.length + behind.length && name.startsWith(before) && name.endsWith(behind);
}
