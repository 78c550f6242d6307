import {entryValues} from '../find/entry-values.ts';
import {fillTemplate} from '../find/path-pattern.ts';
import type {FoundVariant} from '../find/found.ts';
import {UserError} from '../system/user-error.ts';
import {cannotBeRead, notAnswering} from './repository-errors.ts';
import type {PlanInput} from './plan-input.ts';
import type {SetUpStep} from './set-up-step.ts';
import {AT_ALL} from './tree-reader.ts';
import type {TreeReader} from './tree-reader.ts';

/**
 * What carries out the entry of a variant, in order: its script, or the program whose output is evaluated; then what it puts in front of
 * variables, so that it wins over the script and serves the steps; then the steps. `set` and `unset` come before all of it, see
 * `entryVariables`.
 */
export function setUpOf(found: FoundVariant): readonly SetUpStep[] {
  return [...scriptOf(found), ...afterScript(found)];
}

/** The script or program of an entry; none where there is none. */
export function scriptOf(found: FoundVariant): readonly SetUpStep[] {
  const {how, lenient, arguments: words} = found.layout.entry;
  if (found.entry.kind === 'image' || found.entry.kind === 'prefix' || how === 'none') return [];
  return [{kind: how, words: [found.entry.path, ...words.map(filling(found))], directory: null, lenient}];
}

/** What comes after the script, or without one. */
export function afterScript(found: FoundVariant): readonly SetUpStep[] {
  const {prepend, then} = found.layout.entry;
  const fill = filling(found);
  return [
    ...Object.entries(prepend).map(([name, paths]) => inFront(name, paths.map(fill))),
    ...then.map(({kind, words: [first, ...rest], directory, lenient}): SetUpStep => ({
      kind,
      words: [fill(first), ...rest.map(fill)],
      directory: directory === null ? null : fill(directory),
      lenient,
    })),
  ];
}

function inFront(variable: string, paths: readonly string[]): SetUpStep {
  return {kind: 'prepend', words: [variable, ...paths], directory: null, lenient: false};
}

/** Variables that the entry wants set beforehand. */
export function entryVariables(found: FoundVariant): Readonly<Record<string, string>> {
  const fill = filling(found);
  return Object.fromEntries(Object.entries(found.layout.entry.set).map(([name, value]) => [name, fill(value)]));
}

function filling(found: FoundVariant): (template: string) => string {
  const values = entryValues(found);
  return template => fillTemplate(template, values);
}

/**
 * Checks before a start that the entry is there and can be read (a client that is stopped or has lost its servers still tells what is
 * where), and that every repository of the stack answers, which also wakes their automounts:
 * a first access from inside a private mount namespace would fail (CVMFS-CLIENT.md, autofs).
 *
 * @returns warnings about repositories that are not there and that the stack reads besides
 * @throws UserError `repository-not-answering`; for one that it needs also `repository-failed`, and `variant-cannot-run` where it is
 *   missing
 */
export async function checkEntry(input: Pick<PlanInput, 'stack' | 'variant' | 'tree'>): Promise<readonly string[]> {
  const {entry, repository, layout} = input.variant.found;
  const others = input.stack.needs.filter(name => name !== repository);
  const states = await input.tree.states([entry.path, ...others.map(name => `/cvmfs/${name}`)]);
  requireState(entry.path, states.get(entry.path));
  for (const {words} of scriptOf(input.variant.found)) {
    const [script] = words;
    if ((await input.tree.start(script, AT_ALL)) === null) throw cannotBeRead(script);
  }
  const warnings = await Promise.all(
    others.map(async name => {
      const path = `/cvmfs/${name}`;
      const state = states.get(path);
      const isNeeded = layout.needs.includes(name);
      if (state === 'not-answering') throw notAnswering(path);
      if (state === 'directory' && (await input.tree.list(path, AT_ALL)) !== null) return null;
      if (!isNeeded)
        return `${name}, which this stack reads as well, ${state === 'directory' ? 'cannot be read' : 'is not there'}.`;
      if (state === 'failed' || state === 'directory') throw cannotBeRead(path);
      throw needsMissing(input.variant.address, name);
    }),
  );
  return warnings.filter(warning => warning !== null);
}

function needsMissing(address: string, repository: string): UserError {
  return new UserError(
    'variant-cannot-run',
    `${address} needs ${repository}, which is not there.`,
    'Run "hsf doctor" to see what is missing, or choose another stack.',
  );
}

function requireState(path: string, state: string | undefined): void {
  if (state === 'not-answering') throw notAnswering(path);
  if (state === 'failed') throw cannotBeRead(path);
  if (state === 'missing' || state === undefined) {
    throw new UserError('entry-missing', `${path} does not exist.`, 'Run "hsf refresh", then choose again.');
  }
}

/** Compilers' own names for themselves; others are found through PATH alone. */
const COMPILER_PROGRAMS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  gcc: {CC: 'gcc', CXX: 'g++', FC: 'gfortran'},
  clang: {CC: 'clang', CXX: 'clang++'},
};

/** How a prefix is entered: its own profile, what the entry says besides, then the chosen compiler first on PATH. */
export async function setUpOfPrefix(
  found: FoundVariant,
  tree: TreeReader,
): Promise<{setUp: readonly SetUpStep[]; env: Readonly<Record<string, string>>}> {
  const prefix = found.entry.path;
  const {compiler} = found;
  const directories = ['usr/bin', 'bin', 'usr/sbin', 'sbin'].map(directory => `${prefix}/${directory}`);
  return {
    setUp: [
      ...(await profileOf(found, tree)),
      ...afterScript(found),
      ...(compiler === null ? [] : [inFront('PATH', [`${prefix}/${compiler.path}`])]),
    ],
    // A PATH to begin with; the profile, where there is one, makes its own.
    env: {PATH: directories.join(':'), ...(compiler === null ? {} : COMPILER_PROGRAMS[compiler.name])},
  };
}

async function profileOf({entry, layout}: FoundVariant, tree: TreeReader): Promise<readonly SetUpStep[]> {
  const profile = `${entry.path}/etc/profile`;
  if (layout.entry.how === 'none' || (await tree.states([profile])).get(profile) !== 'file') return [];
  return [{kind: 'source', words: [profile], directory: null, lenient: true}];
}
