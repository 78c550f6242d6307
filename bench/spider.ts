import {existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {output, timed, type Environment} from './programs.ts';
import {interleaved, summarise, type Samples} from './samples.ts';

export type SpiderFigures = {
  readonly modules: number;
  /** Null where it was measured; otherwise what has to be installed. */
  readonly missing: string | null;
  readonly times: ReadonlyMap<string, Samples>;
};

const NAMES = 500;
const VERSIONS = ['6.28.10', '6.30.06', '6.32.08', '6.34.04'];
/** Where distributions put Lmod, and where itself does. */
const LMOD = ['/usr/share/lmod/lmod/libexec', '/opt/apps/lmod/lmod/libexec', '/usr/local/lmod/lmod/libexec'];

/**
 * `hsf search root` and Lmod's `module spider root`, each with its cache, over the same module files in one run. Lmod is called as its
 * shell function calls it, in a shell that is set up already.
 */
export async function measureSpider(
  hsf: string,
  environment: (folder: string) => Environment,
  rounds: number,
): Promise<SpiderFigures> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-bench-spider-')));
  try {
    const env = environment(folder);
    const target = join(folder, 'cvmfs/software.eessi.io/versions/2025.06/software/linux/x86_64/generic');
    const modules = join(target, 'modules/all');
    writeModules(modules);
    write(join(folder, 'cvmfs/software.eessi.io/versions/2025.06/init/lmod/bash'), 'export EESSI_VERSION=2025.06\n');
    await output([hsf, 'search', 'root'], env);
    const lmod = LMOD.find(directory => existsSync(join(directory, 'lmod'))) ?? null;
    const spider = lmod === null ? null : await lmodWithCache(lmod, modules, folder);
    const times = await interleaved(
      [
        {name: 'bare node -e 0', run: () => timed([process.execPath, '-e', '0'], env)},
        {name: 'hsf search root', run: () => timed([hsf, 'search', 'root'], env)},
        ...(spider === null ? [] : [{name: 'module spider root', run: () => timed(spider.argv, spider.env)}]),
      ],
      rounds,
    );
    return {modules: NAMES * VERSIONS.length, missing: spider === null ? 'Lmod (Debian: lmod)' : null, times};
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}

function writeModules(directory: string): void {
  for (let index = 0; index < NAMES; index++) {
    const name = index === 250 ? 'ROOT' : `Package${index}`;
    for (const version of VERSIONS) {
      const root = `/cvmfs/software.eessi.io/software/${name}/${version}`;
      const lines = [
        `help([==[The package ${name}]==])`,
        `whatis("Description: ${name}, a package of the bench")`,
        `whatis("Homepage: https://example.org/${name}")`,
        `prepend_path("PATH", "${root}/bin")`,
        `prepend_path("CMAKE_PREFIX_PATH", "${root}")`,
        `setenv("EBROOT${name.toUpperCase()}", "${root}")`,
      ];
      write(join(directory, name, `${version}-foss-2025a.lua`), `${lines.join('\n')}\n`);
    }
  }
}

/** Lmod with a system cache of these modules. */
async function lmodWithCache(
  lmod: string,
  modules: string,
  folder: string,
): Promise<{readonly argv: readonly [string, ...string[]]; readonly env: Environment}> {
  const cache = join(folder, 'lmod-cache');
  const stamp = join(folder, 'lmod-cache-stamp');
  const settings = join(folder, 'lmodrc.lua');
  const env = {PATH: '/usr/local/bin:/usr/bin:/bin', HOME: folder, LANG: 'C.UTF-8', LMOD_PAGER: 'none'};
  mkdirSync(cache);
  writeFileSync(settings, `scDescriptT = { { ["dir"] = "${cache}", ["timestamp"] = "${stamp}" } }\n`);
  await output([join(lmod, 'update_lmod_system_cache_files'), '-d', cache, '-t', stamp, modules], env);
  return {
    argv: [join(lmod, 'lmod'), 'bash', 'spider', 'root'],
    env: {...env, MODULEPATH: modules, LMOD_RC: settings},
  };
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), {recursive: true});
  writeFileSync(path, text);
}

export function spiderTable({modules, missing, times}: SpiderFigures): string {
  const median = (name: string) => summarise(times.get(name) ?? [])?.median ?? Number.NaN;
  const row = (name: string, ...cells: readonly string[]) => `${name.padEnd(44)}${cells.map(cell => cell.padStart(10)).join('')}`;
  const rows = [...times.keys()].map(name =>
    row(name, median(name).toFixed(1), `${(median(name) / median('bare node -e 0')).toFixed(2)} ×`),
  );
  const ratio = median('hsf search root') / median('module spider root');
  return [
    `One package among ${modules} modules, both with their caches.`,
    '',
    row('milliseconds', 'median', 'to node'),
    ...rows,
    missing === null
      ? row('hsf search to module spider', `${ratio.toFixed(2)} ×`)
      : `module spider was not measured: no ${missing}.`,
  ].join('\n');
}
