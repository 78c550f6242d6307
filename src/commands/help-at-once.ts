import {helpText} from './help.ts';
import {ResultNotWritten, writeAll} from './output.ts';
import {parseArguments} from './parse-arguments.ts';
import {realWorld} from './real-world.ts';
import {columnsOf} from '../system/terminal.ts';
import type {World} from '../system/world.ts';

/**
 * Prints the help that a command line asks for, without the code of any command.
 *
 * @returns whether it was printed; what is wrong with the line is told by the long way
 */
export function helpAtOnce(argv: readonly string[], world: World = realWorld(import.meta.url)): boolean {
  let text: string;
  try {
    const {command, given} = parseArguments(argv);
    if (!given.has('help')) return false;
    text = helpText(command, columnsOf(world));
  } catch {
    return false;
  }
  try {
    writeAll(1, text);
    return true;
  } catch (error) {
    if (error instanceof ResultNotWritten) return false;
    throw error;
  }
}
