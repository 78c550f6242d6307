import {spawn, spawnSync, type ChildProcess} from 'node:child_process';
import {createHash} from 'node:crypto';
import {chmodSync, closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {ctr} from '../../../src/engines/ctr.ts';
import {which} from '../../../src/system/which.ts';
import {answers, end} from './daemon.ts';
import type {MakeEngineRig} from './engine-rig.ts';
import {packTree, RIG_REFERENCE} from './tree-image.ts';

/** containerd with a configuration, a socket and directories of its own, and no plugin for clusters (ENGINES.md 5). */
export const makeContainerdRig: MakeEngineRig = async (account, image, directory) => {
  const absent = ['containerd', 'ctr', 'runc', 'tar'].filter(program => which(program, process.env['PATH']) === null);
  if (absent.length > 0) return {missing: `${absent.join(', ')} not installed`};
  if (process.getuid!() !== 0 || account.uid !== 0) return {missing: 'ctr is for root only'};
  mkdirSync(directory, {recursive: true});
  // Paths of sockets may have 107 characters.
  const short = mkdtempSync(join(tmpdir(), 'hsf-containerd-'));
  chmodSync(short, 0o755);
  const env = {CONTAINERD_ADDRESS: join(short, 'sock')};
  const daemon = startDaemon(directory, short);
  const run = (...args: string[]) =>
    spawnSync(which('ctr', process.env['PATH'])!, args, {env: {PATH: process.env['PATH']!, ...env}, encoding: 'utf8'});
  const stop = async () => {
    for (const id of run('tasks', 'list', '--quiet').stdout.split('\n').filter(Boolean)) run('tasks', 'delete', '--force', id);
    await end(daemon);
    // The shim of a container whose client was killed waits for somebody to fetch its end, for ever.
    spawnSync('pkill', ['-KILL', '-f', `^\\S*containerd-shim.* -address ${short}/`]);
    for (const place of [directory, short]) rmSync(place, {recursive: true, force: true});
  };
  try {
    await answers(daemon, () => run('version').status === 0, join(directory, 'log'));
    const imported = run('images', 'import', dockerArchive(image, directory));
    if (imported.status !== 0) throw new Error(`ctr images import: ${imported.stderr}`);
  } catch (error) {
    await stop();
    throw error;
  }
  return {engine: ctr, title: 'ctr as root', account, env, reference: RIG_REFERENCE, stop};
};

/** A directory as `docker save` would write it. */
export function dockerArchive(tree: string, directory: string): string {
  const layer = packTree(tree, directory);
  const digest = createHash('sha256').update(readFileSync(layer)).digest('hex');
  const config = {
    architecture: process.arch === 'x64' ? 'amd64' : process.arch,
    os: 'linux',
    // Nothing of this may arrive inside.
    config: {Env: ['OF_THE_IMAGE=1', 'PATH=/of/the/image'], WorkingDir: '/etc', Entrypoint: ['/bin/false']},
    rootfs: {type: 'layers', diff_ids: [`sha256:${digest}`]},
  };
  writeFileSync(join(directory, 'config.json'), JSON.stringify(config));
  const manifest = [{Config: 'config.json', RepoTags: [RIG_REFERENCE], Layers: ['tree.tar']}];
  writeFileSync(join(directory, 'manifest.json'), JSON.stringify(manifest));
  const archive = join(directory, 'image.tar');
  const packed = spawnSync('tar', ['-C', directory, '-cf', archive, 'manifest.json', 'config.json', 'tree.tar'], {
    encoding: 'utf8',
  });
  if (packed.status !== 0) throw new Error(`tar: ${packed.stderr}`);
  return archive;
}

function startDaemon(directory: string, short: string): ChildProcess {
  const configuration = join(short, 'config.toml');
  const lines = [
    'version = 2',
    `root = ${JSON.stringify(join(directory, 'root'))}`,
    `state = ${JSON.stringify(join(short, 'state'))}`,
    'disabled_plugins = ["io.containerd.grpc.v1.cri"]',
    `[grpc]\naddress = ${JSON.stringify(join(short, 'sock'))}`,
    `[ttrpc]\naddress = ${JSON.stringify(join(short, 'sock.ttrpc'))}`,
  ];
  writeFileSync(configuration, `${lines.join('\n')}\n`);
  const log = openSync(join(directory, 'log'), 'w');
  const daemon = spawn(which('containerd', process.env['PATH'])!, ['--config', configuration], {
    stdio: ['ignore', log, log],
    env: {PATH: process.env['PATH']!, HOME: directory},
  });
  closeSync(log);
  return daemon;
}
