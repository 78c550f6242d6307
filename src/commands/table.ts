import type {Command, Flag} from './flag.ts';
import {GLOBAL_FLAGS, PICKER_FLAGS, START_FLAGS} from './flags.ts';
import {FIND_COMMANDS} from './table-find.ts';
import {IN_PLACE_COMMANDS} from './table-in-place.ts';
import {MACHINE_COMMANDS} from './table-machine.ts';
import {PROJECT_COMMANDS} from './table-project.ts';
import {RETURN_COMMANDS} from './table-return.ts';
import {START_COMMANDS} from './table-start.ts';

/** The commands by what one wants, in the order in which help shows them. */
export const COMMAND_GROUPS: readonly {readonly title: string; readonly commands: readonly Command[]}[] = [
  {title: 'Find', commands: FIND_COMMANDS},
  {title: 'Start', commands: START_COMMANDS},
  {title: 'In this shell', commands: IN_PLACE_COMMANDS},
  {title: 'Come back', commands: RETURN_COMMANDS},
  {title: 'Project', commands: PROJECT_COMMANDS},
  {title: 'Machine', commands: MACHINE_COMMANDS},
];

/** All commands (DESIGN.md 5). Parser, help, completion and manual page are made from these tables and from nothing else. */
export const COMMANDS: readonly Command[] = COMMAND_GROUPS.flatMap(({commands}) => commands);

/** Flags of bare `hsf`, which opens the picker. */
export const PICKER_COMMAND: Command = {
  name: '',
  summary: 'choose a stack and start it',
  details: 'Without a command hsf opens the picker on a terminal: stack, platform and compiler, how to start.',
  positionals: [],
  rest: null,
  flags: [...START_FLAGS, ...PICKER_FLAGS],
  examples: [],
};

export function commandNamed(name: string): Command | undefined {
  return COMMANDS.find(command => command.name === name);
}

/** The flags of its own that are told. */
export function toldFlags({flags}: Command): readonly Flag[] {
  return flags.filter(({hidden}) => hidden !== true);
}

/** All flags that a command takes, its own first. */
export function flagsOf(command: Command): readonly Flag[] {
  return [...command.flags, ...GLOBAL_FLAGS];
}

/** Commands that start something: every failure of ours is 125. */
export function isStarting(name: string): boolean {
  return name === 'run' || name === 'shell' || name === 'last';
}
