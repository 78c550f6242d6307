import {cp, mkdir, readFile, rename, rm, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import * as esbuild from 'esbuild';
import {atOncePlugin} from './plugins/at-once.ts';
import {builtinsPlugin} from './plugins/builtins.ts';
import {devtoolsPlugin} from './plugins/devtools.ts';
import {familiesPlugin} from './plugins/families.ts';
import {rowsPlugin} from './plugins/rows.ts';
import {widthPlugin} from './plugins/width.ts';
import {yogaPlugin} from './plugins/yoga.ts';
import {billOfMaterials} from './bill-of-materials.ts';
import {buildId} from './build-id.ts';
import {thirdPartyNotices} from './third-party.ts';

export type DistRequest = {
  /** The checkout: sources below `src`, dependencies in `node_modules`. */
  readonly root: string;
  /** Directory to make; replaced as a whole when the build is complete. */
  readonly out: string;
};

/** Sizes in bytes of what was written, by path below `out`. */
export type DistReport = {readonly files: Readonly<Record<string, number>>};

/**
 * Builds everything that `bin/hsf` needs: `hsf.js`, which loads `main.js` with its lazily loaded chunks, `scout.js` and `picker-finder.js`, the shell
 * start-up files, notices and bill of materials of the packages in them. The same sources give the same bytes. Throws when anything, a plugin's
 * pattern included, fails.
 */
export async function makeDist({root, out}: DistRequest): Promise<DistReport> {
  const draft = `${out}.${process.pid}.tmp`;
  await rm(draft, {recursive: true, force: true});
  await mkdir(draft, {recursive: true});
  try {
    // One bundle each: what both use is small, and a chunk shared by them would be a second file to open at every start.
    const picker = await isThere(join(root, 'src/tui/open.tsx'));
    const families = await isThere(join(root, 'src/find/built-in-families.ts'));
    const {version = ''} = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {version?: string};
    const build = {id: await buildId(root), version};
    const inputs = new Set<string>();
    const bundled = async (wishes: esbuild.BuildOptions & {metafile: true}) => {
      const {metafile} = await esbuild.build(wishes);
      for (const output of Object.values(metafile.outputs))
        for (const [path, {bytesInOutput}] of Object.entries(output.inputs)) if (bytesInOutput > 0) inputs.add(path);
      return metafile;
    };
    const main = await bundled(options({root, outdir: draft, entry: {main: 'src/commands/main.ts'}, picker, families, build}));
    const small = {root, outdir: draft, picker: false, families: false, build};
    const scout = await bundled(options({...small, entry: {scout: 'src/find/scout/main.ts'}}));
    for (const name of ['help-at-once', 'list-again', 'search-again', 'start-again']) {
      const again = `src/commands/${name}.ts`;
      if (!(await isThere(join(root, again)))) continue;
      const usual = options({...small, entry: {[name]: again}});
      await bundled(name === 'start-again' ? {...usual, ...IN_ONE} : usual);
    }
    const finder = 'src/commands/picker-finder.ts';
    if (await isThere(join(root, finder))) await bundled(options({...small, families, entry: {'picker-finder': finder}}));
    const first = await pickerOptions({root, outdir: draft, picker: false, families, build, entry: {}}, main, draft);
    if (first !== null) await bundled(first);
    await bundled(options({...small, entry: {hsf: join(import.meta.dirname, 'entry.ts')}}));
    const shell = join(root, 'src/start/shell');
    if (await isThere(shell)) await cp(shell, join(draft, 'shell'), {recursive: true});
    const libraries = join(root, 'src/start/in-place');
    if (await isThere(libraries))
      await cp(libraries, join(draft, 'in-place'), {recursive: true, filter: path => !path.endsWith('.ts')});
    await writeSetUp(root, join(draft, 'shell'));
    await writeFile(join(draft, 'THIRD-PARTY.txt'), await thirdPartyNotices(root, [...inputs]));
    await writeFile(join(draft, BILL_OF_MATERIALS), `${JSON.stringify(await billOfMaterials(root, [...inputs]), null, 2)}\n`);
    // Without it Node looks upwards for the nearest package.json. Written last: its time says when the build was complete.
    await writeFile(join(draft, 'package.json'), '{"type": "module"}\n');
    await replace(draft, out);
    return {files: {...sizes(main, draft, root), ...sizes(scout, draft, root)}};
  } finally {
    await rm(draft, {recursive: true, force: true});
  }
}

/** CycloneDX's own ending, by which tools find it. */
export const BILL_OF_MATERIALS = 'sbom.cdx.json';

/**
 * One function that makes a module, for `loadKept`. A start needs nearly all of it, and every file that is opened besides costs it a
 * millisecond.
 */
const IN_ONE = {
  splitting: false,
  format: 'cjs',
  outExtension: {'.js': '.cjs'},
  banner: {js: '(function (module) {'},
  footer: {js: '})'},
} as const satisfies esbuild.BuildOptions;

/** Loaded at once by the picker, since what they share with it would otherwise be wrapped, too. */
const EAGER = ['/open-picker.ts', '/tui/open.tsx', '/select-theme.ts', '/environment-memory.ts', '/prove-places.ts'];
/** Needed by few and late, and without a state that the picker would share: they come from the chunks that they are in already. */
const APART = [
  'src/tui/ink-drawing.tsx',
  'src/tui/accessible/ask-in-lines.ts',
  'src/commands/picker-answers.ts',
  'src/find/check-family.ts',
  'src/find/check-rules.ts',
  'src/find/family-from-data.ts',
];

/** What the first picture of the picker needs, in one file. */
async function pickerOptions(bundle: Bundle, {outputs}: esbuild.Metafile, draft: string) {
  const source = 'src/commands/pick-at-once.ts';
  if (!(await isThere(join(bundle.root, source)))) return null;
  const apart = APART.map((path): [string, string] => {
    const chunk = Object.keys(outputs).find(output => outputs[output]?.entryPoint === path);
    if (chunk === undefined) throw new Error(`the bundle no longer has ${path} in a chunk of its own`);
    return [path.slice(path.lastIndexOf('/')), `./${below(draft, bundle.root, chunk)}`];
  });
  const plugin = atOncePlugin({eager: EAGER, apart: new Map(apart)});
  const usual = options({...bundle, entry: {'pick-at-once': source}});
  return {...usual, splitting: false, plugins: [plugin, ...usual.plugins]};
}

/** The set-up as a file for the shells that stay, out of the very text that a start passes to the others. */
async function writeSetUp(root: string, directory: string): Promise<void> {
  const scripts = join(root, 'src/start/scripts.ts');
  if (!(await isThere(scripts))) return;
  const {SET_UP} = (await import(pathToFileURL(scripts).href)) as typeof import('../src/start/scripts.ts');
  await writeFile(join(directory, 'set-up.bash'), SET_UP);
}

type Bundle = {
  readonly root: string;
  readonly outdir: string;
  /** Name of the output and path of its source. */
  readonly entry: Readonly<Record<string, string>>;
  /** What must be in it, so that a plugin which finds nothing to do fails the build. */
  readonly picker: boolean;
  readonly families: boolean;
  /** Told to the program, by what it knows what another build of it remembered. */
  readonly build: {readonly id: string; readonly version: string};
};

function options({root, outdir, entry, picker, families, build}: Bundle) {
  return {
    absWorkingDir: root,
    entryPoints: {...entry},
    outdir,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    // esbuild knows no Node that has these, and would make each such pattern anew for every character it is tried on.
    supported: {'regexp-unicode-property-escapes': true, 'regexp-set-notation': true},
    jsx: 'automatic',
    metafile: true,
    legalComments: 'none',
    logLevel: 'silent',
    // React's development build is bundled otherwise; DEV makes Ink look for developer tools.
    define: {
      'process.env.NODE_ENV': '"production"',
      'process.env.DEV': '"false"',
      'process.env.HSF_BUILD': `"${build.id}"`,
      'process.env.HSF_VERSION': `"${build.version}"`,
    },
    plugins: [
      builtinsPlugin(),
      yogaPlugin(picker),
      widthPlugin(picker),
      rowsPlugin(picker),
      devtoolsPlugin(picker),
      familiesPlugin(root, families),
    ],
  } as const satisfies esbuild.BuildOptions;
}

/** Puts the finished directory in place. A build that runs beside this one may be quicker; the last one wins. */
async function replace(draft: string, out: string): Promise<void> {
  const old = `${out}.${process.pid}.old`;
  for (let attempt = 1; ; attempt += 1) {
    await rename(out, old).catch(ignoreMissing);
    try {
      await rename(draft, out);
      break;
    } catch (error) {
      if (attempt === 5) throw error;
    } finally {
      await rm(old, {recursive: true, force: true});
    }
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function sizes({outputs}: esbuild.Metafile, draft: string, root: string): Record<string, number> {
  return Object.fromEntries(Object.entries(outputs).map(([path, {bytes}]) => [below(draft, root, path), bytes]));
}

/** The path below the draft, of an output as esbuild names it. */
function below(draft: string, root: string, path: string): string {
  const prefix = draft.startsWith(`${root}/`) ? draft.slice(root.length + 1) : draft;
  const at = path.indexOf(prefix);
  return at === -1 ? path : path.slice(at + prefix.length + 1);
}
