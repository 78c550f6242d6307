import type {Context} from './context.ts';
import {hostSource, overridesIn} from './host-source.ts';
import {makeInputs, SMALL_FILE, type Inputs} from './inputs.ts';
import {describeHost} from '../choose/describe-host.ts';
import type {EngineFact, Host} from '../choose/host.ts';
import {overrideDoubts} from '../choose/override-doubts.ts';
import {detectEngines} from '../engines/all.ts';
import type {EngineProbe} from '../engines/engine.ts';
import {runTool} from '../system/run-tool.ts';
import {mayWrite} from '../system/may-write.ts';
import {isMounted} from '../system/mount-table.ts';
import {which} from '../system/which.ts';
import type {World} from '../system/world.ts';

/** Left of a deadline for saying what was found out by then. */
const SAYING_MS = 600;
/** Less is no time for any program. */
const LEAST_MS = 200;

/** What engines may look at to find out whether they can be used. @param leftMs how long a command may take yet */
export function engineProbe(world: World, cvmfs: string, leftMs: () => number = () => Infinity): EngineProbe {
  const source = hostSource('/', world.env, []);
  return {
    which: program => which(program, world.env['PATH'], ['/cvmfs', cvmfs]),
    readText: path => source.readText(path, SMALL_FILE),
    mayWrite,
    isMounted,
    run: (argv, timeoutMs, env = {}) =>
      runTool(argv, {
        timeoutMs: Math.min(timeoutMs, Math.max(LEAST_MS, leftMs() - SAYING_MS)),
        env: {PATH: world.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', ...env},
      }),
    uid: world.uid,
    env: world.env,
  };
}

/** What this machine is. Engines are only looked for; `engines` holds them when they were tried already. */
export function readHost(
  world: World,
  cvmfs: string,
  engines: readonly EngineFact[] | null = null,
  inputs: Inputs = makeInputs(),
): Host {
  const facts = engines ?? detectEngines(inputs.probe(engineProbe(world, cvmfs)));
  const source = hostSource('/', world.env, facts);
  const host = describeHost(inputs.host(source));
  // The room knows the override by the name of its field; the variable is another, since HSF_GPU is the wish of --gpu.
  return source.overrides['HSF_GPU']?.trim() ? {...host, origins: {...host.origins, gpus: 'HSF_HOST_GPU'}} : host;
}

/** Says what the user's own facts about the host do not mean. An answer with such a remark is not remembered. */
export function noteOverrides(host: Host, {world, output, inputs}: Context): void {
  const doubts = overrideDoubts(overridesIn(world.env), host);
  if (doubts.length > 0) inputs.spoil();
  for (const doubt of doubts) output.note(doubt);
}
