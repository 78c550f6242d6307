import {describe, expect, it} from 'vitest';
import type {ClientConfig} from '../../src/find/client-config.ts';
import type {RepositoryIndex} from '../../src/find/index-file.ts';
import {emptyMemo} from '../../src/find/memo.ts';
import {knownRepositories} from '../../src/find/repositories.ts';
import {FEW} from './scene.ts';

const config = (wishes: Partial<ClientConfig> = {}): ClientConfig => ({
  present: true,
  repositories: [],
  configRepository: null,
  configured: new Set(),
  ...wishes,
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
