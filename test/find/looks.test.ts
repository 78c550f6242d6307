import {expect, test} from 'vitest';
import type {Answer, Question} from '../../src/find/inspect.ts';
import {makeLooks, placesOf, type Round} from '../../src/find/looks.ts';

const SETUP: Question = {path: '/cvmfs/a.example.org/setup.sh', what: 'state'};
const THERE: Answer = {status: 'missing', path: SETUP.path, places: ['a.example.org']};
const failed = (code: string): Answer => ({...THERE, status: 'failed', code});
const SILENT: Answer = {status: 'not-answering', path: SETUP.path, repository: 'a.example.org', afterMs: 9, late: false};

/** What is asked for in turn, with what was answered. */
async function looked(...rounds: readonly (readonly [Question, Answer])[]) {
  const looks = makeLooks();
  const asked: (readonly Question[])[] = [];
  for (const [question, answer] of rounds) {
    await looks.answer([question], round => {
      asked.push(round);
      return Promise.resolve([answer]);
    });
  }
  return {asked, rounds: looks.rounds()};
}

test('the same round is asked once, and for the places of its answers', async () => {
  const other = {...SETUP, path: '/cvmfs/a.example.org/other'};
  const {asked, rounds} = await looked([SETUP, THERE], [other, THERE], [SETUP, failed('never asked')]);
  expect(asked).toEqual([[{...SETUP, places: true}], [{...other, places: true}]]);
  expect(rounds).toEqual([
    {questions: [SETUP], answers: [THERE]},
    {questions: [other], answers: [THERE]},
  ]);
});

test('what an earlier start asked is answered from it', async () => {
  const looks = makeLooks();
  looks.know([{questions: [SETUP], answers: [THERE]}]);
  expect(await looks.answer([SETUP], () => Promise.reject(new Error('asked again')))).toEqual([THERE]);
});

test.each([
  {title: 'an answer', answer: THERE, believed: 1},
  {title: 'what may not be read', answer: failed('EACCES'), believed: 1},
  {title: 'what is no file', answer: failed('no regular file'), believed: 1},
  {title: 'a repository that is ill', answer: failed('EIO'), believed: null},
  {title: 'one that does not answer', answer: SILENT, believed: null},
  {title: 'an answer that does not tell its places', answer: {status: 'missing', path: SETUP.path} as Answer, believed: null},
])('a later start believes $title: $believed', async ({answer, believed}) => {
  const {asked, rounds} = await looked([SETUP, answer], [SETUP, answer]);
  expect(rounds?.length ?? null).toBe(believed);
  // What went wrong is asked again.
  expect(asked.length).toBe(believed === null ? 2 : 1);
});

test.each([
  {title: 'entries', question: {...SETUP, what: 'list' as const}, rounds: 1},
  {title: 'entries within a file', question: {...SETUP, what: 'list' as const, inside: '/bin'}, rounds: 0},
  {title: 'the members of an archive', question: {...SETUP, what: 'members' as const}, rounds: 0},
  {title: 'what an image says', question: {...SETUP, what: 'image' as const}, rounds: 0},
])('$title: rounds for a later start: $rounds', async ({question, rounds}) => {
  expect((await looked([question, THERE])).rounds).toHaveLength(rounds);
});

const round = (...places: readonly string[]): Round => ({questions: [SETUP], answers: [{...THERE, places}]});

test.each([
  {title: 'none', rounds: [], places: []},
  {
    title: 'each with all directories above it, once',
    rounds: [round('a/b/c'), round('a/d')],
    places: ['a', 'a/b', 'a/b/c', 'a/d'],
  },
  {title: 'nothing to be told by a name with a line break', rounds: [round('a/b\nc')], places: null},
  {title: 'nothing to be told by an empty name', rounds: [round('a'), round('')], places: null},
  {title: 'nothing to be told of the silent', rounds: [{questions: [SETUP], answers: [THERE, SILENT]}], places: null},
  {
    title: 'none of an answer without places',
    rounds: [{questions: [SETUP], answers: [{status: 'missing' as const, path: 'x'}]}],
    places: [],
  },
])('places are $title', ({rounds, places}) => expect(placesOf(rounds)).toEqual(places));
