import {completesFlag, completesSetting, placesOf, SETTING_NAMES} from './completion-kinds.ts';
import type {Completes, Flag} from './flag.ts';
import {GLOBAL_FLAGS} from './flags.ts';
import {COMMANDS, flagsOf, PICKER_COMMAND} from './table.ts';
import {SETTING_KEYS} from '../settings/keys.ts';

/** A word with what it means. */
export type Meant = readonly [word: string, meaning: string];
/** A pattern, and what is offered where it fits; of several the first one counts. */
export type Rule = {readonly pattern: string; readonly completes: Completes};

/** All that a completion script knows beforehand: the table of commands turned into questions that a shell can ask. */
export type CompletionTables = {
  readonly commands: readonly Meant[];
  /** By name of the command; `` is that of the picker. */
  readonly flags: ReadonlyMap<string, readonly Meant[]>;
  readonly globalFlags: readonly Meant[];
  /** Names of the flags that take a value. */
  readonly valued: readonly string[];
  /** By name of the flag. */
  readonly values: readonly Rule[];
  /** By `COMMAND:PLACE:FIRST`: the command, the number of the word behind it, and the first of these words. */
  readonly places: readonly Rule[];
  readonly settings: readonly string[];
  /** By name of the setting. */
  readonly settingValues: readonly Rule[];
};

export function completionTables(): CompletionTables {
  const all = new Map([PICKER_COMMAND, ...COMMANDS].flatMap(flagsOf).map(flag => [flag.name, flag]));
  const valued = [...all.values()].filter(flag => flag.value !== null);
  const isSomething = ({completes}: Rule) => completes !== 'nothing';
  return {
    commands: [...COMMANDS.map(({name, summary}): Meant => [name, summary]), ['help', 'help for a command']],
    flags: new Map([PICKER_COMMAND, ...COMMANDS].map(({name, flags}) => [name, flags.flatMap(meant)])),
    globalFlags: GLOBAL_FLAGS.flatMap(meant),
    valued: valued.map(({name}) => name),
    values: valued.map(flag => ({pattern: flag.name, completes: valuesOf(flag)})).filter(isSomething),
    places: [
      ...COMMANDS.flatMap(command =>
        placesOf(command).map(([place, completes]) => ({pattern: patternOf(command.name, place), completes})),
      ),
      {pattern: 'help:1:*', completes: {words: COMMANDS.map(({name}) => name)}},
    ],
    settings: SETTING_NAMES,
    settingValues: SETTING_KEYS.map(key => ({pattern: key.name, completes: completesSetting(key)})).filter(isSomething),
  };
}

/** Of flags that share a name and differ in their values by command, all of these. */
function valuesOf(flag: Flag): Completes {
  return completesFlag(flag);
}

function meant(flag: Flag): readonly Meant[] {
  const own: Meant = [`--${flag.name}`, flag.meaning];
  return flag.short === undefined ? [own] : [own, [`-${flag.short}`, flag.meaning]];
}

/** `2` → `config:2:*`, `2:show` → `family:2:show`, `1+` → `list:*`. */
function patternOf(command: string, place: string): string {
  if (place.endsWith('+')) return `${command}:*`;
  return `${command}:${place.includes(':') ? place : `${place}:*`}`;
}
