import type {Platform} from './stack.ts';

/** Which image stands for an operating system. Sites and users may put rules of their own in front. */
export type OsImageRule = {
  /** Operating system as platform strings spell it: `el9`, `ubuntu2204`. */
  readonly os: string;
  /** Globs on the names of images found on CVMFS (`registry/path/name:tag`), best first. */
  readonly images: readonly string[];
  /** Registry reference for engines that can pull; null where no well-known one exists. */
  readonly reference: string | null;
  /** Where the rule comes from. */
  readonly source: string;
};

/** Debian's images are tagged by number and by codename. */
const DEBIAN = [
  ['10', 'buster'],
  ['11', 'bullseye'],
  ['12', 'bookworm'],
  ['13', 'trixie'],
] as const;

const AIDASOFT = 'LAYOUTS.md 1.7: AIDASoft/run-lcg-view';

/**
 * Images that bring an operating system, best first: those with the system libraries that LCG views expect (HEP_OSlibs), then the
 * worker node images of the experiments and OSG, then the distribution's own.
 */
export const OS_IMAGE_RULES: readonly OsImageRule[] = [
  {
    os: 'el10',
    images: ['*/aidasoft/el10:*', '*/almalinux:10', '*/almalinux:10*', '*/rockylinux:10*', '*/rocky:10*'],
    reference: 'docker.io/library/almalinux:10',
    source: 'LAYOUTS.md 1.4',
  },
  {
    os: 'el9',
    images: [
      '*/aidasoft/el9:*',
      '*/linuxsupport/alma9-base:*',
      '*/os-base/alma9-devel/prod/*',
      '*/belle2-base-el9*',
      '*/x86_64-el9',
      '*/x86_64-almalinux9',
      '*/cms:rhel9*',
      '*/cmssw/el9:*',
      '*/atlas/almalinux9-atlasos*',
      '*/osgvo-el9:*',
      '*/almalinux:9',
      '*/almalinux:9*',
      '*/rockylinux:9*',
      '*/rocky:9*',
      '*-el9',
      '*-el9:*',
      '*alma9*:*',
    ],
    reference: 'ghcr.io/aidasoft/el9:latest',
    source: AIDASOFT,
  },
  {
    os: 'el8',
    images: [
      '*/aidasoft/el8:*',
      '*/x86_64-el8',
      '*/cms:rhel8*',
      '*/cmssw/el8:*',
      '*/osgvo-el8:*',
      '*/almalinux:8',
      '*/almalinux:8*',
      '*/rockylinux:8*',
      '*/rocky:8*',
      '*-el8',
      '*-el8:*',
    ],
    reference: 'docker.io/library/almalinux:8',
    source: 'LAYOUTS.md 4.3',
  },
  {
    os: 'centos7',
    images: [
      '*/aidasoft/centos7:*',
      '*/linuxsupport/cc7-base:*',
      '*/os-base/centos7-devel/prod/*',
      '*/x86_64-centos7',
      '*/compat_el7-x86_64',
      '*/cms:rhel7*',
      '*/cmssw/cc7:*',
      '*/atlas/centos7-atlasos*',
      '*/osgvo-el7:*',
      '*/centos:centos7*',
      '*/centos:7*',
      '*-sl7:*',
    ],
    reference: 'ghcr.io/aidasoft/centos7:latest',
    source: AIDASOFT,
  },
  {
    os: 'slc6',
    images: [
      '*/aidasoft/slc6:*',
      '*/linuxsupport/slc6-base:*',
      '*/os-base/slc6-devel/prod/*',
      '*/x86_64-slc6',
      '*/cms:rhel6*',
      '*/cmssw/slc6:*',
      '*/osgvo-el6:*',
      '*/centos:centos6*',
      '*/centos:6*',
    ],
    reference: 'ghcr.io/aidasoft/slc6:latest',
    source: AIDASOFT,
  },
  ...['1804', '2004', '2204', '2404', '2604'].map(release => {
    const dotted = `${release.slice(0, 2)}.${release.slice(2)}`;
    return {
      os: `ubuntu${release}`,
      images: [
        `*/aidasoft/ubuntu${release}:*`,
        `*/ubuntu:${dotted}`,
        `*/ubuntu:${dotted}*`,
        `*-ubuntu${dotted}`,
        `*ubuntu${release}*:*`,
      ],
      reference: Number(release) > 2404 ? `docker.io/library/ubuntu:${dotted}` : `ghcr.io/aidasoft/ubuntu${release}:latest`,
      source: AIDASOFT,
    };
  }),
  ...DEBIAN.map(([release, codename]) => ({
    os: `debian${release}`,
    images: [`*/debian:${release}`, `*/debian:${release}*`, `*/debian:${codename}*`, `*-debian${release}`],
    reference: `docker.io/library/debian:${release}`,
    source: 'names of the distribution',
  })),
  ...['38', '39', '40', '41', '42', '43', '44'].map(release => ({
    os: `fedora${release}`,
    images: [`*/fedora:${release}`, `*/fedora:${release}*`],
    reference: `docker.io/library/fedora:${release}`,
    source: 'names of the distribution; LAYOUTS.md 1.11: standalone ROOT is built for each of them',
  })),
  ...['2', '2023'].map(release => ({
    os: `amzn${release}`,
    images: [`*/amazonlinux:${release}`],
    reference: `docker.io/library/amazonlinux:${release}`,
    source: 'names of the distribution',
  })),
  {
    os: 'sles15',
    images: ['*/opensuse/leap:15*', '*/leap:15*'],
    reference: 'docker.io/opensuse/leap:15',
    source: 'names of the distribution, whose Leap is built from the packages of the Enterprise Server',
  },
];

const BUILT_IN: ReadonlySet<OsImageRule> = new Set(OS_IMAGE_RULES);

/** Whether a rule is one of ours, and nobody's wish. */
export function isBuiltIn(rule: OsImageRule): boolean {
  return BUILT_IN.has(rule);
}

/** IDs of os-release that the names of images tell, among those that are one family. */
const IDS: readonly (readonly [pattern: RegExp, id: string])[] = [
  [/oraclelinux/, 'ol'],
  [/centos|stream\d/, 'centos'],
  [/alma/, 'almalinux'],
  [/rocky/, 'rocky'],
  [/ubi\d|rhel/, 'rhel'],
];

/** The ID of os-release that the name of an image tells; null when it tells none. */
export function idOfImage(name: string): string | null {
  const word = name.toLowerCase();
  return IDS.find(([pattern]) => pattern.test(word))?.[1] ?? null;
}

type Os = NonNullable<Platform['os']>;
type Hint = {readonly pattern: RegExp; readonly os: (version: string) => Os};

const el = (version: string): Os => (Number.parseInt(version, 10) >= 8 ? {id: 'el', version} : elder(version));
const elder = (version: string): Os => (version.startsWith('7') ? {id: 'centos', version: '7'} : {id: 'slc', version});
const named =
  (id: string) =>
  (version: string): Os => ({id, version});

/** Words in image names that name a system; of several that match, the one furthest right counts. */
const HINTS: readonly Hint[] = [
  {pattern: /(?:almalinux|rockylinux|rocky|oraclelinux|alma|ubi)[:/-]?(\d+)/g, os: el},
  {pattern: /(?:^|[^a-z0-9])(?:rhel|el|sl)[:-]?(\d+)(?![\d.]*-?py)/g, os: el},
  {pattern: /(?:centos(?::centos|:stream|:)?|(?:^|[^a-z0-9])cc)(\d+)/g, os: el},
  {pattern: /(?:^|[^a-z0-9])slc(\d+)/g, os: elder},
  {pattern: /ubuntu[:-]?(\d\d\.\d\d)/g, os: named('ubuntu')},
  {pattern: /ubuntu(\d\d\d\d)(?!\d)/g, os: version => ({id: 'ubuntu', version: `${version.slice(0, 2)}.${version.slice(2)}`})},
  {pattern: /ubuntu(\d\d)(?![\d.])/g, os: version => ({id: 'ubuntu', version: `${version}.04`})},
  {pattern: /debian[:-]?(\d+)/g, os: named('debian')},
  ...DEBIAN.map(([version, codename]) => ({
    pattern: new RegExp(`debian[:-](?=${codename})`, 'g'),
    os: () => ({id: 'debian', version}),
  })),
  {pattern: /fedora[:-]?(\d+)/g, os: named('fedora')},
  {pattern: /amazonlinux[:-]?(\d+)/g, os: named('amzn')},
  {pattern: /(?:opensuse\/)?leap[:-]?(\d+)/g, os: named('sles')},
];

/** Whether it is worth to look closer: nearly all names tell nothing, and there may be 100,000. */
const MAY_TELL = /(?:alma|linux|rocky|ubi|el|sl|slc|cc|ubuntu|debian|fedora|leap)[:/-]?\d/;

/** The operating system that the name of an image tells; null when it tells none. */
export function osOfImage(name: string): Os | null {
  const word = name.toLowerCase();
  if (!MAY_TELL.test(word) && !word.includes('centos') && !word.includes('debian:')) return null;
  let best: Os | null = null;
  let at = -1;
  for (const {pattern, os} of HINTS) {
    for (const match of word.matchAll(pattern)) {
      if (match.index >= at) {
        at = match.index;
        best = os(match[1] ?? '');
      }
    }
  }
  return best;
}
