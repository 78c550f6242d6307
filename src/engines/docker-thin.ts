import type {EngineFact} from '../choose/host.ts';
import {unreadableArchive} from './docker-archives.ts';
import type {ContainerRoot, EngineProbe, Explanation} from './engine.ts';
import {engineEnvironment} from './oci-environment.ts';

/** The CVMFS graph driver is a plugin: `cvmfs/overlay2-graphdriver:2`, `cvmfs/graphdriver:latest`, `aufs_cvmfs`. */
const CVMFS_DRIVER = /cvmfs/;

/** A thin image holds one file, which tells where on CVMFS the real layers are; its name depends on the tool that made it. */
const DESCRIPTORS = ['thin.json', 'thin-image.json'];

/** It is a page of JSON; no image that can run is this small. */
const LARGEST_THIN = 1_000_000;

/**
 * What has to be asked about an image before a start: whether it is there, if only this machine can have it, and whether it is a
 * thin image, which only docker's CVMFS graph driver can start. Such an image is known by its only file.
 */
export async function examineDocker(probe: EngineProbe, fact: EngineFact, root: ContainerRoot): Promise<Explanation | null> {
  if (root.kind !== 'reference' || fact.program === null) return unreadableArchive(root, fact.version);
  const ask = (...args: string[]) => probe.run([fact.program!, ...args], 10_000, engineEnvironment(probe));
  const image = await ask('image', 'inspect', '--format', '{{.Size}}', root.reference);
  if (image.status !== 0) {
    if (!/No such image/.test(image.stderr) || !root.reference.startsWith('localhost/')) return null;
    return {message: `docker has no image ${root.reference}.`, advice: 'See "hsf images" for those that are there.'};
  }
  if (Number(image.stdout) > LARGEST_THIN) return null;
  const driver = fact.details?.['driver'] ?? (await ask('info', '--format', '{{.Driver}}')).stdout.trim();
  if (CVMFS_DRIVER.test(driver) || !(await isThin(probe, fact.program, root.reference))) return null;
  return {
    message: `${root.reference} is a thin image: its files are on CVMFS, and docker needs the CVMFS graph driver to find them (it uses ${driver}).`,
    advice: 'Choose the unpacked image on CVMFS with "--image", or another engine with "--engine".',
  };
}

/** A container of it is made, never started, looked into, and removed. */
async function isThin(probe: EngineProbe, program: string, reference: string): Promise<boolean> {
  const script = `hsf_name=$("$1" create --network none "$2" /none) || exit 1
for hsf_file in ${DESCRIPTORS.join(' ')}; do
  "$1" cp "$hsf_name:/$hsf_file" - 2>/dev/null | grep -q . && echo thin
done
"$1" rm "$hsf_name" >/dev/null`;
  const looked = await probe.run(['/bin/sh', '-c', script, 'hsf', program, reference], 20_000, engineEnvironment(probe));
  return looked.status === 0 && looked.stdout.trim() === 'thin';
}
