import {readCatalogue} from './catalogue.ts';
import type {Context} from './context.ts';
import {EXIT} from './exit-codes.ts';
import {familySummaries} from './family-state.ts';
import {filtersOf, unknownText} from './filters.ts';
import {listJson, stacksPieces} from './json.ts';
import {launchOf} from './launch-of.ts';
import {memoryFile, remember} from './list-memory.ts';
import {requestOf} from './list-request.ts';
import {noteText} from './output.ts';
import {noteFindings, repositoryLines} from './repository-notes.ts';
import {listText} from './text-list.ts';
import {paintFor} from './text-paint.ts';
import {filterStacks} from '../choose/filter.ts';
import type {Stack} from '../choose/stack.ts';
import type {Trace} from '../find/trace.ts';

/** `hsf list`: stacks and variants. Works from the index when repositories are sick; nothing found at all is status 3. */
export async function list(context: Context): Promise<number> {
  const {options, output, settings, invocation, world} = context;
  const filters = filtersOf(options, invocation.positionals);
  const chosen = (stacks: readonly Stack[]) => {
    const {stacks: wanted, unknown} = filterStacks(stacks, filters);
    return {stacks, wanted, unknown, pieces: options.json ? stacksPieces(wanted) : []};
  };
  let early: ReturnType<typeof chosen> | null = null;
  const {findings, stacks, host, families} = await readCatalogue(context, {mode: 'auto'}, index => (early = chosen(index)));
  const {wanted, unknown, pieces} = isOf(stacks, early) ? early : chosen(stacks);
  noteFindings(findings, stacks.length === 0, output);
  const answer = options.json
    ? {text: '', hidden: 0, isShort: false}
    : listText(wanted, host, {
        all: options.values('runs').includes('any'),
        paint: paintFor(context),
        // Nobody reads thousands of lines on a terminal; a pipe gets them all.
        most: world.terminals.stdout && isUnfiltered(filters) ? MOST_LINES : null,
      });
  const stdout = options.json ? listJson(settings.cvmfs, findings.repositories, pieces) : [Buffer.from(answer.text)];
  output.result(stdout);
  const hidden = answer.hidden > 0 ? hiddenText(answer.hidden) : null;
  if (hidden !== null) output.note(hidden);
  if (wanted.length > 0) {
    const notes = [...repositoryLines(findings, false), ...(hidden === null ? [] : [hidden])];
    if (!answer.isShort) await rememberList(context, {trace: findings.trace?.() ?? null, stdout, notes});
    return EXIT.ok;
  }
  const reason =
    stacks.length === 0
      ? `No stacks were found below ${settings.cvmfs}.`
      : (unknownText(unknown, familySummaries(families, findings)) ?? 'No stack fits all of it.');
  output.note(`${reason} ${stacks.length === 0 ? 'Run "hsf doctor" to see why.' : 'Run "hsf list" without filters to see all.'}`);
  return EXIT.nothing;
}

/** More than this are shortened, on a terminal. */
const MOST_LINES = 200;

function isUnfiltered({query, ...others}: ReturnType<typeof filtersOf>): boolean {
  return query === '' && Object.values(others).every(value => value === null || value === '');
}

function hiddenText(count: number): string {
  return `${count} variant${count === 1 ? '' : 's'} for other kinds of machine not shown; "--runs any" shows them.`;
}

/** For `listAgain`. Nothing else may have been printed but what happened on this search alone. */
async function rememberList(
  {world, invocation, directories, inputs, options}: Context,
  {
    trace,
    stdout,
    notes,
  }: {readonly trace: Trace | null; readonly stdout: readonly Uint8Array[]; readonly notes: readonly string[]},
): Promise<void> {
  const seen = inputs.seen();
  if (trace === null || seen === null || world.build === null || directories.cache === null || options.verbose) return;
  // Loaded when what was asked for is printed already.
  const {provenTrace} = await import('../find/prove-places.ts');
  const proven = await provenTrace(trace, new Map(), launchOf(world, trace.root));
  if (proven === null) return;
  const request = requestOf(invocation.argv, world);
  remember(memoryFile(directories.cache, request), world.build, {
    request,
    inputs: seen,
    ...proven,
    notes: options.quiet ? '' : notes.map(noteText).join(''),
    stdout,
  });
}

/** Whether what was made ahead is about these stacks. */
function isOf<T extends {readonly stacks: readonly Stack[]}>(stacks: readonly Stack[], early: T | null): early is T {
  return early?.stacks === stacks;
}
