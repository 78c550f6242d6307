import type {ShellVariable} from '../../../src/start/environment/difference.ts';
import type {Dump, ShellState} from '../../../src/start/environment/dump.ts';

type Environment = Readonly<Record<string, string>>;

/** What a bash knows besides its environment, as plain objects. */
export type Known = {
  readonly shell?: readonly ShellVariable[];
  readonly functions?: Environment;
  readonly exportedFunctions?: Readonly<Record<string, string | null>>;
  readonly aliases?: Environment;
  readonly completions?: readonly (readonly string[])[];
  readonly options?: Readonly<Record<string, boolean>>;
  readonly rest?: Environment;
  readonly broken?: readonly string[];
};

export function stateOf(env: Environment, known: Known = {}): ShellState {
  return {
    exported: new Map(Object.entries(env)),
    shellVariables: new Map((known.shell ?? []).map(variable => [variable.name, variable])),
    functions: new Map(Object.entries(known.functions ?? {})),
    exportedFunctions: new Map(Object.entries(known.exportedFunctions ?? {})),
    aliases: new Map(Object.entries(known.aliases ?? {})),
    completions: new Map((known.completions ?? []).map(words => [JSON.stringify(words), words])),
    options: new Map(Object.entries(known.options ?? {})),
    rest: new Map(Object.entries(known.rest ?? {})),
    broken: new Set(known.broken ?? []),
  };
}

/** What a set-up does: variables (null: taken away), and what the bash knows afterwards. */
export type Doing = {readonly env?: Readonly<Record<string, string | null>>} & Known;

/** A capture of a set-up that does this in such an environment. */
export function captureOf(env: Environment, {env: change = {}, ...after}: Doing, before: Known = {}): Dump {
  const changed = Object.entries({...env, ...change}).filter((entry): entry is [string, string] => entry[1] !== null);
  return {
    before: stateOf(env, before),
    after: stateOf(Object.fromEntries(changed), {...before, ...after}),
    secrets: new Map(),
  };
}

/** Where a first capture is made, and where another one under other conditions. */
export const HERE = {
  HOME: '/home/ann',
  USER: 'ann',
  LOGNAME: 'ann',
  TMPDIR: '/var/tmp',
  PWD: '/data/job',
  PATH: '/usr/bin:/bin',
} as const;
export const THERE = {
  HOME: '/apart/home',
  USER: 'u1apart',
  LOGNAME: 'u2apart',
  TMPDIR: '/apart/tmp',
  PWD: '/apart/work',
  PATH: '/apart/front:/usr/bin:/bin:/apart/behind',
} as const;
