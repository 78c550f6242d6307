import {describe, expect, test} from 'vitest';
import {directories, engineFact, inImage, planFor, type Planned} from './made-up-machine.ts';
import {hostWith} from './rig.ts';

const inside = (more: Planned = {}) => planFor({...more, wishes: {container: 'always', ...more.wishes}});
const sources = (plan: {
  readonly mounts: readonly {readonly source: string; readonly target: string; readonly mode: string; readonly origin: string}[];
}) => plan.mounts.map(({source, target, mode, origin}) => `${source} ${target} ${mode} ${origin}`);

describe("a container with this machine's own root", () => {
  test('is the start of this machine, by an engine', async () => {
    const plan = await inside();
    expect(plan).toMatchObject({
      mode: 'container',
      engine: 'bubblewrap',
      image: null,
      root: {kind: 'host'},
      mounts: [],
      warnings: [],
    });
    expect(plan.env.set).toMatchObject({HSF_CONTAINER: 'host', container: 'bubblewrap', HSF_STACK: 'toy/1'});
    // The engine begins somewhere else.
    expect(plan.argv).toContain('/home/ann/thesis');
    expect(plan.processEnv).toMatchObject({HSF_CONTAINER: 'host', container: 'bubblewrap'});
  });

  test('has what is bound, by the user and by the site', async () => {
    const files = directories('/data/site', '/mine');
    const plan = await inside({
      files,
      wishes: {binds: ['../thesis:/mine:ro', '~/thesis:/data/job'], siteBinds: ['/data/site:/home']},
    });
    expect(sources(plan).toSorted()).toEqual([
      '/data/site /home rw site',
      '/home/ann/thesis /data/job rw user',
      '/home/ann/thesis /mine ro user',
    ]);
    await expect(inside({wishes: {binds: ['/no/such']}})).rejects.toMatchObject({code: 'mount-missing'});
  });

  test('shows another tree at /cvmfs', async () => {
    const plan = await inside({files: directories('/data/tree'), cvmfs: '/data/tree'});
    expect(sources(plan)).toEqual(['/data/tree /cvmfs ro builtin']);
  });

  test('has to be put together where a place is missing, which root loses files by', async () => {
    const wishes = {binds: ['/data/job:/new']};
    const user = await inside({wishes});
    expect([sources(user), user.warnings]).toEqual([['/data/job /new rw user'], []]);
    const root = await inside({wishes, caller: {uid: 0, gid: 0}});
    expect(root.warnings).toEqual(['Files written directly in / are lost when the start ends: / is put together for it.']);
    expect((await inside({wishes: {binds: ['/data/job:/tmp']}, caller: {uid: 0, gid: 0}})).warnings).toEqual([]);
  });

  test('needs an engine that can', async () => {
    await expect(inside({host: hostWith([engineFact('bubblewrap', {takes: ['directory']})])})).rejects.toThrow(
      "No container engine of this machine can start in this machine's own root.",
    );
  });
});

describe('what of the machine is shown in an image', () => {
  const targets = (plan: {readonly mounts: readonly {readonly target: string}[]}) => plan.mounts.map(({target}) => target);

  test('is what variables and wishes name, where it is there', async () => {
    const files = directories('/scratch/ann', '/mine', '/ours', '/eos/user/a/ann');
    const plan = await inImage({
      files,
      wishes: {data: ['/mine', '/no/such'], siteData: ['/ours'], binds: ['/data/job:/in:ro'], siteBinds: ['/ours:/also']},
      caller: {env: {SCRATCH: '/scratch/ann', TMPDIR: '/no/tmp'}},
    });
    expect(sources(plan)).toEqual(
      expect.arrayContaining([
        '/mine /mine rw user',
        '/ours /ours rw site',
        '/data/job /in ro user',
        '/ours /also rw site',
        '/eos /eos rw builtin',
      ]),
    );
    expect(targets(plan)).not.toContain('/no/such');
    expect(plan.env.set).toMatchObject({HSF_STACK: 'toy/1'});
    expect(plan.env.dropped).toContainEqual({name: 'TMPDIR', reason: 'names /no/tmp, which is not shown inside'});
    expect(plan.env.dropped.map(({name}) => name)).not.toContain('SCRATCH');
  });

  test('is said where it does not answer', async () => {
    const silent = {'/eos/user/a/ann': {state: 'not-answering'}} as const;
    const plan = await inImage({files: {...directories('/eos'), ...silent}});
    expect(plan.warnings).toEqual(['/eos/user/a/ann does not answer, inside as well as here.']);
    expect((await inImage({files: directories('/eos/user/a/ann')})).warnings).toEqual([]);
    // Without /eos nobody misses it.
    expect((await inImage({files: {...silent, '/eos': {state: 'missing'}}})).warnings).toEqual([]);
  });

  test('is refused where the user asked for what is not there', async () => {
    await expect(inImage({wishes: {binds: ['/no/such']}})).rejects.toMatchObject({code: 'mount-missing'});
    await expect(inImage({wishes: {binds: ['/data/job:relative']}})).rejects.toThrow('/data/job cannot be shown at');
  });

  test('is said where settings of the site name what is not there', async () => {
    const plan = await inImage({wishes: {siteBinds: ['/no/such']}});
    expect(plan.warnings.join('\n')).toContain('/no/such');
  });
});
