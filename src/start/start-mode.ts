import {UserError} from '../system/user-error.ts';
import type {PlanInput} from './plan-input.ts';

/** In what the stack starts: on this machine as it is, or in a container with an image or with this machine's root. */
export type StartMode =
  | {readonly kind: 'here'; readonly warnings: readonly string[]}
  | {readonly kind: 'container'; readonly image: string | null; readonly warnings: readonly string[]};

/**
 * From verdict and wishes to the mode. Pure.
 *
 * @throws UserError `variant-cannot-run`, `image-missing`, `usage` for an image that could not be used
 */
export function startMode({variant, wishes}: Pick<PlanInput, 'variant' | 'wishes'>): StartMode {
  const {verdict} = variant;
  const isImage = variant.found.entry.kind === 'image';
  const image = wishes.image ?? (isImage ? variant.found.entry.path : verdict.image);
  const cannot = (advice: string) =>
    new UserError('variant-cannot-run', `${variant.address} cannot run here: ${verdict.reason}`, advice);
  if (verdict.runs === 'no') {
    if (wishes.image === null || wishes.container === 'never')
      throw cannot(`Run "hsf list --runs native,container" to see what can.`);
    return {kind: 'container', image, warnings: [`Started in ${image} by wish, although: ${verdict.reason}`]};
  }
  if (wishes.container === 'never') {
    if (isImage || verdict.runs === 'container') throw cannot('Leave out "--container never", or choose another variant.');
    if (wishes.asked.includes('image')) {
      throw new UserError(
        'usage',
        '--image needs a container, and "never" is set for containers.',
        'Add --container always, or leave the image out.',
      );
    }
    return {kind: 'here', warnings: []};
  }
  if (isImage || verdict.runs === 'container' || wishes.image !== null) {
    if (image === null) {
      throw new UserError(
        'image-missing',
        `${variant.address} needs a container, and no image for it is known.`,
        'Name one with "--image DIRECTORY".',
      );
    }
    return {kind: 'container', image, warnings: []};
  }
  return wishes.container === 'always' ? {kind: 'container', image, warnings: []} : {kind: 'here', warnings: []};
}
