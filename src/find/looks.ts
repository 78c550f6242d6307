import type {Answer, Question} from './inspect.ts';
import {isIllness} from './memo.ts';
import {makeHostLooks, type HostLooks} from '../system/host-looks.ts';
import {NO_FILE} from './scout/protocol.ts';

/** What was asked in one round, with the answers in the same order. */
export type Round = {readonly questions: readonly Question[]; readonly answers: readonly Answer[]};

/** What plans have asked about paths below `/cvmfs`. The very same round is answered once. */
export type Looks = {
  /** About files of this machine. */
  readonly host: HostLooks;
  /** Rounds of an earlier start, which are right as long as their places are as they were. */
  readonly know: (rounds: readonly Round[]) => void;
  readonly answer: (
    round: readonly Question[],
    ask: (round: readonly Question[]) => Promise<readonly Answer[]>,
  ) => Promise<readonly Answer[]>;
  /** Rounds with answers that a later start may believe; null where something went wrong, which may be over by then. */
  readonly rounds: () => readonly Round[] | null;
};

/** By whole rounds, since where links may lead depends on what else is asked. */
export function makeLooks(): Looks {
  const known = new Map<string, Round>();
  let isSound = true;
  return {
    host: makeHostLooks(),
    know: rounds => rounds.forEach(round => known.set(JSON.stringify(round.questions), round)),
    answer: async (questions, ask) => {
      const key = JSON.stringify(questions);
      const answers = known.get(key)?.answers ?? (await ask(questions.map(question => ({...question, places: true}))));
      if (answers.some(isBad)) isSound = false;
      else known.set(key, {questions, answers});
      return answers;
    },
    rounds: () => (isSound ? [...known.values()].filter(({questions}) => questions.every(isOfItsPlaces)) : null),
  };
}

/** What a program tells of the inside of a file, or what comes from many files, is not proved by the places. */
const isOfItsPlaces = ({what, inside}: Question) => inside === undefined && what !== 'image' && what !== 'members';

function isBad(answer: Answer): boolean {
  if (answer.status === 'not-answering' || answer.places === undefined) return true;
  return answer.status === 'failed' && answer.code !== NO_FILE && isIllness(answer.code);
}

/**
 * The places of all answers with the directories above them, below the CVMFS root; each of them changes with what is in it.
 * Null for one that cannot be told by its name.
 */
export function placesOf(rounds: readonly Round[]): readonly string[] | null {
  const places = new Set<string>();
  for (const {answers} of rounds)
    for (const answer of answers) {
      if (answer.status === 'not-answering') return null;
      for (const place of answer.places ?? [])
        for (let end = place.indexOf('/'); ; end = place.indexOf('/', end + 1)) {
          places.add(end < 0 ? place : place.slice(0, end));
          if (end < 0) break;
        }
    }
  return [...places].some(place => place === '' || place.includes('\n')) ? null : [...places];
}
