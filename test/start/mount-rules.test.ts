import {describe, expect, test} from 'vitest';
import {candidates, isOwnHome} from '../../src/start/mount-candidates.ts';
import {mayBeShown} from '../../src/start/mounts.ts';
import {NO_WISHES} from '../../src/start/plan-input.ts';
import {systemFiles} from '../../src/start/system-files.ts';
import {inputOf, treeOn, variantOf} from './rig.ts';

/** MOUNTS.md, line by line: what users of each site miss where it is not there. */
const variant = variantOf({entry: {kind: 'source', path: '/cvmfs/x.org/a'}});
const shown = candidates(
  {...inputOf(variant, '/cvmfs'), wishes: {...NO_WISHES, action: {kind: 'shell', login: false}}},
  '/home/me',
  {spelled: '/home/me', physical: '/home/me', inherited: true},
  false,
);

describe('MOUNTS.md 2.3 and 2.4: a container sees', () => {
  test.each(
    `/eos /afs /pnfs /lustre /gpfs /gpfs01 /gpfs02 /beegfs /nfs /asap3 /ceph /cephfs /hdfs /hadoop /lizard /mnt/hadoop /mnt/hdfs /data
     /pool /build /cache /w /work /project /projects /global /sdf /fs`.split(/\s+/),
  )('the data below %s, to read and write, if it is there', path => {
    expect(shown.find(({target}) => target === path)).toMatchObject({source: path, mode: 'rw', origin: 'builtin', data: true});
  });
  test.each('/scratch /lscratch /pscratch /volatile'.split(' '))('the scratch space %s', path => {
    expect(shown.find(({target}) => target === path)).toMatchObject({mode: 'rw', reason: 'scratch space'});
  });
  test.each([
    {path: '/dev', mode: 'rw'},
    {path: '/proc', mode: 'rw'},
    {path: '/sys', mode: 'ro'},
    {path: '/tmp', mode: 'rw'},
    {path: '/var/tmp', mode: 'rw'},
    {path: '/home/me', mode: 'rw'},
  ])('$path, $mode', ({path, mode}) => {
    expect(shown.find(({target}) => target === path)).toMatchObject({source: path, mode});
  });
});

describe('MOUNTS.md 2.4: the image keeps', () => {
  const own = '/etc /usr /lib /lib32 /lib64 /libx32 /bin /sbin /boot /var /run /opt /proc /sys /dev'.split(' ');
  test.each(own)('%s, and what is in it', path => {
    expect([mayBeShown(path), mayBeShown(`${path}/x`), mayBeShown(`${path}x`)]).toEqual([false, false, true]);
    expect(isOwnHome(path)).toBe(false);
  });
  test.each(['/var/tmp', '/run/user', '/dev/shm', '/var/spool', '/var/lib/condor', '/var/lib/slurm', '/var/scratch'])(
    'but not %s, which is the user’s',
    path => expect([mayBeShown(path), mayBeShown(`${path}/7`)]).toEqual([true, true]),
  );
});

describe('MOUNTS.md 2.2, 2.5 and 2.8: files of this machine in the place of the image’s', () => {
  const filesOf = async (there: readonly string[]) => {
    const tree = {...treeOn('/cvmfs'), list: () => Promise.resolve(null)};
    const entries = (path: string) =>
      Promise.resolve(
        there
          .filter(each => each.startsWith(`${path}/`) && !each.slice(path.length + 1).includes('/'))
          .map(each => ({
            name: each.slice(path.length + 1),
            kind: /(?:ca-trust|vendors)$/.test(each) ? ('directory' as const) : ('file' as const),
            target: null,
          })),
      );
    return (await systemFiles({tree, variant}, entries)).wishes;
  };
  test.each('/etc/hosts /etc/krb5.conf /etc/krb5.conf.d /etc/grid-security /etc/vomses /etc/tnsnames.ora'.split(' '))(
    '%s, always',
    async path => expect((await filesOf([])).map(({source, target}) => [source, target])).toContainEqual([path, path]),
  );
  test.each('/etc/localtime /etc/hostname /etc/pki/ca-trust /etc/OpenCL/vendors'.split(' '))(
    '%s, where it has one',
    async path => {
      expect((await filesOf([])).map(({target}) => target)).not.toContain(path);
      expect((await filesOf([path])).map(({target}) => target)).toContain(path);
    },
  );
});
