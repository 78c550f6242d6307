import {spawnSync} from 'node:child_process';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import {userInfo} from 'node:os';
import {join} from 'node:path';
import {podman} from '../../../src/engines/podman.ts';
import {which} from '../../../src/system/which.ts';
import {type Account, asAccount} from '../../engines/rig.ts';
import type {MakeEngineRig} from './engine-rig.ts';
import {unmountBelow} from './shared-mount.ts';
import {packTree, RIG_REFERENCE} from './tree-image.ts';

/**
 * podman with storage, run directories and configuration of its own, told by variables alone (ENGINES.md 3): neither the machine's
 * nor the account's own podman notices.
 */
export const makePodmanRig: MakeEngineRig = async (account, image, directory) => {
  const missing = whatIsMissing(account);
  if (missing !== null) return {missing};
  // podman refuses run directories of more than 50 characters, but says so only where nobody reads it.
  const short = mkdtempSync('/tmp/hsf-p-');
  const env = configure(account, directory, short);
  const run = (...args: string[]) => {
    const [program, ...rest] = asAccount(account, [which('podman', process.env['PATH'])!, ...args]);
    return spawnSync(program, rest, {
      env: {PATH: process.env['PATH']!, HOME: account.home, ...env},
      cwd: '/',
      encoding: 'utf8',
      timeout: 60_000,
    });
  };
  const archive = packTree(image, directory);
  const imported = run('import', '--quiet', archive, RIG_REFERENCE);
  if (imported.status !== 0) throw new Error(`podman import: ${imported.stderr}`);
  return {
    engine: podman,
    title: account.uid === 0 ? 'podman as root' : 'podman as an ordinary user',
    account,
    env,
    reference: RIG_REFERENCE,
    stop: async () => {
      run('rm', '--all', '--force', '--time', '0');
      // Files of other users of the image belong to subordinate ids: only root and podman itself can remove them.
      if (process.getuid!() !== 0) run('unshare', 'rm', '-rf', join(directory, 'graph'));
      endPauseProcess(short);
      // While a container of an engine that was killed still ran, its storage stayed mounted on itself.
      for (const place of [directory, short]) unmountBelow(place);
      // What cleans up after the last containers may still be at it.
      for (const place of [directory, short]) rmSync(place, {recursive: true, force: true, maxRetries: 20, retryDelay: 100});
    },
  };
};

function whatIsMissing(account: Account): string | null {
  const programs = ['podman', 'tar', ...(account.uid === 0 ? [] : ['fuse-overlayfs', 'newuidmap', 'newgidmap'])];
  const absent = programs.filter(program => which(program, process.env['PATH']) === null);
  if (absent.length > 0) return `${absent.join(', ')} not installed`;
  if (runtime() === null) return 'neither runc nor crun is installed';
  if (account.uid === 0) return null;
  const name = nameOf(account.uid);
  for (const file of ['/etc/subuid', '/etc/subgid']) {
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
    const own = lines.some(line => line.startsWith(`${name}:`) || line.startsWith(`${account.uid}:`));
    if (!own) return `no line for ${name} in ${file}`;
  }
  try {
    accessSync('/dev/fuse', constants.R_OK | constants.W_OK);
    return null;
  } catch {
    return '/dev/fuse may not be used';
  }
}

function nameOf(uid: number): string {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find(entry => entry.split(':')[2] === String(uid));
  return line?.split(':')[0] ?? (uid === process.getuid!() ? userInfo().username : String(uid));
}

/** runc first: crun 1.8 refuses machines with both kinds of control groups. */
function runtime(): string | null {
  return ['runc', 'crun'].find(program => which(program, process.env['PATH']) !== null) ?? null;
}

/**
 * `static_dir` and `volume_path` keep their defaults below the storage: the process that cleans up after a container is told the
 * storage but not the configuration file, and where the two disagree every end of a container takes 20 seconds.
 */
function configure(account: Account, directory: string, short: string): Readonly<Record<string, string>> {
  const at = (name: string) => join(['run', 'runroot', 'tmp'].includes(name.split('/')[0]!) ? short : directory, name);
  for (const name of ['.', 'run', 'tmp', 'net']) mkdirSync(at(name), {recursive: true, mode: 0o700});
  const overlay =
    account.uid === 0 ? '' : `[storage.options.overlay]\nmount_program = "${which('fuse-overlayfs', process.env['PATH'])}"`;
  writeFileSync(
    at('storage.conf'),
    `[storage]
driver = "overlay"
graphroot = "${at('graph')}"
rootless_storage_path = "${at('graph')}"
runroot = "${at('runroot')}"
${overlay}
`,
  );
  writeFileSync(
    at('containers.conf'),
    // No limits are set: a start has to get along with what a machine has.
    `[engine]
runtime = "${runtime()}"
tmp_dir = "${at('tmp/libpod')}"
cgroup_manager = "cgroupfs"
events_logger = "none"
[network]
network_config_dir = "${at('net')}"
`,
  );
  // No registry is asked for anything.
  writeFileSync(at('registries.conf'), 'unqualified-search-registries = []\n');
  if (process.getuid!() === 0) {
    for (const place of [short, ...['.', 'run', 'tmp', 'net'].map(at)]) chownSync(place, account.uid, account.gid);
    for (const name of ['storage.conf', 'containers.conf', 'registries.conf']) chmodSync(at(name), 0o644);
  }
  return {
    XDG_RUNTIME_DIR: at('run'),
    CONTAINERS_CONF: at('containers.conf'),
    CONTAINERS_STORAGE_CONF: at('storage.conf'),
    CONTAINERS_REGISTRIES_CONF: at('registries.conf'),
  };
}

/** It holds the namespaces of the account's containers, and with them every mount below the storage. */
function endPauseProcess(directory: string): void {
  try {
    process.kill(Number(readFileSync(join(directory, 'tmp/libpod/pause.pid'), 'utf8')), 'SIGKILL');
  } catch {
    // root has none.
  }
}
