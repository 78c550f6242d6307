import {execFileSync, spawnSync} from 'node:child_process';
import {chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {apptainer} from '../../src/engines/apptainer.ts';
import type {ContainerSpec, Engine} from '../../src/engines/engine.ts';
import {singularity} from '../../src/engines/singularity.ts';
import {apptainerCopy, apptainerProgram} from '../rig/engines/apptainer.ts';
import {mayBeSkipped, ordinaryAccount} from './accounts.ts';
import {asAccount, makeRig, mount, requires, type Account} from './rig.ts';

/** Texts that cannot be provoked everywhere (ENGINES.md 9, MOUNTS.md 5), and what is said of them. */
test.each([
  {
    text: 'Failed to create user namespace: maximum number of user namespaces exceeded, check /proc/sys/user/max_user_namespaces',
    says: 'no more user namespaces',
  },
  {text: 'Failed to create user namespace: not allowed to create user namespace', says: 'does not let ordinary users'},
  {text: 'Requesting capability set 0x1ff while permitted capability set is 0x1fe', says: 'lacks capabilities'},
  {text: 'could not use fakeroot: no mapping entry found in /etc/subuid for bob', says: 'bob has no line'},
  {
    text: "container creation failed: mount hook function failure: mount /x->/y error: while mounting /x: mount source /x doesn't exist",
    says: '/x, which the container needs',
  },
  {
    text: 'container creation failed: image driver mount failure: image driver squashfuse_ll instance exited with error: squashfuse_ll exited: fuse: failed to open /dev/fuse: Permission denied',
    says: '/dev/fuse',
  },
  {text: 'could not open image /etc/passwd: image format not recognized', says: '/etc/passwd is no image'},
  {
    text: 'container creation failed: failed to resolve session directory /var/lib/apptainer/mnt/session: lstat /var/lib/apptainer: no such file or directory',
    says: '/var/lib/apptainer/mnt/session is missing',
  },
  {
    text: 'container creation failed: while mounting /cvmfs/sft.cern.ch: stat /cvmfs/sft.cern.ch: too many levels of symbolic links',
    says: 'automounter',
  },
  {
    text: 'Unable to handle docker://h/x uri: failed to get checksum: pinging container registry h: Get "https://h/v2/": dial tcp: lookup h: no such host',
    says: 'does not answer',
  },
  {
    text: 'Unable to handle docker://h/x uri: reading manifest latest in h/x: unauthorized: authentication required',
    says: 'wants a login',
  },
  {
    text: 'Unable to handle docker://h/x uri: reading manifest 9 in h/x: manifest unknown',
    says: 'There is no image docker://h/x',
  },
  {
    text: 'Unable to handle docker://h/x uri: while building SIF from layers: write /h/.apptainer/cache/x: disk quota exceeded',
    says: 'no room',
  },
  {text: "image targets 'arm64', cannot run on 'amd64'", says: 'arm64'},
  {text: 'stat /bin/sh: no such file or directory', says: 'no shell'},
  {text: 'exec /bin/sh failed: a shared library is likely missing in the image', says: 'a library is missing'},
  {text: 'something that nobody has seen', says: 'something that nobody has seen'},
])('explains "$text"', ({text, says}) => {
  expect(apptainer.explain(`\u001B[31mFATAL:  \u001B[0m ${text}\n`)?.message).toContain(says);
  expect(apptainer.explain(`ERROR  : ${text}\n`)?.message).toContain(says);
});

test.each(['my program: FATAL error', 'Traceback', ''])('leaves "%s" of the command alone', text => {
  expect(apptainer.explain(text)).toBeNull();
});

const program = apptainerProgram();
const able = requires('busybox', 'setpriv', 'mksquashfs', 'unshare') && isInstalled();
const rig = able ? makeRig() : null;
const place = able ? mkdtempSync(join(tmpdir(), 'hsf-apptainer-')) : '';
if (able) chmodSync(place, 0o755);
afterAll(() => {
  rig?.remove();
  if (place !== '') rmSync(place, {recursive: true, force: true});
});

function isInstalled(): boolean {
  if (program === null) mayBeSkipped('apptainer', `run test/rig/engines/install-apptainer.sh ${apptainerCopy()}`);
  return program !== null;
}

function accounts(): readonly Account[] {
  const ordinary = ordinaryAccount();
  const root: Account = {uid: 0, gid: 0, groups: [0], home: '/root'};
  return [...(process.getuid!() === 0 ? [root] : []), ...('missing' in ordinary ? [] : [ordinary])];
}

/** Starts and tells what came out; `prefix` is a command that goes before. */
function start(
  account: Account,
  wishes: Partial<ContainerSpec>,
  {prefix = [] as readonly string[], engine = apptainer as Engine, fuse = true} = {},
) {
  const spec: ContainerSpec = {
    root: {kind: 'directory', path: rig!.image},
    entries: {},
    mounts: [mount('/dev'), mount('/proc'), mount('/tmp')],
    env: {PATH: '/bin'},
    callerEnv: {HOME: account.home, PATH: process.env['PATH']!},
    cwd: '/',
    command: ['/bin/true'],
    user: account,
    terminal: false,
    name: 'hsf-test',
    gpu: null,
    ...wishes,
  };
  const called = engine === apptainer ? program! : join(place, 'singularity');
  const {argv, env} = engine.render(spec, {
    name: engine.name,
    program: called,
    version: null,
    usable: true,
    reason: '',
    takes: [],
    ...(fuse ? {} : {details: {fuse: 'no'}}),
  });
  const [first, ...rest] = [...prefix, ...asAccount(account, argv)];
  const {status, stdout, stderr} = spawnSync(first!, rest, {env, cwd: '/', encoding: 'utf8', timeout: 20_000});
  return {status, stdout, stderr, message: engine.explain(stderr)?.message ?? null};
}

describe.skipIf(!able).each(able ? accounts() : [])('really started as uid $uid', account => {
  test('names a missing source', () => {
    expect(start(account, {mounts: [mount('/no/such, place', '/x')]}).message).toBe(
      '/no/such, place, which the container needs, is missing.',
    );
  });

  test('names a source that is a link to itself', () => {
    const loop = join(place, `loop of ${account.uid}`);
    symlinkSync(loop, loop);
    expect(start(account, {mounts: [mount(loop, '/x')]}).message).toContain(`${loop} is a link that leads to itself`);
  });

  test('names a missing image, one that is none, and half of one', () => {
    expect(start(account, {root: {kind: 'sif', path: '/no/such.sif'}}).message).toBe('There is no image at /no/such.sif.');
    const text = join(place, `text of ${account.uid}`);
    writeFileSync(text, 'text');
    expect(start(account, {root: {kind: 'sif', path: text}}).message).toBe(`${text} is no image that apptainer knows.`);
  });

  test('names an archive that is missing', () => {
    const root = {kind: 'archive', format: 'oci-archive', path: '/no/such.tar'} as const;
    expect(start(account, {root}).message).toBe('There is no archive at /no/such.tar.');
  });

  test('says that there is no shell', () => {
    const empty = join(place, `empty of ${account.uid}`);
    mkdirSync(empty);
    expect(start(account, {root: {kind: 'directory', path: empty}}).message).toBe('There is no shell in the image.');
  });

  test('names a program that is missing, and a directory', () => {
    expect(start(account, {command: ['/bin/nothing']}).message).toBe('/bin/nothing is not in the image.');
    expect(start(account, {cwd: '/nowhere'}).message).toBe('The directory /nowhere does not exist inside.');
  });

  test('says that a registry does not answer', () => {
    const root = {kind: 'reference', reference: '127.0.0.1:1/x:1'} as const;
    expect(start(account, {root}).message).toBe('docker://127.0.0.1:1/x:1 cannot be fetched: its registry does not answer.');
  });

  test('says that user namespaces are forbidden, as in a change of root', () => {
    if (account.uid === 0 || process.getuid!() !== 0) return;
    const other = join(place, 'other root');
    mkdirSync(other);
    const prefix = ['unshare', '-m', 'sh', '-c', 'mount --rbind / "$1"; shift; exec chroot "$@"', 'sh', other, other];
    expect(start(account, {}, {prefix}).message).toBe('This machine does not let ordinary users make user namespaces.');
  });

  test('starts image files without FUSE by unpacking them, and explains what happens otherwise', () => {
    if (account.uid === 0 || process.getuid!() !== 0) return;
    const file = join(place, 'image.sqfs');
    execFileSync('mksquashfs', [rig!.image, file, '-quiet', '-noappend', '-no-progress'], {stdio: 'ignore'});
    const closed = join(place, 'closed');
    writeFileSync(closed, '', {mode: 0o600});
    const prefix = ['unshare', '-m', 'sh', '-c', 'mount --bind "$1" /dev/fuse; shift; exec "$@"', 'sh', closed];
    const root = {kind: 'squashfs', path: file} as const;
    expect(start(account, {root}, {prefix}).message).toContain('this user may not use /dev/fuse');
    expect(start(account, {root, command: ['/bin/cat', '/etc/os-release']}, {prefix, fuse: false})).toMatchObject({
      status: 0,
      stdout: 'ID=toy\nVERSION_ID=1\n',
      stderr: '',
    });
    truncateSync(file, 3000);
    expect(start(account, {root}).status).not.toBe(0);
  });

  test('works under the name singularity, silently', () => {
    const link = join(place, 'singularity');
    if (!existsSync(link)) symlinkSync(program!, link);
    const env = {PATH: '/bin', ODD: 'a "b" $c\n`d`\\ %s \'e\'\n\n', EMPTY: ''};
    const command: [string, ...string[]] = ['/bin/sh', '-c', 'printf "<%s>" "$ODD" "${EMPTY-unset}" "$PATH"'];
    const {stdout, stderr} = start(account, {env, command}, {engine: singularity});
    expect({stdout, stderr}).toEqual({stdout: `<${env.ODD}><></bin>`, stderr: ''});
  });
});

describe.skipIf(!able)('an image with scripts of its own', () => {
  test.each(['90-environment.sh', '99-base.sh', '99-zz.sh'])('cannot change the environment by %s', name => {
    const image = join(place, `image with ${name}`);
    execFileSync('cp', ['-a', rig!.image, image]);
    mkdirSync(join(image, '.singularity.d/env'), {recursive: true});
    writeFileSync(join(image, '.singularity.d/env', name), 'export A=image PATH=/of/image MORE=image\n');
    const command: [string, ...string[]] = ['/bin/sh', '-c', 'echo "$A $PATH ${MORE-none}"'];
    const {stdout, stderr} = start(accounts()[0]!, {
      root: {kind: 'directory', path: image},
      env: {A: '1', PATH: '/bin'},
      command,
    });
    expect({stdout, stderr}).toEqual({stdout: '1 /bin none\n', stderr: ''});
  });
});

/** Without an engine: the first program inside, in the shells that images have. */
test.each([
  {shell: ['dash'], name: 'dash'},
  {shell: ['bash', '--norc', '--posix'], name: 'bash'},
  {shell: ['busybox', 'sh'], name: "busybox's sh"},
])('gives exactly the environment in $name', ({shell, name}) => {
  if (spawnSync(shell[0]!, ['-c', ':']).error !== undefined) return mayBeSkipped(`the environment in ${name}`, 'not installed');
  const env = {
    PATH: '/usr/bin:/bin',
    HOME: '/no where',
    IFS: 'x',
    ODD: 'a "b" $c\n`d`\\101 %s \'e\' ^1 ünï*\n\n',
    EMPTY: '',
    LD_LIBRARY_PATH: '',
    PS1: '\\u@\\h $ ',
    UID: '7',
    OPTIND: '3',
    hsf_now: 'not ours',
  };
  const spec: ContainerSpec = {
    root: {kind: 'directory', path: '/image'},
    entries: {},
    mounts: [],
    env,
    callerEnv: {},
    cwd: '/',
    command: ['/usr/bin/env', '-0'],
    user: {uid: 1, gid: 1, groups: []},
    terminal: false,
    name: 'hsf-test',
    gpu: null,
  };
  const rendered = apptainer.render(spec, {name: 'apptainer', program: 'a', version: null, usable: true, reason: '', takes: []});
  const inside = rendered.argv.slice(rendered.argv.indexOf('/image') + 2);
  const {stdout, stderr} = spawnSync(shell[0]!, [...shell.slice(1), ...inside], {
    env: {...rendered.env, PATH: process.env['PATH']!, FROM_ENGINE: 'x\nexport y=z', LANG: 'C'},
    encoding: 'utf8',
  });
  const entries = stdout.split('\0').slice(0, -1);
  const got = Object.fromEntries(entries.map(entry => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]));
  for (const own of ['PWD', 'OLDPWD', 'SHLVL', '_']) delete got[own];
  const {UID: _, ...expected} = env;
  expect({got, stderr}).toEqual({got: expected, stderr: ''});
});
