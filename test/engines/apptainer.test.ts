import {describe, expect, test} from 'vitest';
import {apptainer} from '../../src/engines/apptainer.ts';
import type {ContainerSpec, EngineProbe} from '../../src/engines/engine.ts';
import {singularity} from '../../src/engines/singularity.ts';
import type {EngineFact} from '../../src/choose/host.ts';
import {mount} from './rig.ts';

const FACT: EngineFact = {
  name: 'apptainer',
  program: '/opt/a/bin/apptainer',
  version: '1.4.5',
  usable: true,
  reason: '',
  takes: apptainer.capabilities.roots,
};

const SPEC: ContainerSpec = {
  root: {kind: 'directory', path: '/images/el9'},
  entries: {},
  mounts: [mount('/dev'), mount('/proc'), mount('/sys', '/sys', 'ro'), mount('/tmp'), mount('/cvmfs', '/cvmfs', 'ro')],
  env: {},
  callerEnv: {},
  cwd: '/',
  command: ['/bin/true'],
  user: {uid: 1000, gid: 1000, groups: []},
  terminal: false,
  name: 'hsf-test',
  gpu: null,
};

/** The engine's own arguments: from its program to the image. */
function options(wishes: Partial<ContainerSpec>, fact: EngineFact = FACT, engine = apptainer): readonly string[] {
  const {argv} = engine.render({...SPEC, ...wishes}, fact);
  return argv.slice(argv.indexOf(fact.program!), argv.indexOf('-c', argv.indexOf(fact.program!)) - 1);
}

describe('the command', () => {
  test('switches off what the engine mounts by itself, and mounts what the spec says', () => {
    expect(options({})).toEqual([
      '/opt/a/bin/apptainer',
      '--silent',
      'exec',
      '--no-home',
      '--no-mount',
      'home,tmp,cwd,hostfs,bind-paths,sys',
      '--pwd',
      '/',
      '--scratch',
      '/run',
      '--bind',
      '/sys:/sys:ro',
      '--bind',
      '/tmp:/tmp',
      '--bind',
      '/cvmfs:/cvmfs:ro',
      '/images/el9',
    ]);
  });

  test('goes to the root directory first, since the one it is started in may be closed to it', () => {
    expect(apptainer.render(SPEC, FACT).argv.slice(0, 4)).toEqual(['/bin/sh', '-c', 'cd / && exec "$@"', 'hsf']);
  });

  test.each([
    {title: 'a SIF file', root: {kind: 'sif', path: '/i/a b.sif'}, image: '/i/a b.sif'},
    {title: 'a squashfs file', root: {kind: 'squashfs', path: '/i/a.sqfs'}, image: '/i/a.sqfs'},
    {title: 'an OCI archive', root: {kind: 'archive', format: 'oci-archive', path: '/i/a.tar'}, image: 'oci-archive:/i/a.tar'},
    {title: 'a docker archive', root: {kind: 'archive', format: 'docker-archive', path: '/a'}, image: 'docker-archive:/a'},
    {title: 'an OCI layout', root: {kind: 'archive', format: 'oci-layout', path: '/i/l'}, image: 'oci:/i/l'},
    {title: 'a reference', root: {kind: 'reference', reference: 'docker.io/x/y:9'}, image: 'docker://docker.io/x/y:9'},
    {title: 'one with a transport', root: {kind: 'reference', reference: 'oras://r/y:9'}, image: 'oras://r/y:9'},
    {title: 'one of a library', root: {kind: 'reference', reference: 'library://a/b:1'}, image: 'library://a/b:1'},
  ] as const)('names $title', ({root, image}) => {
    expect(options({root}).at(-1)).toBe(image);
  });

  test('leaves out /dev and /proc where the spec has none', () => {
    expect(options({mounts: []})).toContain('home,tmp,cwd,hostfs,bind-paths,sys,dev,devpts,proc');
  });

  test('makes no /run of its own where the spec has one', () => {
    expect(options({mounts: [mount('/tmp', '/run')]})).not.toContain('--scratch');
  });

  test('spells all mounts as CSV as soon as one name needs it, so that their order stays', () => {
    const mounts = [mount('/tmp', '/a'), mount('/o,dd:"name"', '/a/b', 'ro'), mount('/two\nlines', '/c')];
    expect(options({mounts}).filter(word => word.startsWith('type='))).toEqual([
      'type=bind,src=/tmp,dst=/a',
      'type=bind,"src=/o,dd:""name""",dst=/a/b,ro',
      'type=bind,"src=/two\nlines",dst=/c',
    ]);
    expect(options({mounts})).not.toContain('--bind');
  });

  test('keeps the capabilities of root but for one that it often lacks', () => {
    expect(options({user: {uid: 0, gid: 0, groups: []}}).join(' ')).toContain('--drop-caps CAP_SYS_RESOURCE');
  });

  test('unpacks image files where there is no FUSE; singularity does so by itself', () => {
    const fact = {...FACT, details: {fuse: 'no'}};
    const root = {kind: 'sif', path: '/i.sif'} as const;
    expect(options({root}, fact)).toContain('--unsquash');
    expect(options({}, fact)).not.toContain('--unsquash');
    expect(options({root}, fact, singularity)).not.toContain('--unsquash');
  });

  test.each([
    {vendor: 'nvidia', flag: '--nv'},
    {vendor: 'amd', flag: '--rocm'},
  ] as const)('brings the driver of $vendor, behind the libraries of the stack (MOUNTS.md 2.7)', ({vendor, flag}) => {
    const {argv, env} = apptainer.render(
      {...SPEC, env: {LD_LIBRARY_PATH: '/stack'}, gpu: {vendor, devices: [], driver: 'engine'}},
      FACT,
    );
    expect(argv).toContain(flag);
    expect(Object.values(env)).toContain('/stack:/.singularity.d/libs');
  });
});

test('leaves a driver alone that is among the mounts', () => {
  expect(options({gpu: {vendor: 'nvidia', devices: ['/dev/nvidia0'], driver: 'bound'}})).not.toContain('--nv');
});

describe('the environment', () => {
  test('keeps values out of the arguments, and away from the interpreter in the engine', () => {
    const {argv, env} = apptainer.render({...SPEC, env: {TOKEN: 'hush', ODD: 'a $b\n^'}}, FACT);
    expect(argv.join(' ')).not.toMatch(/hush|\$b/);
    expect(env).toMatchObject({HSF_V_0: 'hush', HSF_V_1: 'a ^044b^012^136'});
  });

  test('of the engine has nothing that would bind or set anything a second time (MOUNTS.md 5)', () => {
    const callerEnv = {
      HOME: '/h',
      PATH: '/p',
      LD_PRELOAD: '/x',
      APPTAINER_BIND: '/a',
      SINGULARITY_BINDPATH: '/b',
      APPTAINERENV_LD_PRELOAD: '/c',
      APPTAINER_NV: '1',
      APPTAINER_CONTAINLIBS: '/l',
      APPTAINER_CACHEDIR: '/cache',
      APPTAINER_DOCKER_PASSWORD: 'p',
      HTTPS_PROXY: 'proxy',
    };
    const {env} = apptainer.render({...SPEC, callerEnv}, FACT);
    expect(env).toEqual({
      HOME: '/h',
      PATH: '/p',
      APPTAINER_CACHEDIR: '/cache',
      APPTAINER_DOCKER_PASSWORD: 'p',
      HTTPS_PROXY: 'proxy',
    });
  });

  test('of singularity has its own name for where it keeps things', () => {
    const wishes = {root: {kind: 'reference', reference: 'x'}, callerEnv: {SCRATCH: '/s'}} as const;
    expect(singularity.render({...SPEC, ...wishes}, FACT).env['SINGULARITY_CACHEDIR']).toBe('/s/.singularity/cache');
  });

  test('keeps fetched images on the scratch space, which homes have no room for', () => {
    const root = {kind: 'reference', reference: 'x'} as const;
    const cache = (callerEnv: Record<string, string>) =>
      apptainer.render({...SPEC, root, callerEnv}, FACT).env['APPTAINER_CACHEDIR'];
    expect(cache({SCRATCH: '/scratch/me'})).toBe('/scratch/me/.apptainer/cache');
    expect(cache({SCRATCH: '/scratch/me', APPTAINER_CACHEDIR: '/mine'})).toBe('/mine');
    expect(cache({})).toBeUndefined();
  });
});

describe('what it cannot take', () => {
  test.each([
    {title: 'an archive with a colon', wishes: {root: {kind: 'archive', format: 'oci-archive', path: '/a:b'}}, says: '/a:b'},
    {title: "podman's own image", wishes: {root: {kind: 'reference', reference: 'localhost/a:1'}}, says: 'localhost/a:1'},
    {title: 'a huge variable', wishes: {env: {HUGE: '$'.repeat(40_000)}}, says: 'HUGE'},
  ] as const)('$title', ({wishes, says}) => {
    expect(apptainer.obstacle({...SPEC, ...wishes}, FACT)?.message).toContain(says);
  });

  test('is not a long variable of ordinary letters', () => {
    expect(apptainer.obstacle({...SPEC, env: {LONG: 'x'.repeat(120_000)}}, FACT)).toBeNull();
  });
});

describe('detection', () => {
  const probe = (files: Readonly<Record<string, string>>, wishes: Partial<EngineProbe> = {}): EngineProbe => ({
    which: program => Object.keys(files).find(path => path === program || path.endsWith(`bin/${program}`)) ?? null,
    readText: path => files[path] ?? null,
    mayWrite: () => true,
    isMounted: () => false,
    run: () => Promise.resolve({status: 0, stdout: '', stderr: ''}),
    uid: 1000,
    env: {},
    ...wishes,
  });
  const OFF = {'/proc/sys/user/max_user_namespaces': '0\n'};

  test.each([
    {title: 'nothing', files: {}, fact: {program: null, usable: false}},
    {title: 'an ordinary one', files: {'/usr/bin/apptainer': ''}, fact: {program: '/usr/bin/apptainer', usable: true}},
    {title: 'one without namespaces', files: {'/usr/bin/apptainer': '', ...OFF}, fact: {usable: false}},
    {
      title: 'a setuid one without namespaces',
      files: {'/usr/bin/apptainer': '', '/usr/libexec/apptainer/bin/starter-suid': '', ...OFF},
      fact: {usable: true, reason: 'Installed with its setuid program.'},
    },
    {
      title: 'a copy on CVMFS that is mounted',
      files: {},
      mounted: '/cvmfs/oasis.opensciencegrid.org',
      fact: {program: '/cvmfs/oasis.opensciencegrid.org/mis/apptainer/bin/apptainer', usable: true},
    },
  ])('finds $title', ({files, mounted, fact}) => {
    expect(apptainer.detect(probe(files, {isMounted: path => path === mounted}))).toMatchObject(fact);
  });

  test('says where a copy would be', () => {
    expect(apptainer.detect(probe({})).reason).toContain('/cvmfs/oasis.opensciencegrid.org/mis/apptainer/bin');
    expect(singularity.detect(probe({})).reason).toContain('/cvmfs/oasis.opensciencegrid.org/mis/singularity/bin');
  });

  test.each([
    {said: 'apptainer version 1.4.5\n', version: '1.4.5', flavour: 'apptainer'},
    {said: 'singularity-ce version 4.1.0-jammy\n', version: '4.1.0', flavour: 'singularity-ce'},
    {said: 'singularity version 3.8.7-1.el8\n', version: '3.8.7', flavour: 'singularity'},
  ])('knows the version of $flavour', async ({said, version, flavour}) => {
    const stderr = 'FATAL:   stat /hsf-trial: no such file or directory\n';
    const run: EngineProbe['run'] = argv =>
      Promise.resolve(argv.includes('--version') ? {status: 0, stdout: said, stderr: ''} : {status: 255, stdout: '', stderr});
    const fact = await singularity.verify(probe({}, {run}), {...FACT, name: 'singularity'});
    expect(fact).toMatchObject({version, usable: true, details: {flavour}});
  });
});
