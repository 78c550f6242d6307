import {spawnSync} from 'node:child_process';
import {
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  chmodSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {ContainerSpec, Engine} from '../../src/engines/engine.ts';
import {which} from '../../src/system/which.ts';
import {ordinaryAccount} from './accounts.ts';
import {type Account, asAccount, listDirectory, mount, type Outcome, probeOf} from './rig.ts';
import {OWN_NAME} from '../rig/own-name.ts';

/** A small image with every mount point of the usual mounts, and who uses it. */
export type Images = {
  readonly root: string;
  readonly image: string;
  readonly cvmfs: string;
  readonly user: Account;
  readonly accounts: readonly Account[];
  readonly spec: (account: Account, command: readonly [string, ...string[]], wishes?: Partial<ContainerSpec>) => ContainerSpec;
  /** Starts a spec as an account, as the launcher would. */
  readonly run: (engine: Engine, account: Account, spec: ContainerSpec) => Outcome;
  readonly remove: () => void;
};

const APPLETS = ['sh', 'cat', 'env', 'id', 'ls', 'pwd', 'true', 'touch', 'sleep', 'readlink', 'test'];

/** Made for one suite; the common table of behaviours has richer ones. */
export function makeImages(): Images {
  const root = mkdtempSync(join(tmpdir(), 'hsf-images-'));
  chmodSync(root, 0o755);
  const image = join(root, 'image');
  for (const directory of ['bin', 'etc', 'dev', 'proc', 'sys', 'tmp', 'home', 'cvmfs', 'run']) {
    mkdirSync(join(image, directory), {recursive: true});
  }
  copyFileSync(which('busybox', process.env['PATH'])!, join(image, 'bin/busybox'));
  for (const applet of APPLETS) symlinkSync('/bin/busybox', join(image, 'bin', applet));
  writeFileSync(join(image, 'bin/text'), 'no program\n', {mode: 0o644});
  writeFileSync(join(image, 'etc/os-release'), 'ID=toy\n');
  for (const name of ['passwd', 'group']) writeFileSync(join(image, 'etc', name), 'root:x:0:0:root:/root:/bin/sh\n');
  const cvmfs = join(root, 'cvmfs');
  mkdirSync(join(cvmfs, 'sw.example.org'), {recursive: true});
  writeFileSync(join(cvmfs, 'sw.example.org/file'), 'from cvmfs\n');
  const ordinary = ordinaryAccount();
  const withHome = (account: Account): Account => {
    const home = join(root, `home-${account.uid}`);
    mkdirSync(home);
    if (process.getuid!() === 0) chownSync(home, account.uid, account.gid);
    return {...account, home};
  };
  const user = withHome('missing' in ordinary ? {uid: 12_345, gid: 12_345, groups: [], home: '/'} : ordinary);
  const accounts = process.getuid!() === 0 ? [withHome({uid: 0, gid: 0, groups: [], home: '/'}), user] : [user];
  const spec: Images['spec'] = (account, command, wishes = {}) => ({
    root: {kind: 'directory', path: image},
    entries: {'/': listDirectory(image), '/home': []},
    mounts: [
      ...['/dev', '/proc', '/tmp'].map(path => mount(path)),
      mount('/sys', '/sys', 'ro'),
      mount(cvmfs, '/cvmfs', 'ro'),
      mount(account.home, '/home/user'),
    ],
    env: {PATH: '/bin', HOME: '/home/user'},
    callerEnv: {},
    cwd: '/',
    command,
    user: account,
    terminal: false,
    name: `hsf-test-${OWN_NAME}`,
    gpu: null,
    ...wishes,
  });
  const run: Images['run'] = (engine, account, wished) => {
    const {argv, env} = engine.render(wished, engine.detect(probeOf(account)));
    const [program, ...args] = asAccount(account, argv);
    const {status, signal, stdout, stderr} = spawnSync(program, args, {env, cwd: '/', encoding: 'utf8', timeout: 20_000});
    return {status, signal, stdout, stderr};
  };
  const remove = () => {
    if (existsSync(root)) rmSync(root, {recursive: true, force: true});
  };
  return {root, image, cvmfs, user, accounts, spec, run, remove};
}
