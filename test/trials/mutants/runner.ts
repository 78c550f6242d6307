import {readFileSync, writeFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import fc from 'fast-check';
import {collected} from './collect.ts';
import {isFast} from './fast-tests.ts';
import {freshModulesBelow} from './fresh-modules.ts';
import {runSuite, type Outcome} from './run-suite.ts';
import {SampleReporter} from './sample.ts';

/** Counts by mutant, as the instrumented sources keep them: on loading, and by the test that is running. */
type Hits = Record<string, number>;
type Coverage = {readonly static: Hits; readonly perTest: Record<string, Hits>};

/** What instrumented sources look at. */
type Instrumented = {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  mutantCoverage?: Coverage | undefined;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
};

type MutantRun = {
  readonly timeout: number;
  readonly testFilter?: readonly string[];
  readonly hitLimit?: number;
  readonly activeMutant: {readonly id: string; readonly fileName: string};
};

/** Which test files reach a mutant, and how: noted by the dry run for the processes that come after it. */
type Reach = Record<string, {readonly file: string; readonly ms: number; readonly onLoading: boolean}[]>;

/** Most of what a random value finds, its first ones do; a mutant that none of them finds would else cost seconds. */
const PROPERTY_MS = 150;

/** A test that takes longer has failed, unless it always takes as long: on a busy machine a shell alone may need a second. */
const LEAST_MS = 6_000;

const NOTES = '.mutants-reach.json';
const PASSED = 0;
const FAILED = 1;
const SKIPPED = 2;

/** Stryker's name for it, on the global object. */
const NAMESPACE = '__stryker__';
const instrumented = ((globalThis as unknown as Record<string, Instrumented>)[NAMESPACE] ??= {});

/**
 * Runs tests for Stryker in one process. Its own runner for Vitest starts a thread for each mutant, finds no tests by name since
 * Vitest 5, and takes a file that does not load for one that passed. Here each mutant gets freshly loaded modules, is active from
 * the first of them on, and meets only the files that reach it, the one that mirrors its source first.
 */
class InProcessRunner {
  readonly #root = process.cwd();
  readonly #load = freshModulesBelow(this.#root);
  #round = 0;
  #stray: string | null = null;
  #reach: Reach | null = null;

  capabilities() {
    return {reloadEnvironment: true};
  }

  init() {
    // What a mutated promise throws after its test has ended would end this process; it counts as a failure of that run.
    const note = (reason: unknown) => void (this.#stray ??= String(reason));
    process.on('unhandledRejection', note);
    process.on('uncaughtException', note);
    return Promise.resolve();
  }

  async dryRun() {
    const files = JSON.parse(process.env['HSF_MUTANTS_TESTS'] ?? '[]') as readonly string[];
    const coverage: Coverage = {static: {}, perTest: {}};
    const reach: Reach = {};
    const tests = [];
    for (const file of files) {
      instrumented.mutantCoverage = {static: {}, perTest: {}};
      this.#round += 1;
      const began = performance.now();
      const outcomes = await this.#run(file, {isWanted: isFast, stopAtFailure: false, mostMs: 60_000});
      const ms = performance.now() - began;
      const own = instrumented.mutantCoverage;
      Object.assign(coverage.perTest, own.perTest);
      for (const [id, hits] of Object.entries(own.static)) coverage.static[id] = (coverage.static[id] ?? 0) + hits;
      for (const id of new Set([...Object.keys(own.static), ...Object.values(own.perTest).flatMap(Object.keys)])) {
        (reach[id] ??= []).push({file, ms, onLoading: id in own.static});
      }
      for (const outcome of outcomes) tests.push(this.#told(file, outcome));
    }
    writeFileSync(join(this.#root, NOTES), JSON.stringify(reach));
    return {status: 'complete', tests, mutantCoverage: coverage};
  }

  async mutantRun({activeMutant, testFilter, hitLimit, timeout}: MutantRun) {
    this.#reach ??= JSON.parse(readFileSync(join(this.#root, NOTES), 'utf8')) as Reach;
    fc.configureGlobal({...fc.readConfigureGlobal(), interruptAfterTimeLimit: PROPERTY_MS});
    const wanted = testFilter === undefined ? null : new Set(testFilter);
    const mirror = basename(activeMutant.fileName, '.ts');
    const files = (this.#reach[activeMutant.id] ?? []).toSorted(
      (one, other) => Number(isMirror(other.file, mirror)) - Number(isMirror(one.file, mirror)) || one.ms - other.ms,
    );
    let nrOfTests = 0;
    // Sources are loaded once for all files: without isolation, as in an ordinary run.
    this.#round += 1;
    for (const {file, onLoading} of files) {
      instrumented.activeMutant = activeMutant.id;
      instrumented.hitCount = hitLimit === undefined ? undefined : 0;
      instrumented.hitLimit = hitLimit;
      this.#stray = null;
      const isWanted = (name: string) => isFast(name) && (onLoading || wanted === null || wanted.has(idOf(file, name)));
      const outcomes = await this.#run(file, {isWanted, stopAtFailure: true, mostMs: Math.max(LEAST_MS, timeout / 2)});
      nrOfTests += outcomes.length;
      instrumented.activeMutant = undefined;
      if (hitLimit !== undefined && (instrumented.hitCount ?? 0) > hitLimit) return {status: 'timeout', reason: 'loops'};
      const failed = outcomes.find(({status}) => status === 'failed');
      const failure = failed?.message ?? this.#stray;
      if (failure !== null && failure !== undefined) {
        const killer = failed ?? outcomes.at(-1);
        const killedBy = killer === undefined ? [] : [idOf(file, killer.name)];
        return {status: 'killed', killedBy, failureMessage: failure, nrOfTests};
      }
    }
    return {status: 'survived', nrOfTests};
  }

  /** The tests of one file. A file that does not load has failed as a whole. */
  async #run(
    file: string,
    options: {isWanted: (name: string) => boolean; stopAtFailure: boolean; mostMs: number},
  ): Promise<readonly Outcome[]> {
    instrumented.currentTestId = undefined;
    try {
      const suite = await collected(() => this.#load(join(this.#root, file), this.#round));
      return await runSuite(suite, {
        ...options,
        running: name => void (instrumented.currentTestId = name === null ? undefined : idOf(file, name)),
      });
    } catch (error) {
      const message = error instanceof Error ? `${error.message}\n${error.stack}` : String(error);
      return [{name: 'loads', status: 'failed', message, ms: 0}];
    }
  }

  #told(file: string, {name, status, message, ms}: Outcome) {
    const common = {id: idOf(file, name), name: `${file}: ${name}`, timeSpentMs: ms, fileName: join(this.#root, file)};
    if (status === 'passed') return {...common, status: PASSED};
    return status === 'failed' ? {...common, status: FAILED, failureMessage: message} : {...common, status: SKIPPED};
  }
}

const idOf = (file: string, name: string) => `${file}: ${name}`;
const isMirror = (file: string, source: string) => basename(file, '.test.ts') === source;

/** The little of Babel's path to a node that is asked for here. */
type NodePath = {
  readonly node: {
    readonly type: string;
    readonly value?: unknown;
    readonly quasis?: readonly {readonly value: {readonly raw: string}}[];
    readonly expressions?: readonly {readonly type: string}[];
  };
};

/**
 * Texts are left as they are. Sentences for people are reviewed, and a test that repeats one is a mirror. Scripts are run in the
 * real shells by suites that are too slow for this. A template that computes something is mutated all the same.
 */
const texts = {
  shouldIgnore({node}: NodePath): string | undefined {
    if (node.type === 'StringLiteral') return isText(String(node.value)) ? 'a text' : undefined;
    if (node.type !== 'TemplateLiteral') return undefined;
    const isPlain = (node.expressions ?? []).every(({type}) => type === 'Identifier');
    return isPlain && isText((node.quasis ?? []).map(({value}) => value.raw).join('_')) ? 'a text' : undefined;
  },
};

/** Two words or more, or more than one line. */
const isText = (text: string) => /[\p{L}\d_'")\]}.,:;!?-] +[\p{L}\d_'"($[{-]/u.test(text) || /\n.*\S/.test(text);

export const strykerPlugins = [
  {kind: 'TestRunner', name: 'in-process', injectableClass: InProcessRunner},
  {kind: 'Ignore', name: 'texts', value: texts},
  {kind: 'Reporter', name: 'sample', injectableClass: SampleReporter},
];
