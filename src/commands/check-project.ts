import {dirname, resolve} from 'node:path';
import schema from '../../schemas/project.schema.json' with {type: 'json'};
import type {KeyProblem} from '../find/check-templates.ts';
import {explainSchema} from '../find/explain-schema.ts';
import type {FamilyProblem} from '../find/read-toml.ts';
import {checkValue, isRefusal, settingKey, type SettingValue} from '../settings/keys.ts';
import {CHOICE_KEYS, PROJECT_SETTINGS, type ProjectData, type ProjectHooks, type UpdateRule} from '../settings/project-data.ts';

export type CheckedProject =
  | {readonly status: 'project'; readonly project: ProjectData}
  | {readonly status: 'problems'; readonly problems: readonly FamilyProblem[]};

type Written = Readonly<Record<string, unknown>> & {
  readonly stack?: string;
  readonly update?: UpdateRule;
  readonly env?: Readonly<Record<string, string>>;
  readonly hooks?: Partial<ProjectHooks>;
};

/**
 * The text of an `hsf.toml` → what it asks for: syntax, then the schema, then what a setting has to be. Problems name file, line, key and
 * the nearest right spelling.
 *
 * @param file absolute; relative paths in it are below its directory
 */
export type CheckProject = (text: string, file: string) => CheckedProject;

/** Loads what checks: a start needs none of it, since it takes what was checked from the record of what was allowed. */
export async function projectChecker(): Promise<CheckProject> {
  const [{compileSchema}, {readToml, problemsAt}] = await Promise.all([
    import('../find/compile-schema.ts'),
    import('../find/read-toml.ts'),
  ]);
  const validate = compileSchema<Written>(schema);
  return (text, file) => {
    // Editors of other systems put a byte order mark in front.
    const read = readToml(text.replace(/^\uFEFF/, ''), file);
    if (read.status === 'problems') return read;
    const {data} = read;
    const found = validate(data) ? projectFrom(data, file) : explainSchema(validate.errors ?? [], PATTERNS);
    return 'stack' in found ? {status: 'project', project: found} : {status: 'problems', problems: problemsAt(text, file, found)};
  };
}

/** What the schema cannot say is wrong, or what the file asks for. */
function projectFrom(data: Written, file: string): ProjectData | readonly KeyProblem[] {
  const {stack = null, update = 'exact', env = {}, hooks = {}} = data;
  const settings: Record<string, SettingValue> = {};
  const wrong: KeyProblem[] = [];
  for (const name of PROJECT_SETTINGS) {
    const raw = data[name];
    if (raw === undefined) continue;
    const value = checkValue(settingKey(name)!.kind, fromDirectory(name, raw, dirname(file)));
    if (isRefusal(value)) wrong.push({path: [name], message: `"${name}" ${value.refused}.`});
    else settings[name] = value;
  }
  for (const [key, value] of textsOf(data))
    if (value.includes('\0')) wrong.push({path: key, message: `"${key.join('.')}" holds a NUL, which no program can be given.`});
  const choices = CHOICE_KEYS.flatMap(name => (data[name] === undefined ? [] : [[name, data[name] as string] as const]));
  const [first] = choices;
  if (stack === null && first !== undefined)
    wrong.push({path: [first[0]], message: `"${first[0]}" says which variant of the stack; the key "stack" is missing.`});
  if (wrong.length > 0) return wrong;
  const {enter = [], leave = []} = hooks;
  return {stack, update, choices: Object.fromEntries(choices), settings, env: {...env}, hooks: {enter, leave}};
}

const PATTERNS: Readonly<Record<string, string>> = {env: 'must have names of variables as keys: letters, digits and "_"'};

/** Relative paths of the file as those below its directory, wherever the user happens to be. */
function fromDirectory(name: string, raw: unknown, directory: string): unknown {
  if (name === 'bind') return (raw as readonly string[]).map(text => bindFrom(text, directory));
  if (name === 'image') return isRelative(raw as string) ? resolve(directory, raw as string) : raw;
  if (name === 'home') return ['real', 'private', 'none'].includes(raw as string) ? raw : resolve(directory, raw as string);
  return raw;
}

/** Other words are references of images. */
const isRelative = (path: string) => /^\.{1,2}(?:\/|$)/.test(path);

/** The source ends at the first colon that no backslash stands before (`start/bind-text.ts`). */
function bindFrom(text: string, directory: string): string {
  const [source = ''] = /^(?:\\[:\\]|[^:])*/.exec(text) ?? [];
  if (source === '' || source.startsWith('/') || /^~(?:\/|$)/.test(source)) return text;
  const base = directory.replaceAll('\\', '\\\\').replaceAll(':', '\\:');
  return `${resolve(base, source)}${text.slice(source.length)}`;
}

function* textsOf(value: unknown, path: readonly string[] = []): Generator<readonly [path: readonly string[], text: string]> {
  if (typeof value === 'string') yield [path, value];
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) yield* textsOf(inner, [...path, key]);
}
