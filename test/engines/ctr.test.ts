import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {EngineFact} from '../../src/choose/host.ts';
import {ctr} from '../../src/engines/ctr.ts';
import type {ContainerSpec, EngineProbe} from '../../src/engines/engine.ts';
import {fullReference} from '../../src/engines/full-reference.ts';
import {makeContainerdRig} from '../rig/engines/containerd.ts';
import type {EngineRig} from '../rig/engines/engine-rig.ts';
import {mayBeSkipped} from './accounts.ts';
import {treeSum} from './conformance/place.ts';
import {makeImages} from './images.ts';
import {mount, probeOf, requires} from './rig.ts';

const FACT: EngineFact = {name: 'ctr', program: '/usr/bin/ctr', version: null, usable: true, reason: '', takes: []};
const ROOT = {uid: 0, gid: 0, groups: [], home: '/root'};

test.each([
  ['busybox', 'docker.io/library/busybox:latest'],
  ['cern/x:1', 'docker.io/cern/x:1'],
  ['localhost/thin:1', 'localhost/thin:1'],
  ['registry.cern.ch:5000/x', 'registry.cern.ch:5000/x:latest'],
  ['quay.io/x/y@sha256:0123', 'quay.io/x/y@sha256:0123'],
])('%s is %s to containerd', (reference, full) => {
  expect(fullReference(reference)).toBe(full);
});

describe('detection', () => {
  const probe: EngineProbe = {...probeOf(ROOT), which: () => '/usr/bin/ctr'};
  test.each([
    ['an ordinary user', {...probe, uid: 1, mayWrite: () => true}, false, 'root only'],
    ['root without a socket', {...probe, mayWrite: () => false}, false, '/run/containerd/containerd.sock'],
    [
      'root with a socket elsewhere',
      {...probe, env: {CONTAINERD_ADDRESS: '/s'}, mayWrite: (path: string) => path === '/s'},
      true,
      'socket',
    ],
  ])('%s', (_, given, usable, reason) => {
    expect(ctr.detect(given)).toMatchObject({usable, reason: expect.stringContaining(reason)});
  });
});

test.each([
  ['an OCI layout', {kind: 'archive', path: '/l', format: 'oci-layout'}, 'OCI layout'],
  ["an address of apptainer's", {kind: 'reference', reference: 'oras://x/y'}, 'oras://x/y'],
] as const)('%s is refused', (_, root, words) => {
  expect(ctr.obstacle({root} as ContainerSpec, FACT)?.message).toContain(words);
});

/** ENGINES.md 9. */
test.each([
  ['ctr: failed to dial "/s": connection error: dial unix /s: connect: permission denied', 'may not talk to containerd'],
  ['ctr: failed to dial "/s": context deadline exceeded', 'does not answer at /s'],
  ['ctr: image "docker.io/library/x:1": not found', 'no image docker.io/library/x:1'],
  ['ctr: container "n": already exists', 'a container n already'],
  ['ctr: something new', 'something new'],
])('%s', (stderr, words) => {
  expect(ctr.explain(stderr)?.message).toContain(words);
});

const able = process.getuid!() === 0 && requires('ctr', 'containerd', 'runc', 'busybox', 'tar');
if (!able) mayBeSkipped('ctr', 'a containerd of its own can be started by root alone');

describe.skipIf(!able)('a real containerd', () => {
  const images = able ? makeImages() : null!;
  const directory = mkdtempSync(join(tmpdir(), 'hsf-ctr-'));
  let rig: EngineRig;
  let probe: EngineProbe;
  beforeAll(async () => {
    const made = await makeContainerdRig(ROOT, images.image, directory);
    if ('missing' in made) throw new Error(made.missing);
    rig = made;
    probe = {
      ...probeOf(ROOT),
      env: rig.env,
      mayWrite: () => true,
      isMounted: () => false,
      run: (argv, timeout, env) => {
        const {status, stdout, stderr} = spawnSync(argv[0], argv.slice(1), {
          env: {...process.env, ...env},
          timeout,
          encoding: 'utf8',
        });
        return Promise.resolve({status, stdout, stderr});
      },
    };
  });
  afterAll(async () => {
    await rig?.stop();
    images?.remove();
    rmSync(directory, {recursive: true, force: true});
  });

  const start = (script: string, wishes: Partial<ContainerSpec> = {}) =>
    images.run(ctr, ROOT, images.spec(ROOT, ['/bin/sh', '-c', script], {callerEnv: rig.env, ...wishes}));
  const asked = (...words: string[]) => spawnSync('ctr', words, {env: {...process.env, ...rig.env}, encoding: 'utf8'}).stdout;
  const STORED = {kind: 'reference', reference: 'localhost/hsf-thin:1'} as const;

  test('answers, and tells its version and its images', async () => {
    expect(await ctr.verify(probe, ctr.detect(probe))).toMatchObject({usable: true, version: expect.stringMatching(/^\d/)});
    const found = await ctr.images!(probe, FACT);
    expect(found).toMatchObject([{reference: STORED.reference, id: expect.stringMatching(/^sha256:/)}]);
    expect(found[0]!.size).toBeGreaterThan(100_000);
  });

  test('knows before the start whether an image is there', async () => {
    expect(await ctr.examine!(probe, FACT, STORED)).toBeNull();
    expect((await ctr.examine!(probe, FACT, {kind: 'reference', reference: 'no/such'}))?.advice).toContain(
      'docker.io/no/such:latest',
    );
  });

  test.each([
    ['a directory', {}],
    ['an image of its own', {root: STORED, entries: {}}],
  ])('nothing of the configuration of an image arrives, and nothing is written to it: %s', (_, wishes) => {
    const before = treeSum(images.image);
    const {status, stdout, stderr} = start('env; pwd; touch /new /etc/new; exit 3', {
      env: {PATH: '/bin', 'A.b': 'x\n"y"'},
      ...wishes,
    });
    expect(status).toBe(3);
    expect(stderr.match(/Read-only file system/g)).toHaveLength(2);
    expect(stdout).not.toMatch(/OF_THE_IMAGE|of\/the\/image/);
    expect(stdout).toContain('\n/\n');
    expect(treeSum(images.image)).toBe(before);
  });

  test.each(['<&-', '</dev/null'])('what reads stdin to its end ends with stdin %s', stdin => {
    for (const _ of [1, 2, 3]) {
      const {argv, env} = ctr.render(images.spec(ROOT, ['/bin/cat'], {callerEnv: rig.env}), FACT);
      const ended = spawnSync('/bin/sh', ['-c', `exec "$@" ${stdin}`, 'sh', ...argv], {env, encoding: 'utf8', timeout: 20_000});
      expect({status: ended.status, stdout: ended.stdout, stderr: ended.stderr}).toEqual({status: 0, stdout: '', stderr: ''});
    }
  });

  test('nothing is left in containerd afterwards', () => {
    expect(start('true', {root: STORED, entries: {}}).status).toBe(0);
    expect(asked('containers', 'list', '--quiet') + asked('tasks', 'list', '--quiet') + asked('leases', 'list', '--quiet')).toBe(
      '',
    );
    expect(asked('snapshots', 'list').trim().split('\n')).toHaveLength(2);
  });

  test('a specification that is larger than one variable can be arrives whole', () => {
    const env = Object.fromEntries(Array.from({length: 8}, (_, number) => [`LONG_${number}`, `${number}ü`.repeat(20_000)]));
    const {stdout} = start('echo "${#LONG_0} ${#LONG_7}"', {env: {PATH: '/bin', LANG: 'C.UTF-8', ...env}});
    expect(stdout).toMatch(/^(40000|60000) (40000|60000)\n$/);
  });

  test('no value is an argument, and none is in a file that others can read', () => {
    const {argv, env} = ctr.render(images.spec(ROOT, ['/bin/true'], {env: {TOKEN: 'hush'}}), FACT);
    expect(argv.join(' ')).not.toContain('hush');
    expect(env['HSF_SPEC_0']).toContain('hush');
  });

  test.each([
    ['a missing image', {root: {kind: 'directory', path: '/no/image'}}, '/no/image'],
    ['an image it does not have', {root: {kind: 'reference', reference: 'no/such'}, entries: {}}, 'no/such'],
    ['a missing source', {mounts: [mount('/no/source', '/x')]}, '/no/source'],
    ['a missing directory', {cwd: '/no/cwd'}, '/no/cwd'],
    ['a missing program', {command: ['/no/program']}, '/no/program'],
    ['no program', {command: ['/bin/text']}, '/bin/text'],
  ] as const)('%s is named', (_, wishes, named) => {
    const {status, stderr} = start('', wishes as Partial<ContainerSpec>);
    expect(status).not.toBe(0);
    expect(ctr.explain(stderr)?.message).toContain(named);
  });

  test('a containerd that is not there is told', async () => {
    const gone = {...probe, env: {CONTAINERD_ADDRESS: '/no/such/socket'}};
    expect(await ctr.verify(gone, ctr.detect(gone))).toMatchObject({
      usable: false,
      reason: expect.stringContaining('/no/such/socket'),
    });
  });
});
