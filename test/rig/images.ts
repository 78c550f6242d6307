import {spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

function must(program: string, args: readonly string[]): void {
  const {status, stderr} = spawnSync(program, args, {encoding: 'utf8'});
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
}

/**
 * Images of every kind of file, made of one root file system: `docker.tar`, `oci.tar`, `both.tar` (as Docker writes them since 25), the
 * first two packed as well, `other.tar` that is no image, and the OCI layout `layout`.
 */
export function writeArchives(rootfs: string, directory: string): {readonly squashfs: Buffer} {
  mkdirSync(join(directory, 'layout/blobs/sha256'), {recursive: true});
  const layer = join(directory, 'layer.tar');
  must('tar', ['-C', rootfs, '-cf', layer, '.']);
  const diff = digestOf(readFileSync(layer));
  const config = JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    config: {},
    rootfs: {type: 'layers', diff_ids: [diff]},
    history: [],
  });
  const blob = (bytes: Buffer | string) => {
    const digest = digestOf(bytes);
    writeFileSync(join(directory, 'layout/blobs/sha256', digest.slice('sha256:'.length)), bytes);
    return {digest, size: bytes.length};
  };
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: {mediaType: 'application/vnd.oci.image.config.v1+json', ...blob(config)},
    layers: [{mediaType: 'application/vnd.oci.image.layer.v1.tar', ...blob(readFileSync(layer))}],
  });
  const index = {schemaVersion: 2, manifests: [{mediaType: 'application/vnd.oci.image.manifest.v1+json', ...blob(manifest)}]};
  writeFileSync(join(directory, 'layout/index.json'), JSON.stringify(index));
  writeFileSync(join(directory, 'layout/oci-layout'), '{"imageLayoutVersion": "1.0.0"}');
  writeFileSync(join(directory, 'config.json'), config);
  writeFileSync(
    join(directory, 'manifest.json'),
    JSON.stringify([{Config: 'config.json', RepoTags: ['localhost/toy:1'], Layers: ['layer.tar']}]),
  );
  const tar = (name: string, ...words: readonly string[]) => must('tar', ['-cf', join(directory, name), ...words]);
  tar('docker.tar', '-C', directory, 'layer.tar', 'config.json', 'manifest.json');
  tar('oci.tar', '-C', join(directory, 'layout'), '.');
  tar(
    'both.tar',
    '-C',
    join(directory, 'layout'),
    'blobs',
    'index.json',
    'oci-layout',
    '-C',
    directory,
    'layer.tar',
    'config.json',
    'manifest.json',
  );
  tar('other.tar', '-C', directory, 'config.json');
  for (const name of ['docker.tar', 'oci.tar']) must('gzip', ['-k', join(directory, name)]);
  const squashfs = join(directory, 'root.sqfs');
  must('mksquashfs', [rootfs, squashfs, '-quiet', '-no-progress', '-noappend', '-all-root', '-comp', 'gzip']);
  return {squashfs: readFileSync(squashfs)};
}

function digestOf(bytes: Buffer | string): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Sizes of a SIF's parts (apptainer/sif: pkg/sif): the header, and one descriptor. */
const HEADER = 128;
const DESCRIPTOR = 585;

/** A SIF with one partition, as `apptainer build` makes it, without needing apptainer. */
export function sifOf(squashfs: Buffer, arch: string): Buffer {
  const at = 4096;
  const header = Buffer.alloc(HEADER);
  header.write('#!/usr/bin/env run-singularity\n', 0, 'latin1');
  header.write('SIF_MAGIC\0', 32, 'latin1');
  header.write('01\0', 42, 'latin1');
  header.write(`${arch}\0`, 45, 'latin1');
  for (const [index, value] of [0, 0, 47, 48, HEADER, 48 * DESCRIPTOR, at, squashfs.length].entries())
    header.writeBigInt64LE(BigInt(value), 64 + index * 8);
  const descriptor = Buffer.alloc(DESCRIPTOR);
  descriptor.writeInt32LE(0x4004, 0);
  descriptor.writeUInt8(1, 4);
  descriptor.writeUInt32LE(1, 5);
  descriptor.writeUInt32LE(0xf0000001, 9);
  for (const [index, value] of [at, squashfs.length, squashfs.length].entries())
    descriptor.writeBigInt64LE(BigInt(value), 17 + index * 8);
  descriptor.writeInt32LE(1, 201);
  descriptor.writeInt32LE(2, 205);
  descriptor.write(arch, 209, 'latin1');
  return Buffer.concat([header, descriptor, Buffer.alloc(at - HEADER - DESCRIPTOR), squashfs]);
}
