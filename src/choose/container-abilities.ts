import type {EngineFact} from './host.ts';

/** What an engine can take as an image (ENGINES.md 1). */
type Abilities = {readonly directories: boolean; readonly files: boolean; readonly pulls: boolean};

const ABILITIES: Readonly<Record<string, Abilities>> = {
  bubblewrap: {directories: true, files: false, pulls: false},
  unshare: {directories: true, files: false, pulls: false},
  apptainer: {directories: true, files: true, pulls: true},
  singularity: {directories: true, files: true, pulls: true},
  podman: {directories: true, files: false, pulls: true},
  docker: {directories: false, files: false, pulls: true},
  nerdctl: {directories: false, files: false, pulls: true},
  charliecloud: {directories: true, files: false, pulls: false},
  ctr: {directories: true, files: false, pulls: false},
};

/** Engines that this release does not know by name are taken for ones that start directories. */
const UNKNOWN: Abilities = {directories: true, files: false, pulls: false};

/** The first usable engine that can do it; null when there is none. */
export function engineThat(can: keyof Abilities, engines: readonly EngineFact[]): EngineFact | null {
  return engines.find(engine => engine.usable && (ABILITIES[engine.name] ?? UNKNOWN)[can]) ?? null;
}

/** Why no engine can, in one clause. */
export function whyNoEngine(engines: readonly EngineFact[]): string {
  const installed = engines.filter(engine => engine.program !== null);
  const first = installed[0];
  if (first === undefined) return 'no container engine is installed here';
  const usable = installed.find(engine => engine.usable);
  if (usable !== undefined) return `no container engine that takes such an image works here (${usable.name} does not)`;
  return `no container engine works here (${first.name}: ${first.reason.replace(/\.$/, '')})`;
}
