import {mkdirSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeEach, describe, expect, it} from 'vitest';
import type {ClientConfig} from '../../src/find/client-config.ts';
import {findStacks, type FindRequest} from '../../src/find/find-stacks.ts';
import type {Findings} from '../../src/find/found.ts';
import {writeTree} from '../rig/tree.ts';
import {FEW, findRequest, scratch} from './scene.ts';

const CONFIG_REPOSITORY = 'cvmfs-config.cern.ch';

/** A plain tree that the mount table calls an automounter's: what decides here is the table. */
describe('findStacks on a host with a client', () => {
  let root: string;
  let cacheDirectory: string;
  let time: Date;

  const find = (wishes: Partial<FindRequest> = {}, config: Partial<ClientConfig> = {}) =>
    findStacks(
      findRequest(root, {
        cacheDirectory,
        families: FEW,
        now: () => time,
        machine: {
          // What is awake is asked each time; `sleepers.test.ts` is about the others.
          mounts: [
            {point: root, type: 'autofs', source: '/etc/auto.cvmfs', device: '0:40', spreads: true},
            {point: join(root, 'sft.cern.ch'), type: 'fuse', source: 'cvmfs2', device: '0:50', spreads: true},
          ],
          config: {present: true, repositories: [], configRepository: null, configured: new Set(['cern.ch']), ...config},
        },
        ...wishes,
      }),
    );
  const stateOf = (findings: Findings, fqrn: string) => findings.repositories.find(one => one.fqrn === fqrn)?.state;
  const later = (minutes: number) => (time = new Date(time.getTime() + minutes * 60_000));

  beforeEach(() => {
    root = scratch();
    cacheDirectory = scratch();
    writeTree(root);
    time = new Date();
  });

  it('asks what is configured, and neither lists the root nor tries other names', async () => {
    mkdirSync(join(root, 'secret.example.org'));
    const findings = await find();
    expect(findings.repositories.map(({fqrn, state}) => `${fqrn} ${state}`)).toEqual([
      'sft.cern.ch ready',
      'sft-nightlies.cern.ch ready',
      'software.eessi.io not-configured',
      'unpacked.cern.ch ready',
      'geant4.cern.ch ready',
    ]);
    expect(findings.repositories[2]?.message).toBe(
      'The CVMFS client here has no configuration for eessi.io, so software.eessi.io was not asked. Add one in /etc/cvmfs/domain.d, or try it once with --probe software.eessi.io.',
    );
  });

  it('tries what the user wishes', async () => {
    expect(stateOf(await find({probe: ['software.eessi.io']}), 'software.eessi.io')).toBe('ready');
    expect(stateOf(await find({repositories: ['software.eessi.io']}), 'software.eessi.io')).toBe('ready');
  });

  it('learns from the configuration repository which domains there are, also the first time', async () => {
    mkdirSync(join(root, CONFIG_REPOSITORY, 'etc/cvmfs/domain.d'), {recursive: true});
    writeFileSync(join(root, CONFIG_REPOSITORY, 'etc/cvmfs/domain.d/eessi.io.conf'), '');
    const config = {configRepository: CONFIG_REPOSITORY};
    const first = await find({}, config);
    expect(stateOf(first, 'software.eessi.io')).toBe('ready');
    expect(stateOf(first, CONFIG_REPOSITORY)).toBe('ready');
    const second = await find({}, config);
    expect(stateOf(second, 'software.eessi.io')).toBe('ready');
    expect(second.directoriesRead).toBe(0);
  });

  it('leaves the inside of variants alone: each is a nested catalog', async () => {
    rmSync(join(root, 'sft.cern.ch/lcg/views/LCG_107/x86_64-el9-gcc13-opt/setup.sh'));
    const findings = await find();
    expect(findings.variants.some(({root: path}) => path.endsWith('LCG_107/x86_64-el9-gcc13-opt'))).toBe(true);
  });

  it('believes an index for a quarter of an hour where there is no root hash', async () => {
    const read = new Set<string>();
    await find({onProgress: ({repository, directory}) => repository === 'sft.cern.ch' && read.add(directory)});
    const view = join(root, 'sft.cern.ch/lcg/views/LCG_900/x86_64-el9-gcc13-opt');
    mkdirSync(view, {recursive: true});
    later(14);
    expect((await find()).directoriesRead).toBe(0);
    later(2);
    const findings = await find();
    expect(findings.directoriesRead).toBe(read.size + 1);
    expect(findings.variants.some(({release}) => release === 'LCG_900')).toBe(true);
  });

  it('keeps the stacks of a repository that is gone, as in an outage', async () => {
    const cold = await find();
    renameSync(join(root, 'sft.cern.ch'), join(root, 'away'));
    const findings = await find();
    expect(stateOf(findings, 'sft.cern.ch')).toBe('not-mounted');
    expect(findings.repositories[0]?.message).toMatch(
      /gives no sft\.cern\.ch: .*; its stacks are shown as of .*cvmfs_config probe/,
    );
    expect(findings.variants.length).toBe(cold.variants.length);
    renameSync(join(root, 'away'), join(root, 'sft.cern.ch'));
    later(2);
    expect(stateOf(await find(), 'sft.cern.ch')).toBe('ready');
  });

  it('asks for a name that the client does not know once a minute at most', async () => {
    const wishes = {repositories: ['unknown.example.org'], families: FEW.slice(0, 0)};
    expect(stateOf(await find(wishes), 'unknown.example.org')).toBe('not-mounted');
    const launch = {node: '/nowhere', scout: '/nowhere', getfattr: null, sh: '/nowhere'};
    expect(stateOf(await find({...wishes, launch}), 'unknown.example.org')).toBe('not-mounted');
  });
});
