import {describe, expect, test} from 'vitest';
import {bubblewrap} from '../../src/engines/bubblewrap.ts';
import type {Capabilities, Engine} from '../../src/engines/engine.ts';
import {podman} from '../../src/engines/podman.ts';
import {directories, engineFact, IMAGE, inImage, PREFIX, SETUP, type Planned} from './made-up-machine.ts';
import {hostWith} from './rig.ts';

const SHELL = {kind: 'shell', login: false} as const;
const targets = (plan: {readonly mounts: readonly {readonly target: string}[]}) => plan.mounts.map(({target}) => target);
const code = (name: string) => expect.objectContaining({code: name});

describe('a start in an image', () => {
  test('brings what the machine has, and the software', async () => {
    const plan = await inImage();
    expect(plan).toMatchObject({
      mode: 'container',
      engine: 'bubblewrap',
      image: IMAGE,
      root: {kind: 'directory', path: IMAGE},
      cwd: '/home/ann/thesis',
      steps: [{kind: 'source', words: [SETUP]}],
      warnings: [],
      lost: [],
    });
    expect(targets(plan)).toEqual([
      ...['/cvmfs', '/dev', '/proc', '/sys', '/tmp', '/data', '/var/tmp', '/home/ann'],
      ...['/etc/resolv.conf', '/etc/hosts', '/etc/passwd', '/etc/group'],
    ]);
    expect(plan.env.set).toEqual({
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      SHELL: '/usr/bin/bash',
      container: 'bubblewrap',
      PYTHONNOUSERSITE: '1',
      HOME: '/home/ann',
      HSF_STACK: 'toy/1',
      HSF_PLATFORM: 'x86_64-el9-gcc13-opt',
      HSF_LEVEL: '1',
      HSF_CONTAINER: IMAGE,
    });
    expect(plan.argv).toContain('/usr/bin/bash');
    expect(plan.argv.slice(-2)).toEqual(['make', 'all']);
    expect(plan.prepare.map(item => ('path' in item ? item.path.split('/').at(-1) : item.kind))).toEqual(['passwd', 'group']);
  });

  test('has start-up files of ours for a shell that somebody sits in front of', async () => {
    const plan = await inImage({wishes: {action: SHELL}, caller: {terminal: true}});
    expect(plan.mounts).toContainEqual(expect.objectContaining({source: '/opt/hsf/shell', target: '/.hsf/shell', mode: 'ro'}));
    expect(plan.argv).toContain('/.hsf/shell/bash.rc');
  });

  test('is not what an environment can be taken from', async () => {
    await expect(inImage({wishes: {action: {kind: 'capture'}}})).rejects.toMatchObject({
      code: 'variant-cannot-run',
      advice: 'Start it: hsf shell toy/1@x86_64-el9-gcc13-opt',
    });
  });

  test('shows the tree that is given as /cvmfs', async () => {
    const plan = await inImage({files: directories('/data/tree'), cvmfs: '/data/tree'});
    expect(plan.root).toEqual({kind: 'directory', path: '/data/tree/unpacked.cern.ch/toy:1'});
    expect(plan.mounts[0]).toMatchObject({source: '/data/tree', target: '/cvmfs'});
  });

  test('has no home where none is wished, or where it is not there, which is said', async () => {
    const none = await inImage({wishes: {home: 'none'}});
    expect([none.env.set['HOME'], targets(none).includes('/home/ann'), none.warnings]).toEqual(['/', false, []]);
    const gone = await inImage({caller: {env: {HOME: '/home/bob'}}});
    expect([gone.env.set['HOME'], gone.warnings]).toEqual(['/', ['There is no home directory /home/bob; HOME is / inside.']]);
    const system = await inImage({caller: {env: {HOME: '/usr'}}});
    expect(system.env.set['HOME']).toBe('/');
  });

  test('has a private home, made beforehand', async () => {
    const plan = await inImage({wishes: {home: 'private'}});
    const home = '/home/ann/.local/state/hsf/homes/el9';
    expect(plan.env.set['HOME']).toBe(home);
    expect(targets(plan)).toContain(home);
    expect(plan.prepare[0]).toEqual({kind: 'directory', path: home, mode: 0o700});
  });

  test('begins in the directory, shown under both of its names', async () => {
    const caller = {cwd: '/srv/job', env: {PWD: '/home/ann/job'}};
    const input = await inImage({files: directories('/srv/job', '/home/ann/job'), caller: {...caller, env: {}}});
    expect(input.cwd).toBe('/srv/job');
    expect(targets(input)).toContain('/srv/job');
    await expect(inImage({caller: {cwd: '/usr/lib'}})).rejects.toEqual(code('directory-missing'));
    await expect(inImage({caller: {cwd: '/x\uFFFD'}})).rejects.toEqual(code('not-utf8'));
    await expect(inImage({wishes: {cwd: '/no/such'}})).rejects.toEqual(code('directory-missing'));
    // The image has it.
    expect((await inImage({wishes: {cwd: '/var/tmp'}})).cwd).toBe('/var/tmp');
  });

  test('keeps a terminal that the image knows, and takes another for one it does not', async () => {
    const files = {[`${IMAGE}/usr/share/terminfo/x/xterm`]: {text: ''}};
    expect((await inImage({files, caller: {env: {TERM: 'xterm'}}})).env.set['TERM']).toBeUndefined();
    expect((await inImage({files, caller: {env: {TERM: 'xterm-kitty'}}})).env.set['TERM']).toBe('xterm');
  });

  test("leaves the caller's variables out but for those of a clean start, and what is wished", async () => {
    const env = {LD_LIBRARY_PATH: '/mine', MINE: '1', SCRATCH: '/usr/share'};
    const plan = await inImage({wishes: {env: ['MINE', 'A=2']}, caller: {env}});
    expect(plan.env.set).toMatchObject({A: '2'});
    expect(plan.env.dropped.map(({name}) => name).toSorted()).toEqual(['LD_LIBRARY_PATH', 'SCRATCH']);
    expect(plan.env.dropped).toContainEqual({name: 'SCRATCH', reason: 'names /usr/share, which is not shown inside'});
  });

  test('of a prefix begins with its own programs', async () => {
    const plan = await inImage({}, {entry: {kind: 'prefix', path: PREFIX}});
    expect(plan.argv).toContain(`${PREFIX}/bin/bash`);
    expect(plan.env.set['PATH']).toMatch(/^\/cvmfs\/soft\.computecanada\.ca\/gentoo\/2023\/usr\/bin:/);
    expect(plan.steps).toMatchObject([{words: [`${PREFIX}/etc/profile`]}]);
    await expect(inImage({without: [`${PREFIX}/bin/bash`]}, {entry: {kind: 'prefix', path: PREFIX}})).rejects.toEqual(
      code('image-missing'),
    );
  });

  test('needs bash for a set-up, and any shell without one', async () => {
    const without = [`${IMAGE}/usr/bin/bash`];
    const image = {entry: {kind: 'image', path: IMAGE}, runs: 'container'} as const;
    await expect(inImage({without})).rejects.toMatchObject({
      code: 'image-missing',
      message: `There is no bash in ${IMAGE}, and the set-up needs one.`,
    });
    const plain = await inImage({without}, image);
    expect([plain.steps, plain.argv.slice(-2)]).toEqual([[], ['make', 'all']]);
    const bare = {without: [...without, `${IMAGE}/bin/sh`], files: {[`${IMAGE}/bin/ls`]: {text: ''}}};
    await expect(inImage(bare, image)).rejects.toMatchObject({
      message: `There is no shell in ${IMAGE}.`,
    });
    const after = [{kind: 'source', words: ['/hook'], directory: null, lenient: false}] as const;
    await expect(inImage({without, wishes: {after}}, image)).rejects.toEqual(code('image-missing'));
    expect((await inImage({wishes: {after}}, image)).steps).toEqual(after);
  });
});

describe('what an engine cannot do', () => {
  const engineWith = (capabilities: Partial<Capabilities>, obstacle: Engine['obstacle'] = () => null): Engine => ({
    ...bubblewrap,
    capabilities: {...bubblewrap.capabilities, ...capabilities},
    obstacle,
  });
  const planned = (engine: Engine, more: Planned = {}) => inImage({engines: [engine], ...more});

  test('is done without: what the image has no place for is left out, and said', async () => {
    const points = engineWith({mountPoints: 'image', links: false} as unknown as Partial<Capabilities>, ({mounts}) =>
      mounts.some(({target}) => target === '/data') ? {message: 'no place', advice: ''} : null,
    );
    const plan = await planned(points);
    expect(targets(plan)).not.toContain('/data');
    expect(plan.warnings).toContainEqual(
      expect.stringMatching(/^Not shown inside, since the image has no place for them: .*\/data/),
    );
    expect(targets(plan)).toEqual(expect.arrayContaining(['/cvmfs', '/dev', '/proc', '/sys', '/tmp', '/home/ann']));
    // Where there is no obstacle all is there.
    expect(targets(await planned(engineWith({mountPoints: 'image'} as unknown as Partial<Capabilities>)))).toContain('/data');
  });

  test('is not done without where the user asked for it', async () => {
    const engine = engineWith({mountPoints: 'image'} as unknown as Partial<Capabilities>, ({mounts}) =>
      mounts.some(({target}) => target === '/mine') ? {message: 'no place for /mine', advice: 'Make one.'} : null,
    );
    await expect(planned(engine, {wishes: {binds: ['/data/job:/mine']}})).rejects.toMatchObject({
      code: 'engine-unusable',
      message: expect.stringContaining('bubblewrap: no place for /mine') as string,
    });
  });

  test('is said where the root is of a kind that none takes', async () => {
    const none = hostWith([engineFact('bubblewrap', {takes: ['host']})]);
    await expect(inImage({host: none})).rejects.toMatchObject({
      message: expect.stringContaining('No container engine of this machine can start an image directory.') as string,
    });
  });
});

describe('an image of a registry', () => {
  const fact = engineFact('podman', {takes: ['reference'], details: {runtime: 'crun'}});
  const byName = (image: string, more: Planned = {}) =>
    inImage({...more, host: hostWith([fact]), engines: [podman], wishes: {image, ...more.wishes}});

  test('is started by its name, bash being found inside', async () => {
    const plan = await byName('docker.io/library/almalinux:9');
    expect(plan).toMatchObject({engine: 'podman', root: {kind: 'reference', reference: 'docker.io/library/almalinux:9'}});
    expect(plan.warnings[0]).toMatch(
      /^Before the first start of docker\.io\/library\/almalinux:9, podman .*, which takes a while\.$/,
    );
    expect(plan.argv.slice(-2)).toEqual(['make', 'all']);
  });

  test('of which an engine has its own needs no word about it', async () => {
    expect((await byName('localhost/mine:1')).warnings.join(' ')).not.toContain('Before the first start');
  });

  test('is said to be the one thing that no engine can', async () => {
    const refused = (image: string) =>
      inImage({host: hostWith([engineFact('podman', {takes: []})]), engines: [podman], wishes: {image}});
    await expect(refused('docker.io/a/b:1')).rejects.toThrow('can start an image of a registry.');
    await expect(refused('localhost/a:1')).rejects.toThrow('can start an image from the storage of an engine.');
  });
});
