import {spawn, spawnSync} from 'node:child_process';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {ContainerSpec, Engine, EngineCommand, EngineProbe, BindMount, RootEntry} from '../../src/engines/engine.ts';
import {which} from '../../src/system/which.ts';
import {runTool} from '../../src/system/run-tool.ts';

export type Account = {readonly uid: number; readonly gid: number; readonly groups: readonly number[]; readonly home: string};

export type Rig = {
  readonly root: string;
  /** An image with nothing but busybox, owned by root. */
  readonly image: string;
  readonly cvmfs: string;
  readonly accounts: readonly Account[];
  readonly remove: () => void;
};

/** In CI nothing may be missing; elsewhere a suite says what it lacks and is skipped. */
export function requires(...programs: readonly string[]): boolean {
  const missing = programs.filter(program => which(program, process.env['PATH']) === null);
  if (missing.length === 0) return true;
  if (process.env['CI'] !== undefined) throw new Error(`missing: ${missing.join(', ')}`);
  console.warn(`skipped: ${missing.join(', ')} not installed`);
  return false;
}

const APPLETS = [
  'sh',
  'ls',
  'cat',
  'echo',
  'id',
  'whoami',
  'pwd',
  'env',
  'sleep',
  'kill',
  'true',
  'false',
  'touch',
  'mount',
  'readlink',
  'stat',
  'head',
  'yes',
  'printf',
  'wc',
  'tty',
  'stty',
  'test',
  'mkdir',
];

/** An image, a tree for `/cvmfs`, and the accounts that can be had here: root and somebody else, or just oneself. */
export function makeRig(): Rig {
  const root = mkdtempSync(join(tmpdir(), 'hsf-engines-'));
  chmodSync(root, 0o755);
  const image = join(root, 'image, of:odd name');
  for (const directory of ['bin', 'etc', 'usr/bin', 'opt/there', 'proc', 'home', 'root', 'run/old'])
    mkdirSync(join(image, directory), {recursive: true});
  copyFileSync(which('busybox', process.env['PATH'])!, join(image, 'bin/busybox'));
  for (const applet of APPLETS) symlinkSync('/bin/busybox', join(image, 'bin', applet));
  writeFileSync(join(image, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
  writeFileSync(join(image, 'etc/os-release'), 'ID=toy\nVERSION_ID=1\n');
  symlinkSync('../run/elsewhere', join(image, 'etc/resolv.conf'));
  const cvmfs = join(root, 'cvmfs');
  mkdirSync(join(cvmfs, 'sw.example.org'), {recursive: true});
  writeFileSync(join(cvmfs, 'sw.example.org/file'), 'from cvmfs\n');
  const own = process.getuid!();
  const uids = own === 0 ? [0, 12_345] : [own];
  const accounts = uids.map(uid => {
    const home = join(root, `home of ${uid}`);
    mkdirSync(home);
    writeFileSync(join(home, 'mine'), `${uid}\n`);
    const gid = uid === own ? process.getgid!() : uid;
    if (uid !== own) chownSync(home, uid, gid);
    return {uid, gid, groups: [], home};
  });
  return {root, image, cvmfs, accounts, remove: () => rmSync(root, {recursive: true, force: true})};
}

export function probeOf(account: Account): EngineProbe {
  return {
    which: program => which(program, process.env['PATH']),
    readText: path => (existsSync(path) ? readFileSync(path, 'utf8') : null),
    run: (argv, timeoutMs) => {
      const [program, ...args] = asAccount(account, argv);
      return runTool([program!, ...args], {timeoutMs, env: {PATH: process.env['PATH'] ?? ''}});
    },
    mayWrite: () => false,
    isMounted: () => false,
    uid: account.uid,
    env: {},
  };
}

/** The command as another user, with nothing in between that stays. */
export function asAccount(account: Account, argv: readonly string[]): readonly [string, ...string[]] {
  if (account.uid === process.getuid!()) return argv as [string, ...string[]];
  return [
    which('setpriv', process.env['PATH'])!,
    `--reuid=${account.uid}`,
    `--regid=${account.gid}`,
    ...(account.groups.length === 0 ? ['--clear-groups'] : [`--groups=${account.groups.join(',')}`]),
    '--',
    ...argv,
  ];
}

export function listDirectory(path: string): readonly RootEntry[] {
  return readdirSync(path, {withFileTypes: true}).map(entry => {
    const isLink = entry.isSymbolicLink();
    return {
      name: entry.name,
      kind: isLink ? 'link' : entry.isDirectory() ? 'directory' : 'file',
      target: isLink ? readlinkSync(join(path, entry.name)) : null,
    };
  });
}

export const mount = (source: string, target = source, mode: 'ro' | 'rw' = 'rw'): BindMount => ({
  source,
  target,
  mode,
  reason: 'test',
  origin: 'builtin',
  kind: existsSync(source) && !statSync(source).isDirectory() ? 'file' : 'directory',
  propagation: 'rslave',
});

/** A spec for the busybox image with the usual mounts. */
export function imageSpec(
  rig: Rig,
  account: Account,
  command: readonly [string, ...string[]],
  wishes: Partial<ContainerSpec> = {},
): ContainerSpec {
  const {mounts = [], env = {}, ...rest} = wishes;
  return {
    root: {kind: 'directory', path: rig.image},
    entries: {'/': listDirectory(rig.image), '/home': []},
    mounts: [
      mount('/dev'),
      mount('/proc'),
      mount('/sys', '/sys', 'ro'),
      mount('/tmp'),
      mount(rig.cvmfs, '/cvmfs', 'ro'),
      mount(account.home, '/home/user'),
      ...mounts,
    ],
    env: {PATH: '/bin:/usr/bin', HOME: '/home/user', ...env},
    cwd: '/',
    command,
    callerEnv: {},
    user: account,
    terminal: false,
    name: 'hsf-test',
    gpu: null,
    ...rest,
  };
}

export type Outcome = {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
};

export function run(engine: Engine, account: Account, spec: ContainerSpec, input?: string): Outcome {
  const {argv, env} = rendered(engine, account, spec);
  const [program, ...args] = asAccount(account, argv);
  const result = spawnSync(program!, args, {env, cwd: '/', encoding: 'utf8', input, maxBuffer: 200_000_000, timeout: 20_000});
  return {status: result.status, signal: result.signal, stdout: result.stdout, stderr: result.stderr};
}

export function start(engine: Engine, account: Account, spec: ContainerSpec) {
  const {argv, env} = rendered(engine, account, spec);
  const [program, ...args] = asAccount(account, argv);
  return spawn(program!, args, {env, cwd: '/', stdio: ['ignore', 'pipe', 'pipe']});
}

function rendered(engine: Engine, account: Account, spec: ContainerSpec): EngineCommand {
  return engine.render(spec, engine.detect(probeOf(account)));
}

export function isRunning(pid: number): boolean {
  try {
    accessSync(`/proc/${pid}`, constants.F_OK);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
