import type {Explanation} from './engine.ts';
import {explainInside} from './inside-errors.ts';
import {explainRun, type ErrorRule} from './oci-errors.ts';

const RULES: readonly ErrorRule[] = [
  {
    when: /rootless containerd not running|containerd-rootless-setuptool/,
    say: () => ({
      message: 'The containerd of your own, which nerdctl needs, does not run.',
      advice: 'Start it ("systemctl --user start containerd"), or choose another engine with "--engine".',
    }),
  },
  {
    when: /cannot access containerd socket "?([^":]+)"?|failed to dial "([^"]+)"/,
    say: (socket, other) => ({
      message: `containerd does not answer at ${socket ?? other}.`,
      advice: 'Start it, set CONTAINERD_ADDRESS, or choose another engine with "--engine".',
    }),
  },
  {
    when: /snapshotter (?:not loaded|"?[\w-]+"? was not found)|snapshotter not loaded: (\S+)/,
    say: () => ({
      message: 'containerd has no snapshotter of that name.',
      advice: 'Start the service of the CVMFS snapshotter, or take it out of the configuration of containerd.',
    }),
  },
  {
    when: /image "?([^"\s]+)"? (?:not available locally|: not found)|no such image: (\S+)/i,
    say: (image, other) => ({
      message: `nerdctl has no image ${image ?? other}.`,
      advice: 'See "hsf images" for those that are there.',
    }),
  },
];

/** Its own errors in words for the user; null when it is none. */
export function explainNerdctl(stderr: string): Explanation | null {
  const inside = explainInside(stderr);
  if (inside !== null) return inside;
  const text = /^(?:time="[^"]*" level=fatal msg="(.*)"|FATA\[\d+\] (.*))$/m.exec(stderr);
  if (text === null) return null;
  return (
    explainRun(stderr, RULES) ?? {
      message: `nerdctl failed: ${text[1] ?? text[2]}`,
      advice: 'Run "hsf doctor", or choose another engine with "--engine".',
    }
  );
}
