import {userFileOf, type Context} from './context.ts';
import {EXIT} from './exit-codes.ts';
import {jsonDocument} from './json.ts';
import {columns} from './text-columns.ts';
import {paintFor} from './text-paint.ts';
import {maskSecrets} from '../start/mask-secrets.ts';
import {nearest} from '../system/nearest.ts';
import {isRefusal, parseValue, SETTING_KEYS, type SettingKey, type SettingValue} from '../settings/keys.ts';
import {writeSetting} from '../settings/store.ts';
import {printable} from '../system/printable.ts';
import {UserError} from '../system/user-error.ts';

/** `hsf config`: settings with their origin, and the only command that writes them. */
export async function config(context: Context): Promise<number> {
  const [word = 'list', name, ...values] = context.invocation.positionals;
  switch (word) {
    case 'list':
      return listSettings(context);
    case 'get':
      return getSetting(context, keyNamed(name, word));
    case 'set':
      return setSetting(context, keyNamed(name, word), values[0]);
    case 'unset':
      return unsetSetting(context, keyNamed(name, word));
    case 'path':
      context.output.result(context.options.json ? jsonDocument({path: userFile(context)}) : `${userFile(context)}\n`);
      return EXIT.ok;
    default:
      throw new UserError(
        'usage',
        `"hsf config" has no word "${word}".`,
        `Words are list, get, set, unset and path${SETTING_KEYS.some(key => key.name === word) ? `; did you mean "hsf config get ${word}"?` : '.'}`,
      );
  }
}

/** What is set may hold a token (`env`); it is shown by nobody (DESIGN.md 8). */
function masked<T extends SettingValue | null>(value: T): T;
function masked(value: SettingValue | null): SettingValue | null {
  if (typeof value === 'string') return maskSecrets(value);
  if (Array.isArray(value)) return (value as readonly string[]).map(maskSecrets);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, text]) => [name, maskSecrets(text)]));
}

function settingJson(context: Context, key: SettingKey) {
  const {values, origins} = context.loaded;
  return {
    name: key.name,
    value: masked(values[key.name] ?? null),
    origin: origins[key.name] ?? null,
    variable: key.variable,
    meaning: key.meaning,
  };
}

function listSettings(context: Context): number {
  const {options, output} = context;
  const paint = paintFor(context);
  if (options.json) {
    output.result(jsonDocument({settings: SETTING_KEYS.map(key => settingJson(context, key))}));
    return EXIT.ok;
  }
  const rows = SETTING_KEYS.map(key => {
    const {name, value, origin} = settingJson(context, key);
    const shown = value === null ? paint('faint', '(none)') : printable(valueText(value, ' '));
    return [name, shown, ...(options.switchedOn('show-origin') ? [paint('faint', printable(origin ?? 'built in'))] : [])];
  });
  output.result(`${columns(rows).join('\n')}\n`);
  return EXIT.ok;
}

function getSetting(context: Context, key: SettingKey): number {
  const {options, output} = context;
  const setting = settingJson(context, key);
  if (options.json) output.result(jsonDocument({setting}));
  else if (setting.value !== null && valueText(setting.value, '\n') !== '') {
    const origin = options.switchedOn('show-origin') ? `  ${setting.origin ?? ''}` : '';
    output.result(`${printable(valueText(setting.value, '\n')).replaceAll('\\x0a', '\n')}${origin}\n`);
  }
  return setting.value === null ? EXIT.nothing : EXIT.ok;
}

async function setSetting(context: Context, key: SettingKey, text: string | undefined): Promise<number> {
  if (text === undefined) throw new UserError('usage', `"hsf config set ${key.name}" needs a value.`, `It is ${key.meaning}.`);
  const value = parseValue(key.kind, text, context.world.cwd());
  if (isRefusal(value))
    throw new UserError('usage', `"${key.name}" ${value.refused}; it was "${text}".`, `hsf config set ${key.name} VALUE`);
  if (key.name === 'theme') await (await import('./picker-looks.ts')).themeNamed(context, text);
  await writeSetting(userFile(context), key.name, value);
  return confirm(context, key, value);
}

async function unsetSetting(context: Context, key: SettingKey): Promise<number> {
  await writeSetting(userFile(context), key.name, null);
  return confirm(context, key, null);
}

/** What is stronger than the user's file is said: a value that does nothing puzzles people. */
function confirm(context: Context, key: SettingKey, value: SettingValue | null): number {
  const {output, options, loaded} = context;
  const origin = loaded.origins[key.name] ?? '';
  if (/^(variable|flag)/.test(origin))
    output.note(`${key.name} is set by ${origin} at the moment, which is stronger than the file.`);
  if (options.json)
    output.result(
      jsonDocument({
        setting: {name: key.name, value: masked(value), origin: userFile(context), variable: key.variable, meaning: key.meaning},
      }),
    );
  else
    output.note(
      value === null
        ? `${key.name} is no longer set in ${userFile(context)}.`
        : `${key.name} is now ${valueText(masked(value), ' ')} in ${userFile(context)}.`,
    );
  return EXIT.ok;
}

function keyNamed(name: string | undefined, word: string): SettingKey {
  const names = SETTING_KEYS.map(key => key.name);
  if (name === undefined)
    throw new UserError('usage', `"hsf config ${word}" needs the name of a setting.`, `Settings are ${names.join(', ')}.`);
  const key = SETTING_KEYS.find(entry => entry.name === name);
  if (key !== undefined) return key;
  const near = nearest(name, names, 1)[0];
  throw new UserError(
    'usage',
    `"${name}" is no setting.`,
    near === undefined ? `Settings are ${names.join(', ')}.` : `Did you mean "${near}"?`,
  );
}

function userFile(context: Context): string {
  const file = userFileOf(context.directories);
  if (file !== null) return file;
  throw new UserError(
    'write-failed',
    'There is no place for settings: neither HOME nor XDG_CONFIG_HOME is set.',
    'Set one of them, or use HSF_ variables.',
  );
}

function valueText(value: SettingValue, between: string): string {
  if (Array.isArray(value)) return value.join(between);
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([name, text]) => `${name}=${text}`)
      .join(between);
  return String(value);
}
