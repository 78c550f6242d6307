import type {Explanation} from './engine.ts';
import {explainInside} from './inside-errors.ts';
import {explainRun, type ErrorRule} from './oci-errors.ts';

/** What docker's client and daemon say when they cannot start (ENGINES.md 4 and 9). */
const RULES: readonly ErrorRule[] = [
  {
    when: /permission denied while trying to connect to the [Dd]ocker (?:daemon socket|API) at (?:unix:\/\/)?(\S+?):? |dial unix (\S+?): connect: permission denied/,
    say: (socket, other) => ({
      message: `You may not use the socket of the docker daemon, ${socket ?? other}.`,
      advice: 'Ask the administrator to put you into the group docker (which is as good as root), or choose another engine.',
    }),
  },
  {
    when: /Cannot connect to the Docker daemon at (\S+?)\. |failed to connect to the docker API at (\S+?)[;,]/,
    say: (address, other) => ({
      message: `The docker daemon does not answer at ${address ?? other}.`,
      advice: 'Start it, set DOCKER_HOST, or choose another engine with "--engine".',
    }),
  },
  {
    when: /(?:current context|context) "([^"]+)".* not found|load context/,
    say: () => ({message: "docker's context is not set up.", advice: 'See "docker context ls", or set DOCKER_HOST.'}),
  },
  {
    when: /client version \S+ is too (?:old|new)/,
    say: () => ({
      message: "docker's client and daemon are too far apart in age.",
      advice: 'Set DOCKER_API_VERSION, or update one of them.',
    }),
  },
  {
    when: /No such image: (\S+)/,
    say: image => ({message: `docker has no image ${image}.`, advice: 'See "hsf images" for those that are there.'}),
  },
  {
    when: /open \S*(?:manifest\.json|docker-import-\S*): no such file or directory|invalid tar header|archive\/tar: |unexpected EOF/,
    say: () => ({
      message: 'The archive holds no image that this docker can read.',
      advice: 'Choose podman with "--engine", or an archive that "docker save" has made.',
    }),
  },
  {
    when: /the input device is not a TTY|cannot attach stdin to a TTY/,
    say: () => ({
      message: 'docker was asked for a terminal where there is none.',
      advice: 'Report this: it is a mistake of hsf.',
    }),
  },
  {
    when: /container name "\/?([^"]+)" is already in use/,
    say: name => ({message: `A container ${name} is there already.`, advice: `Remove it with "docker rm --force ${name}".`}),
  },
];

/** Its own errors in words for the user; null when it is none. */
export function explainDocker(stderr: string): Explanation | null {
  const inside = explainInside(stderr);
  if (inside !== null) return inside;
  const own =
    /^(?:\S*docker: |[Ee]rror response from daemon: |ERROR: |permission denied while|Cannot connect to|failed to connect|the input device|unknown flag|Got permission denied|open )/m;
  if (!own.test(stderr)) return null;
  const known = explainRun(stderr, RULES);
  if (known !== null) return known;
  const text = /^(?:\S*docker: |ERROR: )?(?:Error response from daemon: )?(.*)$/m.exec(stderr)?.[1] ?? '';
  return {message: `docker failed: ${text}`, advice: 'Run "hsf doctor", or choose another engine with "--engine".'};
}
