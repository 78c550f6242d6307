import {readCatalogue} from './catalogue.ts';
import type {Context} from './context.ts';
import {EXIT} from './exit-codes.ts';
import {filtersOf, unknownText} from './filters.ts';
import {jsonDocument} from './json.ts';
import {packagesOf} from './package-lists.ts';
import {noteFindings} from './repository-notes.ts';
import {columns} from './text-columns.ts';
import {paintFor} from './text-paint.ts';
import {RUNS_ROLES} from './text-list.ts';
import {filterStacks} from '../choose/filter.ts';
import {nearest} from '../system/nearest.ts';
import type {Stack, Variant} from '../choose/stack.ts';
import {neverRuns} from '../choose/verdict.ts';
import {matchesQuery, parsePackageQuery} from '../find/packages/package-query.ts';
import type {Package} from '../find/packages/package.ts';
import {compareVersions} from '../find/packages/version-order.ts';
import {printable} from '../system/printable.ts';
import {UserError} from '../system/user-error.ts';

type Match = {readonly found: Package; readonly stack: Stack; readonly variant: Variant};

/** `hsf search PACKAGE[>=VERSION]`: which stacks and variants contain a package, newest version first. */
export async function search(context: Context): Promise<number> {
  const {options, output, invocation} = context;
  const text = invocation.positionals[0] ?? '';
  const query = parsePackageQuery(text);
  if (query === null)
    throw new UserError(
      'usage',
      `"${text}" is no package to search for.`,
      "Write a name, or a name and a version: hsf search 'ROOT>=6.34'",
    );
  const filters = filtersOf(options, []);
  const {findings, stacks, host} = await readCatalogue(context);
  const {stacks: wanted, unknown} = filterStacks(stacks, filters);
  noteFindings(findings, stacks.length === 0, output);
  const places = wanted.flatMap(stack => stack.variants.map(variant => ({stack, variant})));
  // What lies in a prefix is the same for each of its compilers.
  const {lists, problems} = await packagesOf(
    places.map(({variant}) => variant),
    context,
  );
  for (const problem of problems) output.note(problem);
  const all = places.flatMap(place => (lists.get(place.variant.address) ?? []).map(found => ({...place, found})));
  const matches = all
    .filter(({found}) => matchesQuery(found, query))
    .toSorted((a, b) => compareVersions(b.found.version, a.found.version));
  if (options.json) output.result(jsonDocument({query: text, matches: matches.map(matchJson)}));
  else
    output.result(
      searchText(
        options.values('runs').includes('any') ? matches : matches.filter(({variant}) => !neverRuns(variant.platform, host)),
        context,
      ),
    );
  if (matches.length > 0) return EXIT.ok;
  const names = nearest(query.name, new Set(all.map(({found}) => found.name)));
  const reason = unknownText(unknown) ?? (all.length === 0 ? 'No package lists were found.' : `No stack here has ${text}.`);
  output.note(`${reason}${names.length === 0 ? '' : ` Packages called nearly so: ${names.join(', ')}.`}`);
  return EXIT.nothing;
}

function matchJson({found, stack, variant}: Match) {
  return {
    package: found.name,
    version: found.version,
    category: found.category,
    stack: stack.address,
    variant: variant.address,
    runs: variant.verdict.runs,
  };
}

function searchText(matches: readonly Match[], context: Context): string {
  const paint = paintFor(context);
  const rows = matches.map(({found, variant}) => [
    paint('strong', printable(found.name)),
    printable(found.version),
    printable(variant.address),
    paint(RUNS_ROLES[variant.verdict.runs], variant.verdict.runs),
  ]);
  return columns(rows)
    .map(line => `${line}\n`)
    .join('');
}
