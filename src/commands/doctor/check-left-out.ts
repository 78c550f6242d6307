import {ok, type Check} from './check.ts';
import type {Findings} from '../../find/found.ts';
import type {LeftOut, LeftOutReason} from '../../find/left-out.ts';

/** One of them, and more. */
const WORDS: Readonly<Record<LeftOutReason, readonly [one: string, more: string]>> = {
  unnamed: ['name that is no UTF-8', 'names that are no UTF-8'],
  unreadable: ['directory that cannot be read', 'directories that cannot be read'],
  truncated: ['directory that is too large', 'directories that are too large'],
  'too-deep': ['directory deeper than hsf looks', 'directories deeper than hsf looks'],
  'half-published': ['build that is not whole', 'builds that are not whole'],
  dangling: ['link to nothing', 'links to nothing'],
  'link-loop': ['link to itself', 'links to themselves'],
  'link-out': ['link out of the repository', 'links out of the repository'],
};

/**
 * What was left out of each repository, a line for each: counts, and an example of each kind. Repositories hold some of it at any time,
 * so it is no warning; what can be read only in part is one, among the repositories.
 */
export function checkLeftOut({leftOut = []}: Findings): readonly Check[] {
  const byRepository = Map.groupBy(leftOut, ({repository}) => repository);
  return [...byRepository].map(([fqrn, found]) =>
    ok(`left-out:${fqrn}`, `Left out of ${fqrn}: ${found.map(phrase).join(', ')}.`),
  );
}

function phrase({reason, count, examples: [example]}: LeftOut): string {
  const [one, more] = WORDS[reason];
  return `${count} ${count === 1 ? one : more}${example === undefined ? '' : ` (${example})`}`;
}
