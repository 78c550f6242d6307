/** A part of a glob: any text, one character (`text` where it is a certain one), or one of several ways to go on. */
export type Token =
  | {readonly is: 'star'}
  | {readonly is: 'one'; readonly text: string | null; readonly fits: (code: number) => boolean}
  | {readonly is: 'choice'; readonly parts: readonly (readonly Token[])[]};

/** Characters between two stars, which can only stand in one way wherever they begin. */
type Chunk = {readonly length: number; /** Where all are certain. */ readonly text: string | null; readonly ones: readonly One[]};
type One = Token & {readonly is: 'one'};

/** More ways than this to choose are left to the matcher that takes them one by one. */
const MOST_WAYS = 16;

/**
 * A test for whole names that looks for the text between the stars, first to last. Nothing is captured by it, so the first place
 * that fits is as good as any, and nothing is tried twice. Thousands of names are matched by code that runs for the first time: this
 * leaves most of the work to what the engine has ready.
 *
 * @returns null for a glob with too many ways to choose
 */
export function straightTest(tokens: readonly Token[]): ((name: string) => boolean) | null {
  const ways = waysOf(tokens)?.map(chunksOf);
  if (ways === undefined) return null;
  const [only] = ways;
  return ways.length === 1 && only !== undefined ? name => goes(only, name) : name => ways.some(chunks => goes(chunks, name));
}

/** How many characters these stand for, where that is the same for all names. */
export function fixedLength(tokens: readonly Token[]): number | null {
  return tokens.every(({is}) => is === 'one') ? tokens.length : null;
}

/** All ways to choose, without choices. */
function waysOf(tokens: readonly Token[]): readonly (readonly Token[])[] | undefined {
  let ways: Token[][] = [[]];
  for (const token of tokens) {
    // Braces do not nest, so no part has a choice of its own.
    if (token.is !== 'choice') for (const way of ways) way.push(token);
    // A single way is gone on with in place: there may be thousands of them, and each copy is as long as all before it.
    else if (token.parts.length === 1) for (const way of ways) for (const one of token.parts[0]!) way.push(one);
    else if (ways.length * token.parts.length > MOST_WAYS) return undefined;
    else ways = ways.flatMap(way => token.parts.map(part => [...way, ...part]));
  }
  return ways;
}

function chunksOf(tokens: readonly Token[]): readonly Chunk[] {
  const chunks: One[][] = [[]];
  for (const token of tokens) {
    if (token.is === 'star') chunks.push([]);
    else if (token.is === 'one') chunks.at(-1)?.push(token);
  }
  return chunks.map(ones => ({
    length: ones.length,
    text: ones.some(({text}) => text === null) ? null : ones.map(({text}) => text).join(''),
    ones,
  }));
}

function goes(chunks: readonly Chunk[], name: string): boolean {
  const last = chunks.length - 1;
  const [first, end] = [chunks[0], chunks[last]];
  if (first === undefined || end === undefined || !standsAt(first, name, 0)) return false;
  if (last === 0) return name.length === first.length;
  const stop = name.length - end.length;
  let at = first.length;
  if (stop < at || !standsAt(end, name, stop)) return false;
  for (let index = 1; index < last; index++) {
    const chunk = chunks[index];
    if (chunk === undefined) return false;
    const found = find(chunk, name, at);
    if (found < 0 || found + chunk.length > stop) return false;
    at = found + chunk.length;
  }
  return true;
}

function standsAt({text, ones, length}: Chunk, name: string, at: number): boolean {
  if (text !== null) return name.startsWith(text, at);
  return at + length <= name.length && ones.every(({fits}, index) => fits(name.charCodeAt(at + index)));
}

function find(chunk: Chunk, name: string, from: number): number {
  if (chunk.text !== null) return name.indexOf(chunk.text, from);
  for (let at = from; at + chunk.length <= name.length; at++) if (standsAt(chunk, name, at)) return at;
  return -1;
}
