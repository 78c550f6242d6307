import {VARIABLE_NAME} from './difference.ts';

/** Takes a value of unknown origin and gives it back as what it has to be. @throws TypeError when it is something else */
export type Reader<T> = (value: unknown) => T;

export const stringOf: Reader<string> = value => {
  // No shell and no environment can hold a NUL.
  if (typeof value !== 'string' || value.includes('\0') || !value.isWellFormed()) throw new TypeError('no text');
  return value;
};

export function matching(pattern: RegExp): Reader<string> {
  return value => {
    const text = stringOf(value);
    if (!pattern.test(text)) throw new TypeError('no such text');
    return text;
  };
}

export const booleanOf: Reader<boolean> = value => {
  if (typeof value !== 'boolean') throw new TypeError('no boolean');
  return value;
};

export function literal<const T extends string | number>(wanted: T): Reader<T> {
  return value => {
    if (value !== wanted) throw new TypeError(`not ${wanted}`);
    return wanted;
  };
}

export function oneOf<const T extends string>(wanted: readonly T[]): Reader<T> {
  return value => {
    if (!wanted.includes(value as T)) throw new TypeError('not one of the known');
    return value as T;
  };
}

export function nullable<T>(reader: Reader<T>): Reader<T | null> {
  return value => (value === null ? null : reader(value));
}

export function arrayOf<T>(reader: Reader<T>): Reader<readonly T[]> {
  return value => {
    if (!Array.isArray(value)) throw new TypeError('no list');
    return value.map(item => reader(item));
  };
}

export function pairOf<T, S>(first: Reader<T>, second: Reader<S>): Reader<readonly [T, S]> {
  return value => {
    if (!Array.isArray(value) || value.length !== 2) throw new TypeError('no pair');
    return [first(value[0]), second(value[1])];
  };
}

/** The first that accepts it. */
export function union<T>(...readers: readonly Reader<T>[]): Reader<T> {
  return value => {
    for (const reader of readers) {
      try {
        return reader(value);
      } catch {
        // Another may.
      }
    }
    throw new TypeError('none of the known');
  };
}

/** Exactly these keys. */
export function objectOf<T extends Record<string, unknown>>(readers: {readonly [K in keyof T]: Reader<T[K]>}): Reader<T> {
  const keys = Object.keys(readers);
  return value => {
    const object = plainObject(value);
    if (Object.keys(object).length !== keys.length) throw new TypeError('other keys');
    return Object.fromEntries(
      keys.map(key => {
        if (!Object.hasOwn(object, key)) throw new TypeError(`no ${key}`);
        return [key, readers[key]!(object[key])];
      }),
    ) as T;
  };
}

/** Names and what they stand for; a value may have to fit its name. */
export function recordOf<T>(
  name: Reader<string>,
  item: (name: string, value: unknown) => T,
): Reader<Readonly<Record<string, T>>> {
  return value => Object.fromEntries(Object.entries(plainObject(value)).map(([key, inner]) => [name(key), item(key, inner)]));
}

function plainObject(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError('no object');
  return value as Readonly<Record<string, unknown>>;
}

export const variableName: Reader<string> = value => {
  const text = stringOf(value);
  // Steering hsf, or the state of the shell that replays, is no set-up's business.
  if (!VARIABLE_NAME.test(text) || /^(?:HSF_|__hsf)/.test(text)) throw new TypeError('no name of a variable');
  return text;
};

/** Functions and aliases may be called almost anything; not what a shell would read as more than a word. */
export const functionName: Reader<string> = value => {
  const text = stringOf(value);
  if (!/^[^\s'"\\$`(){}<>|&;#*?[\]~=!/-][^\s'"\\$`(){}<>|&;=/]*$/u.test(text) || text.startsWith('__hsf'))
    throw new TypeError('no name');
  return text;
};

export const optionName: Reader<string> = value => {
  const text = stringOf(value);
  if (!/^[a-z][a-z0-9_]{0,40}$/.test(text)) throw new TypeError('no option');
  return text;
};

export const completionOf: Reader<readonly string[]> = value => arrayOf(stringOf)(value);
