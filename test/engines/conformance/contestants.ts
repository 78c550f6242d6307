/** Who an engine is tried as. */
export type Who = 'root' | 'user';

/** An engine as it takes part: under which name, and who can use it at all. */
export type Contestant = {
  /** Its name in the table; also of forms of an engine that differ enough to be tried on their own. */
  readonly name: string;
  /** The name that `--engine` takes. */
  readonly engine: string;
  readonly accounts: readonly Who[];
  /** What a machine needs for it, in one or two sentences; read by people who want to use it. */
  readonly needs: string;
  /** How it was made ready for the tests. */
  readonly tried: string;
};

const BOTH: readonly Who[] = ['root', 'user'];

export const CONTESTANTS = [
  {
    name: 'bubblewrap',
    engine: 'bubblewrap',
    accounts: BOTH,
    needs: 'The program `bwrap` and user namespaces for ordinary users. No set-up.',
    tried: 'as installed',
  },
  {
    name: 'unshare',
    engine: 'unshare',
    accounts: BOTH,
    needs: '`unshare` of util-linux 2.36 or newer, `mount`, `/bin/sh`, and user namespaces for ordinary users. No set-up.',
    tried: 'as installed',
  },
  {
    name: 'unshare without an overlay',
    engine: 'unshare',
    accounts: BOTH,
    needs: 'The same, on a kernel that lets ordinary users have no overlay: `hsf` falls back to it on its own.',
    tried: 'as installed, told not to use an overlay',
  },
  {
    name: 'charliecloud',
    engine: 'charliecloud',
    accounts: BOTH,
    needs: 'The program `ch-run` and user namespaces. For squashfs files also its FUSE support and `/dev/fuse`.',
    tried: 'as installed',
  },
  {
    name: 'proot',
    engine: 'proot',
    accounts: BOTH,
    needs: 'The program `proot`, nothing else: it works where user namespaces are forbidden, but slows every system call.',
    tried: 'as installed',
  },
  {
    name: 'apptainer',
    engine: 'apptainer',
    accounts: BOTH,
    needs:
      'The program `apptainer` and user namespaces (or its setuid part). For SIF and squashfs files of ordinary users `squashfuse` and `/dev/fuse`.',
    tried: 'a copy from the newest Debian, used in place',
  },
  {
    name: 'podman',
    engine: 'podman',
    accounts: BOTH,
    needs:
      'The program `podman` with `runc` or `crun`, user namespaces, `newuidmap`, lines in `/etc/subuid` and `/etc/subgid`, and `fuse-overlayfs` with `/dev/fuse` for images that belong to somebody else (as on CVMFS).',
    tried: 'with storage of its own; rootless for the user, rootful for root',
  },
  {
    name: 'docker',
    engine: 'docker',
    accounts: BOTH,
    needs:
      'The program `docker` and a daemon whose socket you may write to (group `docker`, which is as good as root, or a rootless daemon).',
    tried: 'a private daemon; the user is a member of the group of its socket',
  },
  {
    name: 'ctr',
    engine: 'ctr',
    accounts: ['root'],
    needs: 'The program `ctr` and containerd. For root alone.',
    tried: 'a private containerd',
  },
] as const satisfies readonly Contestant[];

export type ContestantName = (typeof CONTESTANTS)[number]['name'];
