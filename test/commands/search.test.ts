import {rmSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {documentOf, makeScene, type Ended, type Scene} from './hsf.ts';

let scene: Scene;
beforeAll(() => {
  scene = makeScene({extraPlatforms: ['x86_64-debian12-gcc12-opt']});
  // An ordinary user cannot read it, which is told on stderr.
  rmSync(scene.tree.unreadable, {recursive: true, force: true});
});
afterAll(() => scene.remove());

type Match = {
  readonly package: string;
  readonly version: string;
  readonly stack: string;
  readonly variant: string;
  readonly runs: string;
};

const env = {HSF_OS: 'debian12', HSF_ARCH: 'x86_64', HSF_CPU: 'x86_64/amd/zen3'};
const search = (...args: readonly string[]) => scene.hsf(['search', ...args], {env});
const matches = (ended: Ended) => documentOf(ended)['matches'] as readonly Match[];

describe('hsf search', () => {
  test('has a line for each variant that contains the package', async () => {
    const {status, stdout, stderr} = await search('ROOT', '--family', 'lcg', '--runs', 'native');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^ROOT +6\.34\.02 +lcg\/LCG_107@x86_64-debian12-gcc12-opt +native\n$/);
  });

  test('says the same in JSON, complete', async () => {
    const ended = await search('ROOT', '--family', 'lcg', '--runs', 'native', '--json');
    expect(ended.status).toBe(0);
    expect(documentOf(ended)).toEqual({
      schemaVersion: 1,
      query: 'ROOT',
      matches: [
        {
          package: 'ROOT',
          version: '6.34.02',
          category: null,
          stack: 'lcg/LCG_107',
          variant: 'lcg/LCG_107@x86_64-debian12-gcc12-opt',
          runs: 'native',
        },
      ],
    });
  });

  test('shows other kinds of machine only in JSON, and where they are asked for', async () => {
    const mac = 'lcg/LCG_106b@arm64-mac12-clang140-opt';
    const [text, any, json] = await Promise.all([search('ROOT'), search('ROOT', '--runs', 'any'), search('ROOT', '--json')]);
    expect(text.stdout).not.toContain(mac);
    expect(any.stdout).toContain(mac);
    expect(matches(json).map(({variant}) => variant)).toContain(mac);
  });

  test.each([
    {query: 'ROOT>=6.34', found: true},
    {query: 'ROOT>=6.36', found: false},
    {query: 'ROOT>=6.30,<6.36', found: true},
    {query: 'ROOT>=6.30,<6.34', found: false},
    {query: 'root', found: true},
    {query: 'delphes>=3.5', found: true},
    {query: 'Garfield++', found: true},
  ])('$query: $found', async ({query, found}) => {
    const ended = await search(query, '--json', '--family', 'lcg');
    expect([ended.status, matches(ended).length > 0]).toEqual([found ? 0 : 3, found]);
  });

  test('gives an empty document and status 3 for what there is none of, with what is called nearly so', async () => {
    const ended = await search('Geant5', '--json');
    expect([ended.status, documentOf(ended)]).toEqual([3, {schemaVersion: 1, query: 'Geant5', matches: []}]);
    expect(ended.stderr).toMatch(/^hsf: No stack here has Geant5\. Packages called nearly so: Geant4\.$/m);
  });

  test('says which versions there are of what there is', async () => {
    const ended = await search('ROOT>=99', '--family', 'lcg');
    expect([ended.status, ended.stdout]).toEqual([3, '']);
    expect(ended.stderr).toMatch(/^hsf: No stack here has ROOT>=99\. There (?:is|are) 6\.\d+\S*( to 6\.\d+\S*)?\.$/m);
  });

  test('says which comparisons there are', async () => {
    const ended = await search('ROOT~6.3');
    expect(ended.status).toBe(2);
    expect(ended.stderr).toContain('"~" is no comparison; there are >= > <= < = !=');
  });

  test('says which filter fits nothing', async () => {
    const ended = await search('ROOT', '--family', 'lgc');
    expect([ended.status, ended.stdout]).toEqual([3, '']);
    expect(ended.stderr).toContain('There is no family "lgc" here; near it: lcg');
  });

  test('fails with one sentence where there is nothing at all', async () => {
    const ended = await scene.hsf(['search', 'ROOT'], {env: {...env, HSF_CVMFS: '/nonexistent'}});
    expect([ended.status, ended.stdout]).toEqual([3, '']);
    expect(ended.stderr).toContain('There is no directory /nonexistent.');
  });

  test('goes on without a list that is gone', async () => {
    const own = makeScene({extraPlatforms: ['x86_64-debian12-gcc12-opt']});
    try {
      rmSync(join(own.tree.root, 'sft.cern.ch/lcg/releases/LCG_107/LCG_externals_x86_64-debian12-gcc12-opt.txt'));
      const ended = await own.hsf(['search', 'ROOT', '--json', '--family', 'lcg'], {env});
      expect(ended.status).toBe(0);
      expect(matches(ended).map(({stack}) => stack)).toContain('lcg/LCG_107');
      expect(matches(ended).map(({variant}) => variant)).not.toContain('lcg/LCG_107@x86_64-debian12-gcc12-opt');
    } finally {
      own.remove();
    }
  });
});
