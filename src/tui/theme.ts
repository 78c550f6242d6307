import {lineOfError, lineOfKey} from '../system/json-lines.ts';
import {UserError} from '../system/user-error.ts';

/** What a piece of the screen means; components know these and no colour (DESIGN.md 6). */
export const ROLES = [
  'text',
  'muted',
  'title',
  'accent',
  'selected',
  'match',
  'native',
  'container',
  'no',
  'warning',
  'error',
  'border',
  'key',
  'heading',
  'filter',
  'cursor-row',
] as const;

export type Role = (typeof ROLES)[number];

/** The sixteen names that follow the palette of the terminal. */
export const COLOUR_NAMES = [
  'black',
  'red',
  'green',
  'yellow',
  'blue',
  'magenta',
  'cyan',
  'white',
  'bright-black',
  'bright-red',
  'bright-green',
  'bright-yellow',
  'bright-blue',
  'bright-magenta',
  'bright-cyan',
  'bright-white',
] as const;

export type ColourName = (typeof COLOUR_NAMES)[number];

/** One of the sixteen names, or `#rrggbb`. */
export type Colour = ColourName | `#${string}`;

const FLAGS = ['bold', 'dim', 'italic', 'underline', 'inverse'] as const;

export type Style = {
  readonly colour?: Colour;
  readonly background?: Colour;
} & {readonly [Flag in (typeof FLAGS)[number]]?: boolean};

export type Theme = {
  readonly name: string;
  readonly title: string;
  /** What the theme is drawn for; `any` follows the palette of the terminal. */
  readonly ground: 'dark' | 'light' | 'any';
  readonly roles: Readonly<Record<Role, Style>>;
};

/** Reads the text of a theme file. @throws UserError `theme-invalid` that names file and line, and what is allowed. */
export function parseTheme(text: string, file: string): Theme {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw invalid(`${placeIn(file, lineOfError(text, error))}: this is no JSON.`, {cause: error});
  }
  return checkTheme(data, file, text);
}

/** A theme out of parsed JSON, roles that are left out being plain text; `text` is for the lines. @throws UserError `theme-invalid` */
export function checkTheme(data: unknown, file: string, text = ''): Theme {
  const source = {file, text};
  const theme = asObject(data, source, []);
  onlyKeys(theme, ['$schema', 'name', 'title', 'ground', 'roles'], source, []);
  const name = theme['name'];
  if (typeof name !== 'string' || !/^[a-z0-9-]+$/.test(name))
    fail(source, ['name'], 'has to be a word of small letters, digits and "-"');
  const title = theme['title'] ?? name;
  if (typeof title !== 'string') fail(source, ['title'], 'has to be a text');
  const ground = theme['ground'] ?? 'any';
  if (ground !== 'dark' && ground !== 'light' && ground !== 'any') fail(source, ['ground'], 'has to be "dark", "light" or "any"');
  const roles = asObject(theme['roles'] ?? {}, source, ['roles']);
  onlyKeys(roles, ROLES, source, ['roles']);
  const checked = {} as Record<Role, Style>;
  for (const role of ROLES) checked[role] = checkStyle(roles[role] ?? {}, source, ['roles', role]);
  return {name, title, ground, roles: checked};
}

type Source = {readonly file: string; readonly text: string};
type Path = readonly string[];

function checkStyle(data: unknown, source: Source, path: Path): Style {
  const style = asObject(data, source, path);
  onlyKeys(style, ['colour', 'background', ...FLAGS], source, path);
  for (const name of ['colour', 'background']) {
    const value = style[name];
    if (value !== undefined && !isColour(value))
      fail(source, [...path, name], `has to be "#rrggbb" or one of ${COLOUR_NAMES.join(', ')}`);
  }
  for (const flag of FLAGS) {
    if (style[flag] !== undefined && typeof style[flag] !== 'boolean') fail(source, [...path, flag], 'has to be true or false');
  }
  return style as Style;
}

function isColour(value: unknown): value is Colour {
  return typeof value === 'string' && (/^#[0-9a-f]{6}$/i.test(value) || (COLOUR_NAMES as readonly string[]).includes(value));
}

function asObject(data: unknown, source: Source, path: Path): Record<string, unknown> {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) fail(source, path, 'has to be an object');
  return data as Record<string, unknown>;
}

function onlyKeys(data: Record<string, unknown>, allowed: readonly string[], source: Source, path: Path): void {
  for (const key of Object.keys(data)) {
    if (!allowed.includes(key))
      fail(source, [...path, key], `is not known; known are ${allowed.filter(name => name !== '$schema').join(', ')}`);
  }
}

function fail({file, text}: Source, path: Path, what: string): never {
  throw invalid(`${placeIn(file, lineOfKey(text, path))}: ${path.length === 0 ? 'the theme' : path.join('.')} ${what}.`);
}

function invalid(message: string, options?: ErrorOptions): UserError {
  const advice = 'Correct the file, or choose another theme with "hsf config set theme default-dark".';
  return new UserError('theme-invalid', message, advice, options);
}

function placeIn(file: string, line: number | null): string {
  return line === null ? file : `${file}:${line}`;
}
