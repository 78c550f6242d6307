import type {Output} from './output.ts';
import type {Findings} from '../find/found.ts';

/**
 * One line for each repository that is sick. Those that this machine does not have are normal, so they are told only where
 * nothing at all was found (`all`).
 */
export function noteFindings({repositories, notices, root, cvmfs}: Findings, all: boolean, output: Output): void {
  for (const notice of notices ?? []) output.note(notice);
  if (root === 'missing') return output.note(`There is no directory ${cvmfs}.`);
  if (root === 'hung') return output.note(`${cvmfs} does not answer.`);
  for (const {fqrn, state, message} of repositories) {
    const sick = state === 'hung' || state === 'failed';
    if (sick || (all && state !== 'ready')) output.note(message ?? `${fqrn} ${STATE_WORDS[state]}.`);
  }
}

const STATE_WORDS = {
  ready: 'is ready',
  empty: 'is empty',
  hung: 'does not answer',
  failed: 'cannot be read',
  'not-mounted': 'is not mounted',
  'not-configured': 'is not configured',
} as const;
