import type {EngineFact} from '../choose/host.ts';
import type {ContainerSpec, Engine, EngineCommand, EngineProbe, Explanation} from './engine.ts';
import {explainInside} from './inside-errors.ts';
import {actsOnLoader} from './loader-variables.ts';
import {mendInside, shellFor} from './mend-inside.ts';
import {PROOT_GENERATION, PROOT_SCRIPT, STATUS_SCRIPT} from './proot-scripts.ts';
import {judged, TRIAL_COMMAND, trialRan, versionAfter} from './trial.ts';

/**
 * proot: shows another root by watching every system call, so it needs no user namespace and no rights at all (ENGINES.md 6). The last
 * resort: it is slow, it has no read-only binds, and it keeps signals to itself.
 */
export const proot: Engine = {
  name: 'proot',
  capabilities: {
    roots: ['directory', 'host'],
    needs: 'none',
    readOnlyBinds: false,
    mountPoints: 'made',
    propagation: 'inherited',
    kernelFileSystems: 'shared',
    signals: 'supervise',
    join: 'again',
  },
  detect,
  verify,
  obstacle,
  render,
  explain,
};

function detect(probe: EngineProbe): EngineFact {
  const program = probe.which('proot');
  const fact = {name: 'proot', program, version: null, takes: ['directory', 'host']} as const;
  if (program === null) return {...fact, usable: false, reason: 'proot is not installed.'};
  const scope = probe.readText('/proc/sys/kernel/yama/ptrace_scope')?.trim();
  if (scope === '3' || (scope === '2' && probe.uid !== 0)) {
    return {...fact, usable: false, reason: `This machine lets nobody trace processes (kernel.yama.ptrace_scope is ${scope}).`};
  }
  return {...fact, usable: true, reason: 'Installed; it needs no namespaces.'};
}

async function verify(probe: EngineProbe, fact: EngineFact): Promise<EngineFact> {
  if (fact.program === null) return fact;
  const [said, started] = await Promise.all([
    probe.run([fact.program, '--version'], 2_000),
    probe.run([fact.program, '-w', '/', ...TRIAL_COMMAND], 5_000, noSeccomp(probe.env)),
  ]);
  // A drawing comes first, with the number in its last line.
  const version = versionAfter(/^\|__\|.*\| v?/m, said.stdout);
  const tried = judged({...fact, version}, started, {works: trialRan(started), explain});
  const doubt = ' In newer images "ls" and "stat" fail with this version (5.2 or newer is needed).';
  return tried.usable && isOld(version) ? {...tried, reason: `${tried.reason}${doubt}`} : tried;
}

/** Before 5.2 it does not know statx(2), which coreutils uses since 8.32. */
function isOld(version: string | null): boolean {
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
  return version !== null && (major < 5 || (major === 5 && minor < 2));
}

/** On some kernels it only works without its filter of system calls; the user knows. */
function noSeccomp(caller: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  const wish = caller['PROOT_NO_SECCOMP'];
  return wish === undefined ? {} : {PROOT_NO_SECCOMP: wish};
}

function obstacle(spec: ContainerSpec): Explanation | null {
  const odd = spec.mounts.find(mount => mount.source.includes(':') || mount.target.includes(':'));
  if (odd === undefined) return null;
  const path = odd.source.includes(':') ? odd.source : odd.target;
  return {message: `proot cannot bind ${path}: there is a colon in the path.`, advice: 'Choose another engine with "--engine".'};
}

function render(spec: ContainerSpec, fact: EngineFact): EngineCommand {
  const host = spec.root.kind === 'host';
  const root = spec.root.kind === 'directory' ? spec.root.path : '/';
  const needed = [root, ...spec.mounts.map(mount => mount.source)];
  // Without this it makes missing mount points in the image where it may write there.
  const own = {PROOT_DONT_POLLUTE_ROOTFS: '1', ...noSeccomp(spec.callerEnv)};
  const isLate = (name: string) => actsOnLoader(name) || name.startsWith('PROOT_');
  const late = Object.fromEntries(Object.entries(spec.env).filter(([name]) => isLate(name)));
  const mended = mendInside(spec.command, {unset: Object.keys(own).filter(name => !(name in late)), values: late});
  return {
    argv: [
      '/bin/sh',
      '-c',
      PROOT_SCRIPT,
      'hsf',
      String(needed.length),
      ...needed,
      fact.program ?? 'proot',
      // It tells of every process that a signal ended.
      ...['-v', '-1'],
      '-r',
      root,
      ...spec.mounts.flatMap(({source, target}) => {
        if (source !== target) return ['-b', `${source}:${target}`];
        return host ? [] : ['-b', source];
      }),
      // Where it cannot change to a directory it warns and starts in another one.
      ...['-w', '/'],
      ...[...shellFor(spec.command[0]), '-c', STATUS_SCRIPT, 'hsf', spec.cwd],
      ...mended.command,
    ],
    env: {...Object.fromEntries(Object.entries(spec.env).filter(([name]) => !isLate(name))), ...own, ...mended.env},
    signals: {by: 'child', generation: PROOT_GENERATION},
  };
}

function explain(stderr: string): Explanation | null {
  const text = /^proot (?:error|warning): (.*)$/m.exec(stderr)?.[1];
  if (text === undefined) return explainInside(stderr);
  const named = (pattern: RegExp) => pattern.exec(text)?.[1];
  const source = named(/^can't sanitize binding "(.+?)"/);
  if (source !== undefined) {
    return {message: `${source}, which the container needs, is missing.`, advice: 'Leave out its "--bind", or make it.'};
  }
  const program = named(/^'(.+?)' (?:not found|is not executable|is not a regular file)/);
  if (program !== undefined) {
    return {message: `${program} cannot be started in the image.`, advice: 'Choose another image with "--image".'};
  }
  const directory = named(/^can't chdir\("(.+?)(?:\/\.)?"\)/);
  if (directory !== undefined) {
    return {message: `The directory ${directory} does not exist inside.`, advice: 'Choose one with "--cwd".'};
  }
  if (text.startsWith('ptrace(')) {
    return {
      message: 'This machine does not let proot trace processes.',
      advice: 'Inside a debugger, a profiler or another container it cannot work: start from outside of that.',
    };
  }
  return {message: `proot failed: ${text}`, advice: 'Try it with PROOT_NO_SECCOMP=1, or choose another engine with "--engine".'};
}
