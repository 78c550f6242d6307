import type {EngineFact} from '../choose/host.ts';
import {bubblewrap} from './bubblewrap.ts';
import type {Engine, EngineProbe} from './engine.ts';
import {unshare} from './unshare.ts';

/** Every engine, first choice first. Where only the host's root is needed, `engineFor` puts those that become the command in front. */
export const ENGINES: readonly Engine[] = [bubblewrap, unshare];

/** What files tell about each engine, in well under a millisecond. */
export function detectEngines(probe: EngineProbe, engines: readonly Engine[] = ENGINES): readonly EngineFact[] {
  return engines.map(engine => engine.detect(probe));
}

/** What a cheap real start of each installed engine tells; for `hsf host`, `hsf doctor` and error messages. */
export function verifyEngines(probe: EngineProbe, engines: readonly Engine[] = ENGINES): Promise<readonly EngineFact[]> {
  return Promise.all(engines.map(engine => engine.verify(probe, engine.detect(probe))));
}

export type EngineChoice = {readonly engine: Engine; readonly fact: EngineFact};

/** The usable engines for a kind of root, first choice first. */
export function enginesFor(
  root: 'host' | 'directory',
  facts: readonly EngineFact[],
  engines: readonly Engine[] = ENGINES,
): readonly EngineChoice[] {
  const able = engines.flatMap(engine => {
    const fact = facts.find(candidate => candidate.name === engine.name);
    return fact !== undefined && fact.usable && engine.capabilities.roots.includes(root) ? [{engine, fact}] : [];
  });
  if (root === 'directory') return able;
  // One process from start to end beats one that is watched over (contract of `capabilities.signals`).
  return able.toSorted((one, other) => rank(one) - rank(other));
}

const rank = (choice: EngineChoice) => (choice.engine.capabilities.signals === 'exec' ? 0 : 1);
