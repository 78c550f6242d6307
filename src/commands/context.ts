import {type} from 'node:os';
import {makeInputs, type Inputs} from './inputs.ts';
import {listNames, workingDirectory} from './list-request.ts';
import {readOptions, settingsFlags, type Options} from './options.ts';
import {outputOf, type Output} from './output.ts';
import type {Invocation} from './parse-arguments.ts';
import {withProfile} from './pinned-choice.ts';
import {meaningOf, projectHere} from './project-of.ts';
import {defaultRoot} from '../settings/default-root.ts';
import {loadSettings, type LoadedSettings} from '../settings/load.ts';
import {markOfProject} from '../settings/project.ts';
import {makeLooks, type Looks} from '../find/looks.ts';
import {SETTING_KEYS} from '../settings/keys.ts';
import type {Settings} from '../settings/settings.ts';
import type {SetUpStep} from '../start/set-up-step.ts';
import {deadlineAfter, type PatientDeadline} from '../system/deadline.ts';
import {mayAsk} from '../system/terminal.ts';
import {UserError} from '../system/user-error.ts';
import {directoriesOf, type Directories, type World} from '../system/world.ts';

export const SITE_DIRECTORY = '/etc/hsf';

/** Bytes of a settings file that are compared; a larger one never is the same. */
const LARGEST_SETTINGS = 1024 * 1024;

/** What every command gets: the world, what was asked, and what is set. Complete and frozen. */
export type Context = {
  readonly world: World;
  /** With the stack of the project or of the venv, where none was typed; with the choice of a profile in the place of its name. */
  readonly invocation: Invocation;
  /** Without. */
  readonly typed: Invocation;
  /** What the project or the venv wants done after the set-up, in the same bash. */
  readonly after: readonly SetUpStep[];
  /** Lines of bash that the project wants done when its stack is left. */
  readonly leave: readonly string[];
  readonly options: Options;
  readonly settings: Settings;
  readonly loaded: LoadedSettings;
  readonly directories: Directories;
  readonly output: Output;
  /** What the answer follows from, for commands that remember it. */
  readonly inputs: Inputs;
  /** What plans asked about paths below `/cvmfs`. */
  readonly looks: Looks;
  /** Counted from the start of the process. */
  readonly deadline: PatientDeadline;
};

/** Commands that have to work on a machine whose settings are wrong, to find out and to mend them. */
const TOLERANT = new Set(['config', 'doctor', 'completion', 'demo']);

/** Reads flags, variables and settings. @throws UserError `usage` or `settings-invalid`. */
export function makeContext(world: World, typed: Invocation, looks: Looks = makeLooks()): Context {
  const directories = directoriesOf(world.env);
  const inputs = makeInputs();
  const {invocation: asked, problems} = withProfile(typed, directories, (file, text) =>
    inputs.text(file, LARGEST_SETTINGS, text),
  );
  const options = readOptions(asked, world.env);
  const output = outputOf(options);
  const cwd = workingDirectory(world);
  if (problems.length > 0) inputs.spoil();
  for (const problem of problems) output.note(problem);
  noteRefused(directories, typed.command.name, output, inputs);
  const loaded = loadSettings({
    env: world.env,
    cwd,
    userFile: userFileOf(directories),
    siteFile: `${SITE_DIRECTORY}/config.json`,
    uid: world.uid,
    flags: settingsFlags(asked, cwd),
    defaultRoot: defaultRoot(type(), () => {
      const names = listNames('/');
      inputs.folder('/', names);
      return names;
    }),
    findProject: roots => projectHere(world, roots),
  });
  for (const {file, text} of loaded.files) inputs.text(file, LARGEST_SETTINGS, text);
  if (loaded.problems.some(({kind}) => kind !== 'untrusted')) inputs.spoil();
  reportProblems(loaded, typed.command.name, output);
  const {project} = loaded;
  inputs.project(markOfProject(project));
  const isAskable = () => mayAsk(world.env, world.terminals, options.noInput || options.json);
  const cvmfsRoots = ['/cvmfs', loaded.settings.cvmfs];
  const {notes, ...meant} = meaningOf(asked, {world, project, cvmfsRoots, mayAsk: isAskable, inputs});
  // An answer that is remembered says nothing.
  if (notes.length > 0) inputs.spoil();
  for (const note of notes) output.note(note);
  const deadline = deadlineAfter(loaded.settings.timeoutMs, world.clock, 0);
  return Object.freeze({
    world,
    ...meant,
    typed,
    // Flags of the project are among them by now.
    options: meant.invocation === asked ? options : readOptions(meant.invocation, world.env),
    settings: loaded.settings,
    loaded,
    directories,
    output,
    inputs,
    looks,
    deadline,
  });
}

/** Without the cache hsf is slower, and nothing else; doctor tells. */
function noteRefused({refused = {}}: Directories, command: string, output: Output, inputs: Inputs): void {
  const {config, state, cache} = refused;
  if (cache !== undefined) output.detail(cache);
  for (const sentence of [config, state]) {
    if (sentence === undefined) continue;
    inputs.spoil();
    if (command !== 'doctor') output.note(sentence);
  }
}

function reportProblems(loaded: LoadedSettings, command: string, output: Output): void {
  for (const problem of loaded.problems) {
    // Who would use the project says it, see `meaningOf`; the others have nothing to do with it.
    if (problem.kind === 'untrusted' && command !== 'config') continue;
    if (problem.kind === 'invalid' && !TOLERANT.has(command))
      throw new UserError(isVariable(problem.file) ? 'usage' : 'settings-invalid', problem.message, problem.advice);
    // `run` prints nothing of its own, unless something of the user's was moved or is lost.
    const grave = problem.kind === 'damaged' || problem.kind === 'unreadable';
    if (command === 'run' && !grave) output.detail(`${problem.message} ${problem.advice}`);
    else output.note(`${problem.message} ${problem.advice}`);
  }
}

/** Variables are part of how a command is called, as flags are; a file is not. */
function isVariable(origin: string): boolean {
  return SETTING_KEYS.some(({variable}) => variable === origin);
}

export function userFileOf(directories: Directories): string | null {
  return directories.config === null ? null : `${directories.config}/config.json`;
}
