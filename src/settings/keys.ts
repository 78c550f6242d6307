import {resolve} from 'node:path';

/** What a value has to be. One small vocabulary for files, variables, flags and `hsf config set`. */
export type Kind =
  | {readonly type: 'text'}
  | {readonly type: 'directory'}
  | {readonly type: 'directory-or'; readonly values: readonly string[]}
  | {readonly type: 'seconds'}
  | {readonly type: 'height'}
  | {readonly type: 'switch'}
  | {readonly type: 'one-of'; readonly values: readonly string[]}
  | {readonly type: 'list'}
  | {readonly type: 'map'}
  | {readonly type: 'keys'}
  | {readonly type: 'below-cvmfs'};

/** What is wrong with these concerns the picker only: it is said, the default is used, and no command is stopped by it. */
export const LOOKS_AND_KEYS: readonly string[] = ['keys', 'letters', 'motion'];

export type SettingKey = {
  /** As it stands in files, and in `hsf config set`. */
  readonly name: string;
  readonly kind: Kind;
  readonly variable: string;
  readonly meaning: string;
};

const key = (name: string, kind: Kind, meaning: string): SettingKey => ({
  name,
  kind,
  variable: `HSF_${name.toUpperCase().replaceAll('-', '_')}`,
  meaning,
});

/** Everything that can be set, in the order in which `hsf config` shows it. */
export const SETTING_KEYS: readonly SettingKey[] = [
  key('cvmfs', {type: 'directory'}, 'directory below which the repositories lie'),
  key('timeout', {type: 'seconds'}, 'seconds a whole command may take to answer'),
  key('repositories', {type: 'list'}, 'repositories to look at besides those that are mounted or configured'),
  key('probe', {type: 'list'}, 'repositories to try although nothing says that they exist'),
  key('site-families', {type: 'below-cvmfs'}, 'directory on CVMFS with families of the site, REPOSITORY/PATH or none'),
  key('container', {type: 'one-of', values: ['auto', 'always', 'never']}, 'when to start in a container'),
  key('engine', {type: 'text'}, 'container engine to use, one of those "hsf host" shows'),
  key('image', {type: 'text'}, 'image for containers: a directory, a file or a reference'),
  key('images', {type: 'map'}, 'image for each operating system, by its short name (el9, centos7)'),
  key('image-path', {type: 'list'}, 'directories with image files and unpacked images, for "hsf images"'),
  key('bind', {type: 'list'}, 'directories to show inside, SOURCE[:TARGET[:ro|rw]]; a colon of a path is written \\:'),
  key('data', {type: 'list'}, 'data file systems to show inside where they exist, besides the usual ones'),
  key('env', {type: 'list'}, 'variables to set or keep inside, NAME=VALUE or NAME'),
  key(
    'home',
    {type: 'directory-or', values: ['real', 'private', 'none']},
    'home directory inside: the real one, one kept by hsf, none, or a directory',
  ),
  key('gpu', {type: 'one-of', values: ['auto', 'nvidia', 'amd', 'none']}, 'which GPU to show inside'),
  key(
    'stored',
    {type: 'one-of', values: ['use', 'ignore']},
    'environments that earlier starts have stored: use them, or set up anew each time',
  ),
  key('prompt', {type: 'one-of', values: ['off', 'on']}, 'whether "hsf use" puts the name of the stack in front of the prompt'),
  key('color', {type: 'one-of', values: ['auto', 'always', 'never']}, 'when to use colours'),
  key('theme', {type: 'text'}, 'theme of the picker'),
  key('full-screen', {type: 'switch'}, 'draw the picker on the whole screen'),
  key('height', {type: 'height'}, 'height of the picker where it is not on the whole screen: rows, or a share such as 60%'),
  key('mouse', {type: 'switch'}, 'take wheel and clicks in the picker'),
  key('keys', {type: 'keys'}, 'keys of the picker for each command: copy=ctrl-y alt-y,print=ctrl-o; "?" in the picker shows all'),
  key('letters', {type: 'one-of', values: ['filter', 'commands']}, 'where letters go when the picker opens'),
  key(
    'motion',
    {type: 'one-of', values: ['on', 'off']},
    'whether anything changes in the picker by itself, such as seconds that are counted',
  ),
  key('ascii', {type: 'switch'}, 'draw the picker without signs beyond ASCII'),
  key('accessible', {type: 'switch'}, 'numbered questions instead of a drawn picker'),
];

export function settingKey(name: string): SettingKey | undefined {
  return SETTING_KEYS.find(entry => entry.name === name);
}

/** A value as JSON would hold it: what files contain and what `parseValue` makes of text. */
export type SettingValue = string | number | boolean | readonly string[] | Readonly<Record<string, string>>;

/** What was wrong, as the end of a sentence: `has to be a number of seconds above 0`. */
export type Refusal = {readonly refused: string};

export function isRefusal(value: SettingValue | Refusal): value is Refusal {
  return (
    typeof value === 'object' &&
    !Array.isArray(value) &&
    typeof (value as Refusal).refused === 'string' &&
    Object.keys(value).length === 1
  );
}

/** Checks a value that came from a JSON file. Nothing is converted: `"10"` is no number of seconds. */
export function checkValue(kind: Kind, value: unknown): SettingValue | Refusal {
  switch (kind.type) {
    case 'text':
      return typeof value === 'string' && value !== '' ? value : {refused: 'has to be a text'};
    case 'directory-or':
      if (typeof value === 'string' && (kind.values.includes(value) || value.startsWith('/'))) return tidy(value);
      return {refused: `has to be ${kind.values.join(', ')} or a directory with its full path`};
    case 'directory':
      return typeof value === 'string' && value.startsWith('/')
        ? tidy(value)
        : {refused: 'has to be a directory with its full path, beginning with "/"'};
    case 'seconds':
      return typeof value === 'number' && Number.isFinite(value) && value > 0
        ? value
        : {refused: 'has to be a number of seconds above 0'};
    case 'height':
      return isHeight(value) ? value : {refused: 'has to be a number of rows above 1, or a share such as 60%'};
    case 'switch':
      return typeof value === 'boolean' ? value : {refused: 'has to be true or false'};
    case 'one-of':
      return typeof value === 'string' && kind.values.includes(value)
        ? value
        : {refused: `has to be one of ${kind.values.join(', ')}`};
    case 'list':
      return Array.isArray(value) && value.every(entry => typeof entry === 'string' && entry !== '')
        ? (value as readonly string[])
        : {refused: 'has to be a list of texts'};
    case 'below-cvmfs':
      return value === 'none' || isBelowCvmfs(value)
        ? value
        : {refused: 'has to be a repository and a path in it, such as sw.example.org/hsf/families, or none'};
    case 'keys':
      return keysFrom(value) ?? {refused: 'has to be an object with keys for each command, such as {"copy": "ctrl-y alt-y"}'};
    case 'map':
      return isTextMap(value) ? value : {refused: 'has to be an object with a text for each name'};
  }
}

/**
 * Reads a value from a variable, a flag or the command line: lists split at commas and blanks, maps are `name=value` lists.
 * Directories may be relative to `cwd`; null where there is none.
 */
export function parseValue(kind: Kind, text: string, cwd: string | null): SettingValue | Refusal {
  switch (kind.type) {
    case 'directory-or':
      return checkValue(kind, text === '' || cwd === null || kind.values.includes(text) ? text : resolve(cwd, text));
    case 'directory':
      return checkValue(kind, text !== '' && cwd !== null ? resolve(cwd, text) : text);
    case 'seconds':
      return seconds(text) ?? {refused: 'has to be a number of seconds above 0'};
    case 'height':
      return checkValue(kind, /^\d+$/.test(text) ? Number(text) : text);
    case 'switch':
      return switchValue(text) ?? {refused: 'has to be true or false'};
    case 'list':
      return checkValue(kind, splitList(text));
    case 'map':
      return pairsOf(splitList(text)) ?? {refused: 'has to be a list such as el9=IMAGE,centos7=IMAGE'};
    case 'keys': {
      const entries = text.match(/(?:\\,|[^,])+/g) ?? [];
      return (
        pairsOf(entries.map(entry => entry.replaceAll('\\,', ',').trim())) ?? {
          refused: 'has to be a list such as copy=ctrl-y alt-y,print=ctrl-o',
        }
      );
    }
    default:
      return checkValue(kind, text);
  }
}

/** `el9=IMAGE` as name and value; null where one is something else. */
function pairsOf(entries: readonly string[]): Readonly<Record<string, string>> | null {
  const pairs = entries.map(entry => {
    const at = entry.indexOf('=');
    return [entry.slice(0, Math.max(0, at)), entry.slice(at + 1)] as const;
  });
  return pairs.every(([name, value]) => name !== '' && value !== '') ? Object.fromEntries(pairs) : null;
}

/** Keys for each command, as one text or as a list of them; the list is written as a text. */
function keysFrom(value: unknown): Readonly<Record<string, string>> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const entries = Object.entries(value).map(
    ([name, keys]) => [name, Array.isArray(keys) ? keys.join(' ') : (keys as unknown)] as const,
  );
  return entries.every(([, keys]) => typeof keys === 'string') ? (Object.fromEntries(entries) as Record<string, string>) : null;
}

/** `10`, `2.5`, `10s`, `500ms`, `2m` as seconds. */
function seconds(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?|\.\d+)(ms|s|m)?$/.exec(text.trim());
  if (match === null) return null;
  const value = Number(match[1]) * {ms: 0.001, s: 1, m: 60}[match[2] ?? 's']!;
  return value > 0 && Number.isFinite(value) ? value : null;
}

/** What a switch may be called in a variable: `1 true yes on` and `0 false no off`; empty is off. */
export function switchValue(text: string): boolean | null {
  if (/^(1|true|yes|on)$/i.test(text)) return true;
  return /^(0|false|no|off|)$/i.test(text) ? false : null;
}

/** A blank or a comma behind a backslash is part of an entry. */
function splitList(text: string): readonly string[] {
  return (text.match(/(?:\\[\s,]|[^\s,])+/g) ?? []).map(entry => entry.replace(/\\([\s,])/g, '$1'));
}

/** `sw.example.org/hsf/families`, with or without `/cvmfs/` in front. */
function isBelowCvmfs(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  const [repository = '', ...path] = value.replace(/^\/cvmfs\//, '').split('/');
  return /^[A-Za-z0-9][\w-]*(\.[\w-]+)+$/.test(repository) && path.length > 0 && path.every(part => !/^\.{0,2}$/.test(part));
}

/** Rows, or percent of the terminal's rows as a text. */
function isHeight(value: unknown): value is number | string {
  if (typeof value === 'number') return Number.isInteger(value) && value > 1;
  return typeof value === 'string' && /^(?:[1-9]\d?|100)%$/.test(value);
}

function tidy(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, '') || '/' : path;
}

function isTextMap(value: unknown): value is Readonly<Record<string, string>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every(entry => typeof entry === 'string')
  );
}
