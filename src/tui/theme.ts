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

/** Reads the text of a theme file. @throws UserError `theme-invalid` that names file, line or key, and what is allowed. */
export function parseTheme(text: string, file: string): Theme {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new UserError(
      'theme-invalid',
      `${file}${lineOf(text, error)}: this is no JSON.`,
      'Correct the file, or choose another theme with "hsf config set theme default-dark".',
      {cause: error},
    );
  }
  return checkTheme(data, file);
}

/** A theme out of parsed JSON, roles that are left out being plain text. @throws UserError `theme-invalid` */
export function checkTheme(data: unknown, file: string): Theme {
  const theme = asObject(data, file, 'the theme');
  onlyKeys(theme, ['$schema', 'name', 'title', 'ground', 'roles'], file, '');
  const name = theme['name'];
  if (typeof name !== 'string' || !/^[a-z0-9-]+$/.test(name))
    fail(file, 'name', 'has to be a word of small letters, digits and "-"');
  const title = theme['title'] ?? name;
  if (typeof title !== 'string') fail(file, 'title', 'has to be a text');
  const ground = theme['ground'] ?? 'any';
  if (ground !== 'dark' && ground !== 'light' && ground !== 'any') fail(file, 'ground', 'has to be "dark", "light" or "any"');
  const roles = asObject(theme['roles'] ?? {}, file, 'roles');
  onlyKeys(roles, ROLES, file, 'roles.');
  const checked = {} as Record<Role, Style>;
  for (const role of ROLES) checked[role] = checkStyle(roles[role] ?? {}, file, `roles.${role}`);
  return {name, title, ground, roles: checked};
}

function checkStyle(data: unknown, file: string, key: string): Style {
  const style = asObject(data, file, key);
  onlyKeys(style, ['colour', 'background', ...FLAGS], file, `${key}.`);
  for (const name of ['colour', 'background']) {
    const value = style[name];
    if (value !== undefined && !isColour(value))
      fail(file, `${key}.${name}`, `has to be "#rrggbb" or one of ${COLOUR_NAMES.join(', ')}`);
  }
  for (const flag of FLAGS) {
    if (style[flag] !== undefined && typeof style[flag] !== 'boolean') fail(file, `${key}.${flag}`, 'has to be true or false');
  }
  return style as Style;
}

function isColour(value: unknown): value is Colour {
  return typeof value === 'string' && (/^#[0-9a-f]{6}$/i.test(value) || (COLOUR_NAMES as readonly string[]).includes(value));
}

function asObject(data: unknown, file: string, key: string): Record<string, unknown> {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) fail(file, key, 'has to be an object');
  return data as Record<string, unknown>;
}

function onlyKeys(data: Record<string, unknown>, allowed: readonly string[], file: string, prefix: string): void {
  for (const key of Object.keys(data)) {
    if (!allowed.includes(key))
      fail(file, prefix + key, `is not known; known are ${allowed.filter(name => name !== '$schema').join(', ')}`);
  }
}

function fail(file: string, key: string, what: string): never {
  throw new UserError(
    'theme-invalid',
    `${file}: ${key} ${what}.`,
    'Correct the file, or choose another theme with "hsf config set theme default-dark".',
  );
}

/** `:3` for an error of JSON.parse that tells a position. */
function lineOf(text: string, error: unknown): string {
  const message = error instanceof Error ? error.message : '';
  const line = /line (\d+)/.exec(message)?.[1];
  if (line !== undefined) return `:${line}`;
  const position = /position (\d+)/.exec(message)?.[1];
  return position === undefined ? '' : `:${text.slice(0, Number(position)).split('\n').length}`;
}
