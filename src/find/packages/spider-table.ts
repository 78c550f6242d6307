import {packageOf, type Package} from './package.ts';

export type SpiderTable = {
  readonly packages: readonly Package[];
  /** Modules whose names are none. */
  readonly left: number;
};

/**
 * The modules of a Lmod spider cache (`spiderT.lua`, LAYOUTS.md 2.4): Lua assignments of nested tables, read as data and never run.
 * `spiderT = { [MODULEPATH] = { ROOT = { fileT = { ["ROOT/6.34.02"] = {…} }, dirT = {…} } } }`.
 *
 * One pass over the text with a stack of keys; it does not care what else is in the file, and takes damage for its end.
 *
 * @param directories module paths that count, with all below them
 * @returns null when no such module path is in it
 */
export function parseSpiderTable(text: string, directories: readonly string[]): SpiderTable | null {
  const packages: Package[] = [];
  let left = 0;
  let isKnown = false;
  const stack: string[] = [];
  let key = '';
  const scanner = makeScanner(text);
  for (let token = scanner(); token !== null; token = scanner()) {
    switch (token.kind) {
      case 'text':
        key = token.text;
        break;
      case '{': {
        if (stack.length >= DEEPEST) return isKnown ? {packages, left} : null;
        stack.push(key);
        const isCounted = stack[0] === 'spiderT' && stack.length > 1 && isBelow(stack[1]!, directories);
        if (isCounted) isKnown = true;
        if (isCounted && stack.at(-2) === 'fileT') {
          const slash = key.lastIndexOf('/');
          const found = slash > 0 ? packageOf(key.slice(0, slash), key.slice(slash + 1)) : null;
          if (found !== null) packages.push(found);
          else if (slash > 0) left++;
        }
        key = '';
        break;
      }
      case '}':
        stack.pop();
        key = '';
        break;
      case ',':
        key = '';
    }
  }
  return isKnown ? {packages, left} : null;
}

/** Lmod's tables have ten levels. */
const DEEPEST = 64;

function isBelow(path: string, directories: readonly string[]): boolean {
  return directories.some(directory => path === directory || path.startsWith(`${directory}/`));
}

type Token = {readonly kind: '{' | '}' | ','} | {readonly kind: 'text'; readonly text: string};
const SIGNS: Readonly<Record<string, Token>> = {'{': {kind: '{'}, '}': {kind: '}'}, ',': {kind: ','}, ';': {kind: ','}};

/** Braces, commas, and names or strings: a key is what stood last before a brace. */
function makeScanner(text: string): () => Token | null {
  let at = 0;
  const word = /[A-Za-z_0-9.-]+/y;
  const long = /\[(=*)\[/y;
  return () => {
    while (at < text.length) {
      const character = text.charAt(at);
      const sign = SIGNS[character];
      if (sign !== undefined) {
        at++;
        return sign;
      }
      if (character === '"' || character === "'") return {kind: 'text', text: quoted(character)};
      if (text.startsWith('--', at)) {
        const end = text.indexOf('\n', at);
        at = end < 0 ? text.length : end;
        continue;
      }
      long.lastIndex = word.lastIndex = at;
      const level = character === '[' ? long.exec(text)?.[1] : undefined;
      if (level !== undefined) return {kind: 'text', text: bracketed(level)};
      const found = word.exec(text)?.[0];
      at += found?.length ?? 1;
      if (found !== undefined) return {kind: 'text', text: found};
    }
    return null;
  };

  function bracketed(level: string): string {
    const start = at + level.length + 2;
    const end = text.indexOf(`]${level}]`, start);
    at = end < 0 ? text.length : end + level.length + 2;
    return text.slice(start, Math.min(end < 0 ? start : end, start + LONGEST_TEXT));
  }

  function quoted(quote: string): string {
    let value = '';
    let from = ++at;
    for (; at < text.length; at++) {
      const character = text.charAt(at);
      if (character === quote) break;
      if (character !== '\\') continue;
      if (value.length < LONGEST_TEXT) value += text.slice(from, at) + unescaped(text.charAt(at + 1));
      at++;
      from = at + 1;
    }
    const last = text.slice(from, Math.min(at, from + LONGEST_TEXT));
    at++;
    return value + last;
  }
}

/** Longer ones are help texts. */
const LONGEST_TEXT = 4096;

/** Lua's other escapes stand for control characters, which no name has. */
function unescaped(character: string): string {
  return character === '"' || character === "'" || character === '\\' ? character : '\u0000';
}
