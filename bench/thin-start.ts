import {randomFillSync} from 'node:crypto';
import {chmodSync, closeSync, mkdirSync, mkdtempSync, openSync, realpathSync, rmSync, statSync, writeSync} from 'node:fs';
import {tmpdir, userInfo} from 'node:os';
import {join} from 'node:path';
import {makePodmanRig} from '../test/rig/engines/podman.ts';
import {demoTree} from './containers.ts';
import {output, timed, type Environment} from './programs.ts';
import {interleaved, summarise, type Samples} from './samples.ts';

/** A gigabyte in many files of middle size: what loading an archive costs depends on both. */
const FILES = 16_000;
const FILE_BYTES = 64 * 1024;
const NAME = 'localhost/hsf-bench-thin:1';
/** Podman's own limits are more than root may set where it lacks a capability (ENGINES.md 0): within reach of everybody. */
const LIMITS = ['--ulimit', 'nofile=1024:1024', '--ulimit', 'nproc=4096:4096'];
const STACK = 'lcg/LCG_108@x86_64-el9-gcc14-opt';

export type ThinFigures = {
  readonly missing: string | null;
  /** Of the files in the image, and of the archive made of them. */
  readonly bytes: {readonly image: number; readonly archive: number};
  readonly times: ReadonlyMap<string, Samples>;
};

/**
 * The first command in an unpacked image, as on CVMFS, against loading the same files as an OCI archive into podman and running the
 * same command there: what a thin image saves (the published figures are 5 s against 5 min).
 */
export async function measureThinStart(
  hsf: string,
  environment: (folder: string) => Environment,
  rounds: number,
): Promise<ThinFigures> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-bench-')));
  chmodSync(folder, 0o755);
  let stop = () => Promise.resolve();
  try {
    const {image: small, env} = await demoTree(hsf, environment(folder), folder);
    const {uid, gid} = userInfo();
    mkdirSync(join(folder, 'podman'));
    const account = {uid, gid, groups: process.getgroups!(), home: folder};
    const rig = await makePodmanRig(account, small, join(folder, 'podman'));
    if ('missing' in rig) return {missing: rig.missing, bytes: {image: 0, archive: 0}, times: new Map()};
    stop = rig.stop;
    const image = join(folder, 'image');
    await output(['cp', '-a', small, image], env);
    writeFiles(join(image, 'usr/share/data'));
    const podman = (...args: string[]): [string, ...string[]] => ['podman', '--log-level=error', ...args];
    const podmanEnv = {...env, ...rig.env};
    const archive = join(folder, 'image.tar');
    await output(['tar', '-C', image, '-cf', `${archive}.plain`, '.'], env);
    await output(podman('import', '--quiet', `${archive}.plain`, NAME), podmanEnv);
    rmSync(`${archive}.plain`);
    await output(podman('save', '--quiet', '--format', 'oci-archive', '--output', archive, NAME), podmanEnv);
    const empty = () => output(podman('rmi', '--force', NAME), podmanEnv);
    await empty();
    const loaded = async () => {
      const load = await timed(podman('load', '--quiet', '--input', archive), podmanEnv);
      const run = await timed(podman('run', '--rm', '--network', 'host', '--pull', 'never', ...LIMITS, NAME, 'true'), podmanEnv);
      await empty();
      return load + run;
    };
    const thin = [hsf, 'run', '--container', 'always', '--image', image, STACK, '--', 'true'] as const;
    const times = await interleaved(
      [
        {name: 'hsf run in the unpacked image', run: () => timed(thin, env)},
        {name: 'podman load of the archive, and run', run: loaded},
      ],
      rounds,
    );
    return {missing: null, bytes: {image: FILES * FILE_BYTES, archive: statSync(archive).size}, times};
  } finally {
    await stop();
    rmSync(folder, {recursive: true, force: true});
  }
}

/** Files that can be packed to about half, as those of real images. */
function writeFiles(directory: string): void {
  const content = Buffer.alloc(FILE_BYTES, 'the same again ');
  for (let index = 0; index < FILES; index++) {
    const place = join(directory, String(index % 100));
    mkdirSync(place, {recursive: true});
    randomFillSync(content, 0, FILE_BYTES / 2);
    const file = openSync(join(place, `${index}`), 'w');
    writeSync(file, content);
    closeSync(file);
  }
}

export function thinTable({missing, bytes, times}: ThinFigures): string {
  if (missing !== null) return `Thin start: not measured: ${missing}`;
  const rows = [...times].map(([name, samples]) => ({name, median: summarise(samples)?.median ?? Number.NaN}));
  const [thin, thick] = rows;
  const mega = (count: number) => `${(count / 1e6).toFixed(0)} MB`;
  return [
    `First command in an image of ${mega(bytes.image)}, ${mega(bytes.archive)} as an OCI archive.`,
    ...rows.map(({name, median}) => `${name.padEnd(44)}${median.toFixed(0).padStart(10)} ms`),
    `${'times as fast (goal: >= 60)'.padEnd(44)}${((thick?.median ?? 0) / (thin?.median ?? 1)).toFixed(0).padStart(10)} ×`,
  ].join('\n');
}
