import {crc32} from '../../system/crc32.ts';
import {type EnvironmentDifference, type ShellVariable, VARIABLE_NAME} from './difference.ts';
import type {Inputs} from './inputs.ts';
import {
  arrayOf,
  booleanOf,
  completionOf,
  functionName,
  literal,
  matching,
  nullable,
  objectOf,
  oneOf,
  optionName,
  pairOf,
  recordOf,
  type Reader,
  stringOf,
  union,
  variableName,
} from './record-readers.ts';
import {SUBSTITUTED, type Template} from './template.ts';

/** What a set-up does to one exported variable. */
export type Change =
  | {readonly kind: 'set'; readonly name: string; readonly value: Template}
  | {
      /** Entries put in front of a list separated by `:`, or behind it. */
      readonly kind: 'list';
      readonly name: string;
      readonly before: readonly Template[];
      readonly after: readonly Template[];
      /** The value where there was none before (`PATH=x:$PATH` leaves `x:`); null where that was not seen. */
      readonly alone: Template | null;
    }
  | {readonly kind: 'unset'; readonly name: string};

export type StoredShellVariable = Omit<ShellVariable, 'value'> & {
  readonly value: Template | null | readonly (readonly [key: Template, value: Template])[];
};

/** The difference that a set-up makes, as data, proved by two captures under different conditions. */
export type StoredEnvironment = Pick<
  EnvironmentDifference,
  'functions' | 'exportedFunctions' | 'aliases' | 'completions' | 'options'
> & {
  readonly version: 1;
  readonly changes: readonly Change[];
  readonly shellVariables: readonly StoredShellVariable[];
  readonly inputs: Inputs;
  /** What the set-up printed, up to 64 kB. */
  readonly printed: string;
};

// A set-up of a hundred functions and five hundred variables is a tenth of this.
const MOST = 8 * 1024 * 1024;

/** The record as text for a file. */
export function recordText(record: StoredEnvironment): string {
  const content = JSON.stringify(record);
  return `${crc32(content)} ${content}\n`;
}

/** Reads a record of any origin; null when it is none, damaged, of another version, or too large. */
export function parseRecord(text: string): StoredEnvironment | null {
  if (text.length > MOST) return null;
  const [, sum, content] = /^(\d+) (\{[^\n]*\})\n$/.exec(text) ?? [];
  if (content === undefined || String(crc32(content)) !== sum) return null;
  try {
    return storedEnvironment(JSON.parse(content));
  } catch {
    return null;
  }
}

const part = union<string | {readonly of: (typeof SUBSTITUTED)[number]}>(stringOf, objectOf({of: oneOf(SUBSTITUTED)}));
const template: Reader<Template> = union<Template>(stringOf, arrayOf(part));

const change: Reader<Change> = union<Change>(
  objectOf({kind: literal('set'), name: variableName, value: template}),
  objectOf({
    kind: literal('list'),
    name: variableName,
    before: arrayOf(template),
    after: arrayOf(template),
    alone: nullable(template),
  }),
  objectOf({kind: literal('unset'), name: variableName}),
);

const attributes: Reader<string> = value => {
  const text = stringOf(value);
  if (!/^[aAilnrtuc]{0,8}$/.test(text)) throw new TypeError('no attributes');
  return text;
};

const shellVariable: Reader<StoredShellVariable> = value => {
  const kind = objectOf({name: variableName, attributes, value: (inner: unknown) => inner})(value);
  if (/[aA]/.test(kind.attributes)) {
    const keys = kind.attributes.includes('a') ? matching(/^\d+$/) : template;
    return {...kind, value: nullable(arrayOf(pairOf(keys, itemOf(kind.attributes))))(kind.value)};
  }
  return {...kind, value: nullable(itemOf(kind.attributes))(kind.value)};
};

/** bash would look for code in what it takes for a number, or for the name of another variable. */
function itemOf(letters: string): Reader<Template> {
  if (letters.includes('i')) return matching(/^-?\d{1,19}$/);
  return letters.includes('n') ? matching(VARIABLE_NAME) : template;
}

/** A definition as `declare -f` prints it. That nothing stands behind its end, the sum of the record vouches for. */
const definition = (name: string, value: unknown): string => {
  const text = stringOf(value);
  if (!text.startsWith(`${name} () \n{`)) throw new TypeError('no definition');
  return text;
};

const exported = (_name: string, value: unknown): string => {
  const text = stringOf(value);
  if (!text.startsWith('() ')) throw new TypeError('no exported function');
  return text;
};

const storedEnvironment: Reader<StoredEnvironment> = objectOf({
  version: literal(1),
  changes: arrayOf(change),
  functions: recordOf(functionName, definition),
  exportedFunctions: recordOf(functionName, exported),
  aliases: recordOf(functionName, (_name, value) => stringOf(value)),
  completions: arrayOf(completionOf),
  options: recordOf(optionName, (_name, value) => booleanOf(value)),
  shellVariables: arrayOf(shellVariable),
  inputs: objectOf({
    variables: recordOf(stringOf, (_name, value) => stringOf(value)),
    kept: arrayOf(oneOf(SUBSTITUTED)),
    present: arrayOf(oneOf(SUBSTITUTED)),
    host: nullable(stringOf),
    startUp: nullable(recordOf(variableName, (_name, value) => nullable(stringOf)(value))),
    asked: arrayOf(variableName),
    session: booleanOf,
  }),
  printed: stringOf,
});
