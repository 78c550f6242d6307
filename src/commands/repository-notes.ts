import type {Output} from './output.ts';
import type {Findings, Repository} from '../find/found.ts';

/** Tells what happened on this search, and what `repositoryLines` has. */
export function noteFindings(findings: Findings, all: boolean, output: Output): void {
  for (const notice of findings.notices ?? []) output.note(notice);
  for (const line of repositoryLines(findings, all)) output.note(line);
}

/**
 * One line for each repository that is sick, or of which something is missing. Those that this machine does not have are normal,
 * so they are told only where nothing at all was found (`all`), and in one line: there are dozens of them. One that is not there and of
 * which stacks are shown all the same is told like one that is sick.
 */
export function repositoryLines({repositories, variants, root, cvmfs}: Findings, all: boolean): readonly string[] {
  if (root === 'missing') return [`There is no directory ${cvmfs}.`];
  if (root === 'hung') return [`${cvmfs} does not answer.`];
  const absent = repositories.filter(({state}) => state === 'not-configured' || state === 'not-mounted');
  const lines = repositories.flatMap(({fqrn, state, message}) => {
    if (all && absent.length > 1 && absent.some(one => one.fqrn === fqrn)) return [];
    if (state === 'ready') return message === null ? [] : [message];
    const isShown = state === 'not-mounted' && variants.some(({repository}) => repository === fqrn);
    const sick = state === 'hung' || state === 'failed' || isShown;
    return sick || all ? [message ?? `${fqrn} ${STATE_WORDS[state]}.`] : [];
  });
  return all && absent.length > 1 ? [...lines, absentText(absent, repositories.length)] : lines;
}

function absentText(absent: readonly Repository[], known: number): string {
  const [first] = absent;
  const what = absent.length === known ? 'None' : `${absent.length}`;
  return `${what} of the ${known} repositories that hsf knows can be reached here${first === undefined ? '' : ` (${first.fqrn} and others)`}. Run "hsf doctor" to see what is missing.`;
}

const STATE_WORDS = {
  empty: 'is empty',
  hung: 'does not answer',
  failed: 'cannot be read',
  'not-mounted': 'is not mounted',
  'not-configured': 'is not configured',
} as const;
