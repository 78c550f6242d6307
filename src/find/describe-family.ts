import type {EntryRule, Family, Layout, PackageRule, Step} from './family.ts';

/** A family in words, for people who read about it. Text of family files is data: it is printed as such by the caller. */
export type FamilyWords = {
  /** Repositories that it has layouts in, each once. */
  readonly repositories: readonly string[];
  /** Other repositories that it reads. */
  readonly needs: readonly string[];
  readonly layouts: readonly LayoutWords[];
  /** What nobody has seen, each sentence once. */
  readonly unverified: readonly string[];
  readonly sources: readonly string[];
};

export type LayoutWords = {
  /** `/cvmfs/sft.cern.ch/lcg/views/{release}/{platform}` */
  readonly place: string;
  readonly grammar: string;
  /** How a variant is started, without a full stop. */
  readonly entry: string;
  /** Where its packages are listed; null: nowhere that hsf can read. */
  readonly packages: string | null;
};

export function describeFamily({layouts}: Family): FamilyWords {
  const repositories = unique(layouts.map(({repository}) => repository));
  return {
    repositories,
    needs: unique(layouts.flatMap(({needs}) => needs)).filter(name => !repositories.includes(name)),
    layouts: layouts.map(describeLayout),
    unverified: unique(layouts.map(({unverified}) => unverified)),
    sources: unique(layouts.map(({source}) => source)),
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
  if (entry.kind === 'image') return 'a container of the image';
  const before = [
    ...entry.unset.map(name => `unsets ${name}`),
    ...Object.entries(entry.set).map(([name, value]) => `sets ${name}=${value}`),
  ];
  const after = [
    ...Object.entries(entry.prepend).map(([name, paths]) => `puts ${paths.join(':')} in front of ${name}`),
    ...entry.then.map(stepWords),
  ];
  return [...before, ...scriptWords(entry), ...after].join(', then ');
}

function scriptWords({kind, how, path, arguments: words}: EntryRule): readonly string[] {
  const [first = '.', ...others] = path;
  const file = `${first}${others.length === 0 ? '' : ` (or ${others.join(', ')})`}`;
  const given = words.length === 0 ? '' : ` with ${words.join(' ')}`;
  if (how === 'none') return [];
  if (kind === 'prefix') return [`enters the prefix ${first === '.' ? 'with its own shell' : `by ${file}`}`];
  if (how === 'evaluate') return [`evaluates what ${file}${given} prints`];
  return [`sources ${file}${given}${kind === 'modules' ? ', which brings modules' : ''}`];
}

function stepWords({kind, words, directory}: Step): string {
  const line = words.join(' ');
  const where = directory === null ? '' : ` in ${directory}`;
  return kind === 'call' ? `calls ${line}${where}` : `evaluates what ${line} prints${where}`;
}

const FORMATS: Readonly<Record<PackageRule['format'], string>> = {
  'lcg-manifest': 'manifests of LCG',
  portage: 'records of Portage',
  modules: 'module files',
  modulefiles: 'module files',
  directories: 'directories by name and version',
  spack: 'directories as Spack names them',
  'cms-releases': 'releases.map of CMS',
  conda: 'records of conda',
};

function packageWords({format, directory, cache}: PackageRule): string {
  return `${FORMATS[format]} in ${directory}${cache === null ? '' : `, or the cache ${cache}`}`;
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].filter(text => text !== '');
}
