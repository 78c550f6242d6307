import {readCatalogue, type Catalogue} from './catalogue.ts';
import type {Context} from './context.ts';
import {EXIT} from './exit-codes.ts';
import {keepPackages} from './keep-words.ts';
import {filtersOf} from './filters.ts';
import {launchOf} from './launch-of.ts';
import {makeTable} from './make-table.ts';
import {requestOf} from './list-request.ts';
import {packagesOf, type PackageAnswer} from './package-lists.ts';
import {noteFindings, repositoryLines} from './repository-notes.ts';
import {lastingFlags, rememberSearch, searchFile} from './search-memory.ts';
import {recallAnswer} from './search-recalled.ts';
import {KNOWN, searchTable, type SearchAnswer, type SearchTable} from './search-table.ts';
import {listNotes, nothingText, searchJson, searchText} from './search-text.ts';
import {paintFor, plainPaint} from './text-paint.ts';
import {filterStacks} from '../choose/filter.ts';
import {COMPARISONS, parsePackageQuery, unknownOperator, type PackageQuery} from '../find/packages/package-query.ts';
import {proveLists} from '../find/packages/list-proof.ts';
import {provenTrace} from '../find/prove-places.ts';
import {UserError} from '../system/user-error.ts';

/** `hsf search PACKAGE[>=VERSION]`: which stacks and variants contain a package, newest version first. */
export async function search(context: Context): Promise<number> {
  const {options, output, invocation, world} = context;
  const text = invocation.positionals[0] ?? '';
  const query = parsePackageQuery(text);
  if (query === null) throw refusalOf(text);
  const filters = filtersOf(options, []);
  const recalled = options.verbose || !world.terminals.stdout ? null : await recallAnswer(invocation, query, filters, world);
  if (recalled !== null) {
    for (const note of recalled.notes) output.note(note);
    return tell(text, query, recalled.answer, context);
  }
  const catalogue = await readCatalogue(context);
  const {findings, stacks} = catalogue;
  const {stacks: wanted} = filterStacks(stacks, filters);
  noteFindings(findings, stacks.length === 0, output);
  const packages = await packagesOf(
    wanted.flatMap(({variants}) => variants),
    findings,
    context,
  );
  for (const problem of packages.problems) output.note(problem);
  const table = tableOf(catalogue, packages);
  // What was asked for was looked for, so there is an answer.
  const answer = searchTable(table, query, filters) ?? NO_ANSWER;
  const status = tell(text, query, answer, context);
  // Lists that the filters left out may have more.
  if (table.known.every(known => known !== KNOWN.notLookedFor))
    keepPackages(
      context,
      table.names.map(({name}) => name),
    );
  await remember(context, catalogue, packages, table);
  return status;
}

const NO_LISTS = {count: 0, example: ''};
const NO_ANSWER: SearchAnswer = {
  matches: [],
  unknown: [],
  repositories: new Set(),
  names: () => [],
  versions: [],
  stacks: [],
  unreadable: NO_LISTS,
  partly: NO_LISTS,
};

function refusalOf(text: string): UserError {
  const operator = unknownOperator(text);
  return new UserError(
    'usage',
    operator === null
      ? `"${text}" is no package to search for.`
      : `"${operator}" is no comparison; there are ${COMPARISONS.join(' ')}`,
    "Write a name, or a name and versions: hsf search 'ROOT>=6.34', hsf search 'ROOT>=6.30,<6.36'",
  );
}

function tell(text: string, query: PackageQuery, answer: SearchAnswer, context: Context): number {
  const {options, output} = context;
  const all = options.values('runs').includes('any');
  output.result(options.json ? searchJson(text, answer) : searchText(answer, {all, paint: paintFor(context)}));
  for (const note of listNotes(answer)) output.note(note);
  if (answer.matches.length > 0) return EXIT.ok;
  output.note(nothingText(text, query, answer));
  return EXIT.nothing;
}

function tableOf({stacks, host}: Catalogue, {lists, read, order}: PackageAnswer): SearchTable {
  return makeTable({
    stacks,
    host,
    lists: new Map(
      order.flatMap((address, index) => {
        const key = read.keys[index] ?? null;
        return key === null
          ? []
          : [[address, {key, known: knownAs(read.states[index] ?? null), packages: lists.get(address) ?? null}]];
      }),
    ),
  });
}

function knownAs(state: PackageAnswer['read']['states'][number]): number {
  if (state === 'partly' || state === 'self') return KNOWN[state];
  return state === 'unreadable' || state?.startsWith('failed') ? KNOWN.unreadable : KNOWN.whole;
}

/** For `recallAnswer`. Nothing else may have been printed but what happened on this search alone. */
async function remember(
  context: Context,
  {findings}: Catalogue,
  {read, problems}: PackageAnswer,
  table: SearchTable,
): Promise<void> {
  const {world, invocation, directories, inputs, options} = context;
  const seen = inputs.seen();
  if (seen === null || world.build === null || directories.cache === null || options.verbose || problems.length > 0) return;
  const trace = findings.trace?.() ?? null;
  const lists = trace === null ? null : proveLists(read, trace);
  if (trace === null || lists === null) return;
  const proven = await provenTrace(trace, lists.places, launchOf(world, trace.root));
  if (proven === null) return;
  const request = requestOf(['search', ...lastingFlags(invocation)], world);
  const terminals = {...world.terminals, stdout: false};
  rememberSearch(searchFile(directories.cache, request), world.build, {
    request,
    inputs: seen,
    ...proven,
    oldest: lists.oldest,
    notes: repositoryLines(findings, false),
    paints: paintFor({settings: context.settings, world: {...world, terminals}}) !== plainPaint,
    table,
  });
}
