import type {EngineFact} from '../choose/host.ts';
import {isBelow} from '../system/which.ts';
import {missingPoints} from './compose-root.ts';
import type {BindMount, ContainerSpec, Engine, EngineCommand, EngineProbe, Explanation} from './engine.ts';
import {explainInside} from './inside-errors.ts';
import {actsOnLoader} from './loader-variables.ts';
import {mendInside} from './mend-inside.ts';
import {ABSENT_PROGRAM, judged, versionAfter} from './trial.ts';
import {detectByNamespaces, explainNamespaces} from './user-namespaces.ts';

/**
 * Charliecloud's `ch-run`: unprivileged, one process from start to end, and it reads squashfs files (ENGINES.md 6). It has no
 * read-only binds: what is writable outside is writable inside. Before 0.37 every mount point has to exist in the image.
 */
export const charliecloud: Engine = {
  name: 'charliecloud',
  capabilities: {
    roots: ['directory', 'squashfs'],
    needs: 'user',
    readOnlyBinds: false,
    mountPoints: 'present',
    addsUser: true,
    propagation: 'inherited',
    kernelFileSystems: 'shared',
    signals: 'exec',
    join: 'namespaces',
  },
  detect,
  verify,
  obstacle,
  render,
  explain,
};

function detect(probe: EngineProbe): EngineFact {
  const fact = detectByNamespaces(probe, {
    name: 'charliecloud',
    program: 'ch-run',
    absent: 'Charliecloud (ch-run) is not installed.',
    takes: ['directory', 'squashfs'],
  });
  // It serves squashfs files through FUSE.
  return probe.mayWrite('/dev/fuse') ? fact : {...fact, takes: ['directory']};
}

async function verify(probe: EngineProbe, fact: EngineFact): Promise<EngineFact> {
  if (fact.program === null) return fact;
  const env = {USER: 'hsf'};
  const [said, tried] = await Promise.all([
    probe.run([fact.program, '--version'], 2_000, env),
    // There is no image to try. A directory that is none is refused only after the namespaces were made.
    probe.run([fact.program, '--no-passwd', '/proc', '--', ABSENT_PROGRAM], 5_000, env),
  ]);
  // Versions differ in where they print it.
  const version = versionAfter(/^(?:ch-run )?v?/m, said.stdout) ?? versionAfter(/^(?:ch-run )?v?/m, said.stderr);
  const works = /^ch-run\[\d+\]: error: can't (?:bind: destination not found|mkdir): \/proc\/dev\b/m.test(tried.stderr);
  return judged({...fact, version}, tried, {works, explain});
}

/** What it binds by itself. */
const OWN: ReadonlySet<string> = new Set(['/dev', '/proc', '/sys', '/tmp']);
const isOwn = (mount: BindMount) => OWN.has(mount.target) && mount.source === mount.target;

function obstacle(spec: ContainerSpec, fact: EngineFact): Explanation | null {
  const odd = spec.mounts.find(mount => mount.source.includes(':'));
  if (odd !== undefined) {
    return {
      message: `ch-run cannot bind ${odd.source}: there is a colon in the path.`,
      advice: 'Choose another engine with "--engine".',
    };
  }
  const entries = spec.entries['/'];
  const own = entries === undefined ? [] : [...OWN].filter(path => !entries.some(entry => `/${entry.name}` === path));
  const first = own[0] ?? missingPoints(spec).find(mount => !canBeMade(mount, spec, fact))?.target;
  if (first === undefined) return null;
  return {
    message: `ch-run needs the mount point ${first} in the image, and it is not there.`,
    advice: 'Choose another engine with "--engine", or another image with "--image".',
  };
}

function canBeMade(mount: BindMount, spec: ContainerSpec, fact: EngineFact): boolean {
  if (mount.kind !== 'directory') return false;
  return makesPoints(fact) || (isBelow(mount.target, '/home') && homeByTmpfs(spec) !== undefined);
}

/** Whether it has an overlay of its own (`--write-fake`), in which missing directories are made. */
function makesPoints(fact: EngineFact): boolean {
  const [major = 0, minor = 0] = (fact.version ?? '').split('.').map(Number);
  return major > 0 || minor >= 37;
}

/** A home directly below `/home`, whose mount point is missing: `--home` puts a tmpfs there and makes it. */
function homeByTmpfs(spec: ContainerSpec): BindMount | undefined {
  const hasHome = spec.entries['/']?.some(entry => entry.name === 'home' && entry.kind === 'directory') === true;
  return hasHome ? missingPoints(spec).find(mount => /^\/home\/[^/]+$/.test(mount.target)) : undefined;
}

function render(spec: ContainerSpec, fact: EngineFact): EngineCommand {
  const overlay = makesPoints(fact) && missingPoints(spec).length > 0;
  const home = overlay ? undefined : homeByTmpfs(spec);
  const names = ['HOME', 'PATH', 'TMPDIR', 'USER', ...Object.keys(spec.env).filter(actsOnLoader)];
  const mended = mendInside(spec.command, {
    unset: ['CH_RUNNING', ...names.filter(name => spec.env[name] === undefined)],
    values: Object.fromEntries(names.flatMap(name => (spec.env[name] === undefined ? [] : [[name, spec.env[name]]]))),
  });
  return {
    argv: [
      fact.program ?? 'ch-run',
      // It makes passwd and group by itself: the last word where we cannot see what the image has, and fatal where it has none.
      ...(spec.root.kind === 'squashfs' && !spec.mounts.some(mount => mount.target === '/etc/passwd') ? [] : ['--no-passwd']),
      ...(overlay ? ['--write-fake'] : []),
      ...(spec.mounts.some(mount => mount.target === '/tmp' && isOwn(mount)) ? [] : ['--private-tmp']),
      ...(home === undefined ? [] : ['--home']),
      ...spec.mounts.flatMap(mount => (mount === home || isOwn(mount) ? [] : ['--bind', `${mount.source}:${mount.target}`])),
      '--cd',
      spec.cwd,
      spec.root.kind === 'host' || spec.root.kind === 'reference' ? '/' : spec.root.path,
      '--',
      ...mended.command,
    ],
    env: {
      ...Object.fromEntries(Object.entries(spec.env).filter(([name]) => !names.includes(name))),
      ...mended.env,
      PATH: '/usr/bin:/bin',
      // It refuses to start without, and binds the home at /home/$USER.
      USER: home?.target.slice('/home/'.length) ?? 'hsf',
      ...(home === undefined ? {} : {HOME: home.source}),
    },
    signals: {by: 'exec'},
  };
}

function explain(stderr: string): Explanation | null {
  const text = /^ch-run\[\d+\]: error: (.*)$/m.exec(stderr)?.[1];
  if (text === undefined) return explainFuse(stderr) ?? explainInside(stderr);
  const namespaces = explainNamespaces(stderr);
  if (namespaces !== null) return namespaces;
  const named = (pattern: RegExp) => pattern.exec(text)?.[1];
  const image = named(/^can't stat: (.+?): No such file/);
  if (image !== undefined) return {message: `There is no image at ${image}.`, advice: 'Choose another one with "--image".'};
  const source = named(/^can't bind: source not found: (.+?)(?: \(|$)/);
  if (source !== undefined) {
    return {message: `${source}, which the container needs, is missing.`, advice: 'Leave out its "--bind", or make it.'};
  }
  const point = named(/^can't (?:mkdir: |bind: destination not found: |bind: )(.+?)(?:: Read-only| not subdirectory| \(|$)/);
  if (point !== undefined) {
    return {
      message: `The mount point ${point} is not in the image, and ch-run cannot make it.`,
      advice: 'Choose another engine with "--engine", or another image with "--image".',
    };
  }
  const program = named(/^can't execve\(2\): (.+?): /);
  if (program !== undefined) {
    return {message: `${program} cannot be started in the image.`, advice: 'Choose another image with "--image".'};
  }
  const directory = named(/^can't cd to (.+?): /);
  if (directory !== undefined) {
    return {message: `The directory ${directory} does not exist inside.`, advice: 'Choose one with "--cwd".'};
  }
  return (
    explainFuse(stderr) ?? {
      message: `ch-run failed: ${text}`,
      advice: 'Run "hsf doctor", or choose another engine with "--engine".',
    }
  );
}

function explainFuse(stderr: string): Explanation | null {
  if (!/failed to open \/dev\/fuse|too many FUSE errors/.test(stderr)) return null;
  return {
    message: 'The squashfs image cannot be mounted: this user may not use /dev/fuse.',
    advice: 'Ask the administrator to let users write to /dev/fuse, or take an unpacked image.',
  };
}
