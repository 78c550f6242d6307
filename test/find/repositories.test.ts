import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {parseAssignments, readClientConfig, type ClientConfig} from '../../src/find/client-config.ts';
import type {RepositoryIndex} from '../../src/find/index-file.ts';
import {emptyMemo} from '../../src/find/memo.ts';
import {knownRepositories} from '../../src/find/repositories.ts';
import {isRepositoryName, splitPath} from '../../src/find/repository-name.ts';
import {repositoryKind, rootKind} from '../../src/find/root-kind.ts';
import {parseMountTable} from '../../src/system/mount-table.ts';
import {FEW, scratch} from './scene.ts';

const config = (wishes: Partial<ClientConfig> = {}): ClientConfig => ({
  present: true,
  repositories: [],
  configRepository: null,
  configured: new Set(),
  ...wishes,
});

const AUTOFS = '40 22 0:40 / /cvmfs rw,relatime shared:20 - autofs /etc/auto.cvmfs rw,fd=6,pgrp=900,timeout=0';
const SFT =
  '50 40 0:50 / /cvmfs/sft.cern.ch ro,nosuid,nodev,relatime shared:30 - fuse cvmfs2 ro,user_id=0,group_id=0,allow_other';
const DISK = '22 1 254:0 / / rw,relatime - ext4 /dev/vda1 rw';

describe('the mount table', () => {
  it('is read with its escapes and optional fields', () => {
    expect(parseMountTable(`${DISK}\n36 35 98:0 /x /a\\040b\\134c rw master:1 shared:2 - nfs4 host:/y rw\nrubbish\n\n`)).toEqual([
      {point: '/', type: 'ext4', source: '/dev/vda1', device: '254:0', spreads: false},
      {point: '/a b\\c', type: 'nfs4', source: 'host:/y', device: '98:0', spreads: true},
    ]);
  });

  const kinds = [
    {
      title: 'an automounter',
      root: '/cvmfs',
      table: [DISK, AUTOFS, SFT],
      is: {automounted: true, real: true, local: false, mounted: ['sft.cern.ch']},
    },
    {
      title: 'mounts without an automounter',
      root: '/cvmfs',
      table: [DISK, SFT],
      is: {automounted: false, real: true, local: true, mounted: ['sft.cern.ch']},
    },
    {
      title: 'a plain tree',
      root: '/srv/tree',
      table: [DISK, AUTOFS, SFT],
      is: {automounted: false, real: false, local: true, mounted: []},
    },
    {
      title: 'a tree over the network',
      root: '/srv',
      table: [DISK, '9 1 0:9 / /srv rw - nfs4 h:/ rw'],
      is: {automounted: false, real: false, local: false, mounted: []},
    },
    {title: 'an empty table', root: '/cvmfs', table: [], is: {automounted: false, real: false, local: false, mounted: []}},
  ];
  for (const {title, root, table, is} of kinds) {
    it(`tells ${title}`, () => {
      expect(rootKind(root, parseMountTable(table.join('\n')), config({present: false}))).toEqual(is);
    });
  }

  const repositories = [
    {
      title: 'a client has hashes, and its markers are left alone',
      table: [DISK, AUTOFS, SFT],
      is: {freshness: 'hash', checkMarkers: false},
    },
    {title: 'so has one that the automounter will mount', table: [DISK, AUTOFS], is: {freshness: 'hash', checkMarkers: false}},
    {
      title: 'without getfattr age decides',
      table: [DISK, AUTOFS, SFT],
      getfattr: false,
      is: {freshness: 'age', checkMarkers: false},
    },
    {title: 'a local directory has times', table: [DISK], is: {freshness: 'times', checkMarkers: true}},
    {
      title: 'another file system is believed for a while',
      table: ['9 1 0:9 / /cvmfs rw - nfs4 h:/ rw'],
      is: {freshness: 'age', checkMarkers: true},
    },
  ];
  for (const {title, table, is, getfattr} of repositories) {
    it(title, () => {
      expect(repositoryKind('/cvmfs', 'sft.cern.ch', parseMountTable(table.join('\n')), getfattr ?? true)).toEqual(is);
    });
  }
});

describe('knownRepositories', () => {
  const real = {automounted: true, real: true, local: false, mounted: []};
  const plain = {automounted: false, real: false, local: true, mounted: []};
  const known = (wishes: Partial<Parameters<typeof knownRepositories>[0]>) =>
    knownRepositories({kind: real, config: config(), configIndex: null, families: FEW, wished: [], listed: [], ...wishes});

  it('never tries a repository of an unknown domain', () => {
    expect(known({})).toEqual({
      asked: [],
      unconfigured: ['sft.cern.ch', 'sft-nightlies.cern.ch', 'software.eessi.io', 'unpacked.cern.ch', 'geant4.cern.ch'],
    });
  });

  it('asks families whose domain or name is configured', () => {
    expect(known({config: config({configured: new Set(['cern.ch', 'software.eessi.io'])})}).asked).toEqual([
      'sft.cern.ch',
      'sft-nightlies.cern.ch',
      'software.eessi.io',
      'unpacked.cern.ch',
      'geant4.cern.ch',
    ]);
  });

  it('learns domains from the configuration repository', () => {
    const memo = emptyMemo();
    memo.directories.set('etc/cvmfs/domain.d', {key: null, content: ['eessi.io.conf', 'README']});
    const configIndex = {memo} as RepositoryIndex;
    const found = known({configIndex, config: config({configRepository: 'cvmfs-config.cern.ch'})});
    expect(found.asked).toEqual(['software.eessi.io', 'cvmfs-config.cern.ch']);
  });

  it('takes what is mounted, what the client lists and what the user wishes', () => {
    const found = known({
      kind: {...real, mounted: ['atlas.cern.ch']},
      config: config({repositories: ['cms.cern.ch']}),
      wished: ['my.example.org', 'nodot'],
    });
    expect(found.asked).toEqual(['atlas.cern.ch', 'cms.cern.ch', 'my.example.org']);
  });

  it('takes only what lies there from a plain tree', () => {
    const found = known({
      kind: plain,
      config: config({repositories: ['cms.cern.ch'], configured: new Set(['cern.ch'])}),
      listed: ['sft.cern.ch', '*.*', '.x.y', 'a b.c'],
    });
    expect(found.asked).toEqual(['sft.cern.ch']);
  });
});

describe('the configuration of the client', () => {
  it('is read in its order, later files winning', () => {
    const directory = scratch();
    mkdirSync(join(directory, 'default.d'));
    mkdirSync(join(directory, 'domain.d'));
    mkdirSync(join(directory, 'config.d'));
    writeFileSync(join(directory, 'default.conf'), 'CVMFS_CONFIG_REPOSITORY=old.cern.ch\nCVMFS_REPOSITORIES=a.cern.ch\n');
    writeFileSync(join(directory, 'default.d/50-cern.conf'), 'CVMFS_CONFIG_REPOSITORY="cvmfs-config.cern.ch" # since 2016\n');
    writeFileSync(join(directory, 'default.local'), 'export CVMFS_REPOSITORIES="${CVMFS_REPOSITORIES},b.cern.ch nodot"\n');
    writeFileSync(join(directory, 'domain.d/cern.ch.conf'), '');
    writeFileSync(join(directory, 'config.d/x.example.org.local'), '');
    expect(readClientConfig(directory)).toEqual({
      present: true,
      repositories: ['a.cern.ch', 'b.cern.ch'],
      configRepository: 'cvmfs-config.cern.ch',
      configured: new Set(['cern.ch', 'x.example.org']),
    });
  });

  it('may be missing', () => {
    expect(readClientConfig('/nowhere')).toMatchObject({present: false, repositories: [], configRepository: null});
  });

  it('is text to us, never code', () => {
    expect([...parseAssignments("A='$B'\nC=`id`\n  D=x;rm\n# E=1\nF = 2")]).toEqual([
      ['A', '$B'],
      ['C', '`id`'],
      ['D', 'x'],
    ]);
  });
});

describe('names', () => {
  it('are those that the automounter accepts', () => {
    const names = ['sft.cern.ch', 'a.b', 'nodot', '.x.y', 'x.', 'a..b', 'a b.c', '../x.y', 'x/y.z', '-a.b', 'a_b-c.d'];
    expect(names.filter(isRepositoryName)).toEqual(['sft.cern.ch', 'a.b', 'a_b-c.d']);
  });

  it('come out of paths', () => {
    expect(splitPath('/cvmfs/sft.cern.ch//lcg/./views/')).toEqual({repository: 'sft.cern.ch', path: 'lcg/views'});
    expect(splitPath('/cvmfs/sft.cern.ch')).toEqual({repository: 'sft.cern.ch', path: ''});
    expect(['/etc', 'cvmfs/a.b', '/cvmfs', '/cvmfs/nodot/x', '/cvmfs/../etc'].map(splitPath)).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
  });
});
