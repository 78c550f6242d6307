import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {beforeEach, describe, expect, it} from 'vitest';
import {familyRepositories} from '../../src/find/repositories.ts';
import {findStacks, type FindProgress, type FindRequest} from '../../src/find/find-stacks.ts';
import type {Findings} from '../../src/find/found.ts';
import {writeTree} from '../rig/tree.ts';
import {FAMILIES, findRequest, scratch} from './scene.ts';

/** Longer than a directory is called restless: its times say nothing before. */
const SETTLED_MS = 40;

const NO_CLIENT = {present: false, repositories: [], configRepository: null, configured: new Set<string>()};

describe('findStacks on a plain tree', () => {
  let root: string;
  let cacheDirectory: string;
  const find = (wishes: Partial<FindRequest> = {}) => findStacks(findRequest(root, {cacheDirectory, ...wishes}));
  const addView = (release: string, platform: string) => {
    mkdirSync(join(root, `sft.cern.ch/lcg/views/${release}/${platform}`), {recursive: true});
    writeFileSync(join(root, `sft.cern.ch/lcg/views/${release}/${platform}/setup.sh`), '');
  };
  const indexFile = (fqrn: string) => {
    const folder = join(cacheDirectory, 'index');
    return join(folder, readdirSync(folder)[0] ?? '', `${fqrn}.json`);
  };

  beforeEach(async () => {
    root = scratch();
    cacheDirectory = scratch();
    writeTree(root);
    await delay(SETTLED_MS);
  });

  it('finds every family', async () => {
    const findings = await find();
    expect([...new Set(findings.variants.map(({family}) => family.id))]).toEqual(
      expect.arrayContaining(['lcg', 'lcg-nightly', 'gentoo', 'eessi', 'unpacked']),
    );
    expect(findings.repositories.map(({state}) => state)).toEqual(['ready', 'ready', 'ready', 'ready', 'ready']);
    expect(findings.root).toBe('ready');
  });

  it('leaves out a dangling link, a directory without its marker, and what is no registry', async () => {
    const texts = (await find()).variants.map(({release, platformText}) => `${release}@${platformText}`);
    expect(texts.filter(text => /clang16-dbg|logDir|podmanStore|LCG_99|LCG_200/.test(text))).toEqual([]);
  });

  it('takes no file for a repository, however often it looks, but tells that one asked for by name is missing', async () => {
    writeFileSync(join(root, 'README.md'), 'about this tree');
    const names = async (wishes: Partial<FindRequest> = {}) => (await find(wishes)).repositories.map(({fqrn}) => fqrn);
    const first = await names();
    expect(first).not.toContain('README.md');
    expect(await names()).toEqual(first);
    expect(await names({mode: 'refresh'})).toEqual(first);
    expect((await find({repositories: ['README.md']})).repositories.find(({fqrn}) => fqrn === 'README.md')?.state).toBe(
      'not-mounted',
    );
  });

  it('reads no more than the layouts ask for, each directory once', async () => {
    const read: FindProgress[] = [];
    const findings = await find({onProgress: progress => read.push(progress)});
    const directories = read.map(({directory}) => directory);
    expect(new Set(directories).size).toBe(directories.length);
    expect(findings.directoriesRead).toBe(directories.length);
    expect(directories).not.toContain('/cvmfs/sft.cern.ch');
    expect(directories).not.toContain('/cvmfs/unpacked.cern.ch/.flat');
  });

  it('reads nothing when nothing changed, and finds the same', async () => {
    const cold = await find();
    const warm = await find();
    expect(warm.directoriesRead).toBe(0);
    expect(warm.variants).toEqual(cold.variants);
  });

  it('reads only the directory that changed', async () => {
    await find();
    addView('LCG_107', 'x86_64-el9-gcc99-opt');
    const read: string[] = [];
    const findings = await find({onProgress: ({directory}) => read.push(directory)});
    expect(read).toEqual(['/cvmfs/sft.cern.ch/lcg/views/LCG_107']);
    expect(findings.variants.some(({platformText}) => platformText === 'x86_64-el9-gcc99-opt')).toBe(true);
  });

  it('sees a marker that comes later, and a variant that goes', async () => {
    mkdirSync(join(root, 'sft.cern.ch/lcg/views/LCG_300/x86_64-el9-gcc13-opt'), {recursive: true});
    await delay(SETTLED_MS);
    const has = (findings: Findings, wanted: string) => findings.variants.some(({release}) => release === wanted);
    expect(has(await find(), 'LCG_300')).toBe(false);
    addView('LCG_300', 'x86_64-el9-gcc13-opt');
    rmSync(join(root, 'sft.cern.ch/lcg/views/LCG_110a'), {recursive: true});
    const findings = await find();
    expect(has(findings, 'LCG_300')).toBe(true);
    expect(has(findings, 'LCG_110a')).toBe(false);
  });

  it('reads only what a new family needs', async () => {
    await find({families: FAMILIES.filter(({id}) => id !== 'gentoo')});
    const read: string[] = [];
    const findings = await find({onProgress: ({directory}) => read.push(directory)});
    expect(findings.variants.some(({family}) => family.id === 'gentoo')).toBe(true);
    expect(read.filter(path => !path.includes('/contrib/gentoo'))).toEqual([]);
  });

  it('shows the index at once, then what is true', async () => {
    await find();
    addView('LCG_400', 'x86_64-el9-gcc13-opt');
    const updates: Findings[] = [];
    const findings = await find({onUpdate: found => updates.push(found)});
    expect(updates[0]?.variants.some(({release}) => release === 'LCG_107')).toBe(true);
    expect(updates[0]?.variants.some(({release}) => release === 'LCG_400')).toBe(false);
    expect(findings.variants.some(({release}) => release === 'LCG_400')).toBe(true);
  });

  it('starts no process for the cached mode', async () => {
    const cold = await find();
    const launch = {node: '/nowhere/node', scout: '/nowhere/scout', getfattr: null, sh: '/nowhere/sh'};
    const cached = await find({mode: 'cached', launch});
    expect(cached.variants).toEqual(cold.variants);
    const nothing = await find({mode: 'cached', launch, cacheDirectory: scratch()});
    expect(nothing).toMatchObject({variants: [], repositories: []});
  });

  it('reads everything anew for a refresh', async () => {
    const cold = await find();
    const fresh = await find({mode: 'refresh'});
    expect(fresh.directoriesRead).toBe(cold.directoriesRead);
  });

  it('makes a damaged index anew, keeps the old one and says so', async () => {
    const cold = await find();
    const file = indexFile('sft.cern.ch');
    appendFileSync(file, '}');
    const findings = await find();
    expect(findings.variants).toEqual(cold.variants);
    expect(findings.notices).toEqual([
      `The index of sft.cern.ch was damaged and is made anew; the old one is kept as ${file}.damaged.`,
    ]);
    expect(readFileSync(`${file}.damaged`, 'utf8')).toMatch(/}\n}$/);
    expect((await find()).notices).toEqual([]);
  });

  const damages = [
    {title: 'empty', text: ''},
    {title: 'no object', text: '[1, 2]'},
    {title: 'of another repository', text: '{"format": 2, "fqrn": "other.cern.ch"}'},
    {
      title: 'with wrong types inside',
      text: '{"format":2,"fqrn":"sft.cern.ch","freshness":"times","checkMarkers":true,"revision":null,"rootHash":null,"scannedAt":null,"triedAt":"x","directories":{"a":[null,[1]]},"checks":{},"watches":{}}',
    },
    {title: 'of another version', text: '{"format": 99}', quiet: true},
  ];
  for (const {title, text, quiet} of damages) {
    it(`makes an index anew that is ${title}`, async () => {
      const cold = await find();
      writeFileSync(indexFile('sft.cern.ch'), text);
      const findings = await find();
      expect(findings.variants).toEqual(cold.variants);
      expect(findings.notices).toHaveLength(quiet === true ? 0 : 1);
    });
  }

  it('works without a cache that can be written, and says so once', async () => {
    const file = join(scratch(), 'file');
    writeFileSync(file, '');
    const findings = await find({cacheDirectory: join(file, 'cache')});
    expect(findings.variants.length).toBeGreaterThan(20);
    expect(findings.notices).toHaveLength(1);
    expect(findings.notices?.[0]).toMatch(/cannot be written \(ENOTDIR\)/);
    expect((await find({cacheDirectory: null})).notices).toEqual([]);
  });

  it('does no harm when several launchers work at once', async () => {
    const all = await Promise.all(Array.from({length: 5}, () => find({mode: 'refresh'})));
    expect(new Set(all.map(({variants}) => variants.length)).size).toBe(1);
    const warm = await find();
    expect(warm).toMatchObject({directoriesRead: 0, notices: []});
    const folder = join(indexFile('x'), '..');
    expect(readdirSync(folder).filter(name => !name.endsWith('.json'))).toEqual([]);
  });

  it('rebases absolute links and follows none out of the tree', async () => {
    addView('LCG_500', 'x86_64-el9-gcc13-opt');
    const views = join(root, 'sft.cern.ch/lcg/views');
    symlinkSync('/cvmfs/sft.cern.ch/lcg/views/LCG_500', join(views, 'LCG_501'));
    symlinkSync('/etc', join(views, 'LCG_502'));
    symlinkSync('../../../../../../../etc', join(views, 'LCG_503'));
    symlinkSync('LCG_504', join(views, 'LCG_504'));
    const releases = (await find()).variants.map(({release}) => release);
    expect(releases).toContain('LCG_501');
    expect(releases.filter(release => /LCG_50[234]/.test(release))).toEqual([]);
  });

  it('forgets a repository that was taken out of the tree', async () => {
    await find();
    renameSync(join(root, 'unpacked.cern.ch'), join(root, 'hidden'));
    const findings = await find();
    expect(findings.repositories.map(({fqrn}) => fqrn)).not.toContain('unpacked.cern.ch');
    expect(findings.variants.some(({family}) => family.id === 'unpacked')).toBe(false);
  });

  it('calls a repository without anything in it empty', async () => {
    mkdirSync(join(root, 'empty.example.org'));
    mkdirSync(join(root, 'full.example.org/data'), {recursive: true});
    const findings = await find();
    expect(findings.repositories.find(({fqrn}) => fqrn === 'empty.example.org')).toMatchObject({state: 'empty'});
    expect(findings.repositories.find(({fqrn}) => fqrn === 'full.example.org')).toMatchObject({state: 'ready', message: null});
  });

  it('says that a root is missing, and finds nothing', async () => {
    const findings = await find({cvmfs: join(root, 'nowhere')});
    expect(findings).toMatchObject({root: 'missing', repositories: [], variants: []});
  });

  it('names families that a machine without a client cannot have', async () => {
    const findings = await find({cvmfs: '/cvmfs', machine: {mounts: [], config: NO_CLIENT}});
    if (existsSync('/cvmfs')) return;
    expect(findings.root).toBe('missing');
    expect(findings.repositories.map(({state}) => state)).toEqual(familyRepositories(FAMILIES).map(() => 'not-configured'));
    expect(findings.repositories[0]?.message).toContain('hsf demo');
  });

  it('takes a slash at the end and blanks in the root', async () => {
    const odd = join(scratch(), 'a  b\t$(x) "q"');
    renameSync(root, odd);
    root = odd;
    expect((await find({cvmfs: `${odd}//`})).variants.length).toBeGreaterThan(20);
    expect((await find({cvmfs: odd})).directoriesRead).toBe(0);
  });
});
