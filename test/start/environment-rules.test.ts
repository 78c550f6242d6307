import {describe, expect, test} from 'vitest';
import {DROP, KEEP, ruleFor} from '../../src/start/environment-rules.ts';
import {applyChange, composeEnvironment} from '../../src/start/environment.ts';

/** The environment of a container for a caller who has all these. */
function inside(names: readonly string[], more: Partial<Parameters<typeof composeEnvironment>[0]> = {}) {
  const caller = Object.fromEntries(names.map(name => [name, `value of ${name}`]));
  const {change} = composeEnvironment({
    caller,
    policy: 'clear',
    wishes: {env: [], envFile: null, noEnv: [], inheritEnv: false},
    site: {},
    set: {},
    unset: [],
    unavailable: new Map(),
    cvmfs: ['/cvmfs'],
    ...more,
  });
  return {env: applyChange(caller, change), change};
}

/** MOUNTS.md 3.1, line by line; `*` with two examples each. */
const PASSED: readonly {readonly line: string; readonly names: readonly string[]}[] = [
  {
    line: 'terminal',
    names: [
      'TERM',
      'COLORTERM',
      'NO_COLOR',
      'CLICOLOR',
      'CLICOLOR_FORCE',
      'FORCE_COLOR',
      'TERM_PROGRAM',
      'TERM_PROGRAM_VERSION',
      'COLUMNS',
      'LINES',
    ],
  },
  {line: 'identity', names: ['USER', 'LOGNAME', 'HOME', 'SHELL', 'MAIL']},
  {line: 'language', names: ['LANG', 'LANGUAGE', 'LC_ALL', 'LC_CTYPE']},
  {line: 'time', names: ['TZ']},
  {
    line: 'display',
    names: ['DISPLAY', 'XAUTHORITY', 'XAUTHLOCALHOSTNAME', 'WAYLAND_DISPLAY', 'XDG_SESSION_TYPE', 'LIBGL_ALWAYS_INDIRECT'],
  },
  {line: 'sockets', names: ['XDG_RUNTIME_DIR', 'SSH_AUTH_SOCK', 'SSH_CONNECTION', 'SSH_CLIENT', 'SSH_TTY', 'OIDC_SOCK']},
  {line: 'Kerberos', names: ['KRB5CCNAME', 'KRB5_CONFIG']},
  {
    line: 'grid',
    names: [
      'X509_USER_PROXY',
      'X509_CERT_DIR',
      'VOMS_USERCONF',
      'VOMS_PROXY_INFO_DONT_VERIFY_AC',
      'BEARER_TOKEN',
      'BEARER_TOKEN_FILE',
      'XRD_LOGLEVEL',
      'XRD_STREAMTIMEOUT',
      'XrdSecPROTOCOL',
      'XrdSecGSISRVNAMES',
      'DIRAC_VOMSES',
      'RUCIO_ACCOUNT',
      'RUCIO_HOME',
      'EOS_MGM_URL',
      'FRONTIER_SERVER',
      'SITE_NAME',
      'ATLAS_SITE_NAME',
      'PANDA_SITE_NAME',
    ],
  },
  {
    line: 'network',
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
  },
  {
    line: 'allocation of a job',
    names: [
      'SLURM_JOB_ID',
      'SLURM_CPUS_PER_TASK',
      'PBS_JOBID',
      'LSB_JOBID',
      '_CONDOR_SCRATCH_DIR',
      '_CONDOR_JOB_AD',
      'OMP_NUM_THREADS',
      'CUDA_VISIBLE_DEVICES',
      'ROCR_VISIBLE_DEVICES',
      'HIP_VISIBLE_DEVICES',
      'NVIDIA_VISIBLE_DEVICES',
    ],
  },
  {line: 'space', names: ['TMPDIR', 'SCRATCH']},
  {line: 'certificates', names: ['SSL_CERT_FILE', 'SSL_CERT_DIR', 'CURL_CA_BUNDLE', 'REQUESTS_CA_BUNDLE']},
  {line: 'who commits and signs', names: ['GIT_AUTHOR_NAME', 'GIT_COMMITTER_EMAIL', 'GIT_SSH', 'GIT_SSH_COMMAND', 'GNUPGHOME']},
  {line: 'where the session runs', names: ['CI', 'TMUX', 'STY']},
  {line: 'comfort', names: ['EDITOR', 'VISUAL', 'PAGER', 'LESS', 'HISTSIZE', 'HISTFILE']},
  {line: 'SUSE', names: ['PROFILEREAD']},
  {
    line: 'wishes to the stack',
    names: [
      'EESSI_SOFTWARE_SUBDIR_OVERRIDE',
      'EESSI_OVERRIDE_GPU_CHECK',
      'EESSI_SITE_INSTALL',
      'EESSI_SILENT',
      'EESSI_PROPAGATE_INTO_PREFIX_FOO',
      'ALRB_localConfigDir',
    ],
  },
];

/** MOUNTS.md 3.2, line by line. */
const DROPPED: readonly {readonly line: string; readonly names: readonly string[]}[] = [
  {
    line: 'libraries of another OS',
    names: [
      'LD_LIBRARY_PATH',
      'LD_PRELOAD',
      'LD_AUDIT',
      'DYLD_LIBRARY_PATH',
      'LIBRARY_PATH',
      'CPATH',
      'C_INCLUDE_PATH',
      'CPLUS_INCLUDE_PATH',
      'PKG_CONFIG_PATH',
      'CMAKE_PREFIX_PATH',
      'ROOT_INCLUDE_PATH',
      'CPPYY_BACKEND_LIBRARY',
    ],
  },
  {
    line: 'another Python',
    names: [
      'PYTHONPATH',
      'PYTHONHOME',
      'PYTHONSTARTUP',
      'PYTHONUSERBASE',
      'VIRTUAL_ENV',
      'VIRTUAL_ENV_PROMPT',
      'CONDA_PREFIX',
      '_CE_CONDA',
      'PIP_INDEX_URL',
      'UV_CACHE_DIR',
    ],
  },
  {
    line: 'other interpreters',
    names: ['PERL5LIB', 'PERL_MB_OPT', 'RUBYLIB', 'R_LIBS', 'R_LIBS_USER', 'LUA_PATH', 'LUA_CPATH', 'TCLLIBPATH', 'JAVA_HOME'],
  },
  {
    line: 'modules of the host',
    names: [
      'MODULEPATH',
      'LOADEDMODULES',
      '_LMFILES_',
      'MODULESHOME',
      'MODULEPATH_ROOT',
      'LMOD_CMD',
      '__LMOD_REF_COUNT_PATH',
      '_ModuleTable001_',
      'BASH_FUNC_module%%',
      'BASH_FUNC_ml%%',
      '__MODULES_LMALTNAME',
      'MODULES_CMD',
    ],
  },
  {
    line: 'code in every new shell',
    names: ['BASH_ENV', 'ENV', 'PROMPT_COMMAND', 'ZDOTDIR', 'FPATH', 'CDPATH', 'SHELLOPTS', 'BASHOPTS'],
  },
  {line: 'PATH', names: ['PATH']},
  {
    line: 'plug-ins of the desktop',
    names: [
      'XDG_DATA_DIRS',
      'XDG_CONFIG_DIRS',
      'XDG_CACHE_HOME',
      'GTK_PATH',
      'QT_PLUGIN_PATH',
      'GIO_EXTRA_MODULES',
      'DBUS_SESSION_BUS_ADDRESS',
    ],
  },
  {
    line: 'paths of the host',
    names: ['LOCPATH', 'LOCALE_ARCHIVE', 'LS_COLORS', 'MANPATH', 'INFOPATH', 'TERMINFO', 'TERMINFO_DIRS'],
  },
  {
    line: 'engine control',
    names: ['SINGULARITY_BIND', 'APPTAINER_BIND', 'APPTAINER_CACHEDIR', 'SINGULARITYENV_FOO', 'APPTAINERENV_LD_PRELOAD'],
  },
  {
    line: 'an earlier set-up',
    names: [
      'ROOTSYS',
      'SCRAM_ARCH',
      'CMSSW_BASE',
      'LCG_VERSION',
      'AtlasSetup',
      'BELLE2_RELEASE',
      'KEY4HEP_STACK',
      'LHCBRELEASES',
      'BINARY_TAG',
      'CMTCONFIG',
      'EESSI_PREFIX',
      'EESSI_VERSION',
      'EESSI_EPREFIX',
      'EESSI_OS_TYPE',
      'EESSI_CPU_FAMILY',
      'EESSI_SOFTWARE_SUBDIR',
      'EESSI_SOFTWARE_PATH',
      'EESSI_MODULEPATH',
      'COMPILER',
    ],
  },
  {line: 'exported functions', names: ['BASH_FUNC_ls%%', 'BASH_FUNC_x()']},
  {line: 'logins of an engine (2.5)', names: ['REGISTRY_AUTH_FILE', 'DOCKER_CONFIG', 'DOCKER_AUTH_CONFIG']},
];

describe('what goes in (MOUNTS.md 3.1)', () => {
  test.each(PASSED)('$line', ({names}) => {
    expect(Object.keys(inside(names).env)).toEqual(names);
  });
});

describe('what does not (MOUNTS.md 3.2)', () => {
  test.each(DROPPED)('$line, each with its own reason', ({names}) => {
    const {env, change} = inside(names);
    expect(env).toEqual({});
    for (const name of names) {
      expect([name, ruleFor(name, DROP) !== null]).toEqual([name, true]);
      expect(change.dropped.find(entry => entry.name === name)?.reason).toMatch(/\w/);
    }
  });

  test('nothing is on both lists but the sockets of XDG', () => {
    for (const {names} of KEEP) {
      for (const name of names.filter(each => !each.includes('*'))) {
        if (ruleFor(name, DROP) !== null) expect(name).toMatch(/^XDG_(RUNTIME_DIR|SESSION_TYPE)$/);
      }
    }
  });

  test('names are compared whole, by their beginning only with * (the trap of distrobox)', () => {
    for (const name of ['HOSTNAME', 'HOMEDRIVE', 'PATHS', 'TERMINAL', 'TZDIR', 'LANGUAGES', 'USERS', 'SHELLS', 'OMP', 'DISPLAYS'])
      expect([name, ruleFor(name, KEEP)]).toEqual([name, null]);
    for (const name of ['LD_LIBRARY_PATHS', 'PATHEXT', 'ENVIRONMENT', 'CPATHS', 'MODULEPATHS'])
      expect([name, ruleFor(name, DROP)]).toEqual([name, null]);
    expect(ruleFor('EESSI_OVERRIDE', KEEP)).toBeNull();
  });

  test('a value may hold anything', () => {
    const caller = {TERM: 'a "b" \'c\' `d` $e\n;\\ é'};
    expect(inside([], {caller}).change.dropped).toEqual([]);
  });
});

describe('the order of words (MOUNTS.md 3, 6.7)', () => {
  const wishes = {env: ['FOO=user'], envFile: 'FOO=file\nBAR=file', noEnv: ['TERM', 'BAZ'], inheritEnv: false};
  test('caller, site, hsf, the file, --env, and --no-env takes away', () => {
    const {change} = inside(['TERM', 'LANG'], {
      site: {LANG: 'site', FOO: 'site', PATH: 'site', BAZ: 'site'},
      set: {PATH: 'hsf', TERM: 'hsf'},
      wishes,
    });
    expect(change.set).toEqual({LANG: 'site', FOO: 'user', BAR: 'file', PATH: 'hsf'});
    expect(change.dropped).toEqual([{name: 'TERM', reason: 'left out by wish'}]);
  });

  test('the plan tells who asked for what', () => {
    const {change} = inside([], {site: {X: '1', FOO: '1', PATH: '/site'}, set: {PATH: '/hsf'}, wishes});
    expect(change.origins).toEqual({X: 'site', FOO: 'user', BAR: 'user'});
  });

  test('--inherit-env lets everything in, but for variables without their object', () => {
    const {env} = inside(['LD_LIBRARY_PATH', 'FOO', 'XAUTHORITY'], {
      wishes: {env: [], envFile: null, noEnv: [], inheritEnv: true},
      unavailable: new Map([['XAUTHORITY', 'points to nothing']]),
    });
    expect(Object.keys(env)).toEqual(['LD_LIBRARY_PATH', 'FOO']);
  });
});
