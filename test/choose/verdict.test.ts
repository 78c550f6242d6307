import {describe, expect, test} from 'vitest';
import {judge} from '../../src/choose/judge.ts';
import {BUILT_IN_RULES} from '../../src/choose/catalogue-rules.ts';
import {OS_IMAGE_RULES} from '../../src/choose/os-images.ts';
import {neverRuns} from '../../src/choose/verdict.ts';
import type {Findings, FoundVariant} from '../../src/find/found.ts';
import type {Host} from '../../src/choose/host.ts';
import {
  ALMA9,
  APPTAINER,
  BROKEN,
  CENTOS7,
  UBUNTU22,
  eessi,
  findings,
  found,
  host,
  image,
  kinds,
  layout,
  lcg,
  prefix,
} from './scene.ts';

const first = (variants: readonly FoundVariant[], machine: Host = host(), more: Partial<Findings> = {}) =>
  judge({...findings(variants), ...more}, machine)[0]?.variants[0]?.verdict;

describe('what runs here', () => {
  const cases = [
    {
      title: 'the same system',
      variants: lcg('LCG_107', 'x86_64-el9-gcc13-opt'),
      machine: host({os: 'el9'}),
      verdict: {runs: 'native', reason: 'Built for el9, which this machine is.', image: null},
    },
    {
      title: 'CentOS 7 on its rebuilds',
      variants: lcg('LCG_97', 'x86_64-centos7-gcc8-opt'),
      machine: host({os: 'centos7'}),
      verdict: {runs: 'native', reason: 'Built for centos7, which this machine is.', image: null},
    },
    {
      title: 'Scientific Linux 5 on 6, as LHCb allows',
      variants: lcg('LCG_60', 'x86_64-slc5-gcc43-opt'),
      machine: host({os: 'slc6'}),
      verdict: {runs: 'native', reason: 'Built for slc5, which this machine is.', image: null},
    },
    {
      title: 'another system in an image that is on CVMFS',
      variants: [...lcg('LCG_107', 'x86_64-el9-gcc13-opt'), UBUNTU22, ALMA9],
      verdict: {
        runs: 'container',
        reason: 'Built for el9; this machine is debian12; runs in a container of almalinux:9, started by bubblewrap.',
        image: ALMA9.entry.path,
      },
    },
    {
      title: 'Ubuntu only as the very same version',
      variants: [...lcg('LCG_107', 'x86_64-ubuntu2204-gcc11-opt'), UBUNTU22],
      machine: host({os: 'ubuntu2404'}),
      verdict: {
        runs: 'container',
        reason: 'Built for ubuntu2204; this machine is ubuntu2404; runs in a container of ubuntu:22.04, started by bubblewrap.',
        image: UBUNTU22.entry.path,
      },
    },
    {
      title: 'Ubuntu by its year alone',
      variants: lcg('6.26.00', 'x86_64-ubuntu22-gcc113-opt'),
      machine: host({os: 'ubuntu2204'}),
      verdict: {runs: 'native', reason: 'Built for ubuntu22, which this machine is.', image: null},
    },
    {
      title: 'no image and nothing that fetches one',
      variants: [...lcg('LCG_107', 'x86_64-el9-gcc13-opt'), CENTOS7],
      verdict: {
        runs: 'no',
        reason:
          'Built for el9; this machine is debian12, and no image of el9 was found on CVMFS (apptainer or podman would fetch ghcr.io/aidasoft/el9:latest).',
        image: null,
      },
    },
    {
      title: 'an engine that fetches images, where CVMFS has none',
      variants: lcg('LCG_107', 'x86_64-el9-gcc13-opt'),
      machine: host({engines: [APPTAINER]}),
      verdict: {
        runs: 'container',
        reason:
          'Built for el9; this machine is debian12; runs in a container of ghcr.io/aidasoft/el9:latest, which apptainer has to fetch first.',
        image: 'ghcr.io/aidasoft/el9:latest',
      },
    },
    {
      title: 'no container engine at all',
      variants: [...lcg('LCG_107', 'x86_64-el9-gcc13-opt'), ALMA9],
      machine: host({engines: []}),
      verdict: {
        runs: 'no',
        reason:
          'Built for el9; this machine is debian12, and no container engine is installed here; bubblewrap or charliecloud would start it.',
        image: null,
      },
    },
    {
      title: 'a container engine that does not work',
      variants: [...lcg('LCG_107', 'x86_64-el9-gcc13-opt'), ALMA9],
      machine: host({engines: [BROKEN]}),
      verdict: {
        runs: 'no',
        reason:
          'Built for el9; this machine is debian12, and no container engine works here (bubblewrap: User namespaces are switched off).',
        image: null,
      },
    },
    {
      title: 'another architecture',
      variants: lcg('LCG_107', 'aarch64-el9-gcc13-opt'),
      machine: host({os: 'el9'}),
      verdict: {runs: 'no', reason: 'Built for aarch64; this machine is x86_64.', image: null},
    },
    {
      title: 'macOS on Linux',
      variants: lcg('LCG_106', 'x86_64-mac1015-clang120-opt'),
      verdict: {runs: 'no', reason: 'Built for macOS; this machine is debian12.', image: null},
    },
    {
      title: 'a level that this CPU lacks',
      variants: lcg('LCG_108', 'x86_64_v4-el9-gcc13-opt'),
      machine: host({os: 'el9'}),
      verdict: {runs: 'no', reason: 'Needs AVX-512 (x86-64-v4), which this CPU lacks.', image: null},
    },
    {
      title: 'an instruction set that this CPU lacks',
      variants: lcg('LCG_97', 'x86_64+avx512-centos7-gcc8-opt'),
      machine: host({os: 'centos7'}),
      verdict: {runs: 'no', reason: 'Needs AVX512, which this CPU lacks.', image: null},
    },
    {
      title: 'a CPU of which nothing is known',
      variants: lcg('LCG_108', 'x86_64_v3-el9-gcc13-opt'),
      machine: host({os: 'el9', cpu: {flags: [], level: null}}),
      verdict: {runs: 'no', reason: 'Needs AVX2 (x86-64-v3), and what this CPU has is not known.', image: null},
    },
    {
      title: 'a prefix on any Linux',
      variants: prefix('linux', 'x86_64', []),
      machine: host({engines: []}),
      verdict: {runs: 'native', reason: 'Runs on any x86_64 Linux, since it brings its own system libraries.', image: null},
    },
    {
      title: 'an EESSI target that this CPU lacks',
      variants: eessi('2023.06', 'x86_64/amd/zen4'),
      verdict: {runs: 'no', reason: 'Needs AVX-512 (zen4), which this CPU lacks.', image: null},
    },
    {
      title: 'an EESSI target of another make whose instructions this CPU has',
      variants: eessi('2023.06', 'x86_64/intel/haswell'),
      machine: host({cpu: {flags: [...host().cpu.flags, 'aes', 'pclmulqdq', 'rdrand']}}),
      verdict: {
        runs: 'native',
        reason: 'Runs on any x86_64 Linux, since it brings its own system libraries, though tuned for haswell.',
        image: null,
      },
    },
    {
      title: 'an image, where an engine takes directories',
      variants: [ALMA9],
      verdict: {runs: 'container', reason: 'An image, started by bubblewrap.', image: ALMA9.entry.path},
    },
    {
      title: 'an image file, where no engine mounts files',
      variants: [{...ALMA9, entry: {kind: 'image' as const, path: '/cvmfs/x/y.sif'}}],
      verdict: {
        runs: 'no',
        reason:
          'An image, and no container engine that takes such an image works here (bubblewrap does not); apptainer or singularity would start it.',
        image: null,
      },
    },
    {
      title: 'an image for another architecture',
      variants: [image('ghcr.io/a/b:v1-arm64')],
      verdict: {runs: 'no', reason: 'Built for aarch64; this machine is x86_64.', image: null},
    },
    {
      title: 'a platform that nobody understands',
      variants: lcg('LCG_107', 'weird'),
      verdict: {runs: 'native', reason: 'Its platform weird is not understood, so nothing speaks against it.', image: null},
    },
  ] as const;
  for (const {title, variants, verdict, ...more} of cases) {
    test(title, () => expect(first(variants, 'machine' in more ? more.machine : host())).toEqual(verdict));
  }

  test('a point release of Alma needs a host that is as far', () => {
    const root = lcg('6.40.02', 'x86_64-almalinux9.8-gcc115-opt');
    expect(first(root, {...host(), os: {id: 'rocky', version: '9.8', family: 'el9'}})?.runs).toBe('native');
    expect(first([...root, ALMA9], {...host(), os: {id: 'rocky', version: '9.4', family: 'el9'}})?.runs).toBe('container');
  });

  test('a repository that it reads and that is missing is in the reason', () => {
    const geant = {family: kinds.lcg.family, layout: layout({uses: ['geant4.cern.ch']})};
    const all = findings([found('LCG_107', 'x86_64-el9-gcc13-opt', geant)], {'geant4.cern.ch': 'not-mounted'});
    expect(judge(all, host({os: 'el9'}))[0]?.variants[0].verdict).toEqual({
      runs: 'native',
      reason: 'Built for el9, which this machine is; geant4.cern.ch, which it reads, is not mounted.',
      image: null,
    });
  });

  test('a hung repository is in the reason, and its images are not used', () => {
    const all = findings([...lcg('LCG_107', 'x86_64-el9-gcc13-opt'), ALMA9], {'unpacked.cern.ch': 'hung', 'sft.cern.ch': 'hung'});
    expect(judge(all, host())[0]?.variants[0].verdict.reason).toBe(
      'Built for el9; this machine is debian12, and no image of el9 was found on CVMFS (apptainer or podman would fetch ghcr.io/aidasoft/el9:latest); sft.cern.ch does not answer.',
    );
  });

  test("the user's rule for an image goes before all others", () => {
    const own = {os: 'el9', images: ['*/mine/el9:*'], reference: null, source: 'user'};
    const mine = image('ghcr.io/mine/el9:2');
    const stacks = judge(findings([...lcg('LCG_107', 'x86_64-el9-gcc13-opt'), ALMA9, mine]), host(), {
      ...BUILT_IN_RULES,
      images: [own, ...OS_IMAGE_RULES],
    });
    expect(stacks[0]?.variants[0].verdict.image).toBe(mine.entry.path);
  });

  test("the user's own directory serves as an image", () => {
    const own = {os: 'el9', images: [], reference: '/data/el9', source: 'user'};
    const stacks = judge(findings([...lcg('LCG_107', 'x86_64-el9-gcc13-opt'), ALMA9]), host(), {
      ...BUILT_IN_RULES,
      images: [own, ...OS_IMAGE_RULES],
    });
    expect(stacks[0]?.variants[0].verdict.image).toBe('/data/el9');
  });

  test('an image with the libraries of HEP goes before a bare distribution', () => {
    const hep = image('ghcr.io/aidasoft/el9:latest');
    expect(first([...lcg('LCG_107', 'x86_64-el9-gcc13-opt'), ALMA9, hep])?.image).toBe(hep.entry.path);
  });

  test('other processors and systems never run, old CPUs and missing engines only now', () => {
    const [stack] = judge(
      findings(lcg('LCG_1', 'aarch64-el9-gcc13-opt', 'x86_64-mac13-clang150-opt', 'x86_64_v4-el9-gcc13-opt')),
      host(),
    );
    const never = stack?.variants.filter(variant => neverRuns(variant.platform, host())).map(variant => variant.platform.text);
    expect(never?.toSorted()).toEqual(['aarch64-el9-gcc13-opt', 'x86_64-mac13-clang150-opt']);
  });
});
