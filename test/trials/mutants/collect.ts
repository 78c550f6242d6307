import {expect} from 'vitest';

/**
 * What a test file gets for `vitest` while mutants are tried: the same words, collected into a plain tree that one process can run
 * again and again. Vitest itself would start a thread for each mutant. Expectations are Vitest's own.
 */
export {expect};

type Hook = () => unknown;
type Body = (...args: never[]) => unknown;

export type Case = {readonly kind: 'case'; readonly name: string; readonly isSkipped: boolean; readonly run: () => unknown};
export type Suite = {
  readonly kind: 'suite';
  readonly name: string;
  readonly isSkipped: boolean;
  readonly hooks: Readonly<Record<HookName, Hook[]>>;
  readonly children: (Suite | Case)[];
};
type HookName = 'beforeAll' | 'afterAll' | 'beforeEach' | 'afterEach';

const emptySuite = (name: string, isSkipped: boolean): Suite => ({
  kind: 'suite',
  name,
  isSkipped,
  hooks: {beforeAll: [], afterAll: [], beforeEach: [], afterEach: []},
  children: [],
});

let open = emptySuite('', false);
let finishers: Hook[] = [];

/** What one file defines while it is loaded. */
export async function collected(load: () => Promise<unknown>): Promise<Suite> {
  const file = emptySuite('', false);
  open = file;
  await load();
  return file;
}

/** What the test that ran last wants to have done afterwards. */
export function takeFinishers(): readonly Hook[] {
  const taken = finishers;
  finishers = [];
  return taken;
}

export const onTestFinished = (hook: Hook) => void finishers.push(hook);
export const beforeAll = (hook: Hook) => void open.hooks.beforeAll.push(hook);
export const afterAll = (hook: Hook) => void open.hooks.afterAll.push(hook);
export const beforeEach = (hook: Hook) => void open.hooks.beforeEach.push(hook);
export const afterEach = (hook: Hook) => void open.hooks.afterEach.push(hook);

/** `test('title', body)`, also with options before the body or a deadline behind it. */
type Define = (name: string, ...rest: readonly unknown[]) => void;
const bodyIn = (rest: readonly unknown[]) => rest.find(one => typeof one === 'function') as Body | undefined;

function defineTest(isSkipped: boolean): Define {
  return (name, ...rest) => {
    const body = bodyIn(rest) ?? (() => {});
    open.children.push({kind: 'case', name, isSkipped, run: () => (body as Hook)()});
  };
}

function defineSuite(isSkipped: boolean): Define {
  return (name, ...rest) => {
    const outer = open;
    const suite = emptySuite(name, isSkipped || outer.isSkipped);
    outer.children.push(suite);
    open = suite;
    try {
      if (bodyIn(rest)?.() instanceof Promise)
        throw new Error(`the suite "${name}" is asynchronous, which is not supported here`);
    } finally {
      open = outer;
    }
  };
}

/** One test or suite for each row; an array is spread over the parameters. */
const eachWith =
  (define: Define) =>
  (rows: readonly unknown[]) =>
  (name: string, ...rest: readonly unknown[]) => {
    const body = bodyIn(rest) ?? (() => {});
    rows.forEach((row, index) => {
      const values = Array.isArray(row) ? row : [row];
      define(titleOf(name, values, index), () => (body as (...args: unknown[]) => unknown)(...values));
    });
  };

/** A title with its row in it. It only has to tell one row from another. */
function titleOf(name: string, values: readonly unknown[], index: number): string {
  const left = [...values];
  const text = name
    .replace(/%[sdifjoO]/g, () => shown(left.shift()))
    .replace(/\$(\w+)/g, (whole, key: string) => {
      const value = (values[0] as Record<string, unknown> | null)?.[key];
      return value === undefined ? whole : shown(value);
    });
  return `${text} [${index}]`;
}

function shown(value: unknown): string {
  try {
    return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value)).slice(0, 80);
  } catch {
    return String(value);
  }
}

const variants = (make: (isSkipped: boolean) => Define) => {
  const define = make(false);
  const skip = make(true);
  return Object.assign(define, {
    skip,
    each: eachWith(define),
    skipIf: (condition: unknown) => {
      const chosen = make(Boolean(condition));
      return Object.assign(chosen, {each: eachWith(chosen)});
    },
    runIf: (condition: unknown) => make(!condition),
  });
};

export const describe = variants(defineSuite);
// One after the other: who covers what is told apart by the test that is running.
export const test = Object.assign(variants(defineTest), {concurrent: variants(defineTest), sequential: variants(defineTest)});
export const it = test;
