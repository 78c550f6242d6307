import fc from 'fast-check';
import type {EnvironmentDifference} from '../../../src/start/environment/difference.ts';
import {NO_DIFFERENCE} from '../../../src/start/environment/difference.ts';
import {outcomeOf} from '../../../src/start/in-place/outcome.ts';

/** How a variable is before a stack is entered. Only some shells have arrays and numbers. */
export type Initial =
  | {readonly kind: 'absent'}
  | {readonly kind: 'exported' | 'plain'; readonly value: string}
  | {readonly kind: 'array'; readonly values: readonly string[]}
  | {readonly kind: 'number'};

/** What somebody does to a variable while the stack is entered. */
export type Action = {readonly kind: 'assign'; readonly value: string} | {readonly kind: 'unset'} | {readonly kind: 'nothing'};

export type VariableCase = {
  readonly name: string;
  readonly initial: Initial;
  /** What the stack makes of it; undefined leaves it alone, null takes it away. */
  readonly stack: string | null | undefined;
  readonly action: Action;
};

/** The same for a function or an alias; null is none. */
export type WordCase = {
  readonly name: string;
  readonly initial: string | null;
  readonly stack: string | null;
  readonly action: string | null;
};

export type ShellCase = {
  readonly variables: readonly VariableCase[];
  readonly functions: readonly WordCase[];
  readonly aliases: readonly WordCase[];
  /** Whether the stack turns `nullglob` over. */
  readonly option: boolean;
};

const NOTHING: Action = {kind: 'nothing'};
const NAMES = ['ONE', 'TWO', 'THREE', 'FOUR'];
const LISTS = ['SOME_PATH', 'MANPATH', 'XDG_DATA_DIRS'];

const character = fc.constantFrom(...'ab /\\\'"`$!*?~#=;&|<>()[]{}%^@-+,.\n\té☂'.split(''), '$HOME', '$(exit 1)', '!!', "'\\''");
const text = fc.array(character, {maxLength: 8}).map(parts => parts.join(''));
const entry = fc.constantFrom('/a', '/b/bin', '/c d', '/a*', '/é', '.', '/cvmfs/x');
const list = fc.array(entry, {minLength: 1, maxLength: 5}).map(entries => entries.join(':'));

/** @param kinds of variables that the shell has */
export function shellCase(kinds: readonly Initial['kind'][]): fc.Arbitrary<ShellCase> {
  const initial = (value: fc.Arbitrary<string>, allowed: readonly Initial['kind'][]) =>
    fc.constantFrom(...allowed).chain((kind): fc.Arbitrary<Initial> => {
      if (kind === 'array') return fc.array(text, {minLength: 2, maxLength: 3}).map(values => ({kind, values}));
      if (kind === 'absent' || kind === 'number') return fc.constant({kind});
      return value.map(one => ({kind, value: one}));
    });
  const variable = (name: string, value: fc.Arbitrary<string>, allowed: readonly Initial['kind'][]) =>
    fc
      .record({
        name: fc.constant(name),
        initial: initial(value, allowed),
        stack: fc.oneof({weight: 4, arbitrary: value}, fc.constantFrom(null, undefined)),
        action: fc.oneof(
          {weight: 2, arbitrary: fc.constant<Action>({kind: 'nothing'})},
          value.map((one): Action => ({kind: 'assign', value: one})),
          fc.constant<Action>({kind: 'unset'}),
        ),
      })
      // Text cannot be put where an array stays one.
      .map(one =>
        one.stack === undefined && (one.initial.kind === 'array' || one.initial.kind === 'number')
          ? {...one, action: NOTHING}
          : one,
      );
  const word = (name: string) => {
    const definition = fc.option(fc.constantFrom('echo one', 'echo "two  words"', "printf '%s' 'it'\"'\"'s'"));
    return fc.record({name: fc.constant(name), initial: definition, stack: definition, action: definition});
  };
  const listKinds = kinds.filter(kind => kind !== 'array' && kind !== 'number');
  return fc.record({
    variables: fc.tuple(...NAMES.map(name => variable(name, text, kinds)), ...LISTS.map(name => variable(name, list, listKinds))),
    functions: fc.tuple(word('some_function'), word('other-function')),
    aliases: fc.tuple(word('some_alias'), word('..')),
    option: fc.boolean(),
  });
}

/** The difference that the stack of a case makes. */
export function differenceIn(
  {variables, functions, aliases, option}: ShellCase,
  show: (body: string) => string,
): EnvironmentDifference {
  const made = (words: readonly WordCase[], write: (name: string, text: string) => string) =>
    Object.fromEntries(words.flatMap(({name, stack}) => (stack === null ? [] : [[name, write(name, stack)]])));
  return {
    ...NO_DIFFERENCE,
    set: Object.fromEntries(variables.flatMap(({name, stack}) => (typeof stack === 'string' ? [[name, stack]] : []))),
    unset: variables.flatMap(({name, stack}) => (stack === null ? [name] : [])),
    functions: made(functions, (name, body) => `${name} () \n{ \n    ${show(body)}\n}`),
    aliases: made(aliases, (_, body) => body),
    options: option ? {nullglob: true} : {},
  };
}

/** Exported variables before. */
export function exportedBefore({variables}: ShellCase): Readonly<Record<string, string>> {
  return Object.fromEntries(variables.flatMap(({name, initial}) => (initial.kind === 'exported' ? [[name, initial.value]] : [])));
}

/** How a variable has to be after leaving: as it was, or an exported text, or gone. */
export type Expected = 'as it was' | {readonly value: string | null};

export function expectedOf({name, initial, stack, action}: VariableCase): Expected {
  if (action.kind === 'nothing') return 'as it was';
  const now = action.kind === 'unset' ? null : action.value;
  if (stack === undefined) return {value: now};
  const old = initial.kind === 'exported' || initial.kind === 'plain' ? initial.value : null;
  if (now === stack) return 'as it was';
  const kind = stack === null ? 'unset' : LISTS.includes(name) ? 'list' : 'set';
  const {value} = outcomeOf({kind, name, old, new: stack}, now);
  return kind === 'list' && value === old && now !== null ? 'as it was' : {value};
}

export function expectedWord({initial, stack, action}: WordCase): string | null {
  return action === null || action === stack ? initial : action;
}
