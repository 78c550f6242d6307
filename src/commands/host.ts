import type {Context} from './context.ts';
import {EXIT} from './exit-codes.ts';
import {hostJson, jsonDocument} from './json.ts';
import {engineProbe, noteOverrides, readHost} from './machine.ts';
import {sysrootHost} from './sysroot.ts';
import {hostText} from './text-host.ts';
import {paintFor} from './text-paint.ts';
import type {Host} from '../choose/host.ts';
import {verifyEngines} from '../engines/all.ts';

/** `hsf host`: what this machine is, and how each fact was found. Engines are tried with a small start. */
export async function host(context: Context): Promise<number> {
  const {options, output, settings, world, deadline} = context;
  const sysroot = options.value('sysroot');
  const facts: Host =
    sysroot === null
      ? readHost(world, settings.cvmfs, await verifyEngines(engineProbe(world, settings.cvmfs, deadline.remainingMs)))
      : await sysrootHost(context, sysroot);
  noteOverrides(facts, context);
  output.result(options.json ? jsonDocument({host: hostJson(facts)}) : hostText(facts, paintFor(context)));
  return EXIT.ok;
}
