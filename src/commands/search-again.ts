import {EXIT} from './exit-codes.ts';
import {filtersOf} from './filters.ts';
import {readOptions} from './options.ts';
import {noteText, writeAll} from './output.ts';
import {parseArguments} from './parse-arguments.ts';
import {realWorld} from './real-world.ts';
import {recallAnswer} from './search-recalled.ts';
import {listNotes, nothingText, searchJson, searchText} from './search-text.ts';
import {plainPaint} from './text-paint.ts';
import {parsePackageQuery} from '../find/packages/package-query.ts';
import type {World} from '../system/world.ts';

/**
 * Answers `hsf search` from what an earlier search knew (`search-recalled.ts`), without loading what finds and judges. Only where
 * stdout is no terminal: there people look, and the long way asks the same memory with all its settings at hand.
 *
 * @returns the status; null where it has not been answered, and nothing has been printed then
 */
export async function searchAgain(argv: readonly string[], world: World = realWorld(import.meta.url)): Promise<number | null> {
  if (world.terminals.stdout) return null;
  try {
    const invocation = parseArguments(argv);
    const {given, positionals, rest, command} = invocation;
    const [text = ''] = positionals;
    const query = parsePackageQuery(text);
    if (command.name !== 'search' || positionals.length !== 1 || rest !== null || query === null) return null;
    if (given.has('help') || given.has('version')) return null;
    const options = readOptions(invocation, world.env);
    if (options.verbose) return null;
    const recalled = await recallAnswer(invocation, query, filtersOf(options, []), world);
    if (recalled === null || recalled.paints) return null;
    const {answer, notes} = recalled;
    const all = options.values('runs').includes('any');
    writeAll(1, options.json ? searchJson(text, answer) : searchText(answer, {all, paint: plainPaint}));
    const isNothing = answer.matches.length === 0;
    const lines = [...notes, ...listNotes(answer), ...(isNothing ? [nothingText(text, query, answer)] : [])];
    if (!options.quiet) writeAll(2, lines.map(noteText).join(''));
    return isNothing ? EXIT.nothing : EXIT.ok;
  } catch {
    // What is wrong with it, the long way has the words for.
    return null;
  }
}
