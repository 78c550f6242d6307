import type {Context} from './context.ts';
import {UserError} from '../system/user-error.ts';

/** stdout of `run` and `shell` belongs to what is started; a plan is what can be had as JSON. @throws UserError `usage` */
export function refuseJson({options, invocation}: Context): void {
  if (!options.json || options.switchedOn('dry-run')) return;
  throw new UserError(
    'usage',
    `"hsf ${invocation.command.name}" has JSON only with --dry-run.`,
    'Use "hsf plan --json" to see what would happen.',
  );
}
