import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {problemText} from './catalogue.ts';
import type {Context} from './context.ts';
import {EXIT} from './exit-codes.ts';
import {jsonDocument} from './json.ts';
import {knownFamilies, LARGEST_FILE} from './known-families.ts';
import {launchOf} from './launch-of.ts';
import {readStart} from './read-start.ts';
import {paintFor} from './text-paint.ts';
import {grammarNames} from '../choose/grammars/grammar-named.ts';
import {inspect} from '../find/inspect.ts';
import {isRules, unknownFamily} from '../find/load-families.ts';
import type {FamilyProblem} from '../find/read-toml.ts';
import {printable} from '../system/printable.ts';
import {UserError} from '../system/user-error.ts';

type Text = {readonly file: string; readonly text: string | null};
type CheckedFile = {
  readonly file: string;
  readonly kind: 'family' | 'rules';
  /** Of the family, or of the one that the file changes; null where that cannot be told. */
  readonly id: string | null;
  readonly problems: readonly FamilyProblem[];
  /** What a file without problems is. */
  readonly summary: string;
};

/** `hsf family check FILE…`: what is wrong, by file, line and key. 0 when nothing is, 1 when something is. */
export async function checkFiles(context: Context, files: readonly string[]): Promise<number> {
  if (files.length === 0)
    throw new UserError('usage', '"hsf family check" needs a FILE.', 'Name a family file, rules.toml, or - for standard input.');
  const {options, output} = context;
  const texts = await Promise.all(files.map(file => readText(file, context)));
  const checked = await checkTexts(texts, await knownFamilies(context), file => resolve(context.world.cwd(), file));
  const paint = paintFor(context);
  output.result(
    options.json
      ? jsonDocument({files: checked.map(({file, kind, id, problems}) => ({file, kind, id, problems}))})
      : checked
          .flatMap(({file, problems, summary}) =>
            problems.length === 0
              ? [`${printable(file)}: ${paint('good', 'fine')}, ${printable(summary)}`]
              : problems.map(problem => paint('bad', printable(problemText(problem)))),
          )
          .map(line => `${line}\n`)
          .join(''),
  );
  return checked.every(({problems}) => problems.length === 0) ? EXIT.ok : EXIT.failure;
}

async function checkTexts(
  texts: readonly Text[],
  known: Awaited<ReturnType<typeof knownFamilies>>,
  /** Where a file that was named lies. */
  placeOf: (file: string) => string,
): Promise<readonly CheckedFile[]> {
  // Both bring the schema checker, which no other command needs at once.
  const [{checkFamily}, {checkRules}] = await Promise.all([import('../find/check-family.ts'), import('../find/check-rules.ts')]);
  const families = new Map(known.families.map(family => [family.id, family.origin]));
  const changes: {readonly at: number; readonly of: string}[] = [];
  const checked = texts.map(({file, text}, at): CheckedFile => {
    const kind = isRules(file) ? 'rules' : 'family';
    const none = {file, kind, id: null, problems: [], summary: ''} as const;
    if (text === null)
      return {...none, problems: [{file, line: 1, key: '', message: 'This file is not there, or cannot be read.'}]};
    if (kind === 'rules') {
      const rules = checkRules(text, file);
      if (rules.status === 'problems') return {...none, problems: rules.problems};
      const {hide, recommend, images} = rules.wishes;
      return {...none, summary: `rules: ${hide.length} to hide, ${recommend.length} to recommend, ${images.length} for images.`};
    }
    const one = checkFamily(text, file, file, grammarNames);
    if (one.status === 'problems') return {...none, problems: one.problems};
    if (one.status === 'changes') {
      changes.push({at, of: one.changes.extends});
      return {...none, id: one.changes.extends, summary: `it changes the family "${one.changes.extends}".`};
    }
    const {id, layouts} = one.family;
    const other = families.get(id);
    families.set(id, file);
    const place = other === undefined || placeOf(other) === placeOf(file) ? '' : ` in the place of the one from ${other}`;
    return {...none, id, summary: `the family "${id}" with ${layouts.length} layout${layouts.length === 1 ? '' : 's'}${place}.`};
  });
  const wrong = new Map(changes.filter(({of}) => !families.has(of)).map(({at, of}) => [at, of]));
  return checked.map((one, at) => {
    const of = wrong.get(at);
    return of === undefined
      ? one
      : {...one, problems: [{file: one.file, line: 1, key: 'extends', message: unknownFamily(of, families)}]};
  });
}

/** A file on CVMFS is read by a helper, as everything there. */
async function readText(file: string, {world, settings, deadline, directories}: Context): Promise<Text> {
  if (file === '-') return {file, text: readFileSync(0, 'utf8').slice(0, LARGEST_FILE)};
  const path = resolve(world.cwd(), file);
  const root = [settings.cvmfs, '/cvmfs'].find(one => path.startsWith(`${one}/`));
  if (root === undefined) return {file, text: readStart(path, LARGEST_FILE)?.toString('utf8') ?? null};
  const [answer] = await inspect(
    root,
    [{path: `/cvmfs${path.slice(root.length)}`, what: 'text', most: LARGEST_FILE}],
    deadline,
    launchOf(world, root),
    directories.cache,
  );
  return {file, text: answer?.status === 'text' ? answer.text : null};
}
