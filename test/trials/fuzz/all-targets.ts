import type {Target} from './target.ts';
import {BINARY_TARGETS} from './targets/binary.ts';
import {CHOOSE_TARGETS} from './targets/choose.ts';
import {ENGINE_TARGETS} from './targets/engines.ts';
import {FILE_TARGETS} from './targets/files.ts';
import {HOST_TARGETS} from './targets/host.ts';
import {MACHINE_TARGETS} from './targets/machine.ts';
import {NAME_TARGETS} from './targets/names.ts';
import {SHELL_TARGETS} from './targets/shells.ts';
import {STATE_TARGETS} from './targets/state.ts';
import {TERMINAL_TARGETS} from './targets/terminal.ts';

/** Every parser there is. A new one belongs here; `test/house/fuzzed-parsers.test.ts` says which is missing. */
export const ALL_TARGETS: readonly Target[] = [
  ...CHOOSE_TARGETS,
  ...HOST_TARGETS,
  ...NAME_TARGETS,
  ...MACHINE_TARGETS,
  ...FILE_TARGETS,
  ...SHELL_TARGETS,
  ...STATE_TARGETS,
  ...BINARY_TARGETS,
  ...TERMINAL_TARGETS,
  ...ENGINE_TARGETS,
];
