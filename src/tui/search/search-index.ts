import type {StackTable} from '../../choose/stack-table.ts';

/** What a query found: positions of variants in the table, in their order. */
export type Hits = {readonly tokens: readonly string[]; readonly variants: readonly number[]};

/** More words than bits: nobody types them, and what is pasted may be anything. */
const MOST_TOKENS = 30;

/** The variants that contain every token, in the text of their stack or in their own. */
export function search(table: StackTable, tokens: readonly string[]): Hits {
  const wanted = tokens.slice(0, MOST_TOKENS);
  const all = 2 ** wanted.length - 1;
  const ofKind = table.kinds.map(({text}) => bitsOf(text, wanted));
  const found: number[] = [];
  for (let stack = 0; stack < table.stacks; stack++) {
    const bits = bitsOf(table.texts[stack]!, wanted);
    const end = table.firstOf[stack + 1]!;
    for (let variant = table.firstOf[stack]!; variant < end; variant++) {
      if ((bits | ofKind[table.kindOf[variant]!]!) === all) found.push(variant);
    }
  }
  return {tokens, variants: found};
}

/** A bit for each token that a text contains. */
function bitsOf(text: string, tokens: readonly string[]): number {
  let bits = 0;
  for (let number = 0; number < tokens.length; number++) if (text.includes(tokens[number]!)) bits |= 1 << number;
  return bits;
}

/** 0 when every token is a whole word of the text, 1 when each begins a word, 2 otherwise: whole words are meant most. */
export function closeness(text: string, tokens: readonly string[]): 0 | 1 | 2 {
  let worst: 0 | 1 | 2 = 0;
  for (const token of tokens) {
    const kind = tokenCloseness(text, token);
    if (kind > worst) worst = kind;
    if (worst === 2) break;
  }
  return worst;
}

function tokenCloseness(text: string, token: string): 0 | 1 | 2 {
  let best: 0 | 1 | 2 = 2;
  for (let at = text.indexOf(token); at >= 0; at = text.indexOf(token, at + 1)) {
    if (at > 0 && isWordCharacter(text.charCodeAt(at - 1))) continue;
    const end = at + token.length;
    if (end >= text.length || !isWordCharacter(text.charCodeAt(end))) return 0;
    best = 1;
  }
  return best;
}

/** Letters and digits; `_`, `-`, `/`, `.` and the rest part words, so `107` is a word of `lcg/LCG_107`. */
function isWordCharacter(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 122) || code > 127;
}
