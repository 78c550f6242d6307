import {unknownText} from './filters.ts';
import {jsonDocument} from './json.ts';
import type {Lists, Match, SearchAnswer} from './search-table.ts';
import {columns} from './text-columns.ts';
import {RUNS_ROLES} from './text-list.ts';
import type {Paint} from './text-paint.ts';
import {nearest} from '../system/nearest.ts';
import {printable} from '../system/printable.ts';
import type {PackageQuery} from '../find/packages/package-query.ts';

/** The document of `hsf search`. */
export function searchJson(query: string, {matches}: SearchAnswer): string {
  return jsonDocument({
    query,
    matches: matches.map(({found, stack, variant, kind}) => ({
      package: found.name,
      version: found.version,
      category: found.category,
      stack,
      variant,
      runs: kind.runs,
    })),
  });
}

/** A line for each match. Those for other kinds of machine only where they are asked for. */
export function searchText({matches}: SearchAnswer, {all, paint}: {readonly all: boolean; readonly paint: Paint}): string {
  const shown = all ? matches : matches.filter(({kind}) => !kind.never);
  return columns(shown.map(match => rowOf(match, paint)))
    .map(line => `${line}\n`)
    .join('');
}

function rowOf({found, variant, kind}: Match, paint: Paint): readonly string[] {
  return [
    paint('strong', printable(found.name)),
    printable(found.version),
    printable(variant),
    paint(RUNS_ROLES[kind.runs], kind.runs),
  ];
}

/** A sentence about lists that the answer would need and that are not there as they should be. */
export function listNotes({unreadable, partly}: SearchAnswer): readonly string[] {
  const of = ({count, example}: Lists) =>
    `${count} package ${count === 1 ? `list (that of ${printable(example)})` : `lists (one is that of ${printable(example)})`}`;
  return [
    ...(unreadable.count === 0 ? [] : [`Nothing could be read of ${of(unreadable)}. Run "hsf doctor" for more.`]),
    ...(partly.count === 0 ? [] : [`Only a part could be read of ${of(partly)}. Run "hsf doctor" for more.`]),
  ];
}

/** Why there is no match, with what is called nearly so. */
export function nothingText(text: string, query: PackageQuery, {unknown, names, versions, stacks}: SearchAnswer): string {
  const there = names();
  const near = nearest(query.name, there);
  const reason = unknownText(unknown) ?? (there.length === 0 ? 'No package lists were found.' : `No stack here has ${text}.`);
  const [oldest, newest] = [versions[0], versions.at(-1)];
  if (oldest !== undefined && newest !== undefined) {
    const range = oldest === newest ? oldest : `${oldest} to ${newest}`;
    return `${reason} There ${versions.length === 1 ? 'is' : 'are'} ${printable(range)}.`;
  }
  const [stack] = stacks;
  if (stack !== undefined) return `${reason} ${printable(stack)} is a stack: see "hsf show ${printable(stack)}".`;
  return `${reason}${near.length === 0 ? '' : ` Packages called nearly so: ${near.join(', ')}.`}`;
}
