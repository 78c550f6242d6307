import type {Stack, Variant} from '../../choose/stack.ts';
import {narrows} from './tokens.ts';

/** Everything that can be searched, one text per variant, built once per catalogue. */
export type SearchIndex = {
  readonly stacks: readonly Stack[];
  readonly variants: readonly Variant[];
  /** Position in `stacks` of each variant's stack. */
  readonly stackOf: readonly number[];
  readonly texts: readonly string[];
};

/** What a query found: positions in `variants`, in their order. */
export type Hits = {readonly tokens: readonly string[]; readonly variants: readonly number[]};

const indexes = new WeakMap<readonly Stack[], SearchIndex>();

/** The index of a catalogue; made on first use, so that the first frame does not wait for it. */
export function searchIndexOf(stacks: readonly Stack[]): SearchIndex {
  let index = indexes.get(stacks);
  if (index === undefined) {
    index = buildIndex(stacks);
    indexes.set(stacks, index);
  }
  return index;
}

function buildIndex(stacks: readonly Stack[]): SearchIndex {
  const variants: Variant[] = [];
  const stackOf: number[] = [];
  const texts: string[] = [];
  stacks.forEach((stack, position) => {
    const common = stackText(stack);
    for (const variant of stack.variants) {
      variants.push(variant);
      stackOf.push(position);
      texts.push(`${common} ${variantText(variant)}`);
    }
  });
  return {stacks, variants, stackOf, texts};
}

/** Family, release, title and repository of a stack, small letters. */
export function stackText(stack: Stack): string {
  return `${stack.address} ${stack.title} ${stack.repository}${stack.nightly ? ' nightly' : ''}`.toLowerCase();
}

/** Platform of a variant, as spelled and as people say it (`gcc13` and `gcc 13`). */
export function variantText(variant: Variant): string {
  const {platform} = variant;
  const compiler = platform.compiler === null ? '' : `${platform.compiler.name}${platform.compiler.version ?? ''}`;
  const os = platform.os === null ? '' : `${platform.os.id}${platform.os.version ?? ''}`;
  const suffix = variant.address.slice(variant.address.lastIndexOf('@') + 1);
  return `${platform.text} ${suffix} ${platform.arch ?? ''} ${os} ${compiler} ${platform.build ?? ''} ${platform.cpu ?? ''}`.toLowerCase();
}

/** The variants that contain every token. `last` spares most of the work while a query grows letter by letter. */
export function search(index: SearchIndex, tokens: readonly string[], last: Hits | null): Hits {
  const narrowed = last !== null && narrows(tokens, last.tokens);
  const found: number[] = [];
  const test = (position: number) => {
    const text = index.texts[position]!;
    for (const token of tokens) if (!text.includes(token)) return;
    found.push(position);
  };
  if (narrowed) for (const position of last.variants) test(position);
  else for (let position = 0; position < index.texts.length; position++) test(position);
  return {tokens, variants: found};
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
