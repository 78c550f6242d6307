import {completesFlag, completesSetting, placesOf, SETTING_NAMES, THEMES} from './completion-kinds.ts';
import type {Completes, Flag} from './flag.ts';
import {GLOBAL_FLAGS} from './flags.ts';
import {COMMANDS, PICKER_COMMAND, toldFlags} from './table.ts';
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
  /** Those that come with hsf. */
  readonly themes: readonly string[];
  /** By name of the setting. */
  readonly settingValues: readonly Rule[];
};

export function completionTables(): CompletionTables {
  const all = [PICKER_COMMAND, ...COMMANDS].flatMap(({flags}) => flags).concat(GLOBAL_FLAGS);
  const valued = Map.groupBy(
    all.filter(flag => flag.value !== null),
    ({name}) => name,
  );
  const isSomething = ({completes}: Rule) => completes !== 'nothing';
  return {
    commands: [...COMMANDS.map(({name, summary}): Meant => [name, summary]), ['help', 'help for a command']],
    flags: new Map([PICKER_COMMAND, ...COMMANDS].map(command => [command.name, toldFlags(command).flatMap(meant)])),
    globalFlags: GLOBAL_FLAGS.flatMap(meant),
    valued: [...valued.keys()],
    values: [...valued].map(([pattern, flags]) => ({pattern, completes: valuesOf(flags)})).filter(isSomething),
    places: [
      ...COMMANDS.flatMap(command =>
        placesOf(command).map(([place, completes]) => ({pattern: patternOf(command.name, place), completes})),
      ),
      {pattern: 'help:1:*', completes: {words: COMMANDS.map(({name}) => name)}},
    ],
    settings: SETTING_NAMES,
    themes: THEMES,
    settingValues: SETTING_KEYS.map(key => ({pattern: key.name, completes: completesSetting(key)})).filter(isSomething),
  };
}

/** Flags of several commands that share a name and not their values have all of these. */
function valuesOf(flags: readonly Flag[]): Completes {
  const kinds = flags.map(completesFlag);
  const words = kinds.flatMap(kind => (typeof kind === 'string' ? [] : kind.words));
  const [first = 'nothing'] = kinds;
  return typeof first === 'string' ? first : {...first, words: [...new Set(words)]};
}

/** A word for each way to write it. */
function meant(flag: Flag): readonly Meant[] {
  const own: Meant = [`--${flag.name}`, flag.meaning];
  return flag.short === undefined ? [own] : [own, [`-${flag.short}`, flag.meaning]];
}

/** `2` → `config:2:*`, `2:show` → `family:2:show`, `1+` → `list:*`. */
function patternOf(command: string, place: string): string {
  if (place.endsWith('+')) return `${command}:*`;
  return `${command}:${place.includes(':') ? place : `${place}:*`}`;
}
