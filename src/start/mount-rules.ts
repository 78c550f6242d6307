/** Mount rules as data (MOUNTS.md 2). */

/** Data file systems of the sites: bound where the machine has them. Automounts among them, so each is looked at with a deadline. */
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
  '/data',
  '/pool',
  '/build',
  '/work',
  '/project',
  '/projects',
  '/global',
  '/sdf',
  '/fs',
  '/scratch',
  '/lscratch',
  '/pscratch',
  '/volatile',
];

/** Never shown in a container as a whole, nor anything of them without the user's word: they are the image's. */
export const OF_THE_IMAGE: readonly string[] = [
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
];

/** Parts of the above that are not. */
export const SHARED_PARTS: readonly string[] = ['/var/tmp', '/run/user'];

/** Files of the machine that replace the image's: name service, time. `needed`: a place is made where the image has none. */
export const SYSTEM_FILES: readonly {readonly path: string; readonly needed: boolean; readonly reason: string}[] = [
  {path: '/etc/resolv.conf', needed: true, reason: 'name service'},
  {path: '/etc/hosts', needed: true, reason: 'names of machines'},
  {path: '/etc/localtime', needed: false, reason: 'local time'},
  {path: '/etc/krb5.conf', needed: true, reason: 'Kerberos realms'},
  {path: '/etc/krb5.conf.d', needed: true, reason: 'Kerberos realms'},
  {path: '/etc/grid-security', needed: true, reason: 'grid certificates'},
  {path: '/etc/vomses', needed: true, reason: 'VOMS servers'},
  {path: '/etc/OpenCL/vendors', needed: false, reason: 'OpenCL'},
];

/** Where the Kerberos cache service listens. */
export const KCM_SOCKETS: readonly string[] = ['/run/.heim_org.h5l.kcm-socket', '/var/run/.heim_org.h5l.kcm-socket'];
