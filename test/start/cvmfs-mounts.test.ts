import {describe, expect, test} from 'vitest';
import {cvmfsMounts, propagationOf} from '../../src/start/cvmfs-mounts.ts';
import {parseMountTable} from '../../src/system/mount-table.ts';

const line = (point: string, type: string, source: string, propagation: string) =>
  `40 22 0:40 / ${point} rw,relatime ${propagation === '' ? '' : `${propagation} `}- ${type} ${source} rw`;
const table = (...lines: readonly string[]) => parseMountTable(lines.join('\n'));
const DISK = line('/', 'ext4', '/dev/vda1', '');
const autofs = (propagation: string) => line('/cvmfs', 'autofs', '/etc/auto.cvmfs', propagation);
const repository = (name: string) => line(`/cvmfs/${name}`, 'fuse', 'cvmfs2', '');
const PER_MOUNT = {propagation: 'per-mount', needs: 'daemon'} as const;
const INHERITED = {propagation: 'inherited', needs: 'user'} as const;
const PROOT = {propagation: 'inherited', needs: 'none'} as const;

describe('MOUNTS.md 2.1: the software', () => {
  test.each([
    {
      title: 'an automounter as systemd leaves it',
      lines: [DISK, autofs('shared:20'), repository('sft.cern.ch')],
      engine: PER_MOUNT,
      warns: false,
    },
    {title: 'an automounter that follows another', lines: [DISK, autofs('master:3')], engine: PER_MOUNT, warns: false},
    {title: 'a plain tree', lines: [DISK], engine: PER_MOUNT, warns: false},
    {title: 'private mounts by hand', lines: [DISK, repository('sft.cern.ch')], engine: PER_MOUNT, warns: true},
    {title: 'a private automounter in a namespace', lines: [DISK, autofs('')], engine: INHERITED, warns: true},
    {title: 'a private automounter without a namespace', lines: [DISK, autofs('')], engine: PROOT, warns: false},
  ])('is one bind of the whole tree: $title', ({lines, engine, warns}) => {
    const {wishes, warnings} = cvmfsMounts({cvmfs: '/cvmfs', table: table(...lines), needs: ['sft.cern.ch']}, engine);
    expect(wishes).toMatchObject([{source: '/cvmfs', target: '/cvmfs', mode: 'ro', needed: true}]);
    expect(warnings).toHaveLength(warns ? 1 : 0);
  });

  test('is one bind for each repository where the tree would bring dead automounts, needed ones among them', () => {
    const mounts = table(
      DISK,
      autofs(''),
      repository('sft.cern.ch'),
      repository('sw.example.org'),
      line('/cvmfs/a/b', 'tmpfs', 'x', ''),
    );
    const {wishes, warnings} = cvmfsMounts({cvmfs: '/cvmfs', table: mounts, needs: ['geant4.cern.ch', 'sft.cern.ch']}, PER_MOUNT);
    expect(wishes.map(({target}) => target)).toEqual(['/cvmfs/geant4.cern.ch', '/cvmfs/sft.cern.ch', '/cvmfs/sw.example.org']);
    expect(warnings).toEqual([expect.stringContaining('mount --make-rshared /cvmfs')]);
  });

  test('of another root is shown at /cvmfs all the same', () => {
    expect(cvmfsMounts({cvmfs: '/other', table: table(DISK), needs: []}, INHERITED).wishes).toMatchObject([
      {source: '/other', target: '/cvmfs'},
    ]);
  });
});

test('MOUNTS.md 1.5: propagation is rslave where the mount of the source allows it, else rprivate', () => {
  const mounts = table(DISK, line('/home', 'nfs4', 'h:/x', 'shared:2'), line('/home/local', 'ext4', '/dev/b', ''));
  expect(propagationOf('/home/me', mounts)).toBe('rslave');
  expect(propagationOf('/home/local/x', mounts)).toBe('rprivate');
  expect(propagationOf('/homely', mounts)).toBe('rprivate');
});
