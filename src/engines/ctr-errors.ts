import type {Explanation} from './engine.ts';
import {explainInside} from './inside-errors.ts';

/** What `ctr` prints when it fails (ENGINES.md 9); null when it is not one of its own errors. */
export function explainCtr(stderr: string): Explanation | null {
  const text = /^ctr: (.*)$/ms.exec(stderr)?.[1]?.trim();
  if (text === undefined) return explainInside(stderr);
  const named = (pattern: RegExp) => pattern.exec(text)?.[1];
  const socket = named(/failed to dial "(.+?)"/);
  if (socket !== undefined && /permission denied/.test(text)) {
    return {message: `This user may not talk to containerd (${socket}).`, advice: 'ctr is for root: choose another engine.'};
  }
  if (socket !== undefined || /deadline exceeded|connection refused|no such file or directory.*containerd\.sock/.test(text)) {
    return {
      message: `containerd does not answer${socket === undefined ? '' : ` at ${socket}`}.`,
      advice: 'Start the service, name its socket with CONTAINERD_ADDRESS, or choose another engine with "--engine".',
    };
  }
  const ours = named(/hsf: the container cannot be made: (.*?)(?:\n|: unknown|$)/);
  const image = named(/image "(.+?)": not found/) ?? named(/snapshot (sha256:\w+) does not exist/);
  if (image !== undefined) {
    return {message: `containerd has no image ${image}.`, advice: `Get it first: ctr images pull ${image}`};
  }
  if (ours !== undefined) {
    return {message: `The container cannot be made: ${ours}.`, advice: 'Run "hsf plan" to see what is mounted and why.'};
  }
  const root = named(/stat (\S+): no such file or directory.*rootfs/) ?? named(/invalid rootfs: stat (.+?): no such/);
  if (root !== undefined) return {message: `There is no image at ${root}.`, advice: 'Choose another one with "--image".'};
  const program = named(/exec: "(.+?)":/);
  if (program !== undefined) {
    return {message: `${program} cannot be started in the image.`, advice: 'Choose another image with "--image".'};
  }
  const directory = named(/chdir to cwd \("(.+?)"\)/);
  if (directory !== undefined) {
    return {message: `The directory ${directory} does not exist inside.`, advice: 'Choose one with "--cwd".'};
  }
  const taken = named(/container "(.+?)": already exists/);
  if (taken !== undefined) {
    return {message: `There is a container ${taken} already.`, advice: `Remove it: ctr containers delete ${taken}`};
  }
  return {message: `ctr failed: ${text}`, advice: 'Choose another engine with "--engine".'};
}
