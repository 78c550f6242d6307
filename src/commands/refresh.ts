import {setFlagsFromString} from 'node:v8';
import {noteProblems, searchWith, told} from './catalogue.ts';
import type {Context} from './context.ts';
import {EXIT} from './exit-codes.ts';
import {keepPackages} from './keep-words.ts';
import {jsonDocument, repositoryJson} from './json.ts';
import type {Output} from './output.ts';
import {knownFamilies} from './known-families.ts';
import {listsOf} from './package-lists.ts';
import {repositoryLines} from './repository-notes.ts';
import {columns} from './text-columns.ts';
import {paintFor, type Role} from './text-paint.ts';
import type {FindProgress} from '../find/find-stacks.ts';
import type {RepositoryState} from '../find/found.ts';
import type {PackageProgress, RepositoryLists} from '../find/packages/read-packages.ts';
import {printable} from '../system/printable.ts';

const ROLES: Readonly<Record<RepositoryState, Role>> = {
  ready: 'good',
  empty: 'care',
  hung: 'bad',
  failed: 'bad',
  'not-mounted': 'care',
  'not-configured': 'faint',
};

/** `hsf refresh`: reads the repositories anew, and with `--packages` what changed of their lists. 0 when every one is ready, 1 when some are not. */
export async function refresh(context: Context): Promise<number> {
  const {options, output, settings} = context;
  // Nobody waits for it, and the machine is often shared: the collector works more, and the heap stays near what is in use.
  setFlagsFromString('--heap-growing-percent=15');
  // Nothing is judged: that would take as much memory again as all that was found.
  const wishes = {mode: 'refresh', onProgress: progressNotes(output)} as const;
  const {findings, families} = told(await searchWith(context, await knownFamilies(context), wishes), context);
  noteProblems(families, context);
  // What this machine has no configuration for is neither read nor missed.
  const repositories = findings.repositories.filter(({state}) => state !== 'not-configured');
  const {directoriesRead = 0} = findings;
  const lists = options.switchedOn('packages') ? await listsOf(findings.variants, findings, context, listNotes(output)) : null;
  if (lists !== null) keepPackages(context, packageNames(lists.read.repositories));
  if (options.json) {
    const all = findings.repositories.map(repositoryJson);
    const packages = lists?.read.repositories.map(packagesJson) ?? null;
    output.result(jsonDocument({cvmfs: settings.cvmfs, repositories: all, directoriesRead, packages}));
  } else {
    const paint = paintFor(context);
    const rows = repositories.map(({fqrn, state, revision, message}) => [
      printable(fqrn),
      paint(ROLES[state], state),
      revision === null ? '' : `revision ${revision}`,
      printable(message ?? ''),
    ]);
    output.result(
      columns(rows)
        .map(line => `${line}\n`)
        .join(''),
    );
  }
  output.note(`${directoriesRead} ${directoriesRead === 1 ? 'directory' : 'directories'} read`);
  for (const line of lists === null ? [] : [...lists.read.repositories.map(listsText), ...lists.problems]) output.note(line);
  if (repositories.length === 0) for (const line of repositoryLines(findings, true)) output.note(line);
  const isReady = repositories.length > 0 && repositories.every(({state}) => state === 'ready');
  return isReady && (lists?.problems ?? []).length === 0 ? EXIT.ok : EXIT.failure;
}

/** A line when a repository begins, and each directory for `--verbose`. */
function progressNotes(output: Output): (progress: FindProgress) => void {
  const begun = new Set<string>();
  return ({repository, directory, directoriesRead}) => {
    if (!begun.has(repository)) output.note(`reading ${repository}`);
    begun.add(repository);
    output.detail(`${directoriesRead} ${directory}`);
  };
}

/** A line when the lists of a repository begin, and each list for `--verbose`. */
function listNotes(output: Output): (progress: PackageProgress) => void {
  const begun = new Set<string>();
  return ({repository, directory, done, all}) => {
    if (!begun.has(repository)) output.note(`reading ${all} ${all === 1 ? 'package list' : 'package lists'} of ${repository}`);
    begun.add(repository);
    output.detail(`${done}/${all} /cvmfs/${repository}/${directory}`);
  };
}

function* packageNames(repositories: readonly RepositoryLists[]): Generator<string> {
  for (const {kept} of repositories) for (const {packages} of kept.values()) for (const {name} of packages) yield name;
}

function packagesJson({fqrn, state, lists, read, left, kept}: RepositoryLists) {
  const packages = [...kept.values()].reduce((sum, list) => sum + list.packages.length, 0);
  return {repository: fqrn, state, lists, listsRead: read, packages, leftOut: left};
}

function listsText({fqrn, lists, read, left}: RepositoryLists): string {
  const lost = left === 0 ? '' : `; ${left} ${left === 1 ? 'line or name is' : 'lines or names are'} no package`;
  return `${fqrn}: ${read} of ${lists} ${lists === 1 ? 'package list' : 'package lists'} read, the others are as they were${lost}`;
}
