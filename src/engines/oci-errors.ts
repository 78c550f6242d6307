import type {Explanation} from './engine.ts';

type Rule = {readonly when: RegExp; readonly say: (...found: string[]) => Explanation};

/** Refusals of the runtimes below podman, docker and nerdctl (runc, crun), and of registries, alike in all three (ENGINES.md 9). */
const RULES: readonly Rule[] = [
  {
    when: /exec format error/i,
    say: () => ({
      message: 'The image was made for another kind of processor.',
      advice: 'Choose an image of this architecture with "--image".',
    }),
  },
  {
    when: /exec: \\?"([^"\\]+)\\?": (?:stat [^:]*: no such file|executable file not found|no such file)|executable file `([^`]+)` not found/,
    say: (name, other) => ({
      message: `${name ?? other} is not in the image.`,
      advice: 'Choose another image with "--image": it needs at least a shell.',
    }),
  },
  {
    when: /exec: \\?"([^"\\]+)\\?": permission denied/,
    say: name => ({message: `${name} cannot be executed in the image.`, advice: 'Choose another image with "--image".'}),
  },
  {
    when: /path (\S.*?) is mounted on \S+ but it is not a (?:shared or slave|shared) mount/,
    say: path => ({
      message: `What is mounted later below ${path} cannot be passed into the container: it lies on a private mount.`,
      advice: 'Mount it as shared ("mount --make-rshared", as root), or choose another engine with "--engine".',
    }),
  },
  {
    when: /bind source path does not exist: (.+?)\.?$|statfs (.+?): no such file or directory|error mounting "([^"]+)" to rootfs.*?(?:stat|lstat) [^:]*: no such file/m,
    say: (...paths) => ({
      message: `${paths.find(path => path !== undefined)}, which the container needs, is missing.`,
      advice: 'Leave out its "--bind", or make it.',
    }),
  },
  {
    when: /(?:mkdir|mkdirat|creating mount point|create mountpoint for) .*?\/(?:merge|merged|rootfs)(\/\S*?)"?:? .*?(?:permission denied|read-only file system)/i,
    say: path => ({
      message: `The mount point ${path} cannot be made in the image.`,
      advice: 'Show that directory at another place with "--bind".',
    }),
  },
  {
    when: /too many levels of symbolic links/i,
    say: () => ({
      message: 'A file system that is mounted on demand did not arrive in the container.',
      advice: 'Touch it before the start (ls), or choose another engine with "--engine".',
    }),
  },
  {
    when: /toomanyrequests|too many requests|rate limit/i,
    say: () => ({
      message: 'The registry refuses more downloads for now.',
      advice: 'Wait, log in to it, or choose an image on CVMFS with "--image".',
    }),
  },
  {
    when: /unauthorized|authentication required|denied: requested access|pull access denied|access to the resource is denied/i,
    say: () => ({
      message: 'The registry does not give this image: it does not exist there, or a login is needed.',
      advice: 'Check its name, log in to the registry, or choose an image on CVMFS with "--image".',
    }),
  },
  {
    when: /manifest unknown|name unknown|repository .* not found: does not exist/i,
    say: () => ({message: 'The registry has no such image.', advice: 'Check the name and tag given with "--image".'}),
  },
  {
    when: /(?:pinging container registry|initializing source docker:|failed to resolve reference|Get "https?:\/\/)[^]*?(?:dial tcp|no such host|connection refused|i\/o timeout|TLS handshake|network is unreachable|context deadline exceeded|server misbehaving|Client\.Timeout|request canceled|EOF)/,
    say: () => ({
      message: 'The image is not here, and its registry cannot be reached.',
      advice: 'Choose an image on CVMFS with "--image", or try again where the network allows it.',
    }),
  },
  {
    when: /could not select device driver|unresolvable CDI devices|nvidia-container-cli|setting up CDI devices/,
    say: () => ({
      message: 'The engine has no set-up for NVIDIA GPUs (the NVIDIA container toolkit).',
      advice: 'Start with "--gpu none", or choose another engine with "--engine".',
    }),
  },
  {
    when: /no space left on device/i,
    say: () => ({message: "The engine's storage is full.", advice: 'Remove images or containers that are not needed any more.'}),
  },
];

/** The cause in words, by the first rule that fits; null when it is none of these. */
export function explainRun(stderr: string, own: readonly Rule[] = []): Explanation | null {
  for (const {when, say} of [...own, ...RULES]) {
    const found = when.exec(stderr);
    if (found !== null) return say(...found.slice(1));
  }
  return null;
}

export type {Rule as ErrorRule};
