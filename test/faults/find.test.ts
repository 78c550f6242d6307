import {spawn} from 'node:child_process';
import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {afterEach, beforeAll, beforeEach, describe, expect, it} from 'vitest';
import {findStacks, type FindRequest} from '../../src/find/find-stacks.ts';
import type {Findings} from '../../src/find/found.ts';
import {inspect} from '../../src/find/inspect.ts';
import {deadlineAfter} from '../../src/system/deadline.ts';
import {processesOf} from '../../src/system/stuck-helper.ts';
import {clock, findRequest, LAUNCH, scratch} from '../find/scene.ts';
import {mountFuse, skipFuse, type FuseMount} from '../rig/fuse/fuse-rig.ts';
import {writeTree} from '../rig/tree.ts';

const SICK = 'sft.cern.ch';
const HASH = 'a'.repeat(40);
const NEXT_HASH = 'b'.repeat(40);
const CATALOG = 'c'.repeat(40);
const NEXT_CATALOG = 'd'.repeat(40);
const HEALTHY = [`attr user.root_hash ${HASH}`, 'attr user.revision 42', `catalog ${CATALOG} /`];

describe.skipIf(skipFuse())('a repository on a FUSE mount', () => {
  let [root, cacheDirectory, backing] = ['', '', ''];
  let sick: FuseMount;

  beforeAll(() => {
    backing = scratch();
    writeTree(backing);
  });

  beforeEach(async () => {
    root = scratch();
    cacheDirectory = scratch();
    writeTree(root);
    sick = await mountFuse(join(backing, SICK), join(root, SICK));
    sick.rules(HEALTHY);
  });

  afterEach(() => {
    sick.unmount();
  });

  const find = (wishes: Partial<FindRequest> = {}) => findStacks(findRequest(root, {cacheDirectory, ...wishes}));
  const timed = async (wishes: Partial<FindRequest> = {}) => {
    const startedAt = clock();
    return {findings: await find(wishes), ms: clock() - startedAt};
  };

  it('is read like any other, with revision and root hash', async () => {
    const findings = await find();
    expect(repository(findings, SICK)).toMatchObject({state: 'ready', revision: 42, rootHash: HASH, message: null});
    expect(variantsIn(findings, SICK)).toBeGreaterThan(10);
  });

  it('is not read at all below its root while the root hash is the same', async () => {
    await find();
    sick.takeLog();
    const warm = await find();
    expect(warm.directoriesRead).toBe(0);
    expect(sick.takeLog().filter(line => line.startsWith('opendir') && line !== 'opendir /')).toEqual([]);
    expect(variantsIn(warm, SICK)).toBeGreaterThan(10);
  });

  it.each(['auto', 'refresh'] as const)('has only those directories read again whose catalog changed (%s)', async mode => {
    const cold = await find();
    sick.rules([
      ...HEALTHY,
      `attr user.root_hash ${NEXT_HASH}`,
      'attr user.revision 43',
      `catalog ${NEXT_CATALOG} /lcg/views/LCG_107`,
    ]);
    sick.takeLog();
    const warm = await find({mode});
    expect(sick.takeLog().filter(line => line.startsWith('opendir') && line !== 'opendir /')).toEqual([
      'opendir /lcg/views/LCG_107',
    ]);
    expect(repository(warm, SICK)).toMatchObject({state: 'ready', revision: 43, rootHash: NEXT_HASH});
    expect(variantsIn(warm, SICK)).toBe(variantsIn(cold, SICK));
  });

  it.each(['-7', '7.5', '1e999', 'new'])('that tells %s for its revision has none, and is remembered', async told => {
    sick.rules([...HEALTHY, `attr user.revision ${told}`]);
    const again = await find().then(() => find());
    expect([again.directoriesRead, repository(again, SICK)?.revision]).toEqual([0, null]);
  });

  it('is hung after two seconds when it has an index, and keeps what the index says', async () => {
    const cold = await find();
    sick.rules(['hang /']);
    const {findings, ms} = await timed();
    expect(ms).toBeLessThan(3500);
    expect(repository(findings, SICK).state).toBe('hung');
    expect(repository(findings, SICK).message).toMatch(
      /^sft\.cern\.ch has not answered for 2 seconds; its stacks are shown as of /,
    );
    expect(findings.variants.length).toBe(cold.variants.length);
    expect(others(findings)).toEqual(['ready']);
  });

  it('is hung within the deadline when nothing is known of it, and the others are there', async () => {
    sick.rules(['hang /']);
    const {findings, ms} = await timed({deadline: deadlineAfter(4000, clock)});
    expect(ms).toBeLessThan(4000);
    expect(repository(findings, SICK).state).toBe('hung');
    expect(variantsIn(findings, SICK)).toBe(0);
    expect(others(findings)).toEqual(['ready']);
    expect(variantsIn(findings, 'software.eessi.io')).toBeGreaterThan(0);
  });

  it('names the directory that is awaited, and keeps what was read before', async () => {
    sick.rules([...HEALTHY, 'hang-read /lcg/views/LCG_107']);
    const {findings} = await timed({deadline: deadlineAfter(4000, clock)});
    expect(repository(findings, SICK).state).toBe('hung');
    expect(repository(findings, SICK).message).toContain('(reading lcg/views/LCG_107)');
    expect(findings.variants.some(({release}) => release === 'LCG_106b')).toBe(true);
  });

  it('never has more than one helper stuck in it, over many runs', async () => {
    await find();
    sick.rules(['hang /']);
    await find();
    const after = stuckIn(cacheDirectory);
    expect(after).toHaveLength(1);
    const {findings, ms} = await timed();
    expect(ms).toBeLessThan(1000);
    expect(repository(findings, SICK)).toMatchObject({state: 'hung'});
    expect(repository(findings, SICK).message).toContain('has not answered since');
    await find({mode: 'refresh'});
    const [answer] = await inspect(
      root,
      [{path: `/cvmfs/${SICK}/lcg`, what: 'list'}],
      deadlineAfter(2000, clock),
      LAUNCH,
      cacheDirectory,
    );
    expect(answer).toMatchObject({status: 'not-answering', repository: SICK});
    expect(stuckIn(cacheDirectory)).toEqual(after);
  });

  it('gets no second helper from a launcher that comes after one that was killed', async () => {
    await find();
    sick.rules(['hang /']);
    const script = join(scratch(), 'find.ts');
    const request = JSON.stringify({root, cacheDirectory});
    writeFileSync(
      script,
      `import {findStacks} from ${JSON.stringify(new URL('../../src/find/find-stacks.ts', import.meta.url).href)};
      import {findRequest} from ${JSON.stringify(new URL('../find/scene.ts', import.meta.url).href)};
      const {root, cacheDirectory} = ${request};
      await findStacks(findRequest(root, {cacheDirectory}));`,
    );
    const launcher = spawn(process.execPath, [script], {stdio: 'ignore'});
    await until(() => stuckIn(cacheDirectory).length > 0);
    // It is noted when it starts, and stuck only once it has asked: one that has not would go with its launcher.
    await delay(500);
    launcher.kill('SIGKILL');
    const stuck = stuckIn(cacheDirectory);
    await delay(2100);
    expect(repository(await find(), SICK).message).toContain('has not answered since');
    expect(stuckIn(cacheDirectory).filter(pid => !stuck.includes(pid))).toEqual([]);
  });

  it('is asked again as soon as the stuck helper is free', async () => {
    await find();
    sick.rules(['hang /']);
    expect(repository(await find(), SICK).state).toBe('hung');
    sick.rules(HEALTHY);
    await until(() => stuckIn(cacheDirectory).length === 0);
    expect(repository(await find(), SICK)).toMatchObject({state: 'ready', message: null});
  });

  it('that is slow does not keep the others waiting, and is not called hung', async () => {
    sick.rules([...HEALTHY, 'slow 5 /']);
    const updates: Findings[] = [];
    const findings = await find({onUpdate: found => updates.push(found)});
    expect(repository(findings, SICK).state).toBe('ready');
    const before = updates.find(({variants}) => variants.some(({repository: fqrn}) => fqrn === 'software.eessi.io'));
    expect(before === undefined ? 0 : variantsIn(before, SICK)).toBe(0);
  });

  it('that fails with an input/output error is failed, says so, and keeps its index', async () => {
    const cold = await find();
    sick.rules([`attr user.root_hash ${NEXT_HASH}`, 'eio /']);
    const findings = await find();
    expect(repository(findings, SICK)).toMatchObject({state: 'failed'});
    expect(repository(findings, SICK).message).toMatch(
      /input\/output error \(EIO\); its stacks are shown as of .* "hsf refresh"\.$/,
    );
    expect(variantsIn(findings, SICK)).toBe(variantsIn(cold, SICK));
  });

  it.each([
    {title: 'slowly, so that there is no time to look at its root', rule: 'enoent 900 /', state: /hung|ready/},
    {title: 'in the middle of a read', rule: 'after 3 enoent 1 /', state: /not-mounted/},
  ])('that says that nothing is there, $title, keeps what was known', async ({rule, state}) => {
    const cold = await find();
    sick.rules([`attr user.root_hash ${NEXT_HASH}`, rule]);
    const findings = await find();
    expect(repository(findings, SICK)).toMatchObject({
      state: expect.stringMatching(state),
      message: expect.stringContaining('shown as of'),
    });
    expect(variantsIn(findings, SICK)).toBe(variantsIn(cold, SICK));
  });

  it('whose client died a moment ago is failed although stat still answers', async () => {
    await find();
    sick.rules(['enotconn /']);
    const findings = await find();
    expect(repository(findings, SICK)).toMatchObject({state: 'failed'});
    expect(repository(findings, SICK).message).toContain('its CVMFS client has died (ENOTCONN)');
  });

  it('whose process is gone is failed, and the mount that is left stops nobody', async () => {
    await find();
    sick.kill();
    await delay(100);
    const {findings, ms} = await timed();
    expect(ms).toBeLessThan(3000);
    expect(repository(findings, SICK).state).toBe('failed');
    expect(others(findings)).toEqual(['ready']);
  });

  it('with one directory that fails stays usable for the rest', async () => {
    sick.rules([...HEALTHY, 'eacces /lcg/views/LCG_107']);
    const findings = await find();
    expect(repository(findings, SICK)).toMatchObject({state: 'ready'});
    expect(repository(findings, SICK).message).toContain('lcg/views/LCG_107 cannot be read (permission denied (EACCES))');
    expect(findings.variants.some(({release}) => release === 'LCG_110a')).toBe(true);
    expect(findings.variants.some(({release}) => release === 'LCG_107')).toBe(false);
  });

  it('that hangs answers no question, and other repositories do', async () => {
    sick.rules(['hang /']);
    const startedAt = clock();
    const answers = await inspect(
      root,
      [
        {path: `/cvmfs/${SICK}/lcg`, what: 'list'},
        {path: '/cvmfs/software.eessi.io/versions', what: 'list'},
        {path: `/cvmfs/${SICK}/lcg/views`, what: 'state'},
      ],
      deadlineAfter(3000, clock),
      LAUNCH,
    );
    expect(clock() - startedAt).toBeLessThan(3000);
    expect(answers.map(({status}) => status)).toEqual(['not-answering', 'list', 'not-answering']);
  });

  it('can be the whole root', async () => {
    sick.unmount();
    const whole = join(scratch(), 'root');
    mkdirSync(whole);
    sick = await mountFuse(backing, whole);
    sick.rules(HEALTHY);
    const wishes = {cvmfs: whole};
    const cold = await find(wishes);
    expect(cold.repositories.length).toBeGreaterThanOrEqual(5);
    sick.rules(['hang /']);
    const {findings, ms} = await timed(wishes);
    expect(ms).toBeLessThan(3500);
    expect(findings.root).toBe('hung');
    expect(new Set(findings.repositories.map(({state}) => state))).toEqual(new Set(['hung']));
    expect(findings.variants.length).toBe(cold.variants.length);
  });
});

function repository(findings: Findings, fqrn: string) {
  const found = findings.repositories.find(one => one.fqrn === fqrn);
  if (found === undefined) throw new Error(`${fqrn} is not among the repositories`);
  return found;
}

function others(findings: Findings): readonly string[] {
  // Families that nothing of is configured here are named in any case.
  const asked = findings.repositories.filter(({fqrn, state}) => fqrn !== SICK && state !== 'not-configured');
  return [...new Set(asked.map(({state}) => state))];
}

function variantsIn(findings: Findings, fqrn: string): number {
  return findings.variants.filter(variant => variant.repository === fqrn).length;
}

/** Processes of remembered helpers that still live. */
function stuckIn(cacheDirectory: string): readonly number[] {
  const folder = join(cacheDirectory, 'hung');
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).flatMap(name => readdirSync(join(folder, name)).map(file => join(folder, name, file)));
  return files.flatMap(file =>
    processesOf((JSON.parse(readFileSync(file, 'utf8')) as {group: number}).group).map(({pid}) => pid),
  );
}

async function until(isSo: () => boolean): Promise<void> {
  for (let waited = 0; !isSo(); waited += 20) {
    if (waited > 5000) throw new Error('It did not happen within 5 seconds.');
    await delay(20);
  }
}
