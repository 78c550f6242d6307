import type {Command, Completes, Flag, Positional} from './flag.ts';
import {engineNames} from '../choose/engine-order.ts';
import {SETTING_KEYS, type SettingKey} from '../settings/keys.ts';

/** Those of `tui/theme/built-in-themes.ts`, which nothing but the picker loads; a test holds them together. */
export const THEMES: readonly string[] = [
  'auto',
  'default-dark',
  'default-light',
  'high-contrast',
  'monochrome',
  'colour-blind',
  'solarized',
  'solarized-light',
  'catppuccin',
];

/** What a shell offers for the value of a flag. */
export function completesFlag(flag: Flag): Completes {
  if (flag.completes !== undefined) return flag.completes;
  if (flag.values !== undefined) return {words: flag.values};
  const named = BY_NAME[flag.name];
  if (named !== undefined) return named;
  if (flag.value === 'DIR') return 'directory';
  return flag.value === 'FILE' ? 'file' : 'nothing';
}

/** Of flags, and of settings of the same name. */
const BY_NAME: Readonly<Record<string, Completes>> = {
  family: 'family',
  platform: 'platform',
  arch: 'arch',
  os: 'os',
  compiler: 'compiler',
  build: 'build',
  runs: {words: ['native', 'container', 'any']},
  engine: {words: engineNames()},
  theme: 'theme',
  image: 'file',
  bind: 'directory',
  env: 'variable',
  'no-env': 'variable',
  home: {words: ['real', 'private', 'none'], or: 'directory'},
};

/** What a shell offers for each word behind a command, after the words that the command has itself; the last one may go on. */
export function completesPositional({name, completes}: Positional): Completes {
  return completes ?? BY_POSITIONAL[name] ?? 'nothing';
}

const BY_POSITIONAL: Readonly<Record<string, Completes>> = {
  STACK: 'stack',
  OLD: 'stack',
  NEW: 'stack',
  PACKAGE: 'package',
  KEY: 'setting',
  VALUE: 'setting-value',
  DIR: 'directory',
  FILE: 'file',
};

/** What may stand as the value of a setting. */
export function completesSetting({name, kind}: SettingKey): Completes {
  if (kind.type === 'one-of') return {words: kind.values};
  if (kind.type === 'directory-or') return {words: kind.values, or: 'directory'};
  if (kind.type === 'directory') return 'directory';
  if (kind.type === 'switch') return {words: ['true', 'false']};
  return BY_NAME[name] ?? 'nothing';
}

export const SETTING_NAMES: readonly string[] = SETTING_KEYS.map(({name}) => name);

/** What stands at each place behind the command: `1` for the first word, `1:show` for what follows "show". */
export function placesOf(command: Command): readonly (readonly [place: string, completes: Completes])[] {
  const places: (readonly [string, Completes])[] = [];
  const own = command.words ?? [];
  if (own.length > 0) places.push(['1', {words: own.map(({name}) => name)}]);
  for (const {name, completes} of own) if (completes !== undefined) places.push([`2:${name}`, completes]);
  const shift = own.length > 0 ? 2 : 1;
  for (const [at, positional] of command.positionals.entries()) {
    const completes = completesPositional(positional);
    places.push([positional.many === true ? `${at + shift}+` : `${at + shift}`, completes]);
  }
  return places;
}
