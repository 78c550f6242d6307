import {createHash} from 'node:crypto';
import type {EngineProbe} from './engine.ts';

/** Where the docker client will look for its daemon. */
export type DockerEndpoint = {
  readonly address: string;
  /** The file of the socket; null for daemons that are not reached through one. */
  readonly socket: string | null;
  /** The daemon runs as the user: uid 0 inside is the user outside. */
  readonly rootless: boolean;
  /** It runs on another machine, whose files are not those of this one. */
  readonly elsewhere: boolean;
};

const USUAL = 'unix:///var/run/docker.sock';

/** `DOCKER_HOST`, else the context chosen by `DOCKER_CONTEXT` or the client's configuration, else the usual socket. */
export function dockerEndpoint(probe: EngineProbe): DockerEndpoint {
  const told = probe.env['DOCKER_HOST'];
  const address = told !== undefined && told !== '' ? told : (ofContext(probe) ?? USUAL);
  const socket = /^unix:\/\/(\/.*)$/.exec(address)?.[1] ?? null;
  const own = [`/run/user/${probe.uid}/`, `${probe.env['XDG_RUNTIME_DIR'] ?? '/run/user'}/`];
  return {
    address,
    socket,
    rootless: probe.uid !== 0 && socket !== null && own.some(directory => socket.startsWith(directory)),
    elsewhere: socket === null && !/^(?:tcp|https?):\/\/(?:localhost|127\.|\[::1\])/.test(address),
  };
}

function ofContext(probe: EngineProbe): string | null {
  const directory = probe.env['DOCKER_CONFIG'] ?? (probe.env['HOME'] === undefined ? null : `${probe.env['HOME']}/.docker`);
  if (directory === null) return null;
  const chosen = probe.env['DOCKER_CONTEXT'] ?? textOf(probe.readText(`${directory}/config.json`), 'currentContext');
  if (chosen === null || chosen === '' || chosen === 'default') return null;
  const name = createHash('sha256').update(chosen).digest('hex');
  return textOf(probe.readText(`${directory}/contexts/meta/${name}/meta.json`), 'Host');
}

/** A string of a small JSON file by its key alone, since neither of the two keys occurs twice. */
function textOf(json: string | null, key: string): string | null {
  const found = new RegExp(`"${key}"\\s*:\\s*("(?:[^"\\\\]|\\\\.)*")`).exec(json ?? '')?.[1];
  try {
    return found === undefined ? null : (JSON.parse(found) as string);
  } catch {
    // Quotes with something in between that JSON does not know.
    return null;
  }
}
