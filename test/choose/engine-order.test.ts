import {describe, expect, test} from 'vitest';
import {engineNames, enginesFor, whyNoEngine} from '../../src/choose/engine-order.ts';
import type {EngineFact, RootKind} from '../../src/choose/host.ts';
import {BUBBLEWRAP} from './scene.ts';

const KINDS: readonly RootKind[] = ['host', 'directory', 'sif', 'squashfs', 'archive', 'reference'];
const NAMES = [
  'apptainer',
  'bubblewrap',
  'charliecloud',
  'ctr',
  'docker',
  'nerdctl',
  'podman',
  'proot',
  'singularity',
  'unshare',
];
const engine = (name: string, changes: Partial<EngineFact> = {}): EngineFact => ({...BUBBLEWRAP, name, takes: KINDS, ...changes});

describe('of the engines that there are', () => {
  test.each<{kind: RootKind; order: string}>([
    {kind: 'host', order: 'unshare bubblewrap proot'},
    {kind: 'directory', order: 'bubblewrap unshare charliecloud apptainer singularity podman nerdctl docker ctr proot'},
    {kind: 'sif', order: 'apptainer singularity'},
    {kind: 'squashfs', order: 'charliecloud apptainer singularity'},
    {kind: 'archive', order: 'podman apptainer singularity nerdctl docker ctr'},
    {kind: 'reference', order: 'podman apptainer singularity nerdctl docker ctr'},
  ])('for a $kind come first $order', ({kind, order}) => {
    const all = enginesFor(
      kind,
      NAMES.toReversed().map(name => engine(name)),
    ).map(({name}) => name);
    expect(all.slice(0, order.split(' ').length)).toEqual(order.split(' '));
  });

  test('one that nobody has heard of comes last', () => {
    expect(enginesFor('sif', [engine('novel'), engine('singularity')]).map(({name}) => name)).toEqual(['singularity', 'novel']);
  });
  test('only those count that work and take such a root', () => {
    const some = [engine('podman', {usable: false}), engine('docker', {takes: ['directory']}), engine('ctr')];
    expect(enginesFor('archive', some).map(({name}) => name)).toEqual(['ctr']);
  });
  test('all have a name that a setting may use', () => expect(engineNames().toSorted()).toEqual(NAMES));
});

describe('why none starts it', () => {
  test.each<{title: string; kind: RootKind; engines: readonly EngineFact[]; why: string}>([
    {
      title: 'nothing is installed',
      kind: 'sif',
      engines: [engine('apptainer', {program: null, usable: false})],
      why: 'no container engine is installed here; apptainer or singularity would start it',
    },
    {
      title: 'what makes a private view of this machine is advice for few',
      kind: 'directory',
      engines: [],
      why: 'no container engine is installed here; bubblewrap or charliecloud would start it',
    },
    {
      title: 'one works, for other roots',
      kind: 'squashfs',
      engines: [
        engine('docker', {program: null, usable: false}),
        engine('podman', {usable: false}),
        engine('ctr', {takes: ['archive']}),
      ],
      why: 'no container engine that takes such an image works here (ctr does not); charliecloud or apptainer would start it',
    },
    {
      title: 'the first that is installed does not work',
      kind: 'archive',
      engines: [
        engine('docker', {program: null, usable: false}),
        engine('podman', {usable: false, reason: 'No ids in /etc/sub.uid are mine.'}),
      ],
      why: 'no container engine works here (podman: No ids in /etc/sub.uid are mine)',
    },
  ])('$title', ({kind, engines, why}) => expect(whyNoEngine(engines, kind)).toBe(why));
});
