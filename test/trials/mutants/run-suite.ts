import {takeFinishers, type Case, type Suite} from './collect.ts';

export type Outcome = {
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  readonly message: string;
  readonly ms: number;
};

export type RunOptions = {
  /** Which tests, by their full name. */
  readonly isWanted: (name: string) => boolean;
  /** Told before and after each test, so that coverage knows whose it is. */
  readonly running: (name: string | null) => void;
  readonly stopAtFailure: boolean;
  /** A test that takes longer has failed. */
  readonly mostMs: number;
};

/** Runs the tests of one file in order. Each has a name of its own, also where two titles are alike. */
export async function runSuite(file: Suite, options: RunOptions): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const seen = new Map<string, number>();
  const names = new Map<Case, string>();
  const nameAll = (suite: Suite, path: readonly string[]) => {
    for (const child of suite.children) {
      if (child.kind === 'suite') nameAll(child, [...path, child.name]);
      else {
        const name = [...path, child.name].join(' > ');
        const count = (seen.get(name) ?? 0) + 1;
        seen.set(name, count);
        names.set(child, count === 1 ? name : `${name} (${count})`);
      }
    }
  };
  nameAll(file, []);

  const nameOf = (one: Case) => names.get(one) ?? one.name;
  const hasWanted = (suite: Suite): boolean =>
    suite.children.some(child => (child.kind === 'suite' ? hasWanted(child) : options.isWanted(nameOf(child))));
  const mayStop = () => options.stopAtFailure && outcomes.some(({status}) => status === 'failed');

  const runOne = async (one: Case, around: readonly Suite[], broken: unknown) => {
    const name = nameOf(one);
    const began = performance.now();
    let failure: unknown = broken;
    options.running(name);
    try {
      if (failure === undefined) await within(options.mostMs, () => runWithHooks(one, around));
    } catch (error) {
      failure = error ?? new Error('thrown without a reason');
    }
    options.running(null);
    outcomes.push({
      name,
      status: failure === undefined ? 'passed' : 'failed',
      message: failure instanceof Error ? failure.message : String(failure ?? ''),
      ms: performance.now() - began,
    });
  };

  const runAll = async (suite: Suite, outer: readonly Suite[], isSkipped: boolean, brokenOutside: unknown) => {
    if (!hasWanted(suite)) return;
    let broken = brokenOutside;
    const around = [...outer, suite];
    if (!isSkipped && broken === undefined) {
      try {
        for (const hook of suite.hooks.beforeAll) await within(options.mostMs, hook);
      } catch (error) {
        broken = error;
      }
    }
    for (const child of suite.children) {
      if (mayStop()) break;
      if (child.kind === 'suite') await runAll(child, around, isSkipped || child.isSkipped, broken);
      else if (!options.isWanted(nameOf(child))) continue;
      else if (isSkipped || child.isSkipped) outcomes.push({name: nameOf(child), status: 'skipped', message: '', ms: 0});
      else await runOne(child, around, broken);
    }
    if (!isSkipped) for (const hook of suite.hooks.afterAll.toReversed()) await attempt(hook);
  };
  await runAll(file, [], false, undefined);
  return outcomes;
}

async function runWithHooks(one: Case, around: readonly Suite[]): Promise<void> {
  takeFinishers();
  try {
    for (const suite of around) for (const hook of suite.hooks.beforeEach) await hook();
    await one.run();
  } finally {
    for (const suite of around.toReversed()) for (const hook of suite.hooks.afterEach.toReversed()) await hook();
    for (const hook of takeFinishers().toReversed()) await hook();
  }
}

async function attempt(hook: () => unknown): Promise<void> {
  try {
    await hook();
  } catch {
    // What a suite leaves behind is not what a mutant is judged by.
  }
}

async function within(mostMs: number, act: () => unknown): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`took longer than ${mostMs} ms`)), mostMs);
  });
  try {
    await Promise.race([act(), late]);
  } finally {
    clearTimeout(timer);
  }
}
