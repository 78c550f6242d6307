import {rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {documentOf, makeScene, type Scene} from './hsf.ts';

let scene: Scene;
beforeAll(() => {
  scene = makeScene();
  rmSync(scene.tree.unreadable, {recursive: true, force: true});
  const line = (name: string, version: string) => `${name}; 0a1b2; ${version}; ./${name}/${version}/x86_64-el9-gcc13-opt; \n`;
  writeFileSync(
    join(scene.tree.root, 'sft.cern.ch/lcg/releases/LCG_106b/LCG_externals_x86_64-el9-gcc13-opt.txt'),
    [
      line('ROOT', '6.32.10'),
      line('Python', '3.11.10'),
      line('fmt', '10.1-rc2'),
      line('Herwig', '7.3'),
      line('delphes', '3.5.1pre12'),
    ].join(''),
  );
});
afterAll(() => scene.remove());

const env = {HSF_OS: 'debian12', HSF_ARCH: 'x86_64', HSF_CPU: 'x86_64/amd/zen3'};
const diff = (...args: readonly string[]) => scene.hsf(['diff', ...args], {env});

describe('hsf diff', () => {
  test('says what came, went, and in which direction the rest moved', async () => {
    const ended = await diff('LCG_106b', 'LCG_107', '--json');
    expect(ended.status).toBe(0);
    expect(documentOf(ended)).toEqual({
      schemaVersion: 1,
      from: {stack: 'lcg/LCG_106b', variant: 'lcg/LCG_106b@x86_64-el9-gcc13-opt', platform: 'x86_64-el9-gcc13-opt', packages: 5},
      to: {stack: 'lcg/LCG_107', variant: 'lcg/LCG_107@x86_64-el9-gcc13-opt', platform: 'x86_64-el9-gcc13-opt', packages: 7},
      why: 'The best variant here whose platform both have.',
      added: [
        {name: 'Garfield++', category: null, versions: ['3627927']},
        {name: 'Geant4', category: null, versions: ['11.3.0']},
        {name: 'tauola++', category: null, versions: ['1.1.8']},
      ],
      removed: [{name: 'Herwig', category: null, versions: ['7.3']}],
      upgraded: [{name: 'ROOT', category: null, from: ['6.32.10'], to: ['6.34.02']}],
      downgraded: [{name: 'Python', category: null, from: ['3.11.10'], to: ['3.11.9']}],
      changed: [],
      same: 2,
    });
  });

  test('says it to people', async () => {
    const {status, stdout, stderr} = await diff('LCG_106b', 'LCG_107');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('lcg/LCG_106b@x86_64-el9-gcc13-opt → lcg/LCG_107@x86_64-el9-gcc13-opt\n');
    expect(stdout).toMatch(/\nupgraded \(1\)\n {2}ROOT {2}6\.32\.10 → 6\.34\.02\n/);
    expect(stdout).toMatch(/\n2 packages are the same\.\n$/);
  });

  test('compares the most alike where no platform is in both', async () => {
    const document = documentOf(await diff('LCG_107', 'LCG_105a_cuda', '--json'));
    expect(document).toMatchObject({
      from: {variant: 'lcg/LCG_107@x86_64-el9-gcc14-opt'},
      to: {variant: 'lcg/LCG_105a_cuda@x86_64-el9-gcc11-opt'},
      why: 'No platform is in both; these two are most alike.',
    });
  });

  test('compares what both addresses name, alike or not', async () => {
    const document = documentOf(await diff('LCG_107@ubuntu2204', 'LCG_110a@x86_64-el9-gcc14-opt', '--json'));
    expect(document).toMatchObject({
      from: {variant: 'lcg/LCG_107@x86_64-ubuntu2204-gcc11-opt'},
      to: {variant: 'lcg/LCG_110a@x86_64-el9-gcc14-opt'},
      why: 'Nothing else was asked for.',
    });
  });

  test('takes fragments and flags', async () => {
    const document = documentOf(await diff('LCG_107@ubuntu2204', 'LCG_110a', '--json'));
    expect(document).toMatchObject({from: {variant: 'lcg/LCG_107@x86_64-ubuntu2204-gcc11-opt'}});
    const narrow = documentOf(await diff('LCG_107', 'LCG_110a', '--compiler', 'gcc14', '--json'));
    expect(narrow).toMatchObject({to: {variant: 'lcg/LCG_110a@x86_64-el9-gcc14-opt'}, why: 'Nothing else was asked for.'});
  });

  test.each([
    {title: 'a stack that there is not', args: ['LCG_107', 'LCG_999'], status: 3, code: 'stack-unknown'},
    {
      title: 'a stack without lists',
      args: ['LCG_107', 'unpacked/registry.hub.docker.com/library/almalinux:9'],
      status: 3,
      code: 'nothing-found',
    },
    {title: 'one stack alone', args: ['LCG_107'], status: 2, code: 'usage'},
  ])('refuses $title', async ({args, status, code}) => {
    const ended = await diff(...args, '--json');
    expect([ended.status, documentOf(ended)['error']]).toMatchObject([status, {code}]);
  });
});
