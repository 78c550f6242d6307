import {accessSync, constants, statSync} from 'node:fs';
import {dirname} from 'node:path';
import {failure, ok, warning, type Check} from './check.ts';
import type {FamilyProblem} from '../../find/read-toml.ts';
import type {Family} from '../../find/family.ts';
import type {SettingsProblem} from '../../settings/settings-file.ts';
import type {Directories} from '../../system/world.ts';

/** Places of the user that hsf writes to; it works without, more slowly. */
export function checkDirectories(directories: Directories): readonly Check[] {
  const places = [
    ['cache', 'XDG_CACHE_HOME', 'the index cannot be kept, so every start reads CVMFS anew'],
    ['config', 'XDG_CONFIG_HOME', 'settings cannot be saved'],
    ['state', 'XDG_STATE_HOME', 'recent choices cannot be kept'],
  ] as const;
  return places.map(([name, variable, loss]) => {
    const refused = directories.refused?.[name];
    if (refused !== undefined) return warning(name, refused, `Make it yours alone, or set ${variable} to a directory that is.`);
    const directory = directories[name];
    if (directory === null) return warning(name, `There is no ${name} directory: ${loss}.`, `Set HOME or ${variable}.`);
    return isWritable(directory)
      ? ok(name, `${directory} can be written.`)
      : warning(name, `${directory} cannot be written: ${loss}.`, `Make it writable, or set ${variable}.`);
  });
}

/** Whether a directory, or the nearest that exists above it, can be written. Nothing is made. */
function isWritable(directory: string): boolean {
  let at = directory;
  while (statSync(at, {throwIfNoEntry: false}) === undefined && at !== dirname(at)) at = dirname(at);
  try {
    accessSync(at, constants.W_OK | constants.X_OK);
    return statSync(at).isDirectory();
  } catch {
    return false;
  }
}

export function checkSettings(problems: readonly SettingsProblem[]): readonly Check[] {
  if (problems.length === 0) return [ok('settings', 'All settings are understood.')];
  return problems.map(({kind, file, key, message, advice}) => {
    const id = `settings:${key ?? file}`;
    return kind === 'invalid' || kind === 'damaged' ? failure(id, message, advice) : warning(id, message, advice);
  });
}

/** Families of the site and the user; those that are built in have been checked when hsf was built. */
export function checkFamilies(
  problems: readonly FamilyProblem[],
  families: readonly Family[],
  site: {readonly place: string | null; readonly problem: string | null},
): readonly Check[] {
  const own = families.filter(({origin}) => origin !== 'built-in').length;
  const onCvmfs = site.place === null ? [] : [checkSite(site.place, site.problem)];
  if (problems.length === 0)
    return [
      ok('families', `${families.length} families are known${own === 0 ? '' : `, ${own} of them from files here`}.`),
      ...onCvmfs,
    ];
  const wrong = problems.map(({file, line, key, message}) =>
    failure(
      `families:${file}`,
      `${file}:${line}: ${key === '' ? '' : `${key}: `}${message}`,
      'Mend the file, or remove it; the family is left out until then.',
    ),
  );
  return [...wrong, ...onCvmfs];
}

function checkSite(place: string, problem: string | null): Check {
  return problem === null
    ? ok('site-families', `The families of the site are in ${place}.`)
    : warning('site-families', problem, 'Ask the administrator, or run "hsf config unset site-families".');
}
