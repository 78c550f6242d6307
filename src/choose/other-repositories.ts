import type {FoundVariant, Repository, RepositoryState} from '../find/found.ts';
import type {Verdict} from './stack.ts';

/** The repositories that were asked, by name. Below a client's root that is all of them; in a plain tree it is what lies there. */
export type KnownRepositories = ReadonlyMap<string, Pick<Repository, 'state'>>;

/**
 * The verdict with regard to repositories. One that the stack needs and that is not there or does not answer is a refusal; all other
 * trouble is said in the reason.
 */
export function withRepositories(verdict: Verdict, found: FoundVariant, known: KnownRepositories): Verdict {
  const {needs, uses} = found.layout;
  const own = troubleOf(found.repository, known);
  const needed = needs.flatMap(fqrn => {
    const trouble = needTrouble(fqrn, known);
    return trouble === null ? [] : [{fqrn, ...trouble}];
  });
  const used = uses.flatMap(fqrn => {
    const words = troubleOf(fqrn, known);
    return words === null ? [] : [`${fqrn}, which it reads, ${words}`];
  });
  const refusals = verdict.runs === 'no' ? [] : needed.filter(({refuses}) => refuses);
  const said = [
    ...(own === null ? [] : [`${found.repository} ${own}`]),
    ...needed.filter(each => !refusals.includes(each)).map(({fqrn, words}) => `${fqrn}, which it needs, ${words}`),
    ...used,
  ];
  if (refusals.length === 0) return said.length === 0 ? verdict : {...verdict, reason: joined(verdict.reason, said)};
  const reason = `Needs ${refusals.map(({fqrn, words}) => `${fqrn}, which ${words}`).join(', and ')}.`;
  return {runs: 'no', reason: said.length === 0 ? reason : joined(reason, said), image: null};
}

function joined(sentence: string, said: readonly string[]): string {
  return `${sentence.replace(/\.$/, '')}; ${said.join(' and ')}.`;
}

const STATE_WORDS: Readonly<Record<RepositoryState, string | null>> = {
  ready: null,
  empty: 'holds nothing that hsf knows',
  hung: 'does not answer',
  failed: 'cannot be read',
  'not-mounted': 'is not mounted',
  'not-configured': 'is not configured here',
};

/** What is the matter with a repository, in words. Of one that nobody was asked for nothing is said: in a tree of one repository every stack would read data that are not there. */
export function troubleOf(fqrn: string, known: KnownRepositories): string | null {
  return STATE_WORDS[known.get(fqrn)?.state ?? 'ready'];
}

function needTrouble(fqrn: string, known: KnownRepositories): {readonly words: string; readonly refuses: boolean} | null {
  const state = known.get(fqrn)?.state;
  if (state === undefined) return {words: 'is not there', refuses: true};
  const words = STATE_WORDS[state];
  // "Empty" is also what holds nothing that families know, which may be all that is needed of it.
  return words === null ? null : {words, refuses: state !== 'empty'};
}
