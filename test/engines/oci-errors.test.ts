import {describe, expect, test} from 'vitest';
import {docker} from '../../src/engines/docker.ts';
import {nerdctl} from '../../src/engines/nerdctl.ts';
import {podman} from '../../src/engines/podman.ts';

/** Real texts (ENGINES.md 9, and those of newer versions), as far as a suite cannot make them happen on every machine. */
const TEXTS = [
  [
    podman,
    'Error: cannot find UID/GID for user bob: no subuid ranges found for user "bob" in /etc/subuid',
    'podman needs lines for you',
  ],
  [
    podman,
    'Error: command required for rootless mode with multiple IDs: exec: "newuidmap": executable file not found in $PATH',
    'podman needs newuidmap',
  ],
  [
    podman,
    'cannot clone: No space left on device\nuser namespaces are not enabled in /proc/sys/user/max_user_namespaces\nError: cannot re-exec process',
    'This machine allows no more user namespaces',
  ],
  [
    podman,
    'cannot clone: Operation not permitted\nError: cannot re-exec process',
    'This machine does not let ordinary users make user namespaces',
  ],
  [
    podman,
    'Error: rootfs-overlay: creating overlay failed "/r": exec /usr/bin/fuse-overlayfs: exit status 1',
    'podman cannot use /dev/fuse',
  ],
  [
    podman,
    'Error: creating /etc/mtab symlink: permission denied',
    "podman cannot start from a directory that belongs to somebody else with the kernel's overlay",
  ],
  [
    podman,
    "Error: overlay: can't stat imageStore dir /cvmfs/x/store: stat /cvmfs/x/store: no such file or directory",
    'The additional image store /cvmfs/x/store',
  ],
  [
    podman,
    'Error: open /cvmfs/x/store/overlay-images/images.lock: read-only file system',
    'The additional image store /cvmfs/x/store cannot be used',
  ],
  [
    podman,
    'Error: OCI runtime error: runc: runc create failed: error setting rlimits for ready process: error setting rlimit type 7: invalid argument',
    'podman is set to raise a limit',
  ],
  [podman, 'Error: setrlimit `RLIMIT_NOFILE`: Operation not permitted: OCI permission denied', 'podman is set to raise a limit'],
  [
    podman,
    'Error: OCI runtime error: crun: cgroups in hybrid mode not supported, drop all controllers from cgroupv2',
    'crun refuses machines',
  ],
  [
    podman,
    'Error: User-selected graph driver "overlay" overwritten by graph driver "vfs" from database - delete libpod local files',
    "podman's storage was begun with other settings",
  ],
  [
    podman,
    'Error: kernel does not support overlay fs: unable to create kernel-style whiteout: operation not permitted',
    'The kernel does not give podman an overlay',
  ],
  [podman, 'Error: OCI runtime error: crun: exec /bin/sh: Exec format error', 'The image was made for another kind of processor'],
  [podman, 'Error: default OCI runtime "crun" not found: invalid argument', 'podman has no runtime'],
  [
    podman,
    'Error: initializing source docker://quay.io/x/y:1: pinging container registry quay.io: Get "https://quay.io/v2/": dial tcp: lookup quay.io: no such host',
    'The image is not here, and its registry cannot be reached',
  ],
  [
    podman,
    'Error: initializing source docker://docker.io/library/x:1: reading manifest 1 in docker.io/library/x: toomanyrequests: You have reached your pull rate limit.',
    'The registry refuses more downloads',
  ],
  [
    podman,
    'Error: initializing source docker://q.io/x:1: reading manifest 1 in q.io/x: manifest unknown',
    'The registry has no such image',
  ],
  [
    podman,
    'Error: setting up CDI devices: unresolvable CDI devices nvidia.com/gpu=all',
    'The engine has no set-up for NVIDIA GPUs',
  ],
  [
    docker,
    'docker: Got permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Post "http://x": dial unix /var/run/docker.sock: connect: permission denied.',
    'You may not use the socket of the docker daemon, /var/run/docker.sock',
  ],
  [
    docker,
    'docker: Cannot connect to the Docker daemon at unix:///s. Is the docker daemon running?.',
    'The docker daemon does not answer at unix:///s',
  ],
  [
    docker,
    'docker: Error response from daemon: could not select device driver "" with capabilities: [[gpu]].',
    'The engine has no set-up for NVIDIA GPUs',
  ],
  [
    docker,
    'docker: Error response from daemon: path /cvmfs is mounted on / but it is not a shared or slave mount.',
    'What is mounted later below /cvmfs',
  ],
  [
    docker,
    'docker: Error response from daemon: Get "https://registry-1.docker.io/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers).',
    'The image is not here, and its registry',
  ],
  [
    docker,
    "docker: Error response from daemon: pull access denied for x, repository does not exist or may require 'docker login': denied: requested access to the resource is denied.",
    'The registry does not give this image',
  ],
  [
    docker,
    'open /data/tmp/docker-import-1/blobs/json: no such file or directory',
    'The archive holds no image that this docker can read',
  ],
  [docker, 'docker: Error response from daemon: something new.', 'docker failed: something new.'],
  [
    nerdctl,
    'FATA[0000] cannot access containerd socket "/run/containerd/containerd.sock": no such file or directory',
    'containerd does not answer at /run/containerd/containerd.sock',
  ],
  [
    nerdctl,
    'time="2026-01-01T00:00:00Z" level=fatal msg="rootless containerd not running? (hint: use `containerd-rootless-setuptool.sh install` to start rootless containerd)"',
    'The containerd of your own',
  ],
  [
    nerdctl,
    'time="2026-01-01T00:00:00Z" level=fatal msg="snapshotter not loaded: cvmfs-snapshotter: invalid argument"',
    'containerd has no snapshotter of that name',
  ],
] as const;

describe('an error text', () => {
  const rows = TEXTS.map(([engine, text, message]) => ({engine, name: engine.name, text, message}));

  test.each(rows)('of $name is explained: $message', ({engine, text, message}) => {
    expect(engine.explain(`${text}\n`)?.message).toContain(message);
  });

  test.each([podman, docker, nerdctl])('of a program inside is not taken for one of $name', engine => {
    for (const text of ['make: *** [all] Error 2\n', 'sh: foo: not found\n', 'curl: (7) connection refused\n', '']) {
      expect(engine.explain(text)).toBeNull();
    }
  });
});
