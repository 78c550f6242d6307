import {mkdtempSync, realpathSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {makeScene, type Scene} from '../commands/hsf.ts';
import {writeDemo} from '../../src/demo/write-demo.ts';
import {runTool} from '../../src/system/run-tool.ts';
import {which} from '../../src/system/which.ts';

const ARCH = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
const MACHINE = {HSF_OS: 'debian12', HSF_ARCH: ARCH};

let base = '';
let root = '';
let scene: Scene;
beforeAll(async () => {
  scene = makeScene();
  base = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-demo-')));
  const host = {
    arch: ARCH,
    osFamily: 'debian12',
    which: (program: string) => which(program, '/usr/bin:/bin'),
    run: (argv: readonly [string, ...string[]]) => runTool(argv, {timeoutMs: 10_000, env: {}}),
  };
  ({root} = await writeDemo({directory: base, force: false, host}));
});
afterAll(() => {
  scene.remove();
  rmSync(base, {recursive: true, force: true});
});

describe('the demo has stacks of several kinds, each entered by its own tools', () => {
  test.each([
    {stack: 'root/6.36.04@debian12', command: 'hello-root', says: 'Hello from ROOT 6.36.04 for debian12-gcc122.'},
    {stack: 'cms/CMSSW_15_0_2', command: 'hello-cms', says: 'Hello from CMSSW_15_0_2 for el9_'},
    {
      stack: 'key4hep/2025-05-29@almalinux9,dbg',
      command: 'hello-key4hep',
      says: 'Hello from Key4hep 2025-05-29 for almalinux9-gcc14.2.0-dbg.',
    },
    ...(ARCH === 'x86_64'
      ? [{stack: 'igwn/igwn-py312', command: 'hello-igwn', says: 'Hello from the environment igwn-py312.'}]
      : []),
  ])('$stack', async ({stack, command, says}) => {
    const {status, stdout, stderr} = await scene.hsf(['run', stack, '--', command], {env: {...MACHINE, HSF_CVMFS: root}});
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain(says);
  });

  test.each(
    [
      {wanted: 'podio', stack: 'key4hep/2025-05-29'},
      {wanted: 'gwpy', stack: 'igwn/igwn-py312'},
    ].filter(({stack}) => ARCH === 'x86_64' || !stack.startsWith('igwn')),
  )('with packages that are found: $wanted', async ({wanted, stack}) => {
    const {stdout} = await scene.hsf(['search', wanted, '--runs', 'any'], {env: {...MACHINE, HSF_CVMFS: root}});
    expect(stdout).toContain(stack);
  });
});
