import type {Explanation} from './engine.ts';
import {explainInside} from './inside-errors.ts';
import {explainNamespaces} from './user-namespaces.ts';

const OTHER_ENGINE = 'Choose another engine with "--engine".';
const OTHER_IMAGE = 'Choose another image with "--image".';

/** A text of the engine (ENGINES.md 9, MOUNTS.md 5) and what it means; `$1` is what the pattern found. */
type Rule = {readonly pattern: RegExp; readonly message: string; readonly advice: string};

const RULES: readonly Rule[] = [
  {
    pattern: /Requesting capability set/,
    message: 'This root lacks capabilities that apptainer wants to hand on.',
    advice: `Start it as an ordinary user, or write "root default capabilities = no" into apptainer.conf. ${OTHER_ENGINE}`,
  },
  {
    pattern: /no mapping entry found in \/etc\/sub[ug]id for (\S+)|could not use fakeroot: (.*)/,
    message: '$1 has no line in /etc/subuid and /etc/subgid, which a fake root needs.',
    advice: 'Ask the administrator for one, or take out "--fakeroot" from the settings of the site.',
  },
  {
    pattern: /user account information: user: unknown userid (\d+)/,
    message: 'Nothing knows the name of user $1, and apptainer does not start for a user without one.',
    advice: OTHER_ENGINE,
  },
  {
    pattern: /mount source (.+?) doesn't exist/,
    message: '$1, which the container needs, is missing.',
    advice: 'Leave out its "--bind", or make it.',
  },
  {
    pattern: /(\/cvmfs\S*?):? (?:.*: )?too many levels of symbolic links/i,
    message: '$1 cannot be opened inside: its automounter does not reach into the container.',
    advice: 'Write "mount slave = yes" into apptainer.conf, or choose another engine with "--engine".',
  },
  {
    pattern: /while getting stat for (.+?): .*too many levels of symbolic links/i,
    message: '$1 is a link that leads to itself, or an automounter that does not answer.',
    advice: 'Leave out its "--bind", or look at it with "ls".',
  },
  {
    pattern: /\/dev\/fuse: (?:Permission denied|No such)|fuse device not found/,
    message: 'The image file cannot be mounted: this user may not use /dev/fuse.',
    advice: 'Ask the administrator to let users write to /dev/fuse, or take an unpacked image.',
  },
  {
    pattern: /(\S+) exited: .*(?:executable file not found|No such file)|could not find (squashfuse\S*)/,
    message: 'The image file cannot be mounted: squashfuse is not installed here.',
    advice: 'Ask the administrator for squashfuse, or take an unpacked image.',
  },
  {
    pattern: /(\S*\/var\/lib\/(?:apptainer|singularity)\S*)(?::| doesn't exist| does not exist).*/,
    message: '$1 is missing: apptainer is not installed as it should be.',
    advice: `Ask the administrator to make it. ${OTHER_ENGINE}`,
  },
  {
    pattern: /could not open image (.+?): image format not recognized/,
    message: '$1 is no image that apptainer knows.',
    advice: OTHER_IMAGE,
  },
  {
    pattern: /could not open image (.+?): (?:reading descriptors|.*unexpected EOF)/,
    message: '$1 is not a whole image: part of it is missing.',
    advice: 'Fetch it again.',
  },
  {
    pattern: /could not open image (.+?): .*no such file or directory/,
    message: 'There is no image at $1.',
    advice: 'Choose one with "--image".',
  },
  {
    pattern: /could not open image (.+?): .*(?:permission denied|not readable by the current user)/,
    message: 'The image $1 may not be read by this user.',
    advice: OTHER_IMAGE,
  },
  {pattern: /(.+) as sandbox is not authorized/, message: '$1 cannot be an image.', advice: OTHER_IMAGE},
  {
    pattern: /archive file not found: "(.+?)"|Unable to handle (?:oci|oci-archive|docker-archive):(.+?) uri: .*no such file/,
    message: 'There is no archive at $1.',
    advice: 'Choose another one with "--image".',
  },
  {
    pattern: /(no space left on device|disk quota exceeded)/i,
    message: 'There is no room for the image: $1.',
    advice: 'Set APPTAINER_CACHEDIR and APPTAINER_TMPDIR to directories with more of it.',
  },
  {
    pattern: /Unable to handle (\S+) uri: no default remote with library client in use/,
    message: '$1 cannot be fetched: no library is configured here.',
    advice: 'Choose one with "apptainer remote use", or take an image of another kind.',
  },
  {
    pattern: /Unable to handle (\S+) uri: .*(?:unauthorized|authentication required|denied: requested access)/i,
    message: '$1 cannot be fetched: its registry wants a login, or does not have it.',
    advice: 'Log in with "apptainer registry login", or correct the name.',
  },
  {
    pattern: /Unable to handle (\S+) uri: .*(?:manifest unknown|name unknown|not found)/i,
    message: 'There is no image $1.',
    advice: 'Correct the name or its tag.',
  },
  {
    pattern: /Unable to handle (\S+) uri: .*(?:dial tcp|no such host|i\/o timeout|connection refused|network is unreachable)/i,
    message: '$1 cannot be fetched: its registry does not answer.',
    advice: 'Look at the network, or take an image that is on this machine or on CVMFS.',
  },
  {pattern: /Unable to handle (\S+) uri: (?:.*: )?(.+)/, message: '$1 cannot be used: $2.', advice: OTHER_IMAGE},
  {pattern: /\/bin\/sh(?:: no such file| does not exist)/, message: 'There is no shell in the image.', advice: OTHER_IMAGE},
  {
    pattern: /(?:stat|exec) (\/\S+?)(?: failed)?: no such file or directory/,
    message: '$1 is not in the image.',
    advice: OTHER_IMAGE,
  },
  {pattern: /"(.+?)": executable file not found/, message: '$1 is not in the image.', advice: OTHER_IMAGE},
  {
    pattern: /image targets '(.+?)', cannot run on '(.+?)'/,
    message: 'The image is for $1, this machine is $2.',
    advice: OTHER_IMAGE,
  },
  {
    pattern: /exec (\S+) failed: a shared library/,
    message: '$1 cannot be started: a library is missing in the image.',
    advice: OTHER_IMAGE,
  },
  {
    pattern: /failed to set working directory: chdir (.+?): /,
    message: 'The directory $1 does not exist inside.',
    advice: 'Choose one with "--cwd".',
  },
  {
    pattern: /destination (\S+) doesn't exist in container|mount point (\S+) doesn't exist/,
    message: 'The mount point $1 is not in the image, and the site lets apptainer make none.',
    advice: `Write "enable underlay = yes" into apptainer.conf. ${OTHER_ENGINE}`,
  },
  {
    pattern: /unknown flag: (\S+)/,
    message: 'This version is too old: it does not know $1.',
    advice: 'Ask the administrator for a newer apptainer, or choose another engine with "--engine".',
  },
];

/** The cause of a failure of apptainer or singularity; null for texts that are not its own. */
export function explainApptainer(stderr: string): Explanation | null {
  // It writes in colour also to what is no terminal.
  const plain = stderr.replace(/\u001B\[[0-9;]*m/g, '');
  const lines = plain.split('\n').filter(line => /^(?:FATAL|ERROR)\s*:|^Error for command|\/dev\/fuse/.test(line));
  if (lines.length === 0) return explainInside(plain);
  const text = lines.join('\n');
  const namespaces = explainNamespaces(text);
  if (namespaces !== null) return namespaces;
  for (const {pattern, message, advice} of RULES) {
    const found = pattern.exec(text);
    if (found !== null) return {message: filled(message, found), advice};
  }
  const last = lines.at(-1)!.replace(/^(?:FATAL|ERROR)\s*:\s*/, '');
  return {message: `apptainer failed: ${last}`, advice: `Run "hsf doctor". ${OTHER_ENGINE}`};
}

/** The first group that matched stands for `$1` where a pattern has several for the same thing. */
function filled(message: string, found: RegExpExecArray): string {
  const groups = found.slice(1).filter(group => group !== undefined);
  return message.replace(/\$(\d)/g, (_, number: string) => (groups[Number(number) - 1] ?? '').trim());
}
