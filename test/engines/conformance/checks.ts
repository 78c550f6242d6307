import type {BehaviourId} from './behaviours.ts';
import type {Cell} from './cell.ts';
import {COMMAND_CHECKS} from './checks-command.ts';
import {FAILURE_CHECKS, MACHINE_CHECKS} from './checks-machine.ts';
import {IDENTITY_CHECKS, MOUNT_CHECKS} from './checks-mounts.ts';
import {ROOT_CHECKS} from './checks-root.ts';
import {SIGNAL_CHECKS} from './checks-signals.ts';
import {STREAM_CHECKS} from './checks-streams.ts';
import {TERMINAL_CHECKS} from './checks-terminal.ts';

/** How each row of the table is found out. */
export const CHECKS: Readonly<Record<BehaviourId, (cell: Cell) => Promise<void>>> = {
  ...COMMAND_CHECKS,
  ...ROOT_CHECKS,
  ...MOUNT_CHECKS,
  ...IDENTITY_CHECKS,
  ...STREAM_CHECKS,
  ...TERMINAL_CHECKS,
  ...SIGNAL_CHECKS,
  ...MACHINE_CHECKS,
  ...FAILURE_CHECKS,
};
