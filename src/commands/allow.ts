import {dirname, resolve} from 'node:path';
import {problemText} from './catalogue.ts';
import {projectChecker} from './check-project.ts';
import type {Context} from './context.ts';
import {EXIT} from './exit-codes.ts';
import {jsonDocument} from './json.ts';
import {workingDirectory} from './list-request.ts';
import {lockedChoice, lockParser, type LockFile} from './lock-file.ts';
import {projectJson, projectRows} from './project-text.ts';
import {columns} from './text-columns.ts';
import type {ProjectData} from '../settings/project-data.ts';
import {findProjectFile, LOCK_FILE, PROJECT_FILE, readProjectFile, type ReadProjectFile} from '../settings/project-file.ts';
import {hashOf, removeTrust, writeTrust, type Trust} from '../settings/project-trust.ts';
import {printable} from '../system/printable.ts';
import {UserError} from '../system/user-error.ts';

/** `hsf allow`: shows what the project file asks for and trusts it as it is now; `--revoke` takes that back. */
export async function allow(context: Context): Promise<number> {
  const {options, output} = context;
  const file = fileOf(context);
  if (options.switchedOn('revoke')) return revoke(context, file);
  const read = await readForTrust(context, file);
  // What is trusted has been shown before, also when the record cannot be written.
  const isDry = options.switchedOn('dry-run');
  if (options.json)
    output.result(jsonDocument({file, allowed: !isDry, project: projectJson(read.project), lock: read.lock?.lock ?? null}));
  else output.result(`${shown(file, read).join('\n')}\n`);
  if (isDry) output.note(`${file} is not allowed by this; "hsf allow" does it.`);
  else {
    trust(context, file, read);
    output.note(`${file} is allowed as it is now; a change of it, or "hsf allow --revoke", takes that back.`);
  }
  return EXIT.ok;
}

/** A project file with its lock, read once and checked: what is trusted is the very text that was read. */
export type ForTrust = {
  readonly text: string;
  readonly project: ProjectData;
  readonly lock: {readonly text: string; readonly lock: LockFile} | null;
};

/** @throws UserError `project-missing`, `project-invalid` */
export async function readForTrust(context: Context, file: string): Promise<ForTrust> {
  const text = textOf(file, readProjectFile(file, context.world.uid));
  if (text === null) throw noProject(file);
  const checked = (await projectChecker())(text, file);
  if (checked.status === 'problems') {
    const [first, ...others] = checked.problems;
    for (const problem of others) context.output.note(problemText(problem));
    throw new UserError('project-invalid', problemText(first!), 'docs/project-files.md has all keys.');
  }
  return {text, project: checked.project, lock: await lockBeside(context, file)};
}

/** @throws UserError `project-invalid` */
export async function lockBeside({world}: Context, file: string): Promise<ForTrust['lock']> {
  const lockFile = lockFileOf(file);
  const text = textOf(lockFile, readProjectFile(lockFile, world.uid));
  if (text === null) return null;
  const read = (await lockParser())(text);
  if (read.status === 'refused')
    throw new UserError('project-invalid', `${lockFile} ${read.reason}.`, `Remove it and run "hsf lock" to pin the stack anew.`);
  return {text, lock: read.lock};
}

export function lockFileOf(file: string): string {
  return resolve(dirname(file), LOCK_FILE);
}

function textOf(file: string, read: ReadProjectFile): string | null {
  if (read.status !== 'refused') return read.status === 'text' ? read.text : null;
  throw new UserError('project-invalid', `${file} ${read.reason}.`, 'Make it a plain file of your own that only you can write.');
}

/** @throws UserError `write-failed` */
export function trust(context: Context, file: string, {text, project, lock}: ForTrust): void {
  const record: Trust = {
    file,
    fileHash: hashOf(text),
    lockHash: lock === null ? null : hashOf(lock.text),
    allowedAt: context.world.now().toISOString(),
    project,
    lock: lock === null ? null : lockedChoice(lock.lock),
  };
  const written = writeTrust(stateDirectory(context), record);
  if (written.status === 'failed')
    throw new UserError(
      'write-failed',
      `${file} could not be allowed: nothing can be written below ${stateDirectory(context)} (${written.code}).`,
      'Make that directory writable, or set XDG_STATE_HOME.',
    );
}

function stateDirectory({directories}: Context): string {
  if (directories.state !== null) return directories.state;
  throw new UserError(
    'write-failed',
    'There is no place to keep what is allowed: neither HOME nor XDG_STATE_HOME is set.',
    'Set one of them.',
  );
}

function revoke(context: Context, file: string): number {
  const was = removeTrust(stateDirectory(context), file);
  if (context.options.json) context.output.result(jsonDocument({file, allowed: false}));
  context.output.note(was ? `${file} is no longer allowed.` : `${file} was not allowed.`);
  return EXIT.ok;
}

/** The file that was named, else the nearest one. @throws UserError `project-missing`, `usage` */
export function fileOf(context: Context): string {
  const {world, invocation, settings} = context;
  const directory = workingDirectory(world);
  const [word] = invocation.positionals;
  const cvmfsRoots = ['/cvmfs', settings.cvmfs];
  if (word === undefined) {
    const home = world.env['HOME'] ?? null;
    const file = directory === null ? null : findProjectFile({directory, cvmfsRoots, home});
    if (file === null) throw noProject(directory);
    return file;
  }
  const path = resolve(directory ?? '/', word);
  const file = path.endsWith(`/${PROJECT_FILE}`) ? path : resolve(path, PROJECT_FILE);
  if (cvmfsRoots.some(root => file.startsWith(`${root}/`)))
    throw new UserError(
      'usage',
      `${printable(file)} is on CVMFS, where project files are not looked for.`,
      'Copy it to a directory of yours.',
    );
  return file;
}

/** @param place the file that is not there, or the directory from which it was looked for */
export function noProject(place: string | null): UserError {
  const isFile = place?.endsWith(`/${PROJECT_FILE}`) === true;
  return new UserError(
    'project-missing',
    isFile ? `${place} is not there.` : `There is no ${PROJECT_FILE} in ${place ?? 'this directory'} or above it.`,
    'Write one: hsf init project STACK',
  );
}

function shown(file: string, {project, lock}: ForTrust): readonly string[] {
  const rows = [...projectRows(project), ...(lock === null ? [] : [[LOCK_FILE, printable(lock.lock.variant)]])];
  const lines = rows.length === 0 ? ['(nothing)'] : columns(rows);
  return [printable(file), ...lines.map(line => `  ${line}`)];
}
