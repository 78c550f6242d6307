import type {Repository} from '../../find/found.ts';
import {printable} from '../../system/printable.ts';
import type {PickerState} from '../state/picker-state.ts';
import type {Role} from '../theme.ts';
import {STATE_ROLE, STATE_WORDS, ageWords} from './words.ts';

/** Where a repository stands, in words for a line. */
export type RepositoryWords = {
  /** `reading for 4 s`, `not answering for 12 s`, `ready`. */
  readonly state: string;
  readonly role: Role;
  /** Why, as the repository's own message has it; null where all is well. */
  readonly why: string | null;
};

export function repositoryWords(state: PickerState, fqrn: string): RepositoryWords {
  const known = state.repositories.find(other => other.fqrn === fqrn);
  const waiting = state.reading.find(other => other.fqrn === fqrn);
  const why = known?.message == null ? null : printable(known.message);
  const hung = known?.state === 'hung';
  if (waiting !== undefined) {
    const forHowLong = ` for ${ageWords(state.now - waiting.since)}`;
    return {
      state: `${hung ? STATE_WORDS.hung : 'reading'}${forHowLong}`,
      role: hung ? 'error' : 'warning',
      why: hung ? why : null,
    };
  }
  if (known === undefined) return {state: '', role: 'text', why: null};
  return {state: STATE_WORDS[known.state], role: STATE_ROLE[known.state], why};
}

/** What one can do about the state of a repository; null where nothing is to be done. */
export function repositoryAdvice(state: PickerState, fqrn: string, refreshKey: string | null): string | null {
  const known = state.repositories.find(other => other.fqrn === fqrn);
  const again = refreshKey === null ? '"hsf refresh" asks it again.' : `${refreshKey} asks it again.`;
  const isAwaited = state.reading.some(other => other.fqrn === fqrn);
  if (isAwaited && known?.state !== 'hung') return 'Nothing: its stacks appear as soon as it has been read.';
  if (known === undefined) return null;
  switch (known.state) {
    case 'ready':
      return null;
    case 'empty':
      return `Nothing that hsf knows lies in it. ${again}`;
    case 'hung':
      return `What is shown of it is as it was last read. ${again} "hsf doctor" tests it.`;
    case 'failed':
      return `${again} "hsf doctor" tells more.`;
    case 'not-mounted':
      return `${again} It is mounted when something looks into it.`;
    case 'not-configured':
      return 'The CVMFS client of this machine does not know it; its administrator can add it.';
  }
}

/** Repositories in trouble, and those that are awaited; the rest is well. */
export function unsettled(state: PickerState): {readonly waiting: number; readonly sick: readonly Repository[]} {
  const waiting = new Set(state.reading.map(({fqrn}) => fqrn));
  const sick = state.repositories.filter(({fqrn, state: now}) => (now === 'hung' || now === 'failed') && !waiting.has(fqrn));
  return {waiting: waiting.size, sick};
}
