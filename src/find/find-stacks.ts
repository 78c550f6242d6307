import {earlier, shortestWait, type Deadline} from '../system/deadline.ts';
import type {Launch} from '../system/launch.ts';
import {readMountTable, type Mount} from '../system/mount-table.ts';
import {HUNG_AFTER_MS, openCache} from './cache.ts';
import {readClientConfig, type ClientConfig} from './client-config.ts';
import type {Family} from './family.ts';
import {makeBoard} from './findings-board.ts';
import type {Findings, RootState} from './found.ts';
import {familyRepositories, knownRepositories} from './repositories.ts';
import {notConfigured, notRead, stillHung} from './repository-messages.ts';
import {domainOf} from './repository-name.ts';
import {rootKind, type RootKind} from './root-kind.ts';
import {searchRepositories} from './search-repositories.ts';
import {makeSleepers} from './sleepers.ts';
import {makeTrace} from './trace.ts';

export type FindRequest = {
  /** The CVMFS root: `/cvmfs`, or an absolute path that stands for it. */
  readonly cvmfs: string;
  readonly families: readonly Family[];
  /** The user's and the site's list of repositories. */
  readonly repositories: readonly string[];
  /** Names to try in spite of their unknown domain. */
  readonly probe: readonly string[];
  /** `~/.cache/hsf`; null: nothing is kept. */
  readonly cacheDirectory: string | null;
  readonly deadline: Deadline;
  /**
   * `auto`: the index at once (`onUpdate`), then what changed; `refresh`: everything anew, save for what a client's catalogs prove
   * to be as it was; `cached`: the index only, and no other process.
   */
  readonly mode: 'auto' | 'refresh' | 'cached';
  /** Asks also those that the automounter has put to sleep and that are believed as they are (`rest.ts`). */
  readonly wake?: boolean;
  /** Repositories that are read as in `refresh`, whatever the mode. */
  readonly again?: ReadonlySet<string>;
  readonly launch: Launch;
  readonly now: () => Date;
  readonly onProgress?: (progress: FindProgress) => void;
  readonly onUpdate?: (findings: Findings) => void;
  /** For tests: the mount table and the client's configuration of another machine. */
  readonly machine?: {readonly mounts: readonly Mount[]; readonly config: ClientConfig};
};

/** A directory was read. */
export type FindProgress = {
  readonly repository: string;
  /** Below `/cvmfs`. */
  readonly directory: string;
  /** In all repositories so far. */
  readonly directoriesRead: number;
};

/**
 * Finds the stacks of all repositories that are known here (DESIGN.md 3.1).
 *
 * This process touches nothing below the CVMFS root: helpers do, each with a deadline, and one that is stuck is left behind. A
 * repository that does not answer keeps what its index says and is `hung`; the others are not kept waiting for it. Never throws for
 * what a repository or the cache does.
 */
export async function findStacks(request: FindRequest): Promise<Findings> {
  const root = request.cvmfs.replace(/(?<=.)\/+$/, '');
  const mounts = request.machine?.mounts ?? readMountTable();
  const config = request.machine?.config ?? readClientConfig();
  const kind = rootKind(root, mounts, config);
  const cache = openCache(request.cacheDirectory, root);
  const order = familyRepositories(request.families);
  const board = makeBoard(request.families, kind.automounted, fqrn =>
    order.includes(fqrn) ? order.indexOf(fqrn) : order.length,
  );
  const asleep = new Set<string>();
  let directoriesRead = 0;
  let rootState: RootState = 'ready';
  const findings = (): Findings => ({
    cvmfs: root,
    ...board.findings(),
    root: rootState,
    asleep,
    directoriesRead,
    notices: cache.notices(),
  });

  const configIndex = config.configRepository === null || !kind.real ? null : cache.read(config.configRepository);
  const wished = [...request.repositories, ...request.probe];
  const sources = {kind, config, configIndex, families: request.families, wished};
  // Until the root is listed, what an earlier run found there stands in.
  const listedBefore = kind.automounted ? [] : cache.names();
  for (const fqrn of knownRepositories({...sources, listed: listedBefore}).asked) {
    const index = fqrn === config.configRepository && configIndex !== null ? configIndex : cache.read(fqrn);
    const stuck = cache.stuck(fqrn);
    const verdict =
      stuck !== null ? stillHung(fqrn, stuck.since, index?.scannedAt ?? null) : index === null ? notRead(fqrn) : undefined;
    board.set(fqrn, index, verdict);
  }
  if (request.mode === 'cached') return findings();
  if (request.mode === 'auto') request.onUpdate?.(findings());

  const searching = searchRepositories({
    ...request,
    root,
    mounts,
    kind,
    config,
    cache,
    board,
    asleep,
    wished,
    namesAmong: listed => knownRepositories({...sources, configIndex: configIndexNow(), listed}),
    limits: limitsOf(request),
    onDirectory: (repository, path) => {
      directoriesRead++;
      const directory = path === '' ? `/cvmfs/${repository}` : `/cvmfs/${repository}/${path}`;
      request.onProgress?.({repository, directory, directoriesRead});
    },
    onChange: () => request.onUpdate?.(findings()),
  });
  // The helpers are at work: what is known is expanded while they look, and is there when they find that nothing changed.
  board.findings();
  const found = await searching;
  rootState = found.root;
  // A plain tree has what it has: what there might be on other machines is no news.
  if (kind.real || (root === '/cvmfs' && found.root === 'missing')) {
    for (const fqrn of found.unconfigured) board.set(fqrn, null, notConfigured(fqrn, domainOf(fqrn), config.present));
  }
  const trace = () => {
    const {names} = found;
    const asked = (known: Partial<Pick<RootKind, 'mounted'>>) =>
      knownRepositories({...sources, kind: {...kind, ...known}, configIndex: configIndexNow(), listed: names ?? []}).asked;
    const indexes = asked({}).map(fqrn => board.indexOf(fqrn));
    return makeTrace({
      root,
      kind,
      config,
      mounts,
      launch: request.launch,
      limitMs: Math.min(HUNG_AFTER_MS, request.deadline.totalMs / 2),
      board,
      isSound: rootState === 'ready' && cache.notices().length === 0 && request.cacheDirectory !== null,
      listed: names,
      asked,
      sleepers: makeSleepers({...request, kind: {...kind, mounted: []}, wished, indexes}),
    });
  };
  return {...findings(), trace};

  function configIndexNow() {
    return config.configRepository === null ? null : (board.indexOf(config.configRepository) ?? configIndex);
  }
}

const MARGIN_MS = 1500;

/** Longest waits, in milliseconds. */
export type Limits = {
  /** For a repository that has an index. */
  readonly lookMs: () => number;
  /** For one that has none, and for reading. */
  readonly readMs: () => number;
  /** Who was waited for less long has not been given the time to answer. */
  readonly shortMs: number;
};

function limitsOf({deadline}: FindRequest): Limits {
  // The margin leaves time to judge and to print.
  const margin = Math.min(MARGIN_MS, deadline.remainingMs() / 4);
  const reading = earlier(deadline, margin);
  return {
    readMs: reading.remainingMs,
    lookMs: () => Math.min(HUNG_AFTER_MS, reading.remainingMs()),
    shortMs: shortestWait(deadline),
  };
}
