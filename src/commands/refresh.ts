import {noteProblems, searchWith, told} from './catalogue.ts';
import type {Context} from './context.ts';
import {EXIT} from './exit-codes.ts';
import {jsonDocument, repositoryJson} from './json.ts';
import type {Output} from './output.ts';
import {knownFamilies} from './known-families.ts';
import {repositoryLines} from './repository-notes.ts';
import {columns} from './text-columns.ts';
import {paintFor, type Role} from './text-paint.ts';
import type {FindProgress} from '../find/find-stacks.ts';
import type {RepositoryState} from '../find/found.ts';
import {printable} from '../system/printable.ts';

const ROLES: Readonly<Record<RepositoryState, Role>> = {
  ready: 'good',
  empty: 'care',
  hung: 'bad',
  failed: 'bad',
  'not-mounted': 'care',
  'not-configured': 'faint',
};

/** `hsf refresh`: reads the repositories anew. 0 when every one is ready, 1 when some are not. */
export async function refresh(context: Context): Promise<number> {
  const {options, output, settings} = context;
  // Nothing is judged: that would take as much memory again as all that was found.
  const wishes = {mode: 'refresh', onProgress: progressNotes(output)} as const;
  const {findings, families} = told(await searchWith(context, await knownFamilies(context), wishes), context);
  noteProblems(families, context);
  // What this machine has no configuration for is neither read nor missed.
  const repositories = findings.repositories.filter(({state}) => state !== 'not-configured');
  if (options.json) output.result(jsonDocument({cvmfs: settings.cvmfs, repositories: findings.repositories.map(repositoryJson)}));
  else {
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
  if (repositories.length === 0) for (const line of repositoryLines(findings, true)) output.note(line);
  return repositories.length > 0 && repositories.every(({state}) => state === 'ready') ? EXIT.ok : EXIT.failure;
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
