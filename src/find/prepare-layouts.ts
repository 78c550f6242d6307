import type {CompilerRule, Family, Layout} from './family.ts';
import {globTest} from './glob.ts';
import {compilePattern, compileTemplate, placeholdersIn, type Captures, type PatternStep} from './path-pattern.ts';

/** A layout with its patterns and templates taken apart, for walking it thousands of times. */
export type Prepared = {
  readonly family: Family;
  readonly layout: Layout;
  readonly steps: readonly PatternStep[];
  readonly isIgnored: (name: string) => boolean;
  readonly markers: (captures: Captures) => readonly string[];
  /** A name beside the end of the path that is the same thing; null: there is none. */
  readonly unless: Template | null;
  readonly release: Template;
  readonly platform: Template;
  readonly entries: readonly Template[];
  /** Whether the entry is a script: a directory of its name, as a publisher may leave one behind, is none. */
  readonly isScript: boolean;
  /** For each marker, whether it is that script. */
  readonly scripts: readonly boolean[];
  readonly compilers: readonly {readonly rule: CompilerRule; readonly steps: readonly PatternStep[]}[];
  readonly flag: FlagTemplates | null;
  /** Whether it matters when its variants were published. */
  readonly isDated: boolean;
};

export type Template = (captures: Captures) => string;

/** Where the flag lies that says "published whole". */
export type FlagTemplates = {
  readonly directory: Template;
  readonly file: Template;
  /** What every name of a flag begins with. */
  readonly prefix: string;
};

// By the list of families, which is made once a run; each repository's layouts are taken apart when it is first asked for them.
const known = new WeakMap<readonly Family[], Map<string, Prepared[] | (readonly [Family, Layout])[]>>();

/** The layouts of all families in one repository. */
export function preparedLayouts(families: readonly Family[], repository: string): readonly Prepared[] {
  let byRepository = known.get(families);
  if (byRepository === undefined) known.set(families, (byRepository = sorted(families)));
  const found = byRepository.get(repository) ?? [];
  if (isPrepared(found)) return found;
  const prepared = found.map(([family, layout]) => prepare(family, layout));
  byRepository.set(repository, prepared);
  return prepared;
}

function isPrepared(found: readonly Prepared[] | readonly (readonly [Family, Layout])[]): found is readonly Prepared[] {
  const [first] = found;
  return first === undefined || 'steps' in first;
}

function sorted(families: readonly Family[]): Map<string, Prepared[] | (readonly [Family, Layout])[]> {
  const byRepository = new Map<string, (readonly [Family, Layout])[]>();
  for (const family of families) {
    for (const layout of family.layouts) {
      const others = byRepository.get(layout.repository);
      if (others === undefined) byRepository.set(layout.repository, [[family, layout]]);
      else others.push([family, layout]);
    }
  }
  return byRepository;
}

function prepare(family: Family, layout: Layout): Prepared {
  const {complete, entry, markers} = layout;
  const isScript = entry.kind === 'source' && entry.how !== 'none';
  return {
    family,
    layout,
    steps: compilePattern(layout.path, layout.match, layout.leaf),
    isIgnored: layout.ignore.length === 0 ? () => false : anyGlob(layout.ignore),
    markers: compileAll(markers),
    unless: layout.unless === null ? null : compileTemplate(layout.unless),
    release: compileTemplate(layout.release),
    platform: compileTemplate(layout.platform),
    entries: entry.path.map(compileTemplate),
    isScript,
    scripts: markers.map(marker => isScript && entry.path.includes(marker)),
    compilers: layout.compilers.map(rule => ({rule, steps: compilePattern(rule.path, layout.match, null)})),
    flag:
      complete === null
        ? null
        : {
            directory: compileTemplate(complete.directory),
            file: compileTemplate(complete.file),
            prefix: complete.file.split('{', 1)[0] ?? '',
          },
    isDated: layout.nightly || layout.staleAfterDays !== null,
  };
}

function compileAll(templates: readonly string[]): Prepared['markers'] {
  const compiled = templates.map(compileTemplate);
  // Mostly there is `setup.sh` and nothing to fill in.
  return templates.every(template => placeholdersIn(template).length === 0)
    ? () => templates
    : captures => compiled.map(fill => fill(captures));
}

function anyGlob(globs: readonly string[]): (name: string) => boolean {
  const tests = globs.map(globTest);
  return name => tests.some(test => test(name));
}
