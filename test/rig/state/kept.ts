import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {readHistory} from '../../../src/settings/history.ts';
import {profilesFile, readProfiles} from '../../../src/settings/profiles.ts';
import {readTrust} from '../../../src/settings/project-trust.ts';
import {readSettingsFile} from '../../../src/settings/settings-file.ts';

/** All that a user would miss, read as hsf reads it. */
export type Kept = {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly favourites: readonly string[];
  /** How often each stack was started. */
  readonly starts: ReadonlyMap<string, number>;
  readonly profiles: Readonly<Record<string, string>>;
  readonly trusted: boolean;
  /** What was said of the files. */
  readonly problems: readonly string[];
};

export function keptIn(home: string): Kept {
  const [config, state] = [join(home, '.config/hsf'), join(home, '.local/state/hsf')];
  const uid = process.getuid?.() ?? 0;
  const settings = readSettingsFile(join(config, 'config.json'), false);
  const history = readHistory(join(state, 'history.jsonl'), uid, new Date());
  const profiles = readProfiles(profilesFile({config}));
  const starts = new Map<string, number>();
  for (const {address, times} of history.starts) starts.set(address, (starts.get(address) ?? 0) + times);
  return {
    settings: settings.values,
    favourites: history.favourites,
    starts,
    profiles: Object.fromEntries(profiles.profiles.map(({name, variant}) => [name, variant])),
    trusted: readTrust(state, join(home, 'project/hsf.toml'), uid) !== null,
    problems: [...settings.problems.map(({message}) => message), ...history.problems, ...profiles.problems],
  };
}

/** Files below a home directory, relative to it. */
export function filesIn(home: string): readonly string[] {
  if (!existsSync(home)) return [];
  return readdirSync(home, {recursive: true, withFileTypes: true})
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(home.length + 1))
    .toSorted();
}

/** Names of files that nobody needs once their writer is gone: drafts, locks, claims. */
export function leftovers(home: string): readonly string[] {
  const ofWriters = /\.tmp(?:-|$)|\.lock$|\.claim$|\/code\/[^/]+\/\w+\.\w+$/;
  return filesIn(home).filter(name => ofWriters.test(name) && !name.endsWith('project/hsf.lock'));
}

/** Copies of what hsf could not read. */
export function keptAside(home: string): readonly string[] {
  return filesIn(home).filter(name => /\.bad(?:\.\d+)?$|\.damaged$|\/damaged\.txt$/.test(name));
}
