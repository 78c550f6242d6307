import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {readFileSync, rmSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';

export type Registry = {
  /** `127.0.0.1:PORT/thin:1`; by HTTP, without a login. */
  readonly reference: string;
  readonly stop: () => Promise<void>;
};

/** A registry on this machine alone that holds one image with one layer, made of a directory. */
export async function serveImage(image: string, directory: string): Promise<Registry> {
  const file = join(directory, 'layer.tar');
  execFileSync('tar', ['-C', image, '--numeric-owner', '--owner=0', '--group=0', '-cf', file, '.']);
  const layer = readFileSync(file);
  rmSync(file);
  const held = new Map<string, {readonly type: string; readonly content: Buffer}>();
  const put = (type: string, content: Buffer) => {
    const digest = `sha256:${createHash('sha256').update(content).digest('hex')}`;
    held.set(digest, {type, content});
    return {mediaType: type, digest, size: content.length};
  };
  const json = (type: string, value: unknown) => put(type, Buffer.from(JSON.stringify(value)));
  const tar = put('application/vnd.oci.image.layer.v1.tar', layer);
  const config = json('application/vnd.oci.image.config.v1+json', {
    architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
    os: 'linux',
    config: {Env: ['PATH=/of/the/image', 'OF_THE_IMAGE=hsf-leak'], Entrypoint: ['/bin/false']},
    rootfs: {type: 'layers', diff_ids: [tar.digest]},
  });
  const type = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = json(type, {schemaVersion: 2, mediaType: type, config, layers: [tar]});

  const server = createServer((request, response) => {
    const path = request.url ?? '';
    if (path === '/v2/') return response.writeHead(200, {'content-type': 'application/json'}).end('{}');
    const named = /^\/v2\/thin\/(?:manifests|blobs)\/(.+)$/.exec(path)?.[1];
    const digest = named === '1' ? manifest.digest : (named ?? '');
    const found = held.get(digest);
    if (found === undefined) {
      const problem = JSON.stringify({errors: [{code: 'MANIFEST_UNKNOWN', message: 'manifest unknown'}]});
      return response.writeHead(404, {'content-type': 'application/json'}).end(problem);
    }
    response.writeHead(200, {
      'content-type': found.type,
      'content-length': found.content.length,
      'docker-content-digest': digest,
    });
    return response.end(request.method === 'HEAD' ? undefined : found.content);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    reference: `127.0.0.1:${(server.address() as AddressInfo).port}/thin:1`,
    stop: () =>
      new Promise(resolve => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
