import {spawn, spawnSync, type ChildProcess} from 'node:child_process';
import {chmodSync, closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {docker} from '../../../src/engines/docker.ts';
import {which} from '../../../src/system/which.ts';
import {answers, end} from './daemon.ts';
import type {MakeEngineRig} from './engine-rig.ts';
import {unmountBelow} from './shared-mount.ts';
import {packTree, RIG_REFERENCE} from './tree-image.ts';

/**
 * docker with a daemon of its own that touches no network setting of the machine (ENGINES.md 4). Its socket belongs to the group
 * `docker`, as on every machine: an ordinary account is given that group.
 */
export const makeDockerRig: MakeEngineRig = async (account, image, directory) => {
  const absent = ['docker', 'dockerd', 'containerd', 'runc', 'tar'].filter(
    program => which(program, process.env['PATH']) === null,
  );
  if (absent.length > 0) return {missing: `${absent.join(', ')} not installed`};
  if (process.getuid!() !== 0) return {missing: 'only root can start a docker daemon for the test'};
  const group = dockerGroup();
  if (group === null) return {missing: 'there is no group "docker"'};
  mkdirSync(directory, {recursive: true});
  // Paths of sockets may have 107 characters. Its storage is not below /tmp, which the suites bind: docker wants to know of such.
  const short = mkdtempSync('/var/tmp/hsf-docker-');
  chmodSync(short, 0o755);
  const env = {DOCKER_HOST: `unix://${short}/docker.sock`, DOCKER_CONFIG: join(short, 'client')};
  mkdirSync(env.DOCKER_CONFIG);
  const log = join(short, 'log');
  const daemon = startDaemon(short, log);
  const run = (...args: string[]) =>
    spawnSync(which('docker', process.env['PATH'])!, args, {env: {PATH: process.env['PATH']!, ...env}, encoding: 'utf8'});
  const stop = async () => {
    const left = run('ps', '--all', '--quiet').stdout.trim();
    if (left !== '') run('rm', '--force', ...left.split('\n'));
    await end(daemon);
    // It leaves the network namespaces of its containers mounted.
    unmountBelow(short);
    for (const place of [directory, short]) rmSync(place, {recursive: true, force: true});
  };
  try {
    await answers(daemon, () => run('version').status === 0, log);
    const imported = run('import', packTree(image, directory), RIG_REFERENCE);
    if (imported.status !== 0) throw new Error(`docker import: ${imported.stderr}`);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    engine: docker,
    title: account.uid === 0 ? 'docker as root' : 'docker as an ordinary user',
    account: account.uid === 0 ? account : {...account, groups: [...account.groups, group]},
    env,
    reference: RIG_REFERENCE,
    stop,
  };
};

function dockerGroup(): number | null {
  const line = readFileSync('/etc/group', 'utf8')
    .split('\n')
    .find(entry => entry.startsWith('docker:'));
  return line === undefined ? null : Number(line.split(':')[2]);
}

function startDaemon(short: string, logFile: string): ChildProcess {
  const log = openSync(logFile, 'w');
  const daemon = spawn(
    which('dockerd', process.env['PATH'])!,
    [
      ...['--data-root', join(short, 'data'), '--exec-root', join(short, 'exec'), '--pidfile', join(short, 'pid')],
      ...['--host', `unix://${short}/docker.sock`, '--group', 'docker', '--storage-driver', 'overlay2'],
      ...['--iptables=false', '--ip6tables=false', '--ip-forward=false', '--ip-masq=false', '--bridge=none'],
    ],
    {stdio: ['ignore', log, log], env: {PATH: process.env['PATH']!, HOME: short}},
  );
  closeSync(log);
  return daemon;
}
