import {describe, expect, test} from 'vitest';
import {BUILT_IN_RULES} from '../../src/choose/catalogue-rules.ts';
import type {EngineFact} from '../../src/choose/host.ts';
import {judge} from '../../src/choose/judge.ts';
import {OS_IMAGE_RULES} from '../../src/choose/os-images.ts';
import type {FoundVariant} from '../../src/find/found.ts';
import {ALMA9, APPTAINER, BUBBLEWRAP, family, findings, found, host, image, kinds, layout, lcg} from './scene.ts';

const PODMAN: EngineFact = {...BUBBLEWRAP, name: 'podman', takes: ['directory', 'archive', 'reference']};
const CHARLIECLOUD: EngineFact = {...BUBBLEWRAP, name: 'charliecloud', takes: ['directory', 'squashfs']};
const BUILD = lcg('LCG_107', 'x86_64-el9-gcc13-opt');
/** None of the globs of our own rules means it; its name tells the system. */
const ODD9 = image('gitlab-registry.cern.ch/team/tools:el9-v2');
const SIF9 = {
  ...image('containers/almalinux:9.sif'),
  entry: {kind: 'image' as const, path: '/cvmfs/unpacked.cern.ch/almalinux:9.sif'},
};

/** The verdict for a build for el9 on Debian, with `wish` as the setting `images` has it. */
function verdictOf(images: readonly FoundVariant[], engines: readonly EngineFact[], wish: string | null = null) {
  const own =
    wish === null
      ? []
      : [
          {
            os: 'el9',
            images: wish.startsWith('/cvmfs/') ? [wish.split('/').slice(3).join('/')] : [],
            reference: wish,
            source: 'a test',
          },
        ];
  const rules = {...BUILT_IN_RULES, images: [...own, ...OS_IMAGE_RULES]};
  const stacks = judge(findings([...BUILD, ...images]), host({engines}), rules);
  return stacks.find(stack => stack.family === 'lcg')!.variants[0].verdict;
}

describe('the image for another system', () => {
  const BUILT = 'Built for el9; this machine is debian12';
  const cases: readonly {
    title: string;
    images: readonly FoundVariant[];
    engines: readonly EngineFact[];
    wish?: string;
    image: string | null;
    reason: string;
  }[] = [
    {
      title: 'on CVMFS goes before one that has to be fetched, also one that no rule means',
      images: [ODD9],
      engines: [PODMAN],
      image: ODD9.entry.path,
      reason: '; runs in a container of tools:el9-v2, started by podman.',
    },
    {
      title: 'is a file only where an engine takes files',
      images: [SIF9, ODD9],
      engines: [CHARLIECLOUD],
      image: ODD9.entry.path,
      reason: '; runs in a container of tools:el9-v2, started by charliecloud.',
    },
    {
      title: 'is a file where an engine takes them',
      images: [SIF9],
      engines: [BUBBLEWRAP, APPTAINER],
      image: SIF9.entry.path,
      reason: '; runs in a container of almalinux:9.sif, started by apptainer.',
    },
    {
      title: 'is said to be there where no engine takes it, with what would',
      images: [SIF9],
      engines: [BUBBLEWRAP],
      image: null,
      reason:
        ', and no container engine that takes such an image works here (bubblewrap does not); apptainer or singularity would start it.',
    },
    {
      title: 'is what somebody asked for, even where it has to be fetched',
      images: [ALMA9],
      engines: [PODMAN],
      wish: 'registry.example.org/own:9',
      image: 'registry.example.org/own:9',
      reason: '; runs in a container of registry.example.org/own:9, which podman has to fetch first.',
    },
    {
      title: 'is not what somebody asked for where nothing takes that',
      images: [ALMA9],
      engines: [BUBBLEWRAP],
      wish: 'registry.example.org/own:9',
      image: ALMA9.entry.path,
      reason: '; runs in a container of almalinux:9, started by bubblewrap.',
    },
    ...[
      {wish: '/images/own.sif', engine: APPTAINER},
      {wish: '/images/own.sqfs', engine: CHARLIECLOUD},
      {wish: '/images/own.tar', engine: PODMAN},
      {wish: 'oci-archive:/images/own', engine: PODMAN},
      {wish: '/images/own', engine: BUBBLEWRAP},
    ].map(({wish, engine}) => ({
      title: `may be ${wish}`,
      images: [],
      engines: [BUBBLEWRAP, engine],
      wish,
      image: wish,
      reason: `; runs in a container of ${wish}, started by ${engine.name}.`,
    })),
  ];
  test.each(cases)('$title', ({images, engines, wish, image: wanted, reason}) => {
    expect(verdictOf(images, engines, wish ?? null)).toEqual({
      runs: wanted === null ? 'no' : 'container',
      reason: BUILT + reason,
      image: wanted,
    });
  });
});

describe('a stack whose script asks for certain systems', () => {
  const KEY4HEP = {
    family: family('key4hep'),
    layout: layout({grammar: 'spack', systems: ['almalinux', 'rocky', 'rhel', 'centos7', 'ubuntu', 'pop']}),
  };
  const build = found('2026-02-01', 'x86_64-almalinux9-gcc14.2.0-opt', KEY4HEP);
  const STREAM9 = image('quay.io/centos/centos:stream9');
  const ORACLE9 = image('registry.hub.docker.com/library/oraclelinux:9');
  const verdict = (images: readonly FoundVariant[]) =>
    judge(findings([build, ...images]), host()).find(stack => stack.family === 'key4hep')!.variants[0].verdict;

  test('gets no image whose system makes it stop', () => {
    expect(verdict([STREAM9, ODD9, ORACLE9]).image).toBe(ODD9.entry.path);
    expect(verdict([STREAM9, ALMA9]).image).toBe(ALMA9.entry.path);
    expect(verdict([STREAM9, ORACLE9])).toMatchObject({runs: 'no', reason: expect.stringContaining('no image of el9 was found')});
  });
  test('and others do', () => {
    const other = found('1', 'x86_64-el9-gcc13-opt', kinds.lcg);
    expect(judge(findings([other, STREAM9]), host())[0]!.variants[0].verdict.image).toBe(STREAM9.entry.path);
  });
});
