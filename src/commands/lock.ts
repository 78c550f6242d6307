import {fileOf, lockFileOf, noProject, trust} from './allow.ts';
import {readCatalogue} from './catalogue.ts';
import type {Context} from './context.ts';
import {EXIT} from './exit-codes.ts';
import {jsonDocument} from './json.ts';
import {askedBy, lockParser, lockText, type LockFile} from './lock-file.ts';
import {meantNow, pinOf} from './pin-stack.ts';
import {projectChecker} from './check-project.ts';
import {problemText} from './catalogue.ts';
import {readProjectFile} from '../settings/project-file.ts';
import {hashOf, readTrust} from '../settings/project-trust.ts';
import type {ProjectData} from '../settings/project-data.ts';
import {writeAtomically} from '../system/atomic-file.ts';
import {UserError} from '../system/user-error.ts';

/** `hsf lock`: writes `hsf.lock` beside the project file: the very variant that it means now, and what it is now. */
export async function lock(context: Context): Promise<number> {
  const {options, output, world} = context;
  const file = fileOf(context);
  const lockFile = lockFileOf(file);
  const {text, project} = await readAllowed(context, file);
  const {stack} = project;
  if (stack === null)
    throw new UserError(
      'project-invalid',
      `${file} names no stack that could be pinned.`,
      'Write a line such as: stack = "LCG_107"',
    );
  const before = readProjectFile(lockFile, world.uid);
  const catalogue = await readCatalogue(context);
  const found = meantNow({...project, stack}, file, catalogue, context);
  const pinned: LockFile = {
    lockVersion: 1,
    asked: askedBy(project),
    ...(await pinOf(found, catalogue, context)),
    lockedAt: world.now().toISOString(),
  };
  const next = lockText(pinned);
  const written = writeAtomically(lockFile, next);
  if (written.status === 'failed')
    throw new UserError('write-failed', `${lockFile} cannot be written (${written.code}).`, 'Make its directory writable.');
  // It is the user who pins, so the lock is as trusted as the project file was.
  trust(context, file, {text, project, lock: {text: next, lock: pinned}});
  const old = before.status === 'text' ? (await lockParser())(before.text) : null;
  const was = old?.status === 'lock' && old.lock.variant !== pinned.variant ? `, before ${old.lock.variant}` : '';
  if (options.json) output.result(jsonDocument({file: lockFile, lock: pinned}));
  output.note(`${lockFile} pins ${pinned.variant}${was}.`);
  return EXIT.ok;
}

/** The project file, which has to be allowed; its lock is about to be replaced, so that one may be anything. */
async function readAllowed(context: Context, file: string): Promise<{readonly text: string; readonly project: ProjectData}> {
  const {world, directories} = context;
  const read = readProjectFile(file, world.uid);
  if (read.status === 'missing') throw noProject(file);
  if (read.status === 'refused')
    throw new UserError(
      'project-not-allowed',
      `${file} ${read.reason}.`,
      'Make it a plain file of your own that only you can write.',
    );
  if (readTrust(directories.state, file, world.uid)?.fileHash !== hashOf(read.text))
    throw new UserError(
      'project-not-allowed',
      `${file} is not allowed as it is now.`,
      '"hsf allow" shows what it asks for, and allows it.',
    );
  const checked = (await projectChecker())(read.text, file);
  if (checked.status === 'problems') throw new UserError('project-invalid', problemText(checked.problems[0]!), 'Mend the file.');
  return {text: read.text, project: checked.project};
}
