import {questionsAboutEntry} from './ahead.ts';
import {parseBind} from './bind-text.ts';
import {planContainer} from './plan-container.ts';
import {planHere} from './plan-here.ts';
import type {Plan} from './plan.ts';
import {acceptMounts} from './mounts.ts';
import type {PlanInput} from './plan-input.ts';
import {requireHome} from './private-home.ts';
import {checkEntry} from './set-up.ts';
import {startMode} from './start-mode.ts';
import {UserError} from '../system/user-error.ts';
import {workingDirectory, type WorkingDirectory} from './working-directory.ts';

/**
 * The complete answer to "what will happen" for a variant, a host and wishes (DESIGN.md 3.3). Looks at files, changes nothing.
 *
 * @throws UserError `variant-cannot-run`, `entry-missing`, `repository-not-answering`, `engine-missing`, `engine-unusable`,
 *   `image-missing`, `mount-missing`, `mount-conflict`, `directory-missing`, `not-utf8`, `usage`
 */
export async function makePlan(input: PlanInput): Promise<Plan> {
  const mode = startMode(input);
  await input.tree.ahead(questionsAboutEntry(input));
  const [missing, directory] = await Promise.all([checkEntry(input), workingDirectory(input), requireHome(input)]);
  if (mode.kind === 'here') await refuseBinds(input, directory);
  const plan = mode.kind === 'container' ? await planContainer(input, mode.image, directory) : await planHere(input, directory);
  return {...plan, warnings: [...mode.warnings, ...missing, ...plan.warnings]};
}

/** Without a container nothing can be bound. What is wrong with a bind itself is said first. */
async function refuseBinds({wishes, tree, caller}: PlanInput, directory: WorkingDirectory): Promise<void> {
  if (!wishes.asked.includes('bind') || wishes.binds.length === 0) return;
  const place = {origin: 'user', base: directory.spelled, home: caller.env['HOME'] ?? null} as const;
  const binds = wishes.binds.map(text => parseBind(text, place));
  acceptMounts(binds, await tree.states(binds.map(wish => wish.source)));
  throw new UserError(
    'usage',
    '--bind needs a container, and this start has none.',
    'Add --container always, or leave the bind out.',
  );
}
