import type {EngineFact, RootKind} from './host.ts';

/**
 * Which engine is taken for a kind of root, first choice first: what starts fastest and needs the fewest rights comes first
 * (ENGINES.md 1 has the times). Engines that are named nowhere come last, in the order in which they were found.
 *
 * `host`: one process from start to end beats one that is watched over. `directory`: namespaces alone (14 to 75 ms) before engines with
 * more machinery (120 to 500 ms), those before services that run as root, and proot, which slows every system call, when nothing else
 * works.
 */
const ORDER: Readonly<Record<RootKind, readonly string[]>> = {
  host: ['unshare', 'bubblewrap', 'proot'],
  directory: ['bubblewrap', 'unshare', 'charliecloud', 'apptainer', 'singularity', 'podman', 'nerdctl', 'docker', 'ctr', 'proot'],
  sif: ['apptainer', 'singularity'],
  squashfs: ['charliecloud', 'apptainer', 'singularity'],
  archive: ['podman', 'apptainer', 'singularity', 'nerdctl', 'docker', 'ctr'],
  reference: ['podman', 'apptainer', 'singularity', 'nerdctl', 'docker', 'ctr'],
};

/** Every engine that a setting may name. */
export function engineNames(): readonly string[] {
  return [...new Set([ORDER.directory, ...Object.values(ORDER)].flat())];
}

/** The usable engines that take a kind of root, first choice first. */
export function enginesFor(kind: RootKind, engines: readonly EngineFact[]): readonly EngineFact[] {
  const order = ORDER[kind];
  const rank = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return engines
    .filter(engine => engine.usable && engine.takes.includes(kind))
    .toSorted((one, other) => rank(one.name) - rank(other.name));
}

/** Why none takes such a root, in one clause that ends with what would help. */
export function whyNoEngine(engines: readonly EngineFact[], kind: RootKind): string {
  const installed = engines.filter(engine => engine.program !== null);
  const first = installed[0];
  const [best = '', second] = ORDER[kind].filter(name => name !== 'unshare');
  const help = `${best}${second === undefined ? '' : ` or ${second}`} would start it`;
  if (first === undefined) return `no container engine is installed here; ${help}`;
  const usable = installed.find(engine => engine.usable);
  if (usable !== undefined) return `no container engine that takes such an image works here (${usable.name} does not); ${help}`;
  return `no container engine works here (${first.name}: ${first.reason.replace(/\.$/, '')})`;
}
