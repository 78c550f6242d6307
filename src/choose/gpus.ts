import type {TreeReader} from './describe-host.ts';
import type {Fact} from './host.ts';

const SMALL = 4096;

/** GPUs as their kernel drivers list them: the model of NVIDIA cards, the instruction set (`gfx90a`) of AMD's. */
export function gpusOf(tree: TreeReader): Fact<readonly string[]> {
  const nvidia = (tree.list('/proc/driver/nvidia/gpus') ?? []).map(card => {
    const text = tree.text(`/proc/driver/nvidia/gpus/${card}/information`, SMALL) ?? '';
    return `nvidia ${/^Model:\s*(.+?)\s*$/m.exec(text)?.[1] ?? card}`;
  });
  const nodes = '/sys/class/kfd/kfd/topology/nodes';
  const amd = (tree.list(nodes) ?? []).flatMap(node => {
    const version = /^gfx_target_version (\d+)$/m.exec(tree.text(`${nodes}/${node}/properties`, SMALL) ?? '')?.[1];
    const gfx = version === undefined ? null : gfxName(Number(version));
    return gfx === null ? [] : [`amd ${gfx}`];
  });
  return {value: [...nvidia, ...amd], origin: '/proc/driver/nvidia, /sys/class/kfd'};
}

/** The driver counts major × 10000 + minor × 100 + step: 90010 is gfx90a; processors have 0. */
function gfxName(version: number): string | null {
  if (version === 0) return null;
  const [major, minor, step] = [Math.floor(version / 10_000), Math.floor(version / 100) % 100, version % 100];
  return `gfx${major}${minor.toString(16)}${step.toString(16)}`;
}
