import {spawnSync} from 'node:child_process';
import {describe, expect, test} from 'vitest';
import {carryEnvironment, withDirectory, withState} from '../../src/engines/oci-environment.ts';
import {which} from '../../src/system/which.ts';

/** What stands between an engine and a command, tried in the shells that images have, without an engine. */
const shells = [
  {title: 'sh', words: ['/bin/sh']},
  {title: 'bash', words: ['bash', '--norc', '--posix']},
  {title: 'busybox', words: ['busybox', 'sh']},
].filter(({words}) => which(words[0]!, process.env['PATH']) !== null);

const HOSTILE = {
  ODD: 'a "b" $c\n`d`\nexport LATER=x',
  EMPTY: '',
  PATH: '/usr/bin:/bin',
  HOME: '/home/of me',
  LD_LIBRARY_PATH: '/nowhere',
  DOCKER_AUTH_CONFIG: 'hush',
  LATER: "it's",
};

/** The command as an engine would start it: what it hands on, and what it and the image add. */
function inside(words: readonly string[], env: Readonly<Record<string, string>>, cwd = '/') {
  const carried = carryEnvironment({env, callerEnv: {}, cwd, command: ['/usr/bin/env', '-0']});
  const handed = carried.options.flatMap(word => {
    if (word === '-e') return [];
    const at = word.indexOf('=');
    const [name, value] = at < 0 ? [word, carried.env[word] ?? '0027 512'] : [word.slice(0, at), word.slice(at + 1)];
    return [[name, value] as const];
  });
  const [program, ...args] = [...words, ...carried.command.slice(1)];
  return spawnSync(program!, args, {
    env: {...Object.fromEntries(handed), HOSTNAME: 'added', container: 'podman', TERM: 'xterm', IMAGE_SAYS: 'one\nexport TWO=2'},
    encoding: 'utf8',
  });
}

describe.each(shells)('the first program inside, in $title', ({words}) => {
  test('leaves exactly what was asked for', () => {
    const {stdout, stderr} = inside(words, HOSTILE);
    expect(stderr).toBe('');
    const got = Object.fromEntries(
      stdout
        .split('\0')
        .slice(0, -1)
        .map(entry => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
    );
    for (const name of ['PWD', 'SHLVL', '_']) delete got[name];
    expect(got).toEqual(HOSTILE);
  });

  test('goes to the working directory, or says that it cannot', () => {
    expect(inside(words, {PATH: '/usr/bin:/bin'}, '/usr').stdout).toContain('PWD=/usr');
    const lost = inside(words, {PATH: '/usr/bin:/bin'}, '/no/such place');
    expect(lost.status).toBe(125);
    expect(lost.stderr).toMatch(/^hsf: .*cd: .*\/no\/such place/);
  });
});

describe('what the engine is handed', () => {
  test('holds no value that could be a secret among the arguments', () => {
    const {options, command, env} = carryEnvironment({
      env: {...HOSTILE, TOKEN: 'hush-1', XDG_STATE_HOME: 'hush-2', GOPROXY: 'hush-3'},
      callerEnv: {},
      cwd: '/',
      command: ['/bin/true'],
    });
    expect([...options, ...command].join(' ')).not.toContain('hush');
    expect(Object.values(env)).toEqual(expect.arrayContaining(['hush', 'hush-1', 'hush-2', 'hush-3']));
  });

  test('has the engine work with what the caller has, not with what is inside', () => {
    const {env} = carryEnvironment({
      env: {HOME: '/inside', DOCKER_HOST: 'tcp://inside', XDG_RUNTIME_DIR: '/inside', LD_PRELOAD: 'x', FOO: '1'},
      callerEnv: {
        HOME: '/outside',
        DOCKER_HOST: 'unix:///outside',
        PATH: '/p',
        XDG_RUNTIME_DIR: '/o',
        SECRET: 's',
        LD_PRELOAD: 'y',
      },
      cwd: '/',
      command: ['/bin/true'],
    });
    expect(env).toMatchObject({HOME: '/outside', DOCKER_HOST: 'unix:///outside', PATH: '/p', XDG_RUNTIME_DIR: '/o', FOO: '1'});
    expect(Object.keys(env)).not.toEqual(expect.arrayContaining(['SECRET']));
    expect(env['LD_PRELOAD']).toBeUndefined();
  });

  test('is told the umask and the limit of the process that starts it', () => {
    const [program, ...args] = withState(['/bin/sh', '-c', 'echo "$HSF_STATE"']);
    const started = spawnSync('/bin/sh', ['-c', 'umask 027; ulimit -S -n 300; exec "$@"', 'sh', program, ...args], {
      encoding: 'utf8',
    });
    expect(started.stdout).toBe('0027 300\n');
  });

  test('sees a directory with any name under a plain one', () => {
    const [program, ...args] = withDirectory('/usr/share', ['/bin/ls', '-d', '/proc/self/fd/9/doc']);
    expect(spawnSync(program, args, {encoding: 'utf8'}).stdout).toBe('/proc/self/fd/9/doc\n');
  });
});
