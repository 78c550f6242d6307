/**
 * `npm run mutants -- [--only src/choose]`: changes one thing after the other in find, choose and start, and counts which changes no
 * test minds. Goes on where the last run ended, `--afresh` forgets it. Thousands of mutants a room: minutes to an hour.
 *
 * `--only` may be given several times, for a directory or a file; `--list` names the survivors, `--list unreached` what no test of
 * these comes to. `--sample 1500 --seed 2` draws so many mutants of each room: its score to within two percent, in minutes.
 */
import {spawnSync} from 'node:child_process';
import {copyFileSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {homedir} from 'node:os';
import {basename, join} from 'node:path';
import {fastTests, ROOMS} from './mutants/fast-tests.ts';
import {NOTES_VARIABLE, sampleText, SAMPLE_VARIABLE} from './mutants/sample.ts';
import {sampleLine, scoreTable, survivors, type Report} from './mutants/score.ts';
import {trialArguments} from './trial-arguments.ts';

const CHECKOUT = join(import.meta.dirname, '..', '..');
const OWN = join(import.meta.dirname, 'mutants');
/** Beside the other tools, where `npm ci` clears it away: a dot keeps npm from taking it for a package. */
const ASIDE = join(CHECKOUT, 'node_modules', '.mutants');
const STRYKER = join(ASIDE, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js');

const {values} = trialArguments(import.meta.filename, {
  options: {
    only: {type: 'string', multiple: true},
    afresh: {type: 'boolean', default: false},
    list: {type: 'string', multiple: true},
    sample: {type: 'string'},
    seed: {type: 'string', default: '1'},
    /** Where reports and what is known from the last run are kept. */
    directory: {type: 'string', default: join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'hsf-mutants')},
  },
});

function installAside(): void {
  const lock = join(ASIDE, 'package-lock.json');
  if (existsSync(STRYKER) && readFileSync(lock, 'utf8') === readFileSync(join(OWN, 'stryker', 'package-lock.json'), 'utf8'))
    return;
  mkdirSync(ASIDE, {recursive: true});
  for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(OWN, 'stryker', name), join(ASIDE, name));
  const {status} = spawnSync('npm', ['ci', '--ignore-scripts'], {cwd: ASIDE, stdio: 'inherit'});
  if (status !== 0) throw new Error('Stryker could not be installed.');
}

/** Source files below what was asked for, in parts of this many lines: Stryker keeps what it found out only at the end of a run. */
const PART_LINES = 700;

/** Modules that were loaded afresh are never given back, so that a process ends after so many mutants. */
const ROUNDS = 400;

const wish = values.sample === undefined ? null : {size: Number(values.sample), seed: values.seed};

const roomOf = (path: string) => path.split('/')[1] ?? '';

function partsOf(paths: readonly string[]): readonly (readonly string[])[] {
  const files = paths.flatMap(path => (path.endsWith('.ts') ? [path] : globSync(`${path}/**/*.ts`, {cwd: CHECKOUT}).toSorted()));
  const parts: {room: string; files: string[]; lines: number}[] = [];
  for (const file of files) {
    const lines = readFileSync(join(CHECKOUT, file), 'utf8').split('\n').length;
    const room = roomOf(file);
    const last = parts.at(-1);
    if (last?.room !== room || (wish === null && last.lines + lines > PART_LINES)) parts.push({room, files: [file], lines});
    else {
      last.files.push(file);
      last.lines += lines;
    }
  }
  return parts.map(part => part.files);
}

/** Tries the mutants of some files of one room by the tests of that room. */
function tried(files: readonly string[]): Report {
  const room = roomOf(files[0] ?? '');
  const parts = [room, files[0], files.at(-1)].map(path => basename(path ?? '', '.ts'));
  const name = [...parts, ...(wish === null ? [] : ['sample', wish.size, wish.seed])].join('-');
  const at = (kind: string) => join(values.directory, `${name}.${kind}`);
  if (values.afresh) rmSync(at('memory.json'), {force: true});
  const options = {
    mutate: files,
    plugins: [join(OWN, 'runner.ts')],
    testRunner: 'in-process',
    ignorers: ['texts'],
    coverageAnalysis: 'perTest',
    concurrency: 1,
    maxTestRunnerReuse: ROUNDS,
    // Once for a whole room; on a busy machine it takes several times as long.
    dryRunTimeoutMinutes: 30,
    timeoutMS: 5_000,
    timeoutFactor: 3,
    // A sample knows nothing of most mutants: nothing to go on from.
    incremental: wish === null,
    incrementalFile: at('memory.json'),
    reporters: ['sample', 'json', 'progress-append-only'],
    jsonReporter: {fileName: at('report.json')},
    tempDirName: at('sandbox'),
    ignorePatterns: ['dist', 'man', 'coverage', 'bench'],
    // It would rewrite paths in it with TypeScript's interface, which version 7 no longer has.
    tsconfigFile: 'none',
    allowConsoleColors: false,
    warnings: {slow: false},
  };
  rmSync(at('notes'), {force: true});
  writeFileSync(at('config.json'), JSON.stringify(options));
  const {status} = spawnSync(process.execPath, [STRYKER, 'run', at('config.json')], {
    cwd: CHECKOUT,
    stdio: 'inherit',
    // A room is judged by its own tests: what another room's happen to notice is luck.
    env: {
      ...process.env,
      HSF_MUTANTS_TESTS: JSON.stringify(fastTests(CHECKOUT, room)),
      [NOTES_VARIABLE]: at('notes'),
      ...(wish !== null && {[SAMPLE_VARIABLE]: sampleText(wish)}),
    },
  });
  if (status !== 0) throw new Error(`Stryker ended with status ${status}.`);
  return JSON.parse(readFileSync(at('report.json'), 'utf8')) as Report;
}

mkdirSync(values.directory, {recursive: true});
installAside();
const files: Record<string, Report['files'][string]> = {};
for (const part of partsOf(values.only ?? ROOMS.map(room => `src/${room}`))) {
  const report = tried(part);
  Object.assign(files, report.files);
  for (const what of values.list ?? []) {
    console.log(survivors(report, what === 'unreached' ? 'NoCoverage' : 'Survived').join('\n'));
  }
  console.log(scoreTable(report));
  if (wish !== null) console.log(`src/${roomOf(part[0] ?? '')}, seed ${wish.seed}: ${sampleLine(report)}`);
}
if (wish === null) console.log(scoreTable({files}));
