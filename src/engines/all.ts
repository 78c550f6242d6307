import {enginesFor} from '../choose/engine-order.ts';
import type {EngineFact, RootKind} from '../choose/host.ts';
import {apptainer} from './apptainer.ts';
import {bubblewrap} from './bubblewrap.ts';
import {charliecloud} from './charliecloud.ts';
import {ctr} from './ctr.ts';
import {docker} from './docker.ts';
import type {Engine, EngineProbe} from './engine.ts';
import {nerdctl} from './nerdctl.ts';
import {podman} from './podman.ts';
import {proot} from './proot.ts';
import {singularity} from './singularity.ts';
import {unshare} from './unshare.ts';

/** Every engine, in the order in which they are shown; `choose/engine-order.ts` prefers among them. */
export const ENGINES: readonly Engine[] = [
  bubblewrap,
  unshare,
  charliecloud,
  apptainer,
  singularity,
  podman,
  docker,
  nerdctl,
  ctr,
  proot,
];

/** What files tell about each engine, in well under a millisecond. */
export function detectEngines(probe: EngineProbe, engines: readonly Engine[] = ENGINES): readonly EngineFact[] {
  return engines.map(engine => engine.detect(probe));
}

/** What a cheap real start of each installed engine tells; for `hsf host`, `hsf doctor` and error messages. */
export function verifyEngines(probe: EngineProbe, engines: readonly Engine[] = ENGINES): Promise<readonly EngineFact[]> {
  return Promise.all(engines.map(engine => verifyEngine(engine, probe, engine.detect(probe))));
}

/** One engine tried. Where one of its programs did not end in time, that is the reason, whatever else is concluded from it. */
export async function verifyEngine(engine: Engine, probe: EngineProbe, fact: EngineFact): Promise<EngineFact> {
  let isLate = false;
  const run: EngineProbe['run'] = async (...args) => {
    const ended = await probe.run(...args);
    isLate ||= ended.late === true;
    return ended;
  };
  const tried = await engine.verify({...probe, run}, fact);
  return isLate && !tried.usable ? {...tried, reason: `${engine.name} does not answer.`} : tried;
}

export type EngineChoice = {readonly engine: Engine; readonly fact: EngineFact};

/** The usable engines for a kind of root, first choice first. */
export function engineChoices(
  kind: RootKind,
  facts: readonly EngineFact[],
  engines: readonly Engine[] = ENGINES,
): readonly EngineChoice[] {
  return enginesFor(kind, facts).flatMap(fact => {
    const engine = engines.find(candidate => candidate.name === fact.name);
    return engine === undefined ? [] : [{engine, fact}];
  });
}
