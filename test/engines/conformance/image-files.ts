import {execFileSync} from 'node:child_process';
import {chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {createHash} from 'node:crypto';
import {dirname, join} from 'node:path';
import {runTool} from '../../../src/system/run-tool.ts';
import {asAccount} from '../rig.ts';
import {apptainerProgram} from '../../rig/engines/apptainer.ts';
import {dockerArchive} from '../../rig/engines/containerd.ts';
import type {Cell} from './cell.ts';

/** The image as a file of a kind, made once. */
export function imageFile(cell: Cell, kind: 'squashfs' | 'sif' | 'oci-archive' | 'docker-archive'): Promise<string> {
  return cell.once(`image file ${kind}`, async () => {
    const {preparedImage: image, root} = cell.place;
    const file = join(root, `image.${kind}`);
    if (kind === 'squashfs') execFileSync('mksquashfs', [image, file, '-quiet', '-noappend', '-no-progress'], {stdio: 'ignore'});
    if (kind === 'oci-archive') writeArchive(image, file);
    if (kind === 'docker-archive') {
      const directory = join(root, 'docker-archive');
      mkdirSync(directory);
      execFileSync('mv', [dockerArchive(image, directory), file]);
    }
    if (kind === 'sif') await buildSif(cell, image, file);
    if (!existsSync(file)) throw new Error(`${file} was not made.`);
    chmodSync(file, 0o644);
    return file;
  });
}

/** As the user, offline: `build` needs no rights for a directory (ENGINES.md 7). */
async function buildSif(cell: Cell, image: string, file: string): Promise<void> {
  const program = apptainerProgram();
  if (program === null) throw new Error('apptainer is not installed.');
  const {account, rig, place} = cell;
  const made = join(place.home, 'built.sif');
  const built = await runTool(asAccount(account, [program, '-s', 'build', '-F', made, image]), {
    timeoutMs: 60_000,
    env: {PATH: '/usr/bin:/bin', HOME: place.home, ...rig.env},
  });
  if (built.status !== 0) throw new Error(`apptainer build failed: ${built.stderr}`);
  execFileSync('mv', [made, file]);
}

/** An OCI archive with one layer, written by hand: no tool that could do it is on every machine. */
function writeArchive(image: string, file: string): void {
  const layout = join(dirname(file), 'oci-layout-of-image');
  const blobs = join(layout, 'blobs/sha256');
  mkdirSync(blobs, {recursive: true});
  const layer = join(layout, 'layer.tar');
  execFileSync('tar', ['-C', image, '--numeric-owner', '--owner=0', '--group=0', '-cf', layer, '.']);
  const put = (content: Buffer) => {
    const digest = createHash('sha256').update(content).digest('hex');
    writeFileSync(join(blobs, digest), content);
    return {digest: `sha256:${digest}`, size: content.length};
  };
  const data = readFileSync(layer);
  const tar = put(data);
  const json = (value: unknown) => put(Buffer.from(JSON.stringify(value)));
  const configuration = json({
    architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
    os: 'linux',
    config: {Env: ['OF_THE_IMAGE=hsf-leak', 'PATH=/of/the/image']},
    rootfs: {type: 'layers', diff_ids: [tar.digest]},
    history: [],
  });
  const manifest = json({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: {mediaType: 'application/vnd.oci.image.config.v1+json', ...configuration},
    layers: [{mediaType: 'application/vnd.oci.image.layer.v1.tar', ...tar}],
  });
  const type = 'application/vnd.oci.image.manifest.v1+json';
  const index = {
    schemaVersion: 2,
    manifests: [{mediaType: type, ...manifest, annotations: {'org.opencontainers.image.ref.name': 'latest'}}],
  };
  writeFileSync(join(layout, 'index.json'), JSON.stringify(index));
  writeFileSync(join(layout, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  execFileSync('tar', ['-C', layout, '-cf', file, 'blobs', 'index.json', 'oci-layout']);
}
