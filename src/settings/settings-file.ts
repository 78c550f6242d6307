import {closeSync, constants, fstatSync, openSync, readFileSync, type Stats} from 'node:fs';
import {checkValue, isRefusal, LOOKS_AND_KEYS, SETTING_KEYS, settingKey, type SettingValue} from './keys.ts';
import type {Values} from './settings.ts';
import {lineOfKey} from '../system/json-lines.ts';
import {errorCode} from '../system/error-code.ts';
import {keepAside as keptAside} from '../system/keep-aside.ts';

/** Something about a settings file worth saying. `invalid` stops a command, the others are one line on stderr. */
export type SettingsProblem = {
  readonly kind: 'damaged' | 'invalid' | 'ignored' | 'unknown-key' | 'unreadable' | 'untrusted';
  readonly file: string;
  readonly key: string | null;
  /** One sentence with file, line and key. */
  readonly message: string;
  readonly advice: string;
};

export type SettingsLayer = {
  readonly file: string;
  /** What was read; null where there is no such file, or none that can be read. */
  readonly text: string | null;
  readonly values: Values;
  readonly problems: readonly SettingsProblem[];
};

/** Some hundred times what all settings take. */
const LARGEST_FILE = 1024 * 1024;

/** Why a file is not believed, of what is open: the end of a sentence that begins with the file; null for one that is. */
export type Refusal = (stats: Stats) => string | null;

/**
 * Reads one settings file: a JSON object with the names of `keys.ts`. A missing file is an empty layer.
 *
 * A file that is no JSON object is `damaged`; with `keepAside` it is renamed to `<file>.bad` (`.bad.2` …) so that the next save cannot lose
 * what its owner wrote. Wrong values are left out and reported with file and key.
 */
export function readSettingsFile(file: string, keepAside: boolean, refusal: Refusal = () => null): SettingsLayer {
  let text: string;
  try {
    const descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = fstatSync(descriptor);
      if (stats.size > LARGEST_FILE) return {file, text: null, values: {}, problems: [tooLarge(file, stats.size)]};
      const reason = refusal(stats);
      if (reason !== null) return {file, text: null, values: {}, problems: [refused(file, reason)]};
      text = readFileSync(descriptor, 'utf8');
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    return {file, text: null, values: {}, problems: isMissing(error) ? [] : [unreadable(file, error)]};
  }
  return parseSettings(text, file) ?? {file, text, values: {}, problems: [damaged(file, keepAside)]};
}

/** The settings of such a text; null where it is no JSON object. */
export function parseSettings(text: string, file: string): SettingsLayer | null {
  const parsed = parseObject(text);
  return parsed === null ? null : {file, text, ...checkObject({file, text}, parsed)};
}

type Source = {readonly file: string; readonly text: string};

function checkObject(source: Source, object: Readonly<Record<string, unknown>>): Pick<SettingsLayer, 'values' | 'problems'> {
  const values: Record<string, SettingValue> = {};
  const problems: SettingsProblem[] = [];
  for (const [name, raw] of Object.entries(object)) {
    // Editors like a schema beside the data, and conf keeps its own notes under this name.
    if (name === '$schema' || name === '__internal__') continue;
    const key = settingKey(name);
    const value = key === undefined ? null : checkValue(key.kind, raw);
    if (value === null) problems.push(unknownKey(source, name));
    else if (isRefusal(value)) problems.push(invalid(source, name, value.refused));
    else values[name] = value;
  }
  return {values, problems};
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function damaged(file: string, keepAside: boolean): SettingsProblem {
  const aside = keepAside ? keptAside(file) : null;
  return {
    kind: 'damaged',
    file,
    key: null,
    message: `${file} is not a JSON object${aside === null ? '' : `; it was kept as ${aside}`}, so the defaults are used.`,
    advice:
      aside === null
        ? 'Mend the file, or remove it.'
        : `Mend ${aside} and move it back, or set values anew with "hsf config set".`,
  };
}

function invalid(source: Source, name: string, refused: string): SettingsProblem {
  return {
    kind: LOOKS_AND_KEYS.includes(name) ? 'ignored' : 'invalid',
    file: source.file,
    key: name,
    message: `${placeOf(source, name)}: "${name}" ${refused}.`,
    advice: `Mend the file, or run "hsf config unset ${name}".`,
  };
}

function unknownKey(source: Source, name: string): SettingsProblem {
  return {
    kind: 'unknown-key',
    file: source.file,
    key: name,
    message: `${placeOf(source, name)}: "${name}" is no setting and was ignored.`,
    advice: `Settings are ${SETTING_KEYS.map(key => key.name).join(', ')}.`,
  };
}

function placeOf({file, text}: Source, name: string): string {
  const line = lineOfKey(text, [name]);
  return line === null ? file : `${file}:${line}`;
}

function unreadable(file: string, error: unknown): SettingsProblem {
  const code = errorCode(error) ?? 'unknown error';
  return {
    kind: 'unreadable',
    file,
    key: null,
    message: `${file} cannot be read (${code}), so its settings are not used.`,
    advice: 'Make the file readable, or remove it.',
  };
}

function tooLarge(file: string, size: number): SettingsProblem {
  return {
    kind: 'unreadable',
    file,
    key: null,
    message: `${file} has ${Math.round(size / 1024)} kB, which no settings have, so they are not used.`,
    advice: 'Remove it, or put it aside.',
  };
}

function refused(file: string, reason: string): SettingsProblem {
  return {
    kind: 'unreadable',
    file,
    key: null,
    message: `${file} ${reason}, so its settings are not used.`,
    advice: `Make it yours alone: chown and chmod go-w ${file}`,
  };
}

function isMissing(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR';
}
