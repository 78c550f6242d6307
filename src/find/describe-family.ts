import type {EntryRule, Family, Layout, PackageRule, Step} from './family.ts';

/** A family in words, for people who read about it. Text of family files is data: it is printed as such by the caller. */
export type FamilyWords = {
  /** Repositories that it has layouts in, each once. */
  readonly repositories: readonly string[];
  /** Other repositories without which it does not work, or parts of it. */
  readonly needs: readonly string[];
  /** Other repositories that it reads besides. */
  readonly uses: readonly string[];
  /** Systems on which its own script agrees to start; empty: any. */
  readonly systems: readonly string[];
  readonly layouts: readonly LayoutWords[];
  /** What nobody has seen, each sentence once. */
  readonly unverified: readonly string[];
  readonly sources: readonly string[];
};

export type LayoutWords = {
  /** `/cvmfs/sft.cern.ch/lcg/views/{release}/{platform}` */
  readonly place: string;
  readonly grammar: string;
  /** How a variant is started, as the end of a sentence; what is from the file stands between backticks. */
  readonly entry: string;
  /** Where its packages are listed; null: nowhere that hsf can read. */
  readonly packages: string | null;
};

export function describeFamily({layouts}: Family): FamilyWords {
  const repositories = unique(layouts.map(({repository}) => repository));
  const needs = unique(layouts.flatMap(layout => layout.needs)).filter(name => !repositories.includes(name));
  return {
    repositories,
    needs,
    uses: unique(layouts.flatMap(({uses}) => uses)).filter(name => !repositories.includes(name) && !needs.includes(name)),
    systems: unique(layouts.flatMap(({systems}) => systems)),
    layouts: layouts.map(describeLayout),
    unverified: unique(layouts.map(({unverified}) => unverified)),
    sources: unique(layouts.flatMap(({source}) => source.split(/;\s*/))),
  };
}

function describeLayout({repository, path, grammar, entry, packages}: Layout): LayoutWords {
  return {
    place: `/cvmfs/${repository}/${path}`,
    grammar,
    entry: entryWords(entry),
    packages: packages === null ? null : packageWords(packages),
  };
}

function entryWords(entry: EntryRule): string {
  if (entry.kind === 'image') return 'starts a container of the image';
  const {unset, set, prepend, then} = entry;
  const given = Object.entries(set).map(([name, value]) => code(`${name}=${value}`));
  return [
    ...(unset.length === 0 ? [] : [`unsets ${unset.map(code).join(', ')}`]),
    ...(given.length === 0 ? [] : [`sets ${given.join(', ')}`]),
    ...scriptWords(entry),
    ...Object.entries(prepend).map(([name, paths]) => `puts ${paths.map(code).join(', ')} in front of ${code(name)}`),
    ...then.map(stepWords),
  ].join(', ');
}

function scriptWords({kind, how, path, arguments: words}: EntryRule): readonly string[] {
  const [first = '.', ...others] = path;
  const alternatives = others.length === 0 ? '' : ` (or ${others.map(code).join(', ')})`;
  // A layout may end in the script itself.
  const file = first === '.' ? 'it' : `${code([first, ...words].join(' '))}${alternatives}`;
  if (how === 'none') return [];
  if (kind === 'prefix') return [`enters the prefix ${first === '.' ? 'with its own shell' : `by ${file}`}`];
  if (how === 'evaluate') return [`evaluates what ${file} prints`];
  return [`sources ${file}${kind === 'modules' ? ', which brings modules' : ''}`];
}

function stepWords({kind, words, directory}: Step): string {
  const line = code(words.join(' '));
  const where = directory === null ? '' : ` in ${code(directory)}`;
  return kind === 'call' ? `calls ${line}${where}` : `evaluates what ${line} prints${where}`;
}

/** Text of the file as such, in a spelling that both terminals and Markdown show as it is. */
function code(text: string): string {
  return `\`${text.replaceAll('`', "'")}\``;
}

const FORMATS: Readonly<Record<Exclude<PackageRule['format'], 'self'>, string>> = {
  'lcg-manifest': 'manifests of LCG',
  portage: 'records of Portage',
  modules: 'module files',
  modulefiles: 'module files',
  directories: 'directories by name and version',
  spack: 'directories as Spack names them',
  'cms-releases': 'releases.map of CMS',
  conda: 'records of conda',
};

function packageWords({format, directory, cache, name, version}: PackageRule): string {
  if (format === 'self') return `it is ${code(name ?? '')} itself, version ${code(version)}`;
  return `${FORMATS[format]} in ${code(directory)}${cache === null ? '' : `, or the cache ${code(cache)}`}`;
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].filter(text => text !== '');
}
