import {readFileSync} from 'node:fs';

/** One line of `/proc/self/mountinfo`. */
export type Mount = {
  /** Where it is mounted, escapes undone. */
  readonly point: string;
  /** File system: `fuse`, `autofs`, `ext4`. */
  readonly type: string;
  /** What is mounted: `cvmfs2`, `/dev/vda1`. */
  readonly source: string;
  /** `major:minor`; the minor number names the connection of a FUSE file system. */
  readonly device: string;
  /** Whether mounts that are made below it later arrive in a copy of it: it is shared, or follows one that is. */
  readonly spreads: boolean;
};

/** File systems on this machine: they answer or fail, so that looking at file times is cheap and safe there. */
const LOCAL = new Set(
  'ext2 ext3 ext4 xfs btrfs bcachefs f2fs jfs reiserfs zfs overlay tmpfs ramfs squashfs erofs iso9660 vfat exfat ntfs3 apfs'.split(
    ' ',
  ),
);

/** Parses mountinfo (see proc_pid_mountinfo(5)); lines that are none are left out. Later mounts hide earlier ones at the same point. */
export function parseMountTable(text: string): readonly Mount[] {
  return text.split('\n').flatMap(line => {
    const fields = line.split(' ');
    const dash = fields.indexOf('-', 6);
    const [device, point] = [fields[2], fields[4]];
    const [type, source] = dash < 0 ? [] : fields.slice(dash + 1);
    if (device === undefined || point === undefined || type === undefined) return [];
    const spreads = fields.slice(6, dash).some(field => /^(?:shared|master):/.test(field));
    return [{point: unescapeField(point), type, source: unescapeField(source ?? ''), device, spreads}];
  });
}

/** This process's mounts; none where there is no such file. Reading the table touches no mount. */
export function readMountTable(file = '/proc/self/mountinfo'): readonly Mount[] {
  try {
    return parseMountTable(readFileSync(file, 'utf8'));
  } catch {
    return [];
  }
}

/** Whether something is mounted at exactly this path. */
export function isMounted(path: string): boolean {
  return readMountTable().some(({point}) => point === path);
}

/** The mount that a path lies in, links not resolved; null in an empty table. */
export function mountOf(table: readonly Mount[], path: string): Mount | null {
  let best: Mount | null = null;
  for (const mount of table) {
    const inside = path === mount.point || mount.point === '/' || path.startsWith(`${mount.point}/`);
    if (inside && mount.point.length >= (best?.point.length ?? 0)) best = mount;
  }
  return best;
}

/** Whether a mount is a CVMFS client's: private mounts show as `fuse`, those of the automounter as `fuse.cvmfs2` on some systems. */
export function isClientMount(mount: Mount): boolean {
  return mount.type === 'fuse.cvmfs2' || (mount.type === 'fuse' && mount.source === 'cvmfs2');
}

export function isLocalMount(mount: Mount): boolean {
  return LOCAL.has(mount.type);
}

function unescapeField(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
