import {fixedLength, straightTest, type Token} from './straight-glob.ts';

/**
 * One step of a pattern. All of them stand in one list and lead to the next one, save for those that say otherwise.
 *
 * `either` tries the next step first, then `or`; `save` notes where a captured text begins or ends; `visible` refuses a dot.
 */
type Step =
  | {readonly does: 'one'; readonly fits: (code: number) => boolean}
  | {readonly does: 'either'; or: number}
  | {readonly does: 'go'; to: number}
  | {readonly does: 'save'; readonly slot: number}
  | {readonly does: 'visible'}
  | {readonly does: 'end'};

/** A piece of a name: a glob, or text that means itself. */
export type Piece = {
  readonly glob: string;
  readonly captured: boolean;
  /** As in a shell, a dot at the beginning has to be asked for. */
  readonly visible: boolean;
};

/** The texts of the captured pieces, each as long as can be in their order; null where the name does not fit. */
export type Matcher = (name: string) => readonly string[] | null;

/**
 * Globs for whole names: `*`, `?`, `[abc]`, `[a-z]`, `[!abc]` and `{one,two}` (not nested). An unclosed bracket stands for itself.
 * Captured text never holds a `/` unless it is a variable-depth placeholder, so `*` may match everything.
 *
 * No regular expression: globs and names both come from CVMFS, and one that tries all ways of sharing a long name among many stars
 * never ends. Here no step is tried twice at one place of the name, so that the time is at most their product.
 */
export function compileMatcher(pieces: readonly Piece[]): Matcher {
  const [first] = pieces;
  // By far the most common one, asked for each of a hundred thousand variants.
  if (pieces.length === 1 && first?.captured === true && first.glob === '?*') {
    return name => (name === '' || (first.visible && name.startsWith('.')) ? null : [name]);
  }
  // Most layouts are of directories that are not here.
  let compiled: Matcher | null = null;
  return name => (compiled ??= compileStraight(pieces) ?? compileSteps(pieces))(name);
}

function compileSteps(pieces: readonly Piece[]): Matcher {
  const steps: Step[] = [];
  let slots = 0;
  for (const {glob, captured, visible} of pieces) {
    if (visible) steps.push({does: 'visible'});
    if (captured) steps.push({does: 'save', slot: slots++});
    addSteps(steps, tokensOf(glob));
    if (captured) steps.push({does: 'save', slot: slots++});
  }
  steps.push({does: 'end'});
  return name => match(steps, slots, name);
}

/** The same where what is captured has the same length before and behind it in every name; null where it has not. */
function compileStraight(pieces: readonly Piece[]): Matcher | null {
  const at = pieces.findIndex(({captured}) => captured);
  if (pieces.some(({captured, visible}, index) => (captured && index !== at) || (visible && index > 0))) return null;
  const tokens = pieces.map(({glob}) => tokensOf(glob));
  const before = at < 0 ? 0 : fixedLength(tokens.slice(0, at).flat());
  const behind = at < 0 ? 0 : fixedLength(tokens.slice(at + 1).flat());
  const fits = straightTest(tokens.flat());
  if (before === null || behind === null || fits === null) return null;
  const isVisible = pieces[0]?.visible === true;
  return name => {
    if ((isVisible && name.startsWith('.')) || !fits(name)) return null;
    return at < 0 ? NOTHING_CAPTURED : [name.slice(before, name.length - behind)];
  };
}

const NOTHING_CAPTURED: readonly string[] = [];

/** A test for whole names. */
export function globTest(glob: string): (text: string) => boolean {
  const matches = compileMatcher([{glob, captured: false, visible: false}]);
  return text => matches(text) !== null;
}

/** A glob that matches this text alone. */
export function escapeGlob(text: string): string {
  return text.replace(/[*?[{]/g, '[$&]');
}

function tokensOf(glob: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let i = 0; i < glob.length; i++) {
    const character = glob.charAt(i);
    const close = character === '[' ? glob.indexOf(']', i + 2) : character === '{' ? glob.indexOf('}', i + 1) : -1;
    if (character === '*') tokens.push({is: 'star'});
    else if (character === '?') tokens.push({is: 'one', text: null, fits: () => true});
    else if (character === '[' && close > 0) {
      tokens.push({is: 'one', text: null, fits: classTest(glob.slice(i + 1, close))});
      i = close;
    } else if (character === '{' && close > 0) {
      tokens.push({
        is: 'choice',
        parts: glob
          .slice(i + 1, close)
          .split(',')
          .map(tokensOf),
      });
      i = close;
    } else {
      const code = character.charCodeAt(0);
      tokens.push({is: 'one', text: character, fits: other => other === code});
    }
  }
  return tokens;
}

function addSteps(steps: Step[], tokens: readonly Token[]): void {
  for (const token of tokens) {
    if (token.is === 'one') steps.push({does: 'one', fits: token.fits});
    else if (token.is === 'choice') addChoice(steps, token.parts);
    else {
      const again = steps.length;
      steps.push({does: 'either', or: again + 3}, {does: 'one', fits: () => true}, {does: 'go', to: again});
    }
  }
}

function addChoice(steps: Step[], parts: readonly (readonly Token[])[]): void {
  const exits: (Step & {readonly does: 'go'})[] = [];
  for (const [index, part] of parts.entries()) {
    const either: (Step & {readonly does: 'either'}) | null = index < parts.length - 1 ? {does: 'either', or: 0} : null;
    if (either !== null) steps.push(either);
    addSteps(steps, part);
    if (either === null) break;
    const exit: Step & {readonly does: 'go'} = {does: 'go', to: 0};
    steps.push(exit);
    exits.push(exit);
    either.or = steps.length;
  }
  for (const exit of exits) exit.to = steps.length;
}

function classTest(body: string): (code: number) => boolean {
  const negated = body.startsWith('!') || body.startsWith('^');
  const members = negated ? body.slice(1) : body;
  const ranges: (readonly [number, number])[] = [];
  for (let i = 0; i < members.length; i++) {
    const from = members.charCodeAt(i);
    const isRange = members.charAt(i + 1) === '-' && i + 2 < members.length;
    ranges.push([from, isRange ? members.charCodeAt(i + 2) : from]);
    if (isRange) i += 2;
  }
  return code => ranges.some(([from, to]) => code >= from && code <= to) !== negated;
}

// Which choice was made at which place of the name, by the number of the call: never to be cleared.
let tried = new Uint32Array(4096);
let call = 0;

function match(steps: readonly Step[], slots: number, name: string): readonly string[] | null {
  const width = name.length + 1;
  if (tried.length < steps.length * width) tried = new Uint32Array(steps.length * width);
  call = (call + 1) >>> 0;
  const saved = Array.from<number>({length: slots}).fill(0);
  // What is still to be tried: a step and a place; or what a slot was before, under a number below zero.
  const open = [0, 0];
  while (open.length > 0) {
    let place = open.pop() ?? 0;
    let index = open.pop() ?? 0;
    if (index < 0) {
      saved[-index - 1] = place;
      continue;
    }
    for (let step = steps[index]; step !== undefined; step = steps[index]) {
      if (step.does === 'one') {
        if (place === name.length || !step.fits(name.charCodeAt(place))) break;
        place++;
        index++;
      } else if (step.does === 'either') {
        const mark = index * width + place;
        if (tried[mark] === call) break;
        tried[mark] = call;
        open.push(step.or, place);
        index++;
      } else if (step.does === 'go') index = step.to;
      else if (step.does === 'save') {
        open.push(-step.slot - 1, saved[step.slot] ?? 0);
        saved[step.slot] = place;
        index++;
      } else if (step.does === 'visible') {
        if (name.charAt(place) === '.') break;
        index++;
      } else if (place === name.length) return captured(name, saved);
      else break;
    }
  }
  return null;
}

function captured(name: string, saved: readonly number[]): readonly string[] {
  const texts: string[] = [];
  for (let slot = 0; slot < saved.length; slot += 2) texts.push(name.slice(saved[slot], saved[slot + 1]));
  return texts;
}
