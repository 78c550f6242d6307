/** Mount rules as data; the sections are those of MOUNTS.md. */

/** Data file systems of the sites (2.4): bound where the machine has them. Automounts among them, so each is looked at with a deadline. */
export const DATA_FILE_SYSTEMS: readonly string[] = [
  '/eos',
  '/afs',
  '/pnfs',
  '/lustre',
  '/gpfs',
  '/gpfs01',
  '/gpfs02',
  '/beegfs',
  '/nfs',
  '/asap3',
  '/ceph',
  '/cephfs',
  '/hdfs',
  '/hadoop',
  '/lizard',
  '/mnt/hadoop',
  '/mnt/hdfs',
  '/data',
  '/pool',
  '/build',
  '/cache',
  '/w',
  '/work',
  '/project',
  '/projects',
  '/global',
  '/sdf',
  '/fs',
];

/** Scratch space that sites have under these names (2.3), and variables that name more of it. */
export const SCRATCH: readonly string[] = ['/scratch', '/lscratch', '/pscratch', '/volatile'];
export const SPACE_VARIABLES: readonly string[] = ['TMPDIR', 'SCRATCH'];

/** Directories of the image and of the kernel (2.4): never shown as a whole, nor anything of them, without the user's word. */
export const DENIED: readonly string[] = [
  '/etc',
  '/usr',
  '/lib',
  '/lib32',
  '/lib64',
  '/libx32',
  '/bin',
  '/sbin',
  '/boot',
  '/var',
  '/run',
  '/opt',
  '/proc',
  '/sys',
  '/dev',
];

/** Parts of the above that are the user's: temporary space, and where batch systems keep the directories of their jobs. */
export const OF_THE_USER: readonly string[] = [
  '/var/tmp',
  '/run/user',
  '/dev/shm',
  '/var/spool',
  '/var/lib/condor',
  '/var/lib/slurm',
  '/var/scratch',
];

export type SystemFile = {
  readonly path: string;
  readonly kind: 'file' | 'directory';
  /** `always`: a place is made where the image has none. `fits`: only where the image has the same kind of thing there. */
  readonly when: 'always' | 'fits';
  readonly reason: string;
};

/** Files of the machine that replace the image's (2.2, 2.4, 2.5, 2.8). `/etc/resolv.conf` has a rule of its own. */
export const SYSTEM_FILES: readonly SystemFile[] = [
  {path: '/etc/hosts', kind: 'file', when: 'always', reason: 'names of machines'},
  {path: '/etc/localtime', kind: 'file', when: 'fits', reason: 'local time'},
  // All engines leave the host its name, so the file tells the truth.
  {path: '/etc/hostname', kind: 'file', when: 'fits', reason: 'name of the machine'},
  {path: '/etc/krb5.conf', kind: 'file', when: 'always', reason: 'Kerberos realms'},
  {path: '/etc/krb5.conf.d', kind: 'directory', when: 'always', reason: 'Kerberos realms'},
  {path: '/etc/grid-security', kind: 'directory', when: 'always', reason: 'grid certificates'},
  {path: '/etc/vomses', kind: 'directory', when: 'always', reason: 'VOMS servers'},
  {path: '/etc/tnsnames.ora', kind: 'file', when: 'always', reason: 'Oracle data bases'},
  {path: '/etc/pki/ca-trust', kind: 'directory', when: 'fits', reason: 'certificate authorities'},
  {path: '/etc/OpenCL/vendors', kind: 'directory', when: 'fits', reason: 'OpenCL'},
];

/** Look-ups of users that are not in `/etc/passwd` (2.2): for what has the library that asks the service, and for prefixes. */
export const USER_LOOKUPS: readonly {readonly path: string; readonly reason: string}[] = [
  {path: '/etc/nsswitch.conf', reason: 'how users are looked up'},
  {path: '/var/lib/sss/pipes', reason: 'users of SSSD'},
];
export const USER_LOOKUP_LIBRARY = 'libnss_sss.so.2';

/** What the grid needs where the machine has none of its own (2.5). */
export const GRID_REPOSITORY = 'grid.cern.ch';
export const GRID_COPIES: readonly {readonly source: string; readonly target: string}[] = [
  {source: '/cvmfs/grid.cern.ch/etc/grid-security', target: '/etc/grid-security'},
  {source: '/cvmfs/grid.cern.ch/etc/grid-security/vomses', target: '/etc/vomses'},
];

/** Below a private home these lead to the real one (2.5); the first name that is there is taken. */
export const LINKED_FROM_HOME: readonly {readonly name: string; readonly from: readonly string[]; readonly reason: string}[] = [
  {name: '.ssh', from: ['.ssh.container', '.ssh'], reason: 'keys of ssh'},
  {name: '.globus', from: ['.globus'], reason: 'grid certificate'},
  {name: '.Xauthority', from: ['.Xauthority'], reason: 'X11 cookie'},
];
