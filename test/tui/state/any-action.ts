import fc from 'fast-check';
import {FACET_NAMES} from '../../../src/choose/facets.ts';
import {BINDINGS} from '../../../src/tui/keys/bindings.ts';
import type {Repository} from '../../../src/find/found.ts';
import type {AnswerValue, ThemeEntry} from '../../../src/tui/picker-input.ts';
import type {Answer} from '../../../src/tui/state/answers.ts';
import type {Action} from '../../../src/tui/state/picker-state.ts';
import {builtInTheme} from '../../../src/tui/theme/built-in-themes.ts';
import {REPOSITORIES, repositoryOf, smallCatalogue, tableOf} from '../fixtures/catalogue.ts';
import {packageWordsOf} from '../fixtures/package-words.ts';

export const CATALOGUE = smallCatalogue();

const THEMES: readonly ThemeEntry[] = ['default-dark', 'default-light', 'solarized', 'broken'].map(name => ({
  name,
  title: name,
  origin: 'built-in',
  theme: builtInTheme(name),
  problem: name === 'broken' ? 'It has no colours.' : null,
}));

const VALUES: readonly AnswerValue[] = [
  {
    kind: 'packages',
    packages: [
      {name: 'ROOT', version: '6.34.04', category: null},
      {name: 'Geant4', version: '11.3', category: null},
    ],
  },
  {kind: 'packages', packages: []},
  {kind: 'environment', lines: [{name: 'PATH', change: 'in-front', value: '/x'}], from: 'rules'},
  {kind: 'difference', lines: [{name: 'ROOT', before: '6.34.04', after: null}]},
];

const addresses = CATALOGUE.map(({address}) => address);
const address = fc.constantFrom(...addresses, 'lcg/gone', '');
const variant = fc.constantFrom(...CATALOGUE.flatMap(({variants}) => variants));

const answer: fc.Arbitrary<Answer> = fc.oneof(
  fc.constantFrom(...VALUES).map((value): Answer => ({status: 'known', value})),
  fc.constant<Answer>({status: 'failed', problem: 'Nobody answers.'}),
);

const key = fc.oneof(
  variant.map(one => `packages\n${one.address}`),
  variant.map(one => `environment\n${one.address}\nauto\n\n`),
  fc.tuple(variant, variant).map(([one, other]) => `difference\n${one.address}\n${other.address}`),
  fc.constant('no question at all'),
);

const TABLES = Array.from({length: 6}, (_, part) =>
  tableOf(CATALOGUE.filter((_stack, number) => (number * 7 + part) % 6 > part)),
);
const table = fc.constantFrom(tableOf([]), tableOf(CATALOGUE), ...TABLES);

const repositories: fc.Arbitrary<readonly Repository[]> = fc.constantFrom([], REPOSITORIES, [
  repositoryOf('x.y', {state: 'failed', message: 'why\u001b[2J'}),
  ...REPOSITORIES,
]);

const text = fc.oneof(
  {weight: 5, arbitrary: fc.constantFrom('l', '1', '107', 'el9', ' ', 'gcc', 'zzz', 'é', '日本', ':', '?', 'q', '👨‍👩‍👧', 'root')},
  {
    weight: 1,
    arbitrary: fc.constantFrom('x'.repeat(100_000), '\u001b[2J\n\t', '\u0301', '\ud83c', 'क्षि'.repeat(90), '👨‍👩‍👧'.repeat(40)),
  },
);

const size = fc.record({
  columns: fc.oneof(fc.constant(1), fc.integer({min: 1, max: 220})),
  rows: fc.oneof(fc.constant(1), fc.integer({min: 1, max: 60})),
});

const commands = BINDINGS.map(binding => binding.command);

/** What a user does. */
export const pressed: fc.Arbitrary<Action> = fc.oneof(
  {weight: 20, arbitrary: fc.constantFrom(...commands).map((command): Action => ({type: 'command', command}))},
  {
    weight: 6,
    arbitrary: fc
      .constantFrom('forward', 'down', 'right', 'up', 'back')
      .map((command): Action => ({type: 'command', command}) as Action),
  },
  {weight: 6, arbitrary: text.map((words): Action => ({type: 'insert', text: words}))},
  {weight: 1, arbitrary: fc.nat(30).map((row): Action => ({type: 'select', row}))},
  {
    weight: 1,
    arbitrary: fc.record({type: fc.constant('facet' as const), name: fc.constantFrom(...FACET_NAMES), value: fc.nat(9)}),
  },
);

/** What comes without a key. */
export const news: fc.Arbitrary<Action> = fc.oneof(
  table.map((one): Action => ({type: 'update', update: {table: one}})),
  repositories.map((some): Action => ({type: 'update', update: {repositories: some}})),
  fc
    .subarray(['sft.cern.ch', 'a.b'])
    .map((names): Action => ({type: 'update', update: {reading: names.map(fqrn => ({fqrn, since: 0}))}})),
  table.map((one): Action => ({type: 'packages', packages: packageWordsOf(one)})),
  fc.record({type: fc.constant('answered' as const), key, answer}),
  fc.constant<Action>({type: 'themes', themes: THEMES}),
  fc.uniqueArray(address).map((favourites): Action => ({type: 'marks', favourites})),
  fc.nat(3).map((count): Action => ({type: 'taken', count})),
  fc.constant<Action>({type: 'notice', text: 'Something has happened.'}),
  fc.constant<Action>({type: 'copied', text: 'hsf shell lcg/LCG_107'}),
);

/** What the terminal and our own effects do: these may move things. */
export const ours: fc.Arbitrary<Action> = fc.oneof(
  size.map((wished): Action => ({type: 'resize', size: wished})),
  fc.integer({min: 0, max: 2000}).map((length): Action => ({type: 'overlay-length', length})),
  fc.record({
    type: fc.constant('ordered' as const),
    query: fc.constantFrom('', 'l', 'el9'),
    addresses: fc.shuffledSubarray(addresses),
  }),
  fc.record({
    type: fc.constant('suggested' as const),
    query: fc.constantFrom('', 'l', 'zzz'),
    suggestion: fc.constantFrom(null, 'lcg', 'el9'),
  }),
  fc.constant<Action>({type: 'previewed', preview: {key: 'other', plan: null, problem: 'It cannot.'}}),
);

export const action = fc.oneof({weight: 5, arbitrary: pressed}, {weight: 1, arbitrary: news}, {weight: 1, arbitrary: ours});
