import {readdirSync, readFileSync} from 'node:fs';
import {domainOf, isRepositoryName} from './repository-name.ts';

/** What the configuration of a CVMFS client says without being asked for a mount (LAYOUTS.md 7.1). */
export type ClientConfig = {
  /** Whether there is any. */
  readonly present: boolean;
  /** `CVMFS_REPOSITORIES`. */
  readonly repositories: readonly string[];
  /** `CVMFS_CONFIG_REPOSITORY`: holds more domains below `etc/cvmfs`. */
  readonly configRepository: string | null;
  /** Domains and repositories with a configuration file of their own. */
  readonly configured: ReadonlySet<string>;
};

/** Directories of a configuration repository that say which domains it brings. */
export const CONFIG_DIRECTORIES = ['etc/cvmfs/domain.d', 'etc/cvmfs/config.d'];

/** Reads `/etc/cvmfs`, in the order of the client: later files win. Files that cannot be read count as absent. */
export function readClientConfig(directory = '/etc/cvmfs'): ClientConfig {
  const drops = namesIn(`${directory}/default.d`).filter(name => name.endsWith('.conf'));
  const files = ['default.conf', ...drops.toSorted().map(name => `default.d/${name}`), 'default.local'];
  const texts = files.flatMap(file => readText(`${directory}/${file}`) ?? []);
  const variables = parseAssignments(texts.join('\n'));
  const configRepository = variables.get('CVMFS_CONFIG_REPOSITORY') ?? null;
  const configured = new Set(['domain.d', 'config.d'].flatMap(name => configuredNames(namesIn(`${directory}/${name}`))));
  return {
    present: texts.length > 0 || configured.size > 0,
    repositories: (variables.get('CVMFS_REPOSITORIES') ?? '').split(/[\s,]+/).filter(isRepositoryName),
    configRepository: configRepository !== null && isRepositoryName(configRepository) ? configRepository : null,
    configured,
  };
}

/** `cern.ch.conf`, `sft.cern.ch.local` → names. */
export function configuredNames(files: readonly string[]): readonly string[] {
  return files.flatMap(file => /^(.+)\.(?:conf|local)$/.exec(file)?.[1] ?? []);
}

/** Whether a client that is configured for these names can know the repository. */
export function isConfigured(repository: string, configured: ReadonlySet<string>): boolean {
  return configured.has(repository) || configured.has(domainOf(repository));
}

/**
 * The assignments of a shell fragment. The real files run as code; names and lists of repositories are plain text in all that are
 * published, with at most the variable itself in front (`"$CVMFS_REPOSITORIES,more.example.org"`).
 */
export function parseAssignments(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^\s*(?:export\s+)?([A-Za-z_]\w*)=(?:"([^"]*)"|'([^']*)'|([^\s#;]*))/.exec(line);
    if (match === null) continue;
    const [, name = '', double, single, bare] = match;
    const value =
      single ?? (double ?? bare ?? '').replace(/\$\{?([A-Za-z_]\w*)\}?/g, (_, other: string) => values.get(other) ?? '');
    values.set(name, value);
  }
  return values;
}

function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
