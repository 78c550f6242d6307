import type {Entry} from './entry.ts';
import {CMSSET, CONDA, KEY4HEP, SCRAMV1, THISROOT} from './experiment-scripts.ts';

/** `x86_64` in CMS's spelling. */
const CMS_ARCH: Readonly<Record<string, string>> = {x86_64: 'amd64'};

const hello = (path: string, about: string): Entry => ({
  path,
  executable: true,
  // Shell builtins only: in a thin container there may be little else.
  text: `#!/bin/sh\n# A small program of the hsf demo.\necho "Hello from ${about}."\necho "Program: $0"\n`,
});

/** Key4hep's releases as Spack lays them out, with the one script that starts them all. */
export function key4hepTree(arch: string): readonly Entry[] {
  const base = 'sw.hsf.org/key4hep';
  const releases = [
    {date: '2024-10-03', platforms: ['almalinux9-gcc14.2.0-opt', 'ubuntu22.04-gcc11.4.0-opt'], podio: '1.1', geant4: '11.2.2'},
    {
      date: '2025-05-29',
      platforms: ['almalinux9-gcc14.2.0-opt', 'almalinux9-gcc14.2.0-dbg', 'ubuntu24.04-gcc13.3.0-opt'],
      podio: '1.3',
      geant4: '11.3.2',
    },
  ];
  return [
    {path: `${base}/setup.sh`, text: KEY4HEP},
    ...releases.flatMap(({date, platforms, podio, geant4}) =>
      platforms.flatMap(platform => {
        const build = `${base}/releases/${date}/${arch}-${platform}`;
        return [
          hello(`${build}/hello-key4hep/1.0-d3e40a/bin/hello-key4hep`, `Key4hep ${date} for ${platform}`),
          {path: `${build}/key4hep-stack/${date}-c0ffee/setup.sh`, text: `export KEY4HEP_PLATFORM=${arch}-${platform}\n`},
          ...[`podio/${podio}-a1b2c3`, `geant4/${geant4}-b2c3d4`, 'root/6.36.04-c3d4e5', 'dd4hep/1.32-d4e5f6'].map(
            (name): Entry => ({path: `${build}/${name}/lib`, directory: true}),
          ),
        ];
      }),
    ),
  ];
}

/** CMS's architectures with releases, and `scram`, which prints what a release sets. */
export function cmsTree(arch: string): readonly Entry[] {
  const short = CMS_ARCH[arch] ?? arch;
  const releases = [
    {platform: `el8_${short}_gcc12`, release: 'CMSSW_14_0_21'},
    {platform: `el9_${short}_gcc13`, release: 'CMSSW_15_0_2'},
    {platform: `el9_${short}_gcc13`, release: 'CMSSW_15_1_0_pre3'},
  ];
  const map = releases.map(
    ({platform, release}) =>
      `architecture=${platform};label=${release};type=${release.includes('pre') ? 'Development' : 'Production'};state=Announced;prodarch=1;\n`,
  );
  return [
    {path: 'cms.cern.ch/cmsset_default.sh', text: CMSSET},
    {path: 'cms.cern.ch/common/scramv1', text: SCRAMV1, executable: true},
    {path: 'cms.cern.ch/releases.map', text: map.join('')},
    ...releases.flatMap(({platform, release}): readonly Entry[] => {
      const build = `cms.cern.ch/${platform}/cms/cmssw/${release}`;
      return [
        hello(`${build}/bin/${platform}/hello-cms`, `${release} for ${platform}`),
        {path: `${build}/config/scram_version`, text: 'V3_00_78\n'},
        {path: `cms.cern.ch/${platform}/etc/profile.d`, directory: true},
      ];
    }),
  ];
}

/** Conda environments in the layout of the gravitational-wave network; conda itself is a function that knows `activate`. */
export function condaTree(arch: string): readonly Entry[] {
  // Their builds are for one architecture only.
  if (arch !== 'x86_64') return [];
  const base = 'software.igwn.org/conda';
  const environments = [
    {name: 'igwn-py311', python: '3.11.11', gwpy: '3.0.10'},
    {name: 'igwn-py312', python: '3.12.9', gwpy: '3.0.12'},
  ];
  return [
    {path: `${base}/etc/profile.d/conda.sh`, text: CONDA},
    {path: `${base}/conda-meta/conda-25.3.0-h0_0.json`, text: '{"name": "conda", "version": "25.3.0"}\n'},
    ...environments.flatMap(({name, python, gwpy}): readonly Entry[] => [
      hello(`${base}/envs/${name}/bin/hello-igwn`, `the environment ${name}`),
      ...Object.entries({python, gwpy, lalsuite: '7.26', numpy: '2.2.4'}).map(([tool, version]): Entry => ({
        path: `${base}/envs/${name}/conda-meta/${tool}-${version}-h0_0.json`,
        text: `${JSON.stringify({name: tool, version, build: 'h0_0'})}\n`,
      })),
    ]),
  ];
}

/**
 * Plain builds of ROOT, one of them for this machine's own system.
 *
 * @param family of this machine, as platform strings spell it; null where it has no such name
 */
export function rootTree(arch: string, family: string | null): readonly Entry[] {
  const own = family === null ? null : rootSystem(family);
  const platforms = [...new Set([own, 'almalinux9.7-gcc115', 'ubuntu24.04-gcc133'])].filter(one => one !== null);
  return ['6.34.08', '6.36.04'].flatMap(release =>
    platforms.flatMap((platform): readonly Entry[] => {
      const build = `sft.cern.ch/lcg/app/releases/ROOT/${release}/${arch}-${platform}-opt`;
      return [
        {path: `${build}/bin/thisroot.sh`, text: THISROOT},
        hello(`${build}/bin/hello-root`, `ROOT ${release} for ${platform}`),
        {path: `${build}/lib`, directory: true},
      ];
    }),
  );
}

/** A system with its compiler in the spelling of ROOT's builds, with dots where platforms of views have none. */
export function rootSystem(family: string): string | null {
  const [, name = '', version = ''] = /^([a-z]+)(\d+)$/.exec(family) ?? [];
  if (name === 'ubuntu') return `ubuntu${version.slice(0, 2)}.${version.slice(2)}-gcc${version.startsWith('22') ? '114' : '133'}`;
  if (name === 'debian') return `${family}-gcc${version === '12' ? '122' : '142'}`;
  return name === 'fedora' ? `${family}-gcc152` : null;
}
