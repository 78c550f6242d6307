import {mkdtempSync, readdirSync, realpathSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {writeBigTree, type BigTree, type BigTreeWishes} from '../test/rig/big-tree.ts';
import {missingForFuse, mountFuse} from '../test/rig/fuse/fuse-rig.ts';
import {directoryReads} from './directory-reads.ts';
import {withMemory} from './most-memory.ts';
import {timed, type Environment} from './programs.ts';
import {interleaved, summarise, type Samples} from './samples.ts';

export type BigFigures = {
  readonly tree: Pick<BigTree, 'variants' | 'rows'> & {readonly repositories: number};
  readonly cold: {readonly ms: number; readonly memory: number; readonly directories: number};
  /** As the kernel sees it: a directory that is read twice counts twice in `all`. */
  readonly reads: {readonly all: number; readonly different: number};
  /** The index of directories, and everything that is kept besides the program's own code: lists, what was listed and searched. */
  readonly indexBytes: number;
  readonly cacheBytes: number;
  readonly packages: {readonly ms: number; readonly memory: number};
  /** Directories read after one nested catalog changed, and those in it; null where there can be no FUSE mount. */
  readonly catalog: {readonly directories: number; readonly changed: number; readonly all: number} | null;
  readonly list: {readonly memory: number; readonly megabytes: number};
  readonly times: ReadonlyMap<string, Samples>;
};

/** Long enough for anything: what is measured is how long it takes. */
const TIMEOUT = ['--timeout', '600'] as const;

/** What a user would ask: a few of the 1,800 lists with it fit. */
const SEARCH = ['ROOT>=1.20', '--compiler', 'gcc14', '--runs', 'any', '--json'] as const;

/** The figures of issue 3: the big tree, read cold, kept, listed warm, and read again where one nested catalog changed. */
export async function measureBig(
  hsf: string,
  environment: (folder: string) => Environment,
  rounds: number,
  wishes: BigTreeWishes = {},
): Promise<BigFigures> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-bench-big-')));
  try {
    const tree = writeBigTree(folder, wishes);
    const env = {...environment(folder), HSF_CVMFS: tree.root, XDG_CONFIG_HOME: tree.config};
    const cold = await withMemory([hsf, 'refresh', '--json', ...TIMEOUT], env);
    const {directoriesRead} = JSON.parse(cold.stdout) as {directoriesRead: number};
    const indexBytes = bytesBelow(join(folder, 'cache/hsf/index'));
    const reads = await directoryReads([hsf, 'refresh', ...TIMEOUT], tree.root, env);
    // The first one takes the long way and remembers what it printed.
    const list = await withMemory([hsf, 'list', '--json', ...TIMEOUT], env);
    const packages = await withMemory([hsf, 'refresh', '--packages', '--json', ...TIMEOUT], env);
    await withMemory([hsf, 'search', ...SEARCH, ...TIMEOUT], env);
    await withMemory([hsf, 'list', '--json', ...TIMEOUT], env);
    const times = await interleaved(
      [
        {name: 'bare node -e 0', run: () => timed([process.execPath, '-e', '0'], env)},
        {name: 'warm hsf list --json', run: () => timed([hsf, 'list', '--json', ...TIMEOUT], env)},
        {name: `warm hsf search ${SEARCH[0]}`, run: () => timed([hsf, 'search', ...SEARCH, ...TIMEOUT], env)},
        {name: 'hsf list of one stack, the long way', run: () => timed([hsf, 'list', 'lcg/LCG_101', ...TIMEOUT], env)},
      ],
      rounds,
    );
    return {
      tree: {variants: tree.variants, rows: tree.rows, repositories: tree.repositories.length},
      cold: {ms: cold.ms, memory: cold.memory, directories: directoriesRead},
      reads,
      indexBytes,
      cacheBytes: ['index', 'packages', 'listed', 'searched'].reduce(
        (sum, name) => sum + bytesBelow(join(folder, 'cache/hsf', name)),
        0,
      ),
      packages: {ms: packages.ms, memory: packages.memory},
      catalog: missingForFuse() === null ? await afterOneCatalog(hsf, tree, env, folder) : null,
      list: {memory: list.memory, megabytes: list.stdout.length / 1e6},
      times,
    };
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

/** The tree through a file system that gives attributes as a CVMFS client does; then one catalog has another hash. */
async function afterOneCatalog(hsf: string, tree: BigTree, env: Environment, folder: string): Promise<BigFigures['catalog']> {
  const root = join(folder, 'mounted');
  const mount = await mountFuse(tree.root, root);
  try {
    const own = {...env, HSF_CVMFS: root, XDG_CACHE_HOME: join(folder, 'cache-mounted')};
    const [before, after, nested] = ['a', 'b', 'c'].map(letter => letter.repeat(40));
    const refresh = async () =>
      (JSON.parse((await withMemory([hsf, 'refresh', '--json', ...TIMEOUT], own)).stdout) as {directoriesRead: number})
        .directoriesRead;
    mount.rules([`attr user.root_hash ${before}`, 'attr user.revision 1', `catalog ${before} /`]);
    const all = await refresh();
    const place = '/stack05.example.org/releases/2026.1';
    mount.rules([`attr user.root_hash ${after}`, 'attr user.revision 2', `catalog ${before} /`, `catalog ${nested} ${place}`]);
    return {directories: await refresh(), changed: 1, all};
  } finally {
    mount.unmount();
  }
}

function bytesBelow(directory: string): number {
  return readdirSync(directory, {recursive: true, withFileTypes: true})
    .filter(entry => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

export function bigTable({tree, cold, reads, indexBytes, cacheBytes, packages, catalog, list, times}: BigFigures): string {
  const bare = summarise(times.get('bare node -e 0') ?? [])?.median ?? Number.NaN;
  const row = (name: string, ...cells: readonly string[]) => `${name.padEnd(56)}${cells.map(cell => cell.padStart(10)).join('')}`;
  return [
    `${tree.repositories} repositories, ${tree.variants} variants, ${tree.rows} package rows.`,
    '',
    row('milliseconds', 'median', 'to node'),
    ...[...times].map(([name, samples]) => {
      const median = summarise(samples)?.median ?? Number.NaN;
      return row(name, median.toFixed(1), `${(median / bare).toFixed(2)} ×`);
    }),
    '',
    row('cold refresh', `${(cold.ms / 1000).toFixed(1)} s`),
    row('cold refresh, most memory of any one process', `${cold.memory.toFixed(0)} MB`),
    row('cold refresh, directories read (by its own count)', String(cold.directories)),
    row('refresh, directories opened (different ones)', `${reads.all} (${reads.different})`),
    row(
      'index on disk; with packages, listing and search',
      `${(indexBytes / 1e6).toFixed(1)} MB`,
      `${(cacheBytes / 1e6).toFixed(1)} MB`,
    ),
    row(
      'refresh --packages, most memory of any one process',
      `${(packages.ms / 1000).toFixed(1)} s`,
      `${packages.memory.toFixed(0)} MB`,
    ),
    row(
      'directories read after one nested catalog changed (in it)',
      catalog === null ? 'no FUSE' : `${catalog.directories} (${catalog.changed})`,
    ),
    row('list --json, the long way, most memory', `${list.memory.toFixed(0)} MB`, `${list.megabytes.toFixed(0)} MB out`),
  ].join('\n');
}
