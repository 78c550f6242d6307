import type {FoundVariant} from '../found.ts';
import type {Answer, Question} from '../inspect.ts';
import {parseLcgManifest} from './lcg-manifest.ts';
import {parseModuleName} from './module-name.ts';
import type {Package} from './package.ts';
import {packageSource, type PackageSource} from './package-source.ts';
import {isPortagePackage, parsePortageName} from './portage-name.ts';

export type Ask = (questions: readonly Question[]) => Promise<readonly Answer[]>;

export type PackagesRead = {
  /** For each variant in the order given; null where there is no list or it could not be read. */
  readonly lists: readonly (readonly Package[] | null)[];
  /** Repositories that did not answer. */
  readonly silent: readonly string[];
};

/**
 * The packages of variants from their families' own lists. Two rounds of questions for all of them together: what lies in each
 * directory, then the texts or subdirectories that count. Nothing is asked twice; variants that share a list share its reading.
 */
export async function readPackages(variants: readonly FoundVariant[], ask: Ask): Promise<PackagesRead> {
  const sources = variants.map(packageSource);
  const silent = new Set<string>();
  const known = new Map<string, Answer>();
  const askFor = async (questions: readonly Question[]) => {
    const fresh = [
      ...new Map(questions.filter(question => !known.has(keyOf(question))).map(question => [keyOf(question), question])).values(),
    ];
    const answers = fresh.length === 0 ? [] : await ask(fresh);
    for (const [index, answer] of answers.entries()) {
      const question = fresh[index];
      if (question !== undefined) known.set(keyOf(question), answer);
      if (answer.status === 'not-answering') silent.add(answer.repository);
    }
  };
  const present = sources.filter(source => source !== null);
  await askFor(present.map(source => ({path: source.directory, what: 'list'})));
  await askFor(present.flatMap(source => secondRound(source, namesIn(known, source.directory) ?? [])));
  return {lists: sources.map(source => (source === null ? null : packagesFrom(source, known))), silent: [...silent]};
}

function secondRound(source: PackageSource, names: readonly string[]): readonly Question[] {
  if (source.format === 'lcg-manifest') {
    return names.filter(name => source.isList(name)).map(name => ({path: `${source.directory}/${name}`, what: 'text'}));
  }
  return names.filter(name => !name.startsWith('.')).map(name => ({path: `${source.directory}/${name}`, what: 'list'}));
}

function packagesFrom(source: PackageSource, known: ReadonlyMap<string, Answer>): readonly Package[] | null {
  const names = namesIn(known, source.directory);
  if (names === null) return null;
  const questions = secondRound(source, names);
  const packages = questions.flatMap(question => {
    const answer = known.get(keyOf(question));
    if (source.format === 'lcg-manifest') return answer?.status === 'text' ? parseLcgManifest(answer.text) : [];
    const directory = question.path.slice(source.directory.length + 1);
    const entries = answer?.status === 'list' ? answer.entries.map(({name}) => name) : [];
    return entries.flatMap(
      entry =>
        (source.format === 'portage'
          ? isPortagePackage(entry)
            ? parsePortageName(directory, entry)
            : null
          : parseModuleName(directory, entry)) ?? [],
    );
  });
  return source.format === 'lcg-manifest' && questions.length === 0 ? null : packages;
}

function namesIn(known: ReadonlyMap<string, Answer>, directory: string): readonly string[] | null {
  const answer = known.get(`list ${directory}`);
  return answer?.status === 'list' ? answer.entries.map(({name}) => name) : null;
}

function keyOf({what, path}: Question): string {
  return `${what} ${path}`;
}
