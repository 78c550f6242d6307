import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {planGpu} from '../../src/start/gpu.ts';
import type {Wishes} from '../../src/start/plan-input.ts';
import {requires} from '../engines/rig.ts';
import {libraryThatNeeds, loaderCache} from './driver-rig.ts';
import {madeUpTree, type MadeUp} from './made-up-tree.ts';
import {hostWith, inputOf, variantOf} from './rig.ts';

// No machine of ours has a GPU: devices and directories are made up, the libraries are real ones with real versions of symbols. That a
// program computes with them inside is tested nowhere.
const root = mkdtempSync(join(tmpdir(), 'hsf-gpu-'));
afterAll(() => rmSync(root, {recursive: true, force: true}));

const EL9 = {name: 'glibc', version: '2.34'};

describe.skipIf(!requires('gcc'))('--gpu (MOUNTS.md 2.7)', () => {
  const old = libraryThatNeeds(root, 'libcuda.so.1', '2.17');
  const young = libraryThatNeeds(root, 'libnvidia-egl-gbm.so.1', '2.38');
  const folder = '/usr/lib/x86_64-linux-gnu';
  const driver = (more: MadeUp = {}): MadeUp => {
    const files: Record<string, MadeUp[string]> = {
      [`${folder}/libcuda.so.1`]: {bytes: old},
      [`${folder}/libnvidia-ml.so.1`]: {bytes: old},
      [`${folder}/libnvidia-glcore.so.550.54.15`]: {bytes: old},
      [`${folder}/libGLX_nvidia.so.0`]: {bytes: old},
      [`${folder}/libGL.so.1`]: {bytes: old},
      [`${folder}/libOpenCL.so.1`]: {bytes: old},
      '/usr/lib/i386-linux-gnu/libcuda.so.1': {bytes: Uint8Array.from(old, (byte, index) => (index === 18 ? 3 : byte))},
      '/usr/bin/nvidia-smi': {text: ''},
      '/dev': {entries: ['null', 'nvidia0', 'nvidia1', 'nvidiactl', 'nvidia-uvm', 'nvidia-caps', 'nvidia.log']},
      '/dev/nvidia-caps': {entries: ['nvidia-cap1', 'nvidia-cap2']},
      ...more,
    };
    const libraries = Object.keys(files).filter(path => path.includes('/lib'));
    const named = libraries.map(path => ({name: path.slice(path.lastIndexOf('/') + 1), path}));
    return {...files, '/etc/ld.so.cache': {bytes: loaderCache(named.toReversed())}};
  };
  const amd: MadeUp = {
    '/dev': {entries: ['kfd', 'dri']},
    '/dev/dri': {entries: ['card0', 'renderD128', 'by-path']},
    '/dev/dri/by-path': {entries: []},
  };

  const plan = (
    files: MadeUp,
    gpu: Wishes['gpu'] = 'auto',
    {engine = 'bubblewrap', libc = EL9 as typeof EL9 | null, env = {}, family = 'toy'} = {},
  ) => {
    const variant = variantOf({entry: {kind: 'source', path: '/cvmfs/x/setup.sh'}});
    const input = inputOf({...variant, found: {...variant.found, family: {...variant.found.family, id: family}}}, '/cvmfs', {
      tree: madeUpTree(files),
      host: hostWith([]),
      wishes: {gpu},
      caller: {env},
    });
    return planGpu(input, engine, libc);
  };

  test('no GPU: nothing, and not a word', async () => {
    expect(await plan({'/dev': {entries: ['null']}})).toEqual({
      gpu: null,
      wishes: [],
      known: new Map(),
      env: {},
      programs: null,
      warnings: [],
    });
  });

  test('auto finds NVIDIA by its devices and brings what is of the driver alone', async () => {
    const {gpu, wishes, env, programs, warnings} = await plan(driver());
    expect(gpu).toEqual({
      vendor: 'nvidia',
      devices: [
        '/dev/nvidia-caps/nvidia-cap1',
        '/dev/nvidia-caps/nvidia-cap2',
        '/dev/nvidia-uvm',
        '/dev/nvidia0',
        '/dev/nvidia1',
        '/dev/nvidiactl',
      ],
      driver: 'bound',
    });
    expect(wishes.map(({source, target, mode}) => [source, target, mode])).toEqual([
      [`${folder}/libGLX_nvidia.so.0`, '/.hsf/driver/lib/libGLX_nvidia.so.0', 'ro'],
      [`${folder}/libcuda.so.1`, '/.hsf/driver/lib/libcuda.so.1', 'ro'],
      [`${folder}/libnvidia-glcore.so.550.54.15`, '/.hsf/driver/lib/libnvidia-glcore.so.550.54.15', 'ro'],
      [`${folder}/libnvidia-ml.so.1`, '/.hsf/driver/lib/libnvidia-ml.so.1', 'ro'],
      ['/usr/bin/nvidia-smi', '/.hsf/driver/bin/nvidia-smi', 'ro'],
    ]);
    expect([env, programs, warnings]).toEqual([{LD_LIBRARY_PATH: '/.hsf/driver/lib'}, '/.hsf/driver/bin', []]);
  });

  test('without a loader cache the known directories are looked through', async () => {
    const {'/etc/ld.so.cache': _, ...files} = driver();
    const listed = {...files, [folder]: {entries: ['libcuda.so.1', 'libnvidia-ml.so.1', 'libc.so.6']}};
    expect((await plan(listed)).wishes.map(({target}) => target)).toContain('/.hsf/driver/lib/libcuda.so.1');
  });

  test('a library that needs a newer glibc than the image has stays outside, and is named', async () => {
    const {wishes, warnings, gpu} = await plan(driver({[`${folder}/libnvidia-egl-gbm.so.1`]: {bytes: young}}));
    expect(gpu).not.toBeNull();
    expect(wishes.some(({target}) => target.endsWith('egl-gbm.so.1'))).toBe(false);
    expect(warnings).toEqual([
      "Of NVIDIA's driver libnvidia-egl-gbm.so.1 stay outside: they need a newer glibc than the image's 2.34.",
    ]);
  });

  describe('CUDA itself needs a newer glibc than the image has', () => {
    const files = driver({[`${folder}/libcuda.so.1`]: {bytes: libraryThatNeeds(root, 'libcuda.so.1', '2.35')}});
    const reason = 'The NVIDIA GPU cannot be used inside: libcuda.so.1 of this machine needs glibc 2.35, and the image has 2.34.';
    test.each(['bubblewrap', 'apptainer'])('auto leaves the GPU out and says so, for %s as well', async engine => {
      const {gpu, wishes, warnings} = await plan(files, 'auto', {engine});
      expect([gpu, wishes, warnings]).toEqual([null, [], [`${reason} The container has no GPU.`]]);
    });
    test('asked for, it is an error', async () => {
      await expect(plan(files, 'nvidia')).rejects.toMatchObject({code: 'gpu-unusable', message: reason});
    });
    test('an image with a newer one, or one that nobody knows, may have it', async () => {
      expect((await plan(files, 'nvidia', {libc: {name: 'glibc', version: '2.39'}})).gpu).not.toBeNull();
      expect((await plan(files, 'nvidia', {libc: null})).gpu).not.toBeNull();
    });
  });

  test('an image with musl cannot', async () => {
    const libc = {name: 'musl', version: '1.2.5'};
    expect((await plan(driver(), 'auto', {libc})).warnings[0]).toContain('needs glibc, and the image has musl');
    await expect(plan(driver(), 'nvidia', {libc})).rejects.toMatchObject({code: 'gpu-unusable'});
  });

  test('asked for what is not there', async () => {
    await expect(plan({'/dev': {entries: []}}, 'nvidia')).rejects.toMatchObject({code: 'gpu-unusable'});
    await expect(plan(driver(), 'amd')).rejects.toMatchObject({code: 'gpu-unusable'});
    const {'/usr/lib/x86_64-linux-gnu/libcuda.so.1': _, ...bare} = driver();
    await expect(plan(bare, 'nvidia')).rejects.toMatchObject({message: expect.stringContaining('no libcuda.so.1')});
  });

  test('none is none', async () => {
    expect((await plan(driver(), 'none')).gpu).toBeNull();
  });

  test('AMD: devices alone, ROCm is the image’s', async () => {
    const {gpu, wishes, env} = await plan(amd);
    expect(gpu).toEqual({vendor: 'amd', devices: ['/dev/dri/card0', '/dev/dri/renderD128', '/dev/kfd'], driver: 'bound'});
    expect([wishes, env]).toEqual([[], {}]);
    expect((await plan({'/dev': {entries: ['dri']}, '/dev/dri': {entries: ['card0']}})).gpu).toBeNull();
  });

  test.each([
    {engine: 'apptainer', files: {}, driver: 'engine'},
    {engine: 'singularity', files: {}, driver: 'engine'},
    {engine: 'docker', files: {}, driver: 'bound'},
    {engine: 'docker', files: {'/usr/bin/nvidia-container-runtime-hook': {text: ''}}, driver: 'engine'},
    {engine: 'podman', files: {}, driver: 'bound'},
    {engine: 'podman', files: {'/etc/cdi/nvidia.yaml': {text: ''}}, driver: 'engine'},
    {engine: 'charliecloud', files: {'/etc/cdi/nvidia.yaml': {text: ''}}, driver: 'bound'},
  ])('$engine with $files: the driver comes from $driver', async ({engine, files, driver: from}) => {
    const {gpu, wishes} = await plan(driver(files), 'auto', {engine});
    expect(gpu?.driver).toBe(from);
    expect(wishes.length > 0).toBe(from === 'bound');
  });

  test('EESSI wants no LD_LIBRARY_PATH, but its own links (EESSI/software-layer#231)', async () => {
    const {env, wishes} = await plan(driver(), 'auto', {family: 'eessi'});
    expect(env).toEqual({});
    expect(wishes.at(-1)).toMatchObject({source: '/opt/eessi', target: '/opt/eessi', mode: 'ro'});
  });

  test("the site's switches are wishes that nobody fails on", async () => {
    expect((await plan({...driver(), ...amd}, 'auto', {env: {APPTAINER_ROCM: '1'}})).gpu?.vendor).toBe('amd');
    const {gpu, warnings} = await plan({'/dev': {entries: []}}, 'auto', {env: {APPTAINER_NV: '1'}});
    expect([gpu, warnings.length]).toEqual([null, 1]);
  });
});
