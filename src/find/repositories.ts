import {CONFIG_DIRECTORIES, configuredNames, isConfigured, type ClientConfig} from './client-config.ts';
import {parseEntry} from './entry-text.ts';
import type {Family} from './family.ts';
import type {RepositoryIndex} from './index-file.ts';
import {isRepositoryName} from './repository-name.ts';
import type {RootKind} from './root-kind.ts';

export type RepositorySources = {
  readonly kind: RootKind;
  readonly config: ClientConfig;
  /** Of the configuration repository, when it was read before. */
  readonly configIndex: RepositoryIndex | null;
  readonly families: readonly Family[];
  /** The user's and the site's list, and names to try in spite of everything. */
  readonly wished: readonly string[];
  /** Names found in the root; empty where it is not listed. */
  readonly listed: readonly string[];
};

export type KnownRepositories = {
  /** To be asked, families' repositories first. */
  readonly asked: readonly string[];
  /** Repositories of families that the client here has no configuration for: never tried (DESIGN.md 3.1). */
  readonly unconfigured: readonly string[];
};

/** Which repositories there are, without touching one: see DESIGN.md 3.1 for the order of sources. */
export function knownRepositories({kind, config, configIndex, families, wished, listed}: RepositorySources): KnownRepositories {
  const wanted = familyRepositories(families);
  const named = new Set([...listed, ...kind.mounted, ...wished].filter(isRepositoryName));
  const configured = new Set([...config.configured, ...configuredIn(configIndex)]);
  if (kind.real) {
    for (const name of config.repositories) named.add(name);
    if (config.configRepository !== null) named.add(config.configRepository);
    for (const name of wanted) if (isConfigured(name, configured)) named.add(name);
  }
  const rank = new Map(wanted.map((name, index) => [name, index]));
  const asked = [...named].toSorted(
    (a, b) => (rank.get(a) ?? wanted.length) - (rank.get(b) ?? wanted.length) || (a < b ? -1 : 1),
  );
  return {asked, unconfigured: wanted.filter(name => !named.has(name))};
}

/** Repositories that families have layouts in, need or use, in the order of families. */
export function familyRepositories(families: readonly Family[]): readonly string[] {
  const layouts = families.flatMap(family => family.layouts);
  return [...new Set([...layouts.map(({repository}) => repository), ...layouts.flatMap(({needs, uses}) => [...needs, ...uses])])];
}

function configuredIn(index: RepositoryIndex | null): readonly string[] {
  return CONFIG_DIRECTORIES.flatMap(path => {
    const content = index?.memo.directories.get(path)?.content;
    return Array.isArray(content) ? configuredNames(content.map(text => parseEntry(text as string).name)) : [];
  });
}
