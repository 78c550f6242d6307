import {describe, expect, test} from 'vitest';
import {applyChange, composeEnvironment, type EnvironmentInput} from '../../src/start/environment.ts';
import {DROP, KEEP, ruleFor} from '../../src/start/environment-rules.ts';

const wishes = {env: [], envFile: null, noEnv: [], inheritEnv: false};
const compose = (caller: Readonly<Record<string, string>>, more: Partial<EnvironmentInput> = {}) => {
  const {change, warnings, lost} = composeEnvironment({
    caller,
    policy: 'clear',
    wishes,
    site: {},
    set: {},
    unset: [],
    unavailable: new Map(),
    cvmfs: ['/cvmfs'],
    ...more,
  });
  return {change, warnings, lost, env: applyChange(caller, change), dropped: change.dropped.map(entry => entry.name).toSorted()};
};

describe('a cleared environment (MOUNTS.md 3.1, 3.2)', () => {
  test.each([
    {rule: 'terminal', names: ['TERM', 'NO_COLOR', 'COLORTERM']},
    {rule: 'language', names: ['LANG', 'LC_TIME']},
    {rule: 'display pairs', names: ['DISPLAY', 'XAUTHORITY', 'WAYLAND_DISPLAY']},
    {rule: 'Kerberos, which startprefix drops', names: ['KRB5CCNAME', 'KRB5_CONFIG']},
    {
      rule: 'grid access',
      names: ['X509_USER_PROXY', 'BEARER_TOKEN', 'BEARER_TOKEN_FILE', 'XRD_LOGLEVEL', 'XrdSecPROTOCOL', 'RUCIO_ACCOUNT'],
    },
    {rule: 'proxies in both cases', names: ['http_proxy', 'HTTPS_PROXY', 'CVMFS_HTTP_PROXY']},
    {rule: 'allocation of the job', names: ['SLURM_JOB_ID', '_CONDOR_SCRATCH_DIR', 'CUDA_VISIBLE_DEVICES', 'OMP_NUM_THREADS']},
    {rule: "the stack's own wishes", names: ['EESSI_SILENT', 'ALRB_localConfigDir']},
    {rule: 'sockets although XDG_* goes', names: ['XDG_RUNTIME_DIR', 'SSH_AUTH_SOCK']},
  ])('keeps $rule', ({names}) => {
    expect(Object.keys(compose(Object.fromEntries(names.map(name => [name, '1']))).env)).toEqual(names);
  });

  test.each([
    {rule: 'libraries', names: ['LD_LIBRARY_PATH', 'LD_PRELOAD', 'CMAKE_PREFIX_PATH']},
    {rule: 'Python', names: ['PYTHONPATH', 'PYTHONHOME', 'VIRTUAL_ENV', 'CONDA_PREFIX', 'PIP_INDEX_URL']},
    {rule: 'modules', names: ['MODULEPATH', 'LMOD_CMD', '_ModuleTable001_', 'BASH_FUNC_module%%']},
    {rule: 'code for every shell', names: ['BASH_ENV', 'ENV', 'PROMPT_COMMAND', 'ZDOTDIR']},
    {rule: 'an earlier stack', names: ['LCG_VERSION', 'ROOTSYS', 'CMTCONFIG', 'KEY4HEP_STACK']},
    {rule: 'desktop', names: ['XDG_DATA_DIRS', 'DBUS_SESSION_BUS_ADDRESS']},
    {rule: 'engines', names: ['SINGULARITY_BIND', 'APPTAINERENV_LD_PRELOAD']},
    {rule: 'functions', names: ['BASH_FUNC_ls%%']},
    {rule: 'what nobody knows', names: ['FOO']},
  ])('drops $rule, each with a reason', ({names}) => {
    const {env, change} = compose(Object.fromEntries(names.map(name => [name, '1'])));
    expect(env).toEqual({});
    for (const entry of change.dropped) expect(entry.reason).toMatch(/\w/);
    expect(change.dropped.map(entry => entry.name)).toEqual(names);
  });

  test('compares whole names: TERMINAL is not TERM, PATHS is not PATH', () => {
    for (const name of ['TERMINAL', 'HOMEDIR', 'LANGUAGES', 'HOME2']) expect(ruleFor(name, KEEP)).toBeNull();
  });

  test('keeps values whatever is in them', () => {
    const caller = {TERM: 'a "b" $c `d`\n'};
    expect(compose(caller).env).toEqual(caller);
  });

  test("takes the user's wishes last", () => {
    const caller = {FOO: '1', TERM: 'xterm', BAR: '2'};
    const {env} = compose(caller, {
      wishes: {...wishes, env: ['FOO', 'NEW=a=b', 'PATH=/own'], noEnv: ['TERM']},
      set: {PATH: '/inside', TERM: 'other'},
    });
    expect(env).toEqual({FOO: '1', NEW: 'a=b', PATH: '/own'});
    expect(compose(caller, {wishes: {...wishes, inheritEnv: true}}).env).toEqual(caller);
  });

  test('leaves out a variable whose object cannot be shared', () => {
    const {change} = compose(
      {XAUTHORITY: '/run/x'},
      {unavailable: new Map([['XAUTHORITY', 'names /run/x, which is not shown inside']])},
    );
    expect(change.dropped).toEqual([{name: 'XAUTHORITY', reason: 'names /run/x, which is not shown inside'}]);
  });
});

test.each(['clear', 'shell'] as const)('what every shell makes anew cannot be wished, and that is said (%s)', policy => {
  const caller = {PWD: '/here', SHLVL: '1'};
  const {change, warnings, lost} = compose(caller, {
    policy,
    wishes: {...wishes, env: ['IFS=x', 'SHLVL=9', 'OLDPWD=/o', '_=q', 'A=1']},
  });
  expect(change.set).toEqual({A: '1'});
  expect(lost).toEqual(['Every shell sets IFS, SHLVL, OLDPWD, _ anew: the value of --env or --env-file does not go in.']);
  expect(warnings).toEqual(lost);
});

describe("the environment of the user's own shell", () => {
  test('stays as it is', () => {
    const caller = {PATH: '/usr/bin', FOO: '1', LD_LIBRARY_PATH: '/mine', MODULEPATH: '/site'};
    expect(compose(caller, {policy: 'shell'})).toMatchObject({env: caller, dropped: [], warnings: []});
  });

  test('loses code that would run before the set-up', () => {
    expect(compose({BASH_ENV: '/site/init'}, {policy: 'shell'}).dropped).toEqual(['BASH_ENV']);
  });

  test("loses the host's modules before a stack that brings its own", () => {
    expect(compose({MODULEPATH: '/site', LD_LIBRARY_PATH: '/site', FOO: '1'}, {policy: 'modules'}).env).toEqual({FOO: '1'});
  });

  test('loses an earlier stack, and says so', () => {
    const caller = {
      LD_LIBRARY_PATH: '/cvmfs/a/lib:/mine',
      PYTHONPATH: '/cvmfs/a/py',
      ROOTSYS: '/cvmfs/a/root',
      CMTCONFIG: 'x',
      PATH: '/cvmfs/a/bin:/usr/bin',
    };
    const {env, warnings} = compose(caller, {policy: 'shell'});
    expect(env).toEqual({LD_LIBRARY_PATH: '/mine', PATH: '/usr/bin'});
    expect(warnings).toHaveLength(1);
  });

  test('is warned about what breaks stacks', () => {
    expect(compose({PYTHONHOME: '/opt/py'}, {policy: 'shell'}).warnings.join()).toContain('--no-env PYTHONHOME');
  });

  test('unsets what the entry wants unset, if it is there', () => {
    expect(compose({GUARD: '1'}, {policy: 'shell', unset: ['GUARD', 'OTHER']}).change.unset).toEqual(['GUARD']);
  });

  test('that has a stack of hsf in it already is told which', () => {
    const caller = {HSF_STACK: 'lcg/LCG_107', LD_LIBRARY_PATH: '/cvmfs/a/lib'};
    expect(compose(caller, {policy: 'shell'}).warnings).toEqual([
      'This shell is in lcg/LCG_107 already; the new stack starts inside it. Leave it first for a clean start.',
    ]);
    expect(compose({HSF_STACK: '', FOO: '1'}, {policy: 'shell'}).warnings).toEqual([]);
    expect(compose({HSF_STACK: 'lcg/LCG_107'}).warnings).toHaveLength(1);
  });

  test.each([
    {
      title: 'lists with semicolons tell a stack as well',
      caller: {LUA_PATH: '/a;/cvmfs/x/?.lua', ROOTSYS: '/r'},
      env: {LUA_PATH: '/a;/cvmfs/x/?.lua'},
    },
    {title: 'a list of nothing else goes whole', caller: {PYTHONPATH: '/cvmfs/a:/cvmfs/b:', FOO: '1'}, env: {FOO: '1'}},
    {
      title: 'what stands between goes, order stays',
      caller: {PYTHONPATH: '/a:/cvmfs/x:/b', PATH: '/cvmfs/x:/c'},
      env: {PYTHONPATH: '/a:/b', PATH: '/c'},
    },
    {title: 'pages of manuals go as well', caller: {PYTHONPATH: '/cvmfs/x', MANPATH: '/cvmfs/x/man:'}, env: {}},
    {
      title: 'PATH alone is no stack that was set up',
      caller: {PATH: '/cvmfs/x/bin:/bin', ROOTSYS: '/r'},
      env: {PATH: '/cvmfs/x/bin:/bin', ROOTSYS: '/r'},
    },
    {title: 'another directory that begins so is none', caller: {PYTHONPATH: '/cvmfs2/x'}, env: {PYTHONPATH: '/cvmfs2/x'}},
  ])('of an earlier stack: $title', ({caller, env}) => {
    expect(compose(caller, {policy: 'shell'}).env).toEqual(env);
  });
  test('with everything that was wished in keeps an earlier stack', () => {
    const caller = {PYTHONPATH: '/cvmfs/x', ROOTSYS: '/cvmfs/r'};
    expect(compose(caller, {policy: 'shell', wishes: {...wishes, inheritEnv: true}})).toMatchObject({env: caller, warnings: []});
  });
  test('is not warned of what does not come in', () => {
    const caller = {PYTHONHOME: '/opt/py', LD_PRELOAD: '/l.so'};
    expect(compose(caller, {policy: 'modules'}).warnings).toEqual([]);
    expect(
      compose(caller, {policy: 'shell', set: {PYTHONHOME: '/own'}, wishes: {...wishes, noEnv: ['LD_PRELOAD']}}).warnings,
    ).toEqual([]);
    expect(compose(caller, {wishes: {...wishes, env: ['PYTHONHOME']}}).warnings).toEqual([]);
  });
  test('has no code of its modules, and none of every shell, before a stack with modules of its own', () => {
    expect(compose({BASH_ENV: '/x', MODULEPATH: '/m', FOO: '1'}, {policy: 'modules'}).dropped).toEqual([
      'BASH_ENV',
      'MODULEPATH',
    ]);
  });
});

describe('who asked for a variable', () => {
  test('is told where it was not hsf', () => {
    const {change} = compose(
      {A: '1', B: '2'},
      {site: {S: 's', H: 'site', U: 'site'}, set: {H: 'hsf'}, wishes: {...wishes, env: ['U=u', 'A'], noEnv: ['B']}},
    );
    expect(change.set).toEqual({S: 's', H: 'hsf', U: 'u'});
    expect(change.origins).toEqual({S: 'site', U: 'user'});
    expect(change.dropped).toEqual([{name: 'B', reason: 'left out by wish'}]);
  });
  test('does not matter where the user wants it out', () => {
    const {change} = compose({}, {site: {S: 's'}, set: {H: 'hsf'}, wishes: {...wishes, noEnv: ['S', 'H']}});
    expect(change).toMatchObject({set: {}, origins: {}});
  });
  test('of what the entry unsets and sets again is the entry', () => {
    const {change, env} = compose(
      {G: '1', D: '2'},
      {policy: 'shell', unset: ['G', 'D'], set: {G: 'new'}, wishes: {...wishes, noEnv: ['D']}},
    );
    expect(change.unset).toEqual([]);
    expect(env).toEqual({G: 'new'});
  });
});

test('functions of the module system go with it, others as functions', () => {
  for (const name of ['module', 'ml', '_module_raw', 'switchml', 'scl'])
    expect(ruleFor(`BASH_FUNC_${name}%%`, DROP)).toBe("the module system of this machine's own software");
  expect(ruleFor('BASH_FUNC_ls%%', DROP)).toBe('shell functions of this machine');
});

describe('where the rest of the environment stays', () => {
  test.each(['BASH_ENV', 'SHELLOPTS', 'BASHOPTS'])('%s goes before any script', name => {
    expect(compose({[name]: '1'}, {policy: 'shell'}).env).toEqual({});
    expect(compose({[name]: '1'}, {policy: 'modules'}).env).toEqual({});
  });
  test.each(['LD_LIBRARY_PATH', 'LD_PRELOAD', 'LD_AUDIT', 'PYTHONHOME', 'MODULES_CMD'])(
    '%s goes before a stack with modules and a C library of its own, and stays before others',
    name => {
      expect(compose({[name]: '1'}, {policy: 'modules'}).env).toEqual({});
      expect(Object.keys(compose({[name]: '1'}, {policy: 'shell'}).env)).toEqual([name]);
    },
  );
  test.each(['PWD', 'OLDPWD', 'SHLVL', 'IFS', '_'])('%s is never what goes in anew', name => {
    expect(ruleFor(name, DROP)).toBe('set anew by the shell');
  });
});
