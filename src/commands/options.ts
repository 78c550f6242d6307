import type {Invocation} from './parse-arguments.ts';
import {flagsOf} from './table.ts';
import {isRefusal, parseValue, settingKey, switchValue, type SettingValue} from '../settings/keys.ts';
import type {Values} from '../settings/settings.ts';
import {UserError} from '../system/user-error.ts';
import type {Environment} from '../system/world.ts';

/** Flags after the environment twins have had their say; the settings among them are in `Settings`. */
export type Options = {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly noInput: boolean;
  /** A switch of this command. */
  readonly switchedOn: (name: string) => boolean;
  /** The value of a flag of this command, null when absent. */
  readonly value: (name: string) => string | null;
  /** All values of a flag, commas split. */
  readonly values: (name: string) => readonly string[];
};

/** Reads the flags that are no settings. @throws UserError `usage` for a variable with a wrong value. */
export function readOptions(invocation: Invocation, env: Environment): Options {
  const flags = new Map(flagsOf(invocation.command).map(flag => [flag.name, flag]));
  const texts = (name: string): readonly string[] => {
    const given = invocation.given.get(name);
    if (given !== undefined) return given;
    const flag = flags.get(name);
    const twin = flag?.twin == null ? undefined : env[flag.twin];
    if (twin === undefined || twin === '') return [];
    if (flag?.values !== undefined && !flag.values.includes(twin)) {
      throw new UserError('usage', `${flag.twin} has no value "${twin}".`, `Values are ${flag.values.join(', ')}.`);
    }
    return [twin];
  };
  const switchedOn = (name: string) => {
    if (invocation.given.has(name)) return true;
    const text = texts(name)[0];
    const value = text === undefined ? false : switchValue(text);
    if (value === null)
      throw new UserError(
        'usage',
        `${flags.get(name)?.twin} has to be true or false; it is "${text}".`,
        'Change the variable, or unset it.',
      );
    return value;
  };
  return {
    json: switchedOn('json'),
    quiet: switchedOn('quiet'),
    verbose: switchedOn('verbose'),
    noInput: switchedOn('no-input'),
    switchedOn,
    value: name => texts(name)[0] ?? null,
    values: name => texts(name).flatMap(text => text.split(',').filter(part => part !== '')),
  };
}

/** The settings given as flags, checked: the top layer. @throws UserError `usage`. */
export function settingsFlags(invocation: Invocation, cwd: string | null): Values {
  const layer: Record<string, SettingValue> = {};
  for (const flag of flagsOf(invocation.command)) {
    const texts = invocation.given.get(flag.name);
    const key = flag.setting === undefined ? undefined : settingKey(flag.setting);
    if (texts === undefined || key === undefined) continue;
    // A repeated flag is a list as it stands: a bind or a value may hold commas and blanks.
    const value = flag.value === null ? true : key.kind.type === 'list' ? texts : parseValue(key.kind, texts.at(-1) ?? '', cwd);
    if (isRefusal(value))
      throw new UserError(
        'usage',
        `--${flag.name} ${value.refused}; it is "${texts.at(-1)}".`,
        `Write --${flag.name} ${flag.value}.`,
      );
    layer[key.name] = value;
  }
  return layer;
}
