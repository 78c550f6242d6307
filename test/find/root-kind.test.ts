import {describe, expect, test} from 'vitest';
import type {ClientConfig} from '../../src/find/client-config.ts';
import {kindBelow, repositoryKind, rootKind} from '../../src/find/root-kind.ts';
import type {Mount} from '../../src/system/mount-table.ts';

const mount = (point: string, type: string, source = type): Mount => ({point, type, source, device: '0:1', spreads: false});
const ABSENT: ClientConfig = {present: false, repositories: [], configRepository: null, configured: new Set()};
const PRESENT: ClientConfig = {...ABSENT, present: true};
const DISK = mount('/', 'ext4', '/dev/vda1');
const AUTOMOUNTER = mount('/cvmfs', 'autofs', '/etc/auto.cvmfs');
const SFT = mount('/cvmfs/sft.cern.ch', 'fuse', 'cvmfs2');

describe('a root', () => {
  test.each([
    {title: 'a directory of a disk', mounts: [DISK], is: {automounted: false, real: false, local: true, mounted: []}},
    {
      title: 'a directory where a client is configured',
      mounts: [DISK],
      config: PRESENT,
      is: {automounted: false, real: true, local: true, mounted: []},
    },
    {
      title: 'another directory there',
      root: '/copy/cvmfs',
      mounts: [DISK],
      config: PRESENT,
      is: {automounted: false, real: false, local: true, mounted: []},
    },
    {title: 'no mount at all', mounts: [], is: {automounted: false, real: false, local: false, mounted: []}},
    {
      title: 'on the network',
      mounts: [DISK, mount('/cvmfs', 'nfs4')],
      is: {automounted: false, real: false, local: false, mounted: []},
    },
    {
      title: "the automounter's",
      mounts: [DISK, AUTOMOUNTER, SFT],
      is: {automounted: true, real: true, local: false, mounted: ['sft.cern.ch']},
    },
    {
      title: 'below what an automounter serves',
      root: '/cvmfs/copy',
      mounts: [DISK, AUTOMOUNTER],
      is: {automounted: false, real: false, local: false, mounted: []},
    },
    {
      title: 'with a mount of a client',
      mounts: [DISK, SFT, SFT],
      is: {automounted: false, real: true, local: true, mounted: ['sft.cern.ch']},
    },
    {
      title: 'with mounts of something else',
      mounts: [DISK, mount('/cvmfs/a.example.org', 'nfs4'), mount('/cvmfs/b.example.org', 'autofs')],
      is: {automounted: false, real: false, local: true, mounted: ['a.example.org']},
    },
    {
      title: 'with mounts that are no repositories',
      mounts: [
        DISK,
        mount('/cvmfs/nodot', 'fuse', 'cvmfs2'),
        mount('/cvmfs/a.example.org/deep', 'fuse', 'cvmfs2'),
        mount('/cvmfs2/a.b', 'fuse', 'cvmfs2'),
      ],
      is: {automounted: false, real: false, local: true, mounted: []},
    },
  ])('$title', ({root = '/cvmfs', mounts, config = ABSENT, is}) => {
    expect(rootKind(root, mounts, config)).toEqual(is);
  });
});

describe('a repository', () => {
  test.each([
    {title: 'on a disk', mounts: [DISK], is: {freshness: 'times', checkMarkers: true}},
    {title: 'on a disk without getfattr', mounts: [DISK], getfattr: false, is: {freshness: 'times', checkMarkers: true}},
    {title: 'of a client', mounts: [DISK, SFT], is: {freshness: 'hash', checkMarkers: false}},
    {
      title: 'of a client, called fuse.cvmfs2',
      mounts: [DISK, mount('/cvmfs/sft.cern.ch', 'fuse.cvmfs2', 'x')],
      is: {freshness: 'hash', checkMarkers: false},
    },
    {title: 'of a client without getfattr', mounts: [DISK, SFT], getfattr: false, is: {freshness: 'age', checkMarkers: false}},
    {title: 'that the automounter would mount', mounts: [DISK, AUTOMOUNTER], is: {freshness: 'hash', checkMarkers: false}},
    {
      title: 'in a part of what an automounter serves',
      root: '/cvmfs/copy',
      mounts: [DISK, AUTOMOUNTER],
      is: {freshness: 'age', checkMarkers: true},
    },
    {
      title: 'on another FUSE',
      mounts: [DISK, mount('/cvmfs/sft.cern.ch', 'fuse.sshfs')],
      is: {freshness: 'hash', checkMarkers: true},
    },
    {title: 'on the network', mounts: [DISK, mount('/cvmfs', 'nfs4')], is: {freshness: 'age', checkMarkers: true}},
    {title: 'where no mount is known', mounts: [], is: {freshness: 'age', checkMarkers: true}},
  ])('$title', ({root = '/cvmfs', mounts, getfattr = true, is}) => {
    expect(repositoryKind(root, 'sft.cern.ch', mounts, getfattr)).toEqual(is);
  });

  test.each([
    {mounts: [DISK], rootIsLocal: true, freshness: 'times'},
    {mounts: [DISK], rootIsLocal: false, freshness: 'age'},
    {mounts: [DISK, SFT], rootIsLocal: false, freshness: 'hash'},
  ])('is compared by times only where its root is: $freshness', ({mounts, rootIsLocal, freshness}) => {
    expect(kindBelow('/cvmfs', 'sft.cern.ch', {mounts, hasGetfattr: true, rootIsLocal}).freshness).toBe(freshness);
  });
});
