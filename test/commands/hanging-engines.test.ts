import {chmodSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {makeScene, type Scene} from './hsf.ts';

const PROGRAMS = ['bwrap', 'unshare', 'ch-run', 'apptainer', 'podman', 'docker', 'proot', 'ctr', 'nerdctl'];
let scene: Scene;

/** A PATH on which every engine is a program that does this. */
function pathWith(script: string): Readonly<Record<string, string>> {
  const folder = join(scene.folder, `engines-${script.length}`);
  mkdirSync(folder, {recursive: true});
  for (const program of PROGRAMS) {
    writeFileSync(join(folder, program), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, program), 0o755);
  }
  return {PATH: `${folder}:${process.env['PATH']}`};
}

describe('engines that do not answer', () => {
  beforeAll(() => {
    scene = makeScene({extraPlatforms: ['x86_64-debian12-gcc12-opt']});
  });
  afterAll(() => scene.remove());
  const HANGS = 'sleep 1000';

  test('are named, and the rest is told in time', async () => {
    const {stdout, status, ms} = await scene.hsf(['host', '--timeout', '6'], {env: pathWith(HANGS)});
    expect(status).toBe(0);
    expect(stdout).toMatch(/architecture +\S+/);
    for (const name of ['bubblewrap', 'charliecloud', 'apptainer', 'podman'])
      expect(stdout).toMatch(new RegExp(`${name} +not usable +${name} does not answer\\.`));
    expect(ms).toBeLessThan(12_000);
  });

  test('are refused by name where one of them was asked for', async () => {
    const {stderr, status} = await scene.hsf(
      ['run', '--timeout', '6', '--engine', 'bubblewrap', 'LCG_107@debian12-gcc12', '--', 'true'],
      {env: {...pathWith(HANGS), HSF_OS: 'debian12', HSF_ARCH: 'x86_64', HSF_CPU: 'x86_64/amd/zen3'}},
    );
    expect([status, stderr]).toEqual([125, expect.stringContaining('bubblewrap cannot be used: bubblewrap does not answer.')]);
  });

  test('nor is one believed that says something unknown', async () => {
    const {stdout} = await scene.hsf(['host'], {env: pathWith('echo boom >&2; exit 3')});
    expect(stdout).not.toMatch(/(?<!not )usable/);
  });
});
