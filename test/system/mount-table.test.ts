import {describe, expect, test} from 'vitest';
import {isClientMount, isLocalMount, mountOf, parseMountTable, readMountTable, type Mount} from '../../src/system/mount-table.ts';

const DISK = '22 1 254:0 / / rw,relatime - ext4 /dev/vda1 rw';
const mount = (point: string, type = 'ext4', source = 'x'): Mount => ({point, type, source, device: '0:1', spreads: false});

describe('the mount table', () => {
  test('is read with its escapes and optional fields', () => {
    expect(parseMountTable(`${DISK}\n36 35 98:0 /x /a\\040b\\134c rw master:1 shared:2 - nfs4 host:/y rw\nrubbish\n\n`)).toEqual([
      {point: '/', type: 'ext4', source: '/dev/vda1', device: '254:0', spreads: false},
      {point: '/a b\\c', type: 'nfs4', source: 'host:/y', device: '98:0', spreads: true},
    ]);
  });

  test('of a client and of an automounter is read as they write it', () => {
    const text = `40 22 0:40 / /cvmfs rw,relatime shared:20 - autofs /etc/auto.cvmfs rw,fd=6,pgrp=900,timeout=0
50 40 0:50 / /cvmfs/sft.cern.ch ro,nosuid,nodev,relatime shared:30 - fuse cvmfs2 ro,user_id=0,group_id=0,allow_other`;
    expect(parseMountTable(text)).toEqual([
      {point: '/cvmfs', type: 'autofs', source: '/etc/auto.cvmfs', device: '0:40', spreads: true},
      {point: '/cvmfs/sft.cern.ch', type: 'fuse', source: 'cvmfs2', device: '0:50', spreads: true},
    ]);
  });

  test('is empty where there is none', () => {
    expect(readMountTable('/nowhere')).toEqual([]);
    expect(readMountTable().length).toBeGreaterThan(0);
  });
});

test.each([
  ['/cvmfs/a.b/c', '/cvmfs/a.b'],
  ['/cvmfs/a.b', '/cvmfs/a.b'],
  ['/cvmfs/a.bc', '/cvmfs'],
  ['/cvmfs', '/cvmfs'],
  ['/cvmfs2', '/'],
  ['/', '/'],
])('%s lies in %s', (path, point) => {
  const table = ['/', '/cvmfs', '/cvmfs/a.b'].map(one => mount(one));
  expect(mountOf(table, path)?.point).toBe(point);
  // The later of two at one point hides the other.
  expect(mountOf([...table, mount(point, 'nfs4')], path)?.type).toBe('nfs4');
  expect(mountOf([], path)).toBeNull();
});

test.each([
  ['fuse', 'cvmfs2', true, false],
  ['fuse.cvmfs2', 'x', true, false],
  ['fuse', 'sshfs', false, false],
  ['nfs4', 'cvmfs2', false, false],
  ['overlay', 'overlay', false, true],
  ['ext4', '/dev/vda1', false, true],
])('%s of %s is a client: %s, local: %s', (type, source, isClient, isLocal) => {
  expect([isClientMount(mount('/x', type, source)), isLocalMount(mount('/x', type, source))]).toEqual([isClient, isLocal]);
});
