import {checkValue, isRefusal, settingKey, type SettingValue} from './keys.ts';
import type {Values} from './settings.ts';

/** What an `hsf.toml` asks for, checked: plain data, nothing of it is expanded by any shell. */
export type ProjectData = {
  /** As it is typed after `hsf shell`; null: the file has only settings. */
  readonly stack: string | null;
  /** What `hsf lock` pins: the stack as it is written, the newest of its series, or the newest of its family. */
  readonly update: UpdateRule;
  /** Wishes for the platform, by the names of the flags. */
  readonly choices: Readonly<Record<string, string>>;
  /** Settings, by the names of `keys.ts`. */
  readonly settings: Values;
  readonly env: Readonly<Record<string, string>>;
  readonly hooks: ProjectHooks;
};

/** Lines of bash: `enter` after the set-up of the stack, `leave` when `hsf leave` leaves it. */
export type ProjectHooks = {readonly enter: readonly string[]; readonly leave: readonly string[]};

export const UPDATE_RULES = ['exact', 'series', 'latest'] as const;
export type UpdateRule = (typeof UPDATE_RULES)[number];

/** Keys that say which variant; the flags have the same names. */
export const CHOICE_KEYS = ['platform', 'arch', 'os', 'compiler', 'build'] as const;

/** Settings that a project may have. How something looks, and where CVMFS is, is the user's own. */
export const PROJECT_SETTINGS = ['repositories', 'container', 'engine', 'image', 'images', 'bind', 'home', 'gpu'] as const;

/** What a lock pins, as far as a start needs it. */
export type LockedChoice = {
  /** What was asked for when it was pinned, see `askedOf`; a lock of another question does not count. */
  readonly asked: string;
  /** Addresses of the stack and of the very variant, and its platform as the layout spells it. */
  readonly stack: string;
  readonly variant: string;
  readonly platform: string;
};

/** Stack and platform wishes as one text, to tell whether a lock is about this project file. */
export function askedOf({stack, choices}: Pick<ProjectData, 'stack' | 'choices'>): string {
  return [stack ?? '', ...CHOICE_KEYS.map(key => choices[key] ?? '')].join('|');
}

/** Data of our own record of what was allowed; null for anything that is not exactly such. */
export function projectFromRecord(value: unknown): ProjectData | null {
  if (!isObject(value)) return null;
  const {stack, update, choices, settings, env, hooks} = value;
  if (stack !== null && typeof stack !== 'string') return null;
  if (!UPDATE_RULES.includes(update as UpdateRule)) return null;
  if (!isTextMap(choices) || !isTextMap(env) || !isObject(settings) || !isObject(hooks)) return null;
  if (!Object.keys(choices).every(name => (CHOICE_KEYS as readonly string[]).includes(name))) return null;
  const {enter, leave} = hooks;
  if (!isTextList(enter) || !isTextList(leave)) return null;
  const checked: Record<string, SettingValue> = {};
  for (const [name, raw] of Object.entries(settings)) {
    const key = (PROJECT_SETTINGS as readonly string[]).includes(name) ? settingKey(name) : undefined;
    const setting = key === undefined ? null : checkValue(key.kind, raw);
    if (setting === null || isRefusal(setting)) return null;
    checked[name] = setting;
  }
  return {stack, update: update as UpdateRule, choices, settings: checked, env, hooks: {enter, leave}};
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTextMap(value: unknown): value is Readonly<Record<string, string>> {
  return isObject(value) && Object.values(value).every(entry => typeof entry === 'string');
}

function isTextList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(entry => typeof entry === 'string');
}
