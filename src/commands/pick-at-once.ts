import {makeContext} from './context.ts';
import {parseArguments, type Invocation} from './parse-arguments.ts';
import {pick} from './picker.ts';
import {realWorld} from './real-world.ts';
import {reportFailure} from './report-failure.ts';
import type {World} from '../system/world.ts';

/**
 * Bare `hsf` as one file, with all that the first picture needs, since that takes longer to load from many. It is `pick` of the long
 * way and nothing else.
 *
 * @returns the status; null where the words mean something else, wrong words included
 */
export async function pickAtOnce(argv: readonly string[], world: World = realWorld(import.meta.url)): Promise<number | null> {
  const invocation = bareInvocation(argv);
  if (invocation === null) return null;
  try {
    return await pick(makeContext(world, invocation));
  } catch (error) {
    return reportFailure(error, {json: false, starting: false});
  }
}

function bareInvocation(argv: readonly string[]): Invocation | null {
  try {
    const invocation = parseArguments(argv);
    const {command, given, rest} = invocation;
    return command.name !== '' || rest !== null || ['help', 'version', 'json'].some(name => given.has(name)) ? null : invocation;
  } catch {
    return null; // the long way says what is wrong with them
  }
}
