import {problemText, searchWith} from './catalogue.ts';
import type {Context} from './context.ts';
import {EXIT} from './exit-codes.ts';
import {checkFiles} from './family-check.ts';
import {newFamily} from './family-new.ts';
import {familyRow, listedFamilies, type ListedFamily} from './family-state.ts';
import {jsonDocument} from './json.ts';
import {knownFamilies} from './known-families.ts';
import {columns} from './text-columns.ts';
import {paintFor} from './text-paint.ts';
import {describeFamily} from '../find/describe-family.ts';
import {nearest} from '../system/nearest.ts';
import {printable} from '../system/printable.ts';
import {UserError} from '../system/user-error.ts';

/** `hsf family`: which families there are, what one is, and help for those who write one. */
export async function family(context: Context): Promise<number> {
  const [word = 'list', ...rest] = context.invocation.positionals;
  switch (word) {
    case 'list':
      return listFamilies(context, rest);
    case 'show':
      return showFamily(context, rest);
    case 'check':
      return checkFiles(context, rest);
    case 'new':
      return newFamily(context, rest);
    default: {
      const words = ['list', 'show', 'check', 'new'];
      const [meant] = nearest(word, words, 1);
      throw new UserError(
        'usage',
        `"hsf family" has no word "${word}".`,
        meant === undefined ? `Words are ${words.join(', ')}.` : `Did you mean "hsf family ${meant}"?`,
      );
    }
  }
}

async function allFamilies(context: Context): Promise<readonly ListedFamily[]> {
  const {findings, families} = await searchWith(context, await knownFamilies(context), {mode: 'auto'});
  for (const problem of families.problems) context.output.note(problemText(problem));
  if (families.siteProblem !== null) context.output.note(families.siteProblem);
  return listedFamilies(families, findings);
}

async function listFamilies(context: Context, rest: readonly string[]): Promise<number> {
  refuseMore(rest, 0, 'list');
  const {options, output} = context;
  const families = await allFamilies(context);
  if (options.json) output.result(jsonDocument({families: families.map(listedJson)}));
  else {
    const paint = paintFor(context);
    output.result(
      columns(families.map(one => familyRow(one, paint)))
        .map(line => `${line}\n`)
        .join(''),
    );
  }
  return EXIT.ok;
}

async function showFamily(context: Context, [id, ...rest]: readonly string[]): Promise<number> {
  if (id === undefined) throw new UserError('usage', '"hsf family show" needs the name of a family.', 'Run "hsf family list".');
  refuseMore(rest, 0, 'show');
  const {options, output} = context;
  const families = await allFamilies(context);
  const one = families.find(({family: {id: name}}) => name === id.toLowerCase());
  if (one === undefined) throw unknownFamily(id, families);
  output.result(options.json ? jsonDocument({family: shownJson(one)}) : familyText(one, context));
  return EXIT.ok;
}

function unknownFamily(id: string, families: readonly ListedFamily[]): UserError {
  const near = nearest(
    id,
    families.map(one => one.family.id),
  );
  return new UserError(
    'nothing-found',
    `There is no family "${id}".`,
    near.length === 0 ? 'Run "hsf family list" to see all.' : `Near it: ${near.join(', ')}.`,
    {choices: {family: near}},
  );
}

function refuseMore(words: readonly string[], most: number, word: string): void {
  const extra = words[most];
  if (extra !== undefined)
    throw new UserError(
      'usage',
      `"hsf family ${word}" does not know what to do with "${extra}".`,
      'Run "hsf family --help" for its arguments.',
    );
}

function listedJson({family: {id, title, origin, layouts}, state, variants, hidden}: ListedFamily) {
  const repositories = [...new Set(layouts.map(({repository}) => repository))];
  return {id, title, origin, repositories, state, variants, hidden};
}

function shownJson(one: ListedFamily) {
  const {description, users, experiments, documentation, recommended, old} = one.family;
  const {needs, uses, systems, layouts, unverified, sources} = describeFamily(one.family);
  const optional = (text: string) => (text === '' ? null : text);
  return {
    ...listedJson(one),
    description: optional(description),
    users: optional(users),
    experiments,
    documentation,
    recommended,
    old,
    needs,
    uses,
    systems,
    layouts,
    unverified,
    sources,
  };
}

function familyText(one: ListedFamily, context: Context): string {
  const paint = paintFor(context);
  const {family: shown} = one;
  const words = describeFamily(shown);
  const facts: readonly (readonly [string, string])[] = [
    ['users', shown.users],
    ['documentation', shown.documentation ?? ''],
    ['from', shown.origin],
    ['here', one.summary],
    ['needs', words.needs.join(', ')],
    ['also reads', words.uses.join(', ')],
    ['starts on', words.systems.join(', ')],
    ['recommended', shown.recommended.join(', ')],
    ['unverified', words.unverified.join(' ')],
    ['source', words.sources.join('; ')],
  ];
  const layouts = words.layouts.flatMap(({place, grammar, entry, packages}) => [
    '',
    `  ${printable(place)}`,
    ...columns([
      ['    starts', printable(entry)],
      ['    platforms', printable(grammar)],
      ...(packages === null ? [] : [['    packages', printable(packages)]]),
    ]),
  ]);
  return [
    `${paint('strong', printable(shown.id))}  ${printable(shown.title)}`,
    ...(shown.description === '' ? [] : [printable(shown.description)]),
    '',
    ...columns(facts.filter(([, text]) => text !== '').map(([name, text]) => [`  ${name}`, printable(text)])),
    ...layouts,
    '',
  ].join('\n');
}
