import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {afterAll, describe, expect, test} from 'vitest';
import {bubblewrap} from '../../src/engines/bubblewrap.ts';
import type {ContainerSpec} from '../../src/engines/engine.ts';
import {unshare, unshareWithoutOverlay} from '../../src/engines/unshare.ts';
import {childrenOf} from '../../src/system/own-process.ts';
import {type Account, imageSpec, isRunning, listDirectory, makeRig, mount, probeOf, requires, run, start} from './rig.ts';

const able = requires('bwrap', 'unshare', 'busybox', 'setpriv');
const rig = able ? makeRig() : null;
afterAll(() => rig?.remove());

const engines = [
  {engine: bubblewrap, called: 'bubblewrap'},
  {engine: unshare, called: 'unshare'},
  {engine: unshareWithoutOverlay, called: 'unshare without an overlay'},
];
const cells = engines.flatMap(({engine, called}) =>
  (rig?.accounts ?? []).map(account => ({engine, account, title: `${called} as uid ${account.uid}`})),
);

/** What every engine has to do, for root and for an ordinary user, in an image that holds nothing but busybox. */
describe.skipIf(!able).each(cells)('$title', ({engine, account}) => {
  const spec = (command: readonly [string, ...string[]], wishes: Partial<ContainerSpec> = {}) =>
    imageSpec(rig!, account, command, wishes);
  const sh = (script: string, wishes: Partial<ContainerSpec> = {}) =>
    run(engine, account, spec(['/bin/sh', '-c', script], wishes));

  test('is usable, and a real start says so', async () => {
    const probe = probeOf(account);
    const fact = await engine.verify(probe, engine.detect(probe));
    expect(fact).toMatchObject({usable: true, reason: 'A test start worked.'});
    expect(fact.version).toMatch(/^\d+\.\d+/);
  });

  test.each([0, 1, 7, 42, 125, 126, 127, 128, 255])('passes status %i', status => {
    expect(sh(`exit ${status}`)).toMatchObject({status, stderr: ''});
  });

  test('keeps arguments byte for byte', () => {
    const words = ['', ' two  blanks ', "it's", '"$HOME"', 'a\nb', '*', '-n', '--', 'ünï', '\\', 'x'.repeat(100_000)];
    const {stdout, stderr} = run(engine, account, spec(['/bin/sh', '-c', 'for a do printf "%s\\0" "$a"; done', 'sh', ...words]));
    expect(stderr).toBe('');
    expect(stdout.split('\0').slice(0, -1)).toEqual(words);
  });

  test('gives exactly the environment it is told', () => {
    const env = {PATH: '/bin', ODD: 'a "b" $c\n`d`', EMPTY: '', LD_LIBRARY_PATH: '/nowhere'};
    const {stdout} = run(engine, account, spec(['/bin/env', '-0'], {env}));
    const got = Object.fromEntries(
      stdout
        .split('\0')
        .slice(0, -1)
        .map(entry => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
    );
    expect(got).toMatchObject({...env, HOME: '/home/user'});
    expect(Object.keys(got).filter(name => !['PWD', 'OLDPWD', 'SHLVL', '_', ...Object.keys(env), 'HOME'].includes(name))).toEqual(
      [],
    );
  });

  test('has the image as its root, with missing mount points made outside of it', () => {
    const {stdout, stderr} = sh('cat /etc/os-release; cat /cvmfs/sw.example.org/file; cat /home/user/mine; ls /run');
    expect(stderr).toBe('');
    expect(stdout).toBe(`ID=toy\nVERSION_ID=1\nfrom cvmfs\n${account.uid}\n`);
    for (const name of ['cvmfs', 'dev', 'sys', 'tmp', 'home/user']) expect(existsSync(join(rig!.image, name))).toBe(false);
  });

  test('makes a mount point deep in a directory of the image', () => {
    const wishes = {
      mounts: [mount(`${rig!.cvmfs}/sw.example.org/file`, '/etc/resolv.conf', 'ro'), mount(rig!.cvmfs, '/opt/new/deep', 'ro')],
      entries: {
        '/': listDirectory(rig!.image),
        '/home': [],
        '/etc': listDirectory(`${rig!.image}/etc`),
        '/opt': listDirectory(`${rig!.image}/opt`),
      },
    };
    const {stdout, stderr} = sh('cat /etc/resolv.conf /etc/passwd; ls /opt /opt/new/deep', wishes);
    expect(stderr).toBe('');
    expect(stdout).toContain('from cvmfs\nroot:x:0:0');
    expect(stdout).toContain('/opt:\nnew\nthere\n\n/opt/new/deep:\nsw.example.org');
  });

  test('binds read-only where told, read-write where told', () => {
    const {stdout, stderr} = sh('touch /cvmfs/sw.example.org/new 2>/dev/null && echo bad; touch "/home/user/made" && echo good');
    expect(stderr).toBe('');
    expect(stdout).toBe('good\n');
    expect(existsSync(join(account.home, 'made'))).toBe(true);
    expect(existsSync(join(rig!.cvmfs, 'sw.example.org/new'))).toBe(false);
  });

  test('is the same user inside', () => {
    expect(sh('id -u; id -g').stdout).toBe(`${account.uid}\n${account.gid}\n`);
  });

  test('passes stdin and stdout through, 50 MB of it', () => {
    const input = 'x'.repeat(50_000_000);
    expect(run(engine, account, spec(['/bin/cat']), input).stdout.length).toBe(input.length);
  });

  test('lets a broken pipe end a program by SIGPIPE', () => {
    expect(sh('set -o pipefail; yes | head -1; echo $?').stdout).toBe('y\n141\n');
  });

  test('names a source that is missing', () => {
    const outcome = run(engine, account, spec(['/bin/true'], {mounts: [mount('/no/such place', '/x')]}));
    expect(outcome.status).not.toBe(0);
    expect(engine.explain(outcome.stderr)?.message).toContain('/no/such place');
  });

  test("shows a directory at /cvmfs in the machine's own root, and makes nothing there", () => {
    const wishes: Partial<ContainerSpec> = {
      root: {kind: 'host'},
      entries: {'/': listDirectory('/')},
      env: {PATH: process.env['PATH']!},
    };
    const host = {
      ...spec(
        [
          '/bin/sh',
          '-c',
          'cat /cvmfs/sw.example.org/file; id -u; cat "$HOME/mine"; echo $$ >/dev/null; ls /.hsf 2>/dev/null; mkdir /tmp/.x 2>/dev/null; test -d /tmp/.x && echo tmp; rmdir /tmp/.x',
        ],
        wishes,
      ),
      mounts: [mount(rig!.cvmfs, '/cvmfs', 'ro')],
    };
    const before = listDirectory('/');
    const outcome = run(engine, account, {...host, env: {...host.env, HOME: account.home}});
    expect(outcome).toMatchObject({status: 0, stderr: '', stdout: `from cvmfs\n${account.uid}\n${account.uid}\ntmp\n`});
    expect(listDirectory('/')).toEqual(before);
  });

  test("can be nested in the machine's own root", () => {
    const inner = engine.render({...spec(['/bin/cat', '/etc/os-release'])}, engine.detect(probeOf(account)));
    const outer: ContainerSpec = {
      ...spec([...inner.argv] as [string, ...string[]]),
      root: {kind: 'host'},
      entries: {'/': listDirectory('/')},
      mounts: [mount(rig!.cvmfs, '/cvmfs', 'ro')],
    };
    expect(run(engine, account, outer).stdout).toBe('ID=toy\nVERSION_ID=1\n');
  });

  test('leaves nothing behind when its process is killed', async () => {
    const child = start(engine, account, spec(['/bin/sh', '-c', 'echo ready; exec /bin/sleep 60']));
    await once(child.stdout!, 'data');
    const family = [child.pid!, ...childrenOf(child.pid!)];
    child.kill('SIGKILL');
    await once(child, 'exit');
    await delay(200);
    expect(family.filter(isRunning)).toEqual([]);
  });

  // Where it is not one, the launcher stays to pass signals on: see the suite of the hand-over.
  if (engine.capabilities.signals === 'exec') {
    test('is one process, so that a signal reaches the command', async () => {
      const child = start(
        engine,
        account,
        spec(['/bin/sh', '-c', 'trap "exit 7" TERM; echo ready; while :; do sleep 0.1; done']),
      );
      await once(child.stdout!, 'data');
      child.kill('SIGTERM');
      expect((await once(child, 'exit'))[0]).toBe(7);
    });
  }

  test('sees the terminal and the devices of the machine', () => {
    expect(sh('test -c /dev/null && test -d /dev/shm && test -e /proc/self && test -d /sys/devices && echo all').stdout).toBe(
      'all\n',
    );
  });
});

describe('bubblewrap', () => {
  test('keeps values out of the arguments, which every user can read', () => {
    const account: Account = {uid: 1, gid: 1, groups: [], home: '/h'};
    const fact = {name: 'bubblewrap', program: '/usr/bin/bwrap', version: null, usable: true, reason: '', takes: []};
    const {argv, env} = bubblewrap.render(
      {
        root: {kind: 'host'},
        entries: {},
        mounts: [],
        env: {BEARER_TOKEN: 'hush', LD_PRELOAD: 'x'},
        cwd: '/',
        command: ['/c'],
        callerEnv: {},
        user: account,
        terminal: false,
        name: 'hsf-test',
        gpu: null,
      },
      fact,
    );
    expect(argv.join(' ')).not.toContain('hush');
    expect(env).toEqual({BEARER_TOKEN: 'hush'});
    expect(argv).toContain('LD_PRELOAD');
  });
});
