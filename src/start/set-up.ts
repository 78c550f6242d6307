import {entryValues} from '../find/entry-values.ts';
import {fillTemplate} from '../find/path-pattern.ts';
import type {FoundVariant} from '../find/found.ts';
import {UserError} from '../system/user-error.ts';
import {cannotBeRead, notAnswering} from './repository-errors.ts';
import type {SetUp} from './inner-command.ts';
import type {PlanInput} from './plan-input.ts';
import type {TreeReader} from './tree-reader.ts';

/** What a `source` or `modules` entry wants sourced. */
export function setUpOf(found: FoundVariant): SetUp {
  const {arguments: words} = found.layout.entry;
  return {
    script: found.entry.path,
    arguments: words.map(word => fillTemplate(word, entryValues(found))),
    rule: 'strict',
    first: null,
  };
}

/** Variables that the entry wants set beforehand. */
export function entryVariables(found: FoundVariant): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(found.layout.entry.set).map(([name, value]) => [name, fillTemplate(value, entryValues(found))]),
  );
}

/** For a plan of nothing to be sourced. */
export const NO_SET_UP: SetUp = {script: null, arguments: [], rule: 'lenient', first: null};

/**
 * Checks before a start that the entry is there and that every repository of the stack answers, which also wakes their automounts:
 * a first access from inside a private mount namespace would fail (CVMFS-CLIENT.md, autofs).
 *
 * @returns warnings about repositories the stack also reads and that are not there
 */
export async function checkEntry(input: Pick<PlanInput, 'stack' | 'variant' | 'tree'>): Promise<readonly string[]> {
  const {entry, repository} = input.variant.found;
  const needs = input.stack.needs.filter(name => name !== repository);
  const states = await input.tree.states([entry.path, ...needs.map(name => `/cvmfs/${name}`)]);
  requireState(entry.path, states.get(entry.path));
  return needs.flatMap(name => {
    const state = states.get(`/cvmfs/${name}`);
    if (state === 'not-answering') throw notAnswering(`/cvmfs/${name}`);
    return state === 'directory' ? [] : [`${name}, which this stack reads as well, is not there.`];
  });
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

/** How a prefix is entered: its own profile, then the chosen compiler first on PATH. */
export async function setUpOfPrefix(
  found: FoundVariant,
  tree: TreeReader,
): Promise<{setUp: SetUp; env: Readonly<Record<string, string>>}> {
  const prefix = found.entry.path;
  const profile = `${prefix}/etc/profile`;
  const hasProfile = (await tree.states([profile])).get(profile) === 'file';
  const {compiler} = found;
  const first = compiler === null ? null : `${prefix}/${compiler.path}`;
  const directories = ['usr/bin', 'bin', 'usr/sbin', 'sbin'].map(directory => `${prefix}/${directory}`);
  return {
    setUp: {script: hasProfile ? profile : null, arguments: [], rule: 'lenient', first},
    // A PATH to begin with; the profile, where there is one, makes its own.
    env: {PATH: directories.join(':'), ...(compiler === null ? {} : COMPILER_PROGRAMS[compiler.name])},
  };
}
