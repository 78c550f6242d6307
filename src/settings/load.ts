import type {DefaultRoot} from './default-root.ts';
import {isRefusal, LOOKS_AND_KEYS, parseValue, SETTING_KEYS, type SettingValue} from './keys.ts';
import type {Project} from './project.ts';
import {readSettingsFile, type SettingsLayer, type SettingsProblem} from './settings-file.ts';
import {BUILT_IN, settingsFrom, type Settings, type Values} from './settings.ts';
import {foreignReason} from '../system/foreign.ts';
import type {Environment} from '../system/world.ts';

/** What the layers are read from. `flags` holds the values given on the command line, by key name, already checked. */
export type SettingsSource = {
  readonly env: Environment;
  /** Null when it is gone. */
  readonly cwd: string | null;
  readonly userFile: string | null;
  readonly siteFile: string;
  /** The user who calls; the settings of somebody else are not used. */
  readonly uid: number;
  readonly flags: Values;
  readonly defaultRoot: DefaultRoot;
  /** Looks for the project of the directory; nothing below these roots may be touched. */
  readonly findProject: (cvmfsRoots: readonly string[]) => Project;
};

export type LoadedSettings = {
  readonly settings: Settings;
  /** Every key that has a value, with what `hsf config --show-origin` prints beside it. */
  readonly values: Values;
  readonly origins: Readonly<Record<string, string>>;
  readonly problems: readonly SettingsProblem[];
  /** The files that were looked for, with the text of those that are there. */
  readonly files: readonly Pick<SettingsLayer, 'file' | 'text'>[];
  readonly project: Project;
};

/**
 * Merges the layers: flag > `HSF_*` > project file > user > site > built in (DESIGN.md 5). Light on purpose: two small files,
 * no schema compiler, since every command pays for it.
 *
 * A project file counts only when it is allowed; else it is among the problems, so that whoever is concerned can say so.
 */
export function loadSettings(source: SettingsSource): LoadedSettings {
  const site = readSettingsFile(source.siteFile, false, ofSite);
  const user =
    source.userFile === null ? null : readSettingsFile(source.userFile, true, stats => foreignReason(stats, source.uid));
  const variables = readVariables(source.env, source.cwd);
  const values: Record<string, SettingValue> = {...BUILT_IN, cvmfs: source.defaultRoot.cvmfs};
  const origins: Record<string, string> = Object.fromEntries(Object.keys(BUILT_IN).map(name => [name, 'built in']));
  origins['cvmfs'] = source.defaultRoot.origin;
  const apply = (layer: Values, origin: (name: string) => string) => {
    for (const [name, value] of Object.entries(layer)) {
      values[name] = value;
      origins[name] = origin(name);
    }
  };
  // A site's binds and data stay whatever the user adds: losing them in silence is what sites fear most (ANCHORS.md 4, W8).
  const {bind: siteBind = [], data: siteData = [], ...siteValues} = site.values;
  apply(siteValues, () => site.file);
  if (user !== null) apply(user.values, () => user.file);
  const own = source.flags['cvmfs'] ?? variables.values['cvmfs'] ?? values['cvmfs'];
  const project = source.findProject(['/cvmfs', own as string]);
  const {origin: projectOrigin, values: projectValues, env: projectEnv} = projectLayer(project);
  apply(projectValues, () => projectOrigin);
  const below = values['env'] as readonly string[];
  apply(variables.values, name => `variable ${variableOf(name)}`);
  apply(source.flags, name => `flag --${name}`);
  // The variables of a project are part of what it is: those of a flag or of the user are set besides, the stronger ones later.
  if (projectEnv.length > 0) {
    const isStronger = /^(?:flag|variable) /.test(origins['env'] ?? '');
    values['env'] = isStronger ? [...projectEnv, ...(values['env'] as readonly string[])] : [...below, ...projectEnv];
    origins['env'] = isStronger || below.length > 0 ? `${origins['env']}, and ${projectOrigin}` : projectOrigin;
  }
  const settings = settingsFrom(values, {
    siteBind: siteBind as readonly string[],
    siteData: siteData as readonly string[],
  });
  return {
    settings,
    values,
    origins,
    files: [site, ...(user === null ? [] : [user])].map(({file, text}) => ({file, text})),
    problems: [...site.problems, ...(user?.problems ?? []), ...variables.problems, ...projectProblems(project)],
    project,
  };
}

function readVariables(env: Environment, cwd: string | null): {values: Values; problems: readonly SettingsProblem[]} {
  const values: Record<string, SettingValue> = {};
  const problems: SettingsProblem[] = [];
  for (const key of SETTING_KEYS) {
    const text = env[key.variable];
    if (text === undefined || text === '' || isMarker(key.name, env)) continue;
    const value = parseValue(key.kind, text, cwd);
    if (!isRefusal(value)) values[key.name] = value;
    else {
      problems.push({
        kind: LOOKS_AND_KEYS.includes(key.name) ? 'ignored' : 'invalid',
        file: key.variable,
        key: key.name,
        message: `${key.variable} ${value.refused}; it is "${text}".`,
        advice: `Change the variable, or unset it.`,
      });
    }
  }
  return {values, problems};
}

// What hsf started carries HSF_CONTAINER as a mark of where it is, together with HSF_LEVEL; it is no wish for the next start.
function isMarker(name: string, env: Environment): boolean {
  return name === 'container' && env['HSF_LEVEL'] !== undefined;
}

function variableOf(name: string): string {
  return SETTING_KEYS.find(key => key.name === name)?.variable ?? name;
}

/** Whoever may write below /etc is trusted; inside a container root's files belong to nobody that is known there. */
function ofSite({mode}: {readonly mode: number}): string | null {
  return (mode & 0o002) === 0 ? null : 'can be written by everybody';
}

type ProjectLayer = {readonly origin: string; readonly values: Values; readonly env: readonly string[]};

function projectLayer(project: Project): ProjectLayer {
  if (project.status !== 'allowed') return {origin: '', values: {}, env: []};
  const {file, data} = project;
  const env = Object.entries(data.env).map(([name, value]) => `${name}=${value}`);
  return {origin: `project file ${file}`, values: data.settings, env};
}

function projectProblems(project: Project): readonly SettingsProblem[] {
  if (project.status === 'none' || project.status === 'allowed') return [];
  const {status, file, reason} = project;
  return [
    {
      kind: 'untrusted',
      file,
      key: null,
      message: `${file} ${reason}.`,
      advice: status === 'refused' ? 'Make it a plain file of your own that only you can write.' : HOW_TO_ALLOW,
    },
  ];
}

const HOW_TO_ALLOW = '"hsf allow" shows what it asks for, and allows it.';
