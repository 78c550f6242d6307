import type {RepositoryIndex} from '../../src/find/index-file.ts';
import type {PathKind} from '../../src/find/memo.ts';
import {scanRepository, type ScanRequest} from '../../src/find/scan-repository.ts';
import type {ScoutAnswer, ScoutRequest} from '../../src/find/scout/protocol.ts';
import type {Scout, ScoutOutcome} from '../../src/system/scout-process.ts';
import {familyWith, REPOSITORY} from './layout-scene.ts';

export const [A, B, C] = ['a', 'b', 'c'].map(letter => letter.repeat(40)) as [string, string, string];
export const PLATFORM = 'x86_64-el9-gcc13-opt';

/** What the repository is while it is read, by the paths that are asked for; what is not named is missing. */
export const world = {
  directories: {} as Record<string, string>,
  checks: {} as Record<string, PathKind>,
  attributes: {} as Record<string, Record<string, string>>,
  /** What comes of the request of that number; and how many of its answers come before. */
  ends: new Map<number, {readonly outcome: ScoutOutcome; readonly after: number}>(),
  requests: [] as ScoutRequest[],
  time: 0,
  /** Milliseconds between the last answer and the end. */
  silence: 0,
};

const content = (path: string) => {
  const names = world.directories[path];
  if (names === undefined) return 'missing' as const;
  return names.startsWith('!') ? {failed: names.slice(1)} : names.split(' ').filter(name => name !== '');
};

function answersTo(request: ScoutRequest): readonly ScoutAnswer[] {
  switch (request.ask) {
    case 'attributes': {
      const values = world.attributes[request.name] ?? {};
      const known = request.paths.flatMap(path => (values[path] === undefined ? [] : [[path, values[path]] as const]));
      return [{attributes: Object.fromEntries(known)}];
    }
    case 'read':
      return [
        ...request.directories.map(path => ({
          directory: path,
          memo: {key: request.times ? `times of ${path}` : null, content: content(path)},
          ...(path === 'linked' && {watch: `${REPOSITORY}/other`}),
        })),
        ...request.checks.map(path => ({
          check: path,
          kind: world.checks[path] ?? ('missing' as const),
          ...(request.times && world.checks[path] === undefined && {key: `times above ${path}`}),
        })),
      ];
    default:
      throw new Error(request.ask);
  }
}

export const scout: Scout = {
  ask: (request, _patience, onAnswer) => {
    const question = request as ScoutRequest;
    world.requests.push(question);
    const end = world.ends.get(world.requests.length);
    for (const answer of answersTo(question).slice(0, end?.after)) {
      world.time += 10;
      onAnswer(answer);
    }
    if (end !== undefined) world.time += world.silence;
    return Promise.resolve(end?.outcome ?? 'answered');
  },
  stuckGroup: () => ([...world.ends.values()].some(({outcome}) => outcome === 'stalled') ? 77 : null),
  stop: () => Promise.resolve(),
};

/** The world as it is before each test. Not a hook of this module: suites share a worker, where it is loaded once, for the first of them. */
export const renewWorld = (): void => {
  world.directories = {'': 'LCG_1/ notes', LCG_1: `${PLATFORM}/`};
  world.checks = {[`LCG_1/${PLATFORM}/setup.sh`]: 'file'};
  world.attributes = {
    'user.root_hash': {'': `${A}\n`},
    'user.revision': {'': '42'},
    'user.catalog_counters': {'': `catalog_hash: ${A}\n`, LCG_1: `catalog_hash: ${B}\n`},
  };
  world.ends = new Map();
  world.requests = [];
  world.time = Date.parse('2026-01-02T03:04:05.000Z');
  world.silence = 2000;
};

export const scan = (wishes: Partial<ScanRequest> = {}) =>
  scanRepository({
    fqrn: REPOSITORY,
    families: [familyWith({})],
    extra: [],
    previous: null,
    stale: 'everything',
    freshness: 'hash',
    checkMarkers: false,
    known: [REPOSITORY],
    getfattr: '/usr/bin/getfattr',
    scout,
    silence: {silenceMs: () => 1000},
    now: () => new Date(world.time),
    onDirectory: () => {},
    ...wishes,
  });

export const asked = () =>
  world.requests.map(request =>
    request.ask === 'read'
      ? [...request.directories, ...request.checks.map(path => `? ${path}`)].join(', ')
      : request.ask === 'attributes'
        ? `${request.name} of ${request.paths.join(', ')}`
        : request.ask,
  );

export const keysOf = ({memo}: RepositoryIndex) => Object.fromEntries([...memo.directories].map(([path, {key}]) => [path, key]));
export const contentOf = ({memo}: RepositoryIndex) =>
  Object.fromEntries([...memo.directories].map(([path, directory]) => [path, directory.content]));

export const previousIndex = (wishes: Partial<RepositoryIndex> = {}): RepositoryIndex => ({
  fqrn: REPOSITORY,
  freshness: 'hash',
  checkMarkers: false,
  revision: 41,
  rootHash: C,
  scannedAt: '2026-01-01T00:00:00.000Z',
  triedAt: '2026-01-01T00:00:00.000Z',
  memo: {
    directories: new Map([
      ['', {key: A, content: ['LCG_1/', 'notes']}],
      ['LCG_1', {key: B, content: [`${PLATFORM}/`]}],
    ]),
    checks: new Map(),
  },
  watches: new Map(),
  ...wishes,
});
