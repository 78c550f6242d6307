import {readCatalogue} from './catalogue.ts';
import type {Context} from './context.ts';
import {EXIT} from './exit-codes.ts';
import {filtersOf, unknownText} from './filters.ts';
import {listJson, stacksText} from './json.ts';
import {noteFindings} from './repository-notes.ts';
import {listText} from './text-list.ts';
import {paintFor} from './text-paint.ts';
import {filterStacks} from '../choose/filter.ts';
import type {Stack} from '../choose/stack.ts';

/** `hsf list`: stacks and variants. Works from the index when repositories are sick; nothing found at all is status 3. */
export async function list(context: Context): Promise<number> {
  const {options, output, settings, invocation} = context;
  const filters = filtersOf(options, invocation.positionals);
  const chosen = (stacks: readonly Stack[]) => {
    const {stacks: wanted, unknown} = filterStacks(stacks, filters);
    return {stacks, wanted, unknown, text: options.json ? stacksText(wanted) : ''};
  };
  let early: ReturnType<typeof chosen> | null = null;
  const {findings, stacks, host} = await readCatalogue(context, {mode: 'auto'}, index => (early = chosen(index)));
  const {wanted, unknown, text: json} = isOf(stacks, early) ? early : chosen(stacks);
  noteFindings(findings, stacks.length === 0, output);
  if (options.json) {
    output.result(listJson(settings.cvmfs, findings.repositories, json));
  } else {
    const {text, hidden} = listText(wanted, host, {all: options.values('runs').includes('any'), paint: paintFor(context)});
    output.result(text);
    if (hidden > 0)
      output.note(`${hidden} variant${hidden === 1 ? '' : 's'} for other kinds of machine not shown; "--runs any" shows them.`);
  }
  if (wanted.length > 0) return EXIT.ok;
  const reason =
    stacks.length === 0 ? `No stacks were found below ${settings.cvmfs}.` : (unknownText(unknown) ?? 'No stack fits all of it.');
  output.note(`${reason} ${stacks.length === 0 ? 'Run "hsf doctor" to see why.' : 'Run "hsf list" without filters to see all.'}`);
  return EXIT.nothing;
}

/** Whether what was made ahead is about these stacks. */
function isOf<T extends {readonly stacks: readonly Stack[]}>(stacks: readonly Stack[], early: T | null): early is T {
  return early?.stacks === stacks;
}
