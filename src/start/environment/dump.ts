import {isUtf8} from 'node:buffer';
import {NotOfBash, readLine} from './bash-words.ts';
import {readDeclarations} from './declarations.ts';
import type {ShellVariable} from './difference.ts';
import {fitsAny, OF_BASH} from './harmless-variables.ts';

/** What a bash knew at one moment. */
export type ShellState = {
  /** Exported variables. */
  readonly exported: ReadonlyMap<string, string>;
  readonly shellVariables: ReadonlyMap<string, ShellVariable>;
  /** Name → definition. */
  readonly functions: ReadonlyMap<string, string>;
  /** Names of those that are exported, with the form in which children get them, null where the dump does not tell. */
  readonly exportedFunctions: ReadonlyMap<string, string | null>;
  readonly aliases: ReadonlyMap<string, string>;
  /** Words that follow `complete`, by these words in JSON. */
  readonly completions: ReadonlyMap<string, readonly string[]>;
  /** Options of `shopt`. */
  readonly options: ReadonlyMap<string, boolean>;
  /** What no difference can hold, by what it is called in a sentence. */
  readonly rest: ReadonlyMap<string, string>;
  /** Names of what is not valid UTF-8. */
  readonly broken: ReadonlySet<string>;
};

export type Dump = {
  readonly before: ShellState;
  readonly after: ShellState;
  /**
   * Variables whose name or value says secret, and that the set-up changed: name → value, null where it is not told, since a dump on
   * the disk has none, or not exported any more.
   */
  readonly secrets: ReadonlyMap<string, string | null>;
};

export type ParsedDump = {readonly status: 'ok'; readonly dump: Dump} | {readonly status: 'damaged'; readonly reason: string};

/** Reads what `dumpOf` wrote before and after, with `end` behind. Any bytes may come: it never throws. */
export function parseDump(bytes: Uint8Array): ParsedDump {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!buffer.subarray(-5).equals(Buffer.from('\0end\0'))) return {status: 'damaged', reason: 'it has no end'};
  // A character a byte: what is no UTF-8 stays whole.
  const fields = buffer.toString('latin1').split('\0').slice(0, -2);
  try {
    if (fields[0] !== 'before') throw new NotOfBash('it has no beginning');
    const before = readState(fields, 1);
    if (fields[before.next] !== 'after') throw new NotOfBash(`it has ${JSON.stringify(fields[before.next])} for a section`);
    const after = readState(fields, before.next + 1);
    if (after.next !== fields.length) throw new NotOfBash(`it has ${JSON.stringify(fields[after.next])} for a section`);
    return {status: 'ok', dump: {before: before.state, after: after.state, secrets: after.secrets}};
  } catch (error) {
    if (error instanceof NotOfBash) return {status: 'damaged', reason: error.message};
    throw error;
  }
}

/** How many fields follow the letter of a section. */
const FIELDS: Readonly<Record<string, number>> = {v: 1, f: 2, x: 1, e: 2, a: 2, c: 1, o: 1, t: 1, l: 1, d: 1, s: 1, S: 1};

// Ours, or put back after the steps, as the words of a start are.
const OWN_TRAPS = new Set(['EXIT', 'SIGINT', 'INT', 'SIGALRM', 'ALRM']);

class Builder {
  readonly exported = new Map<string, string>();
  readonly shellVariables = new Map<string, ShellVariable>();
  readonly functions = new Map<string, string>();
  readonly exportedFunctions = new Map<string, string | null>();
  readonly aliases = new Map<string, string>();
  readonly completions = new Map<string, readonly string[]>();
  readonly options = new Map<string, boolean>();
  readonly rest = new Map<string, string>();
  readonly broken = new Set<string>();

  /** Text of bytes; who has it is noted when it is no UTF-8. */
  text(latin: string, name: string): string {
    const bytes = Buffer.from(latin, 'latin1');
    if (!isUtf8(bytes)) this.broken.add(name);
    return bytes.toString('utf8');
  }
}

function readState(fields: readonly string[], from: number) {
  const state = new Builder();
  const secrets = new Map<string, string | null>();
  let at = from;
  let secret = '';
  for (;;) {
    const section = fields[at] ?? '';
    const count = Object.hasOwn(FIELDS, section) ? FIELDS[section]! : 0;
    if (count === 0) return {state, secrets, next: at};
    const [one = '', other = ''] = fields.slice(at + 1, at + 1 + count);
    if (at + count >= fields.length) throw new NotOfBash('it ends in the middle');
    at += 1 + count;
    if (section === 's') secrets.set((secret = state.text(one, 'a name')), null);
    else if (section === 'S') secrets.set(secret, state.text(one, secret));
    else SECTIONS[section]!(state, one, other);
  }
}

type Section = (state: Builder, one: string, other: string) => void;

const SECTIONS: Readonly<Record<string, Section>> = {
  v: readVariables,
  f: (state, name, text) => {
    const known = state.text(name, 'the name of a function');
    state.functions.set(known, state.text(text.replace(/\n$/, ''), known));
  },
  x: (state, text) => {
    for (const line of text.split('\n').slice(0, -1)) {
      const name = /^declare -f\w* (.+)$/.exec(line)?.[1] ?? '';
      if (!name.startsWith('__hsf')) state.exportedFunctions.set(state.text(name, 'the name of a function'), null);
    }
  },
  e: (state, name, text) => {
    const known = state.text(name, 'the name of a function');
    if (state.exportedFunctions.has(known)) state.exportedFunctions.set(known, state.text(text, known));
  },
  a: (state, name, text) => {
    const known = state.text(name, 'the name of an alias');
    state.aliases.set(known, state.text(text, known));
  },
  c: (state, text) => {
    for (const words of lines(text)) {
      const known = words.slice(1).map(word => state.text(word, 'a completion'));
      state.completions.set(JSON.stringify(known), known);
    }
  },
  o: (state, text) => {
    for (const [word, mark, name] of lines(text)) {
      if (word !== 'shopt' || (mark !== '-s' && mark !== '-u') || name === undefined) throw new NotOfBash('its options are none');
      // The steps themselves turn it on and off.
      if (name !== 'expand_aliases') state.options.set(name, mark === '-s');
    }
  },
  t: (state, text) => {
    for (const words of lines(text)) {
      const signal = words.at(-1) ?? '';
      if (!OWN_TRAPS.has(signal)) state.rest.set(`the trap at ${signal}`, words.join(' '));
    }
  },
  l: (state, text) => {
    for (const [index, line] of text.split('\n').entries()) {
      const [, name, value] = /^(.*?) {2,}.*\) (\S+)$/.exec(line) ?? [];
      if (name !== undefined)
        state.rest.set(
          `the limit of ${name}${state.rest.has(`the limit of ${name}`) ? ', the hard one' : ''}`,
          `${value ?? index}`,
        );
    }
  },
  d: (state, text) => {
    for (const descriptor of text.split(' ').filter(word => /^\d+$/.test(word)))
      state.rest.set(`descriptor ${descriptor}`, 'open');
  },
};

function lines(text: string): readonly (readonly string[])[] {
  const reading = {text, at: 0};
  const all: (readonly string[])[] = [];
  while (reading.at < text.length) all.push(readLine(reading));
  return all.filter(words => words.length > 0);
}

function readVariables(state: Builder, text: string): void {
  for (const {name, attributes, value} of readDeclarations(text)) {
    if (fitsAny(name, OF_BASH)) continue;
    const plain = (latin: string) => state.text(latin, name);
    if (attributes.includes('x') && !/[aA]/.test(attributes)) {
      // One that is exported and has no value is in no environment.
      if (typeof value === 'string') state.exported.set(name, plain(value));
      continue;
    }
    const known =
      value === null || typeof value === 'string'
        ? value && plain(value)
        : value.map(([key, item]) => [plain(key), plain(item)] as const);
    state.shellVariables.set(name, {name, attributes: attributes.replaceAll('x', ''), value: known});
  }
}

/** A dump as it may lie on the disk. */
export function withoutSecretValues(bytes: Uint8Array): Buffer {
  const fields = Buffer.from(bytes).toString('latin1').split('\0');
  const kept: string[] = [];
  for (let at = 0; at < fields.length;) {
    const length = 1 + (Object.hasOwn(FIELDS, fields[at]!) ? FIELDS[fields[at]!]! : 0);
    if (fields[at] !== 'S') kept.push(...fields.slice(at, at + length));
    at += length;
  }
  return Buffer.from(kept.join('\0'), 'latin1');
}
