import type {StackTable} from '../../choose/stack-table.ts';

/** How a text has a word: not at all, somewhere, at the beginning of one of its words, as one of its words. */
export const HIT = {none: 0, within: 1, begins: 2, whole: 3} as const;

/** How each stack and each kind of variant has a word, by their numbers in the table. */
export type TokenHits = {readonly ofStack: Uint8Array; readonly ofKind: Uint8Array};

/** As many as anybody types and takes back; each costs a byte for every stack. */
const MOST_KEPT = 64;

const kept = new WeakMap<StackTable, Map<string, TokenHits>>();

/**
 * Where a word is found. What was found for a word is kept, and one that goes on where a known one ended is looked for only where that
 * one was: each further letter costs a fraction of the first.
 */
export function hitsOf(table: StackTable, token: string): TokenHits {
  let known = kept.get(table);
  if (known === undefined) kept.set(table, (known = new Map<string, TokenHits>()));
  let hits = known.get(token);
  if (hits !== undefined) {
    known.delete(token);
  } else {
    hits = lookUp(table, token, shorter(known, token));
    if (known.size >= MOST_KEPT) known.delete(known.keys().next().value!);
  }
  known.set(token, hits);
  return hits;
}

function shorter(known: ReadonlyMap<string, TokenHits>, token: string): TokenHits | null {
  for (let length = token.length - 1; length > 0; length--) {
    const hits = known.get(token.slice(0, length));
    if (hits !== undefined) return hits;
  }
  return null;
}

function lookUp({stacks, texts, kinds, families, familyOf}: StackTable, token: string, before: TokenHits | null): TokenHits {
  const ofStack = new Uint8Array(stacks);
  const ofKind = new Uint8Array(kinds.length);
  // An experiment finds what it works with, but behind what is called so.
  const ofFamily = families.map(({experiments}) => Math.min(hitIn(experiments.join(' ').toLowerCase(), token), HIT.begins));
  for (let stack = 0; stack < stacks; stack++) {
    if (before !== null && before.ofStack[stack] === HIT.none) continue;
    ofStack[stack] = Math.max(hitIn(texts[stack]!, token), ofFamily[familyOf[stack]!]!);
  }
  for (let kind = 0; kind < kinds.length; kind++) {
    if (before === null || before.ofKind[kind] !== HIT.none) ofKind[kind] = hitIn(kinds[kind]!.text, token);
  }
  return {ofStack, ofKind};
}

/** How a text has a word, both in small letters. */
export function hitIn(text: string, token: string): number {
  let best: number = HIT.none;
  for (let at = text.indexOf(token); at >= 0; at = text.indexOf(token, at + 1)) {
    if (at > 0 && isWordCharacter(text.charCodeAt(at - 1))) {
      best ||= HIT.within;
      continue;
    }
    const end = at + token.length;
    if (end >= text.length || !isWordCharacter(text.charCodeAt(end))) return HIT.whole;
    best = HIT.begins;
  }
  return best;
}

/** Letters and digits; `_`, `-`, `/`, `.` and the rest part words, so `107` is a word of `lcg/LCG_107`. */
function isWordCharacter(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 122) || code > 127;
}
