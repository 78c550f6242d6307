import {questionsAboutEntry} from './ahead.ts';
import {planContainer} from './plan-container.ts';
import {planHere} from './plan-here.ts';
import type {Plan} from './plan.ts';
import type {PlanInput} from './plan-input.ts';
import {checkEntry} from './set-up.ts';
import {startMode} from './start-mode.ts';
import {workingDirectory} from './working-directory.ts';

/**
 * The complete answer to "what will happen" for a variant, a host and wishes (DESIGN.md 3.3). Looks at files, changes nothing.
 *
 * @throws UserError `variant-cannot-run`, `entry-missing`, `repository-not-answering`, `engine-missing`, `engine-unusable`,
 *   `image-missing`, `mount-missing`, `mount-conflict`, `directory-missing`, `not-utf8`, `usage`
 */
export async function makePlan(input: PlanInput): Promise<Plan> {
  const mode = startMode(input);
  await input.tree.ahead(questionsAboutEntry(input));
  const [missing, directory] = await Promise.all([checkEntry(input), workingDirectory(input)]);
  const plan = mode.kind === 'container' ? await planContainer(input, mode.image, directory) : await planHere(input, directory);
  return {...plan, warnings: [...mode.warnings, ...missing, ...plan.warnings]};
}
