import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

export type BenchTree = {
  /** What to give as `--cvmfs`. */
  readonly root: string;
  readonly variants: number;
  /** Set-up script of the variant that runs as it is on this machine, and its address. */
  readonly setup: string;
  readonly address: string;
  /**
   * Directory reads that cannot be avoided: each placeholder of a layout costs one per parent, literal segments nothing
   * (LAYOUTS.md 0). Here `lcg/views/{release}/{platform}`: the views, and each release.
   */
  readonly leastReads: number;
};

/**
 * A tree of release views like that of sft.cern.ch, with five platforms a release; one of them runs on this machine.
 *
 * @param family the machine's system as platforms spell it (`debian12`)
 */
export function writeBenchTree(root: string, variants: number, arch: string, family: string): BenchTree {
  const systems = [`${family}-gcc13-opt`, 'el9-gcc13-opt', 'el9-gcc14-opt', 'el9-gcc13-dbg', 'ubuntu2204-gcc11-opt'];
  const platforms = [...new Set(systems)].map(system => `${arch}-${system}`);
  const views = join(root, 'sft.cern.ch/lcg/views');
  const releases = Math.ceil(variants / platforms.length);
  for (let index = 0; index < variants; index += 1) {
    const release = `LCG_${100 + Math.floor(index / platforms.length)}`;
    const platform = platforms[index % platforms.length] ?? '';
    const view = join(views, release, platform);
    mkdirSync(view, {recursive: true});
    writeFileSync(join(view, 'setup.sh'), setupScript(release, platform));
  }
  const release = `LCG_${100 + Math.floor(releases / 2)}`;
  return {
    root,
    variants,
    setup: join(views, release, platforms[0] ?? '', 'setup.sh'),
    address: `lcg/${release}@${platforms[0]}`,
    leastReads: 1 + releases,
  };
}

const setupScript = (release: string, platform: string) => `#   Generated: by the bench
thisdir="\${BASH_SOURCE[0]%/*}"
export LCG_VERSION=${release} LCG_PLATFORM=${platform}
export PATH="$thisdir/bin:$PATH" LD_LIBRARY_PATH="$thisdir/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
`;
