import type {Explanation} from './engine.ts';
import {explainInside} from './inside-errors.ts';
import {explainRun, type ErrorRule} from './oci-errors.ts';
import {explainNamespaces} from './user-namespaces.ts';

const STORAGE = 'Set its storage up with fuse-overlayfs (storage.conf), or choose another engine with "--engine".';

/** What podman says when it cannot start (ENGINES.md 3 and 9). */
const RULES: readonly ErrorRule[] = [
  {
    when: /no subuid ranges found for user|cannot find UID\/GID for user|no subgid ranges found/,
    say: () => ({
      message: 'podman needs lines for you in /etc/subuid and /etc/subgid.',
      advice: 'Ask the administrator for them, or choose another engine with "--engine".',
    }),
  },
  {
    when: /"?(new[ug]idmap)"?: executable file not found/,
    say: program => ({
      message: `podman needs ${program}, which is not installed (package uidmap or shadow-utils).`,
      advice: 'Ask the administrator for it, or choose another engine with "--engine".',
    }),
  },
  {
    when: /new[ug]idmap: .*(?:write to .id_map failed|Operation not permitted|not allowed)|cannot setresgid|cannot set up namespace using "?[^"]*newuidmap/,
    say: () => ({
      message: 'podman cannot use the subordinate ids that are set up for you.',
      advice: 'Inside another container that is usual: start on the host, or choose another engine with "--engine".',
    }),
  },
  {
    when: /fuse-overlayfs: exit status|fuse: (?:failed to open|device not found)|\/dev\/fuse/,
    say: () => ({
      message: 'podman cannot use /dev/fuse, which fuse-overlayfs needs.',
      advice: 'Ask the administrator for the right to use it, or choose another engine with "--engine".',
    }),
  },
  {
    when: /creating \/etc\/mtab symlink: permission denied|creating temporary (?:passwd|group) file .*permission denied|mkdir \S*\/merge\S*: permission denied/,
    say: () => ({
      message: "podman cannot start from a directory that belongs to somebody else with the kernel's overlay.",
      advice: STORAGE,
    }),
  },
  {
    when: /vfs driver does not support|does not match our storage graph driver|overwritten by graph driver|database configuration mismatch/,
    say: () => ({
      message: "podman's storage was begun with other settings than those it has now.",
      advice: 'Use the settings of then, or start its storage anew with "podman system reset", which removes all its images.',
    }),
  },
  {
    when: /kernel does not support overlay fs|overlay.*(?:is not supported|invalid argument|operation not permitted)|error creating overlay mount/i,
    say: () => ({message: 'The kernel does not give podman an overlay.', advice: STORAGE}),
  },
  {
    when: /overlay: can't stat imageStore dir (\S+?):/,
    say: store => ({
      message: `The additional image store ${store} of podman's configuration is not there.`,
      advice: 'Mount it, or take it out of "additionalimagestores" in storage.conf.',
    }),
  },
  {
    when: /open (\S+)\/overlay-(?:images\/images|layers\/layers)\.lock: (?:read-only file system|permission denied)/,
    say: store => ({
      message: `The additional image store ${store} cannot be used: it has no lock files that everybody may read.`,
      advice: 'Whoever made it has to add them; until then take it out of "additionalimagestores" in storage.conf.',
    }),
  },
  {
    when: /setrlimit|error setting rlimit/,
    say: () => ({
      message: 'podman is set to raise a limit of processes or files that may not be raised here.',
      advice: 'Lower "default_ulimits" in containers.conf.',
    }),
  },
  {
    when: /cgroups in hybrid mode not supported/,
    say: () => ({
      message: 'crun refuses machines that have both kinds of control groups.',
      advice: 'Set runtime = "runc" in containers.conf.',
    }),
  },
  {
    when: /default OCI runtime ".*" not found|no OCI runtime|could not find "?(?:crun|runc)/,
    say: () => ({
      message: 'podman has no runtime: neither crun nor runc.',
      advice: 'Install one, or choose another engine with "--engine".',
    }),
  },
  {
    when: /short-name "?([^"\s]+)"? did not resolve/,
    say: name => ({
      message: `podman does not know in which registry to look for ${name}.`,
      advice: `Give the whole name with "--image", as in docker.io/library/${name}.`,
    }),
  },
  {
    when: /^Error: (\S+): image not known/m,
    say: name => ({message: `podman has no image ${name}.`, advice: 'See "hsf images" for those that are there.'}),
  },
  {
    when: /container create option: stat (.+?): no such file or directory/,
    say: root => ({message: `The image directory ${root} is not there.`, advice: 'Choose another one with "--image".'}),
  },
  {
    when: /(?:initializing source|reading manifest|loading) .*?(?:archive|oci):?(\S*).*?(?:no such file|invalid tar|unexpected EOF|not a|does not exist|no image)/,
    say: () => ({message: 'The archive holds no image that podman can read.', advice: 'Choose another one with "--image".'}),
  },
  {
    when: /workdir "([^"]+)" does not exist/,
    say: directory => ({message: `The directory ${directory} does not exist inside.`, advice: 'Choose one with "--cwd".'}),
  },
  {
    when: /name "([^"]+)" is already in use/,
    say: name => ({message: `A container ${name} is there already.`, advice: `Remove it with "podman rm --force ${name}".`}),
  },
];

/** Its own errors in words for the user; null when it is none. */
export function explainPodman(stderr: string): Explanation | null {
  const inside = explainInside(stderr);
  if (inside !== null) return inside;
  if (/cannot clone: No space left on device/.test(stderr)) return explainNamespaces('max_user_namespaces');
  if (/cannot clone: Operation not permitted/.test(stderr)) return explainNamespaces('No permissions to create new namespace');
  const known = explainRun(stderr, RULES);
  if (known !== null && /^(Error: |time="|cannot clone|OCI runtime|.*fuse)/m.test(stderr)) return known;
  const text = /^Error: (.*)$/m.exec(stderr)?.[1];
  return text === undefined
    ? null
    : {message: `podman failed: ${text}`, advice: 'Run "hsf doctor", or choose another engine with "--engine".'};
}
