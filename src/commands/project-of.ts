import {basename, dirname, resolve} from 'node:path';
import type {Inputs} from './inputs.ts';
import {workingDirectory} from './list-request.ts';
import type {Invocation} from './parse-arguments.ts';
import type {PinnedChoice} from './pinned-choice.ts';
import {maskedLine} from './project-text.ts';
import {askedOf, type LockedChoice} from '../settings/project-data.ts';
import {LOCK_FILE} from '../settings/project-file.ts';
import {findProject, type Project} from '../settings/project.ts';
import {readVenv, VENV_FILE, type VenvNote} from '../settings/venv-file.ts';
import type {SetUpStep} from '../start/set-up-step.ts';
import {quotePosix} from '../start/shell-words.ts';
import {UserError} from '../system/user-error.ts';
import {directoriesOf, type World} from '../system/world.ts';

/** The project of the working directory. */
export function projectHere(world: World, cvmfsRoots: readonly string[]): Project {
  const directory = workingDirectory(world);
  if (directory === null) return {status: 'none'};
  const {state} = directoriesOf(world.env);
  return findProject({directory, cvmfsRoots, home: world.env['HOME'] ?? null, stateDirectory: state, uid: world.uid});
}

/** Where STACK stands among the words of the commands that take the project's where none is typed. */
const STACK_AT: Readonly<Record<string, number>> = {shell: 0, run: 0, env: 0, plan: 0, use: 0, switch: 0, venv: 1};

/** What a command line means in this directory. */
export type Meant = {
  /** With the stack of the venv or the project, where none was typed. */
  readonly invocation: Invocation;
  /** What is done after the set-up, in the same bash. */
  readonly after: readonly SetUpStep[];
  /** Lines of bash for when the stack is left. */
  readonly leave: readonly string[];
  readonly notes: readonly string[];
};

export type MeaningSource = {
  readonly world: World;
  readonly project: Project;
  readonly cvmfsRoots: readonly string[];
  /** Whether somebody can be asked for a stack. */
  readonly mayAsk: () => boolean;
  readonly inputs: Pick<Inputs, 'variable' | 'text'>;
};

/**
 * Fills in what was not typed. A word that is a path is a venv (by its `hsf-venv.json`: the stack of it alone); without a word it is the active venv that remembers its stack, then the
 * project. What the project says about the platform belongs to its own stack: it is no wish for another one.
 *
 * @throws UserError `project-not-allowed` where only the project could say what is meant, and may not; `venv-unusable`
 */
export function meaningOf(invocation: Invocation, source: MeaningSource): Meant {
  const at = STACK_AT[invocation.command.name];
  const asTyped: Meant = {invocation, after: [], leave: [], notes: []};
  if (invocation.command.name === '') return {...asTyped, notes: source.mayAsk() ? notUsed(source.project) : []};
  if (at === undefined || invocation.given.has('join') || invocation.given.has('help')) return asTyped;
  const typed = invocation.positionals[at];
  if (typed !== undefined) {
    if (isPath(typed)) {
      const path = pathOf(typed, source);
      // What its own start-up files ask for: they enter the venv themselves.
      if (basename(path) === VENV_FILE) return {...inVenv(invocation, at, dirname(path), source), after: []};
      return inVenv(invocation, at, path, source);
    }
    return {...asTyped, notes: notUsed(source.project)};
  }
  const active = activeVenv(source);
  if (active !== null) return inVenv(invocation, at, active, source);
  return inProject(invocation, at, source);
}

/** No address of a stack begins like that. */
function isPath(word: string): boolean {
  return /^(?:\/|~\/|\.{1,2}(?:\/|$))/.test(word);
}

function pathOf(word: string, {world}: MeaningSource): string {
  const home = world.env['HOME'];
  if (word.startsWith('~/') && home !== undefined) return resolve(home, word.slice(2));
  return resolve(workingDirectory(world) ?? '/', word);
}

/** The venv that was activated, if it is one of ours. */
function activeVenv({world, inputs, cvmfsRoots}: MeaningSource): string | null {
  const directory = world.env['VIRTUAL_ENV'];
  inputs.variable('VIRTUAL_ENV', directory);
  if (directory === undefined || !directory.startsWith('/') || isBelowRoots(directory, cvmfsRoots)) return null;
  const read = readVenv(directory, world.uid);
  noteVenv(directory, read, inputs);
  return read.status === 'venv' ? directory : null;
}

const isBelowRoots = (path: string, roots: readonly string[]) => roots.some(root => path === root || path.startsWith(`${root}/`));

const LARGEST = 64 * 1024;

function noteVenv(directory: string, read: ReturnType<typeof readVenv>, inputs: MeaningSource['inputs']): void {
  inputs.text(`${directory}/${VENV_FILE}`, LARGEST, read.status === 'venv' ? read.text : null);
}

function inVenv(invocation: Invocation, at: number, directory: string, {world, inputs, cvmfsRoots}: MeaningSource): Meant {
  const file = `${directory}/${VENV_FILE}`;
  if (isBelowRoots(directory, cvmfsRoots))
    throw new UserError('venv-unusable', `${directory} is on CVMFS, where no venv of yours can be.`, 'Name a stack, or a venv.');
  const read = readVenv(directory, world.uid);
  noteVenv(directory, read, inputs);
  if (read.status === 'none')
    throw new UserError(
      'venv-unusable',
      `${directory} is no venv that knows its stack: ${file} is not there.`,
      `Make one: hsf venv ${directory} STACK`,
    );
  if (read.status === 'refused')
    throw new UserError('venv-unusable', `${file} ${read.reason}.`, `Make the venv anew: hsf venv ${directory} STACK`);
  const {stack, variant} = read.note;
  const pinned = pinnedTo({stack, variant, platform: variant.slice(stack.length + 1)}, `the stack of the venv ${directory}`);
  return {
    invocation: {...withStack(invocation, at, variant, {}), ...(at === 0 ? {pinned} : {})},
    after: stepsInto(directory, read.note),
    leave: [],
    notes: [],
  };
}

/**
 * Into a venv, behind the set-up of its stack, which puts its own programs and packages in front of all: the venv has to win, and the
 * packages of the stack stay to be seen behind it. PYTHONHOME makes every Python believe that it is the stack's, so that it would not
 * find the venv at all (matthewfeickert/cvmfs-venv#32).
 */
export function stepsInto(directory: string, {sitePackages}: VenvNote): readonly SetUpStep[] {
  const step = (kind: SetUpStep['kind'], ...words: readonly [string, ...string[]]): SetUpStep => ({
    kind,
    words,
    directory: null,
    lenient: false,
  });
  return [
    exported('VIRTUAL_ENV', directory),
    step('call', 'unset', '-v', 'PYTHONHOME'),
    step('prepend', 'PYTHONPATH', ...sitePackages.map(path => `${directory}/${path}`)),
    step('prepend', 'PATH', `${directory}/bin`),
  ];
}

function inProject(invocation: Invocation, at: number, {project, mayAsk}: MeaningSource): Meant {
  const asTyped: Meant = {invocation, after: [], leave: [], notes: []};
  if (project.status === 'none') return asTyped;
  if (project.status !== 'allowed') {
    if (mayAsk()) return {...asTyped, notes: notUsed(project)};
    throw new UserError('project-not-allowed', `${project.file} ${project.reason}.`, adviceFor(project));
  }
  const {data, lock, file} = project;
  if (data.stack === null) return asTyped;
  const directory = dirname(file);
  const hooks = {
    after: [exported('HSF_PROJECT', directory), ...data.hooks.enter.map(line => evaluated(line, directory))],
    leave: data.hooks.leave,
  };
  const isChosen = Object.keys(data.choices).some(name => invocation.given.has(name)) || invocation.given.has('platform');
  if (lock !== null && lock.asked === askedOf(data) && !isChosen)
    return {
      ...hooks,
      invocation: {
        ...withStack(invocation, at, lock.variant, {}),
        ...(at === 0 ? {pinned: pinnedTo(lock, `the stack that ${LOCK_FILE} pins`)} : {}),
      },
      notes: [],
    };
  const stale =
    lock !== null && lock.asked !== askedOf(data)
      ? [`${LOCK_FILE} beside ${file} pins what the project asked for before, so it is not used; "hsf lock" pins it anew.`]
      : [];
  return {...hooks, invocation: withStack(invocation, at, data.stack, data.choices), notes: stale};
}

/** So that what is gone is told as such, with what is nearest. */
function pinnedTo(
  {stack, variant, platform}: Pick<LockedChoice, 'stack' | 'variant' | 'platform'>,
  called: string,
): PinnedChoice {
  return {update: 'exact', stack, variant, platform, fragments: null, image: null, called, profile: null};
}

/**
 * bash, in front of a hook: before each of its commands the trap by which the start is told of an end is set again, and one that would
 * replace the shell is refused, since nobody would be left to say so. Traps and options are put back behind each step (`steps-script.ts`).
 * An interactive shell has hooks of its user's at the same place, and whoever looks at it sees it end.
 */
export const WATCHED = `case $- in *i*) ;; *) builtin set -T; builtin trap 'if [ "$BASHPID" = "$$" ]; then
  builtin trap '\\''__hsf_ended $? "$BASH_COMMAND"'\\'' EXIT
  case $BASH_COMMAND in "exec "[!0-9\\<\\>\\&{]* | "builtin exec "[!0-9\\<\\>\\&{]*) __hsf_refuse "would have replaced the shell by exec" ;; esac
fi' DEBUG ;; esac`;

/**
 * A line of bash as a step: what is printed is evaluated where the set-up ran. It goes to the directory of the project, and the step back
 * from it; that this one can be entered is seen before.
 */
function evaluated(line: string, directory: string): SetUpStep {
  const words = ['builtin', 'printf', '%s\n', `builtin cd -- ${quotePosix(directory)}`, WATCHED, line] as const;
  return {kind: 'evaluate', words, directory, lenient: false, called: `the hook "${maskedLine(line)}" of ${directory}`};
}

function exported(name: string, value: string): SetUpStep {
  return {kind: 'call', words: ['export', `${name}=${value}`], directory: null, lenient: false};
}

function withStack(invocation: Invocation, at: number, stack: string, choices: Readonly<Record<string, string>>): Invocation {
  const positionals = [...invocation.positionals];
  positionals[at] = stack;
  const given = new Map([...Object.entries(choices).map(([name, value]) => [name, [value]] as const), ...invocation.given]);
  return {...invocation, positionals, given};
}

function notUsed(project: Project): readonly string[] {
  if (project.status === 'none' || project.status === 'allowed') return [];
  return [`${project.file} ${project.reason}. ${adviceFor(project)}`];
}

function adviceFor(project: Project): string {
  return project.status === 'refused'
    ? 'Make it a plain file of your own that only you can write.'
    : '"hsf allow" shows what it asks for, and allows it.';
}
