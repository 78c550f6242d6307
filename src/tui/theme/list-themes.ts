import type {ThemeEntry} from '../picker-input.ts';
import {parseTheme} from '../theme.ts';
import {BUILT_IN_THEMES, builtInTheme} from './built-in-themes.ts';

export type ThemeFolder = {readonly path: string; readonly origin: 'user' | 'site'};

export type ThemeFiles = {
  /** First one first: a theme of the same name in a later one cannot be reached. */
  readonly folders: readonly ThemeFolder[];
  /** Names in a folder, null when there is none. */
  readonly namesIn: (folder: string) => readonly string[] | null;
  /** Text of a file, null when it cannot be read. */
  readonly readText: (path: string) => string | null;
};

/** More files than this are an accident. */
const MOST_FILES = 200;

/** All themes that can be chosen by name, those of the user first; one with mistakes says which. */
export function listThemes({folders, namesIn, readText}: ThemeFiles): readonly ThemeEntry[] {
  const entries = new Map<string, ThemeEntry>();
  for (const {path, origin} of folders) {
    const names = (namesIn(path) ?? []).filter(name => /^[\w-]+\.json$/.test(name) && name !== 'theme.schema.json');
    for (const file of names.toSorted().slice(0, MOST_FILES)) {
      const name = file.slice(0, -'.json'.length);
      if (!entries.has(name)) entries.set(name, entryOf(name, `${path}/${file}`, origin, readText));
    }
  }
  for (const name of BUILT_IN_THEMES) {
    if (entries.has(name)) continue;
    const theme = builtInTheme(name)!;
    entries.set(name, {name, title: theme.title, origin: 'built-in', theme, problem: null});
  }
  return [...entries.values()];
}

function entryOf(name: string, path: string, origin: ThemeFolder['origin'], readText: ThemeFiles['readText']): ThemeEntry {
  const text = readText(path);
  if (text === null) return {name, title: name, origin, theme: null, problem: `${path} cannot be read.`};
  try {
    const theme = parseTheme(text, path);
    return {name, title: theme.title, origin, theme, problem: null};
  } catch (error) {
    return {name, title: name, origin, theme: null, problem: error instanceof Error ? error.message : String(error)};
  }
}
