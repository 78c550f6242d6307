import {maskArguments, maskSecrets, maskValue} from '../start/mask-secrets.ts';
import {CHOICE_KEYS, type ProjectData} from '../settings/project-data.ts';
import type {SettingValue} from '../settings/keys.ts';
import {printable} from '../system/printable.ts';

/** What a project asks for, as rows for people: printable, secrets masked. Everything that can do something is there. */
export function projectRows({stack, update, choices, settings, env, hooks}: ProjectData): readonly (readonly string[])[] {
  const rows: (readonly [string, string])[] = [
    ...(stack === null ? [] : [['stack', stack] as const]),
    ...(update === 'exact' ? [] : [['update', update] as const]),
    ...CHOICE_KEYS.flatMap(key => (choices[key] === undefined ? [] : [[key, choices[key]] as const])),
    ...Object.entries(settings).flatMap(([name, value]) => valueLines(value).map(line => [name, maskSecrets(line)] as const)),
    ...Object.entries(env).map(([name, value]) => ['env', `${name}=${maskValue(name, value)}`] as const),
    ...(['enter', 'leave'] as const).flatMap(when =>
      hooks[when].flatMap(hook => hook.split('\n')).map(line => [`on ${when}`, maskedLine(line)] as const),
    ),
  ];
  return rows.map(([name, value]) => [name, printable(value)]);
}

/** The same for scripts. */
export function projectJson({stack, update, choices, settings, env, hooks}: ProjectData) {
  return {
    stack,
    update,
    choices,
    settings: Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, maskedValue(value)])),
    env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, maskValue(name, value)])),
    hooks: {enter: hooks.enter.map(maskedLine), leave: hooks.leave.map(maskedLine)},
  };
}

/** Code as it stands, since it is to be read before it is trusted; only words that are secrets are hidden. */
export function maskedLine(line: string): string {
  return line
    .split(/(\s+)/)
    .map((word, index, words) => (index % 2 === 1 ? word : (maskArguments([words[index - 2] ?? '', word])[1] ?? word)))
    .join('');
}

function maskedValue(value: SettingValue): SettingValue {
  if (typeof value === 'string') return maskSecrets(value);
  if (Array.isArray(value)) return (value as readonly string[]).map(maskSecrets);
  if (typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, text]) => [name, maskSecrets(text)]));
}

function valueLines(value: SettingValue): readonly string[] {
  if (Array.isArray(value)) return value as readonly string[];
  if (typeof value === 'object') return Object.entries(value).map(([name, text]) => `${name}=${text}`);
  return [String(value)];
}
