import {describe, expect, test} from 'vitest';
import {judge} from '../../src/choose/judge.ts';
import type {EngineFact} from '../../src/choose/host.ts';
import type {FoundVariant} from '../../src/find/found.ts';
import {waysToStart} from '../../src/tui/ways-to-start.ts';
import {ALMA9, APPTAINER, BROKEN, BUBBLEWRAP, findings, host, image, lcg} from '../choose/scene.ts';

const PODMAN: EngineFact = {...BUBBLEWRAP, name: 'podman', takes: ['directory', 'archive', 'reference']};
const SIF9: FoundVariant = {
  ...image('own/almalinux:9.sif'),
  entry: {kind: 'image', path: '/cvmfs/unpacked.cern.ch/own/almalinux:9.sif'},
};

function ways(images: readonly FoundVariant[], engines: readonly EngineFact[]) {
  const machine = host({engines});
  const stacks = judge(findings([...lcg('LCG_107', 'x86_64-el9-gcc13-opt'), ...images]), machine);
  return waysToStart(stacks.find(({family}) => family === 'lcg')!.variants[0], machine).filter(way => way.mode === 'container');
}

describe('ways to start in a container', () => {
  test('begin with the engine that is taken anyway, and name the one of each', () => {
    const all = ways([ALMA9], [PODMAN, APPTAINER, BUBBLEWRAP]);
    expect(all.map(({engine}) => engine)).toEqual(['bubblewrap', 'apptainer', 'podman']);
    expect(all.map(({words}) => /started by (\w+)/.exec(words)?.[1])).toEqual(['bubblewrap', 'apptainer', 'podman']);
  });

  test('are there only for engines that take this kind of image, and the others say why not', () => {
    const all = ways([SIF9], [BUBBLEWRAP, PODMAN, APPTAINER]);
    expect(all.map(({engine, possible}) => [engine, possible])).toEqual([
      ['apptainer', true],
      ['bubblewrap', false],
      ['podman', false],
    ]);
    expect(all[1]?.words).toBe('bubblewrap cannot start an image that is a SIF file.');
  });

  test('say why an engine does not work at all', () => {
    const all = ways([ALMA9], [BROKEN, PODMAN]);
    expect(all.map(({engine, possible}) => [engine, possible])).toEqual([
      ['podman', true],
      ['bubblewrap', false],
    ]);
    expect(all[1]?.words).toBe('User namespaces are switched off.');
  });

  test('leave out what is not installed', () => {
    const docker: EngineFact = {...BROKEN, name: 'docker', program: null};
    expect(ways([ALMA9], [docker, BUBBLEWRAP]).map(({engine}) => engine)).toEqual(['bubblewrap']);
  });

  test('from a registry name the engine that fetches', () => {
    expect(ways([], [APPTAINER, PODMAN]).map(({words}) => /which (\w+) has to fetch first/.exec(words)?.[1])).toEqual([
      'podman',
      'apptainer',
    ]);
  });
});
