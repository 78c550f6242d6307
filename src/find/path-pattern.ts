import type {LeafRule} from './family.ts';
import {compileMatcher, escapeGlob, globTest, type Matcher, type Piece} from './glob.ts';

/**
 * A path template, ready to be walked: literal text costs nothing, `names` and `deep` read directories.
 *
 * `text` may hold several segments (`lcg/views`).
 */
export type PatternStep =
  | {readonly kind: 'literal'; readonly text: string}
  /** All its placeholders stand for something by then, so there is nothing to look for: `{name}.simg` below `{name}`. */
  | {readonly kind: 'known'; readonly textFor: (captures: Captures) => string}
  | {readonly kind: 'names'; readonly match: Matcher; readonly captures: readonly string[]}
  | {
      readonly kind: 'deep';
      readonly capture: string;
      readonly most: number;
      readonly isLeafName: ((name: string) => boolean) | null;
      readonly contains: string | null;
    };

const PLACEHOLDER = /\{([a-z][a-z0-9_]*)(\.\.\.)?\}/g;
/** Names of the placeholders in a template, in order. */
export function placeholdersIn(template: string): readonly string[] {
  return [...template.matchAll(PLACEHOLDER)].map(match => match[1] ?? '');
}

/**
 * Takes a template apart.
 *
 * @param match globs by placeholder, see `Layout.match`
 * @param leaf how a `{name...}` ends; a template that has one but no rule yields no step for it and matches nothing deep
 */
export function compilePattern(
  template: string,
  match: Readonly<Record<string, string>>,
  leaf: LeafRule | null,
): readonly PatternStep[] {
  const steps: PatternStep[] = [];
  const seen = new Set<string>();
  let literal: string[] = [];
  for (const segment of template.split('/').filter(part => part !== '')) {
    const names = placeholdersIn(segment);
    const isKnown = names.length > 0 && names.every(name => seen.has(name));
    const step: PatternStep | null = isKnown
      ? {kind: 'known', textFor: compileTemplate(segment.replace('...}', '}'))}
      : compileSegment(segment, match, leaf);
    for (const name of names) seen.add(name);
    if (step === null) {
      literal.push(segment);
      continue;
    }
    if (literal.length > 0) steps.push({kind: 'literal', text: literal.join('/')});
    literal = [];
    steps.push(step);
  }
  if (literal.length > 0) steps.push({kind: 'literal', text: literal.join('/')});
  return steps;
}

export type Captures = Readonly<Record<string, string>>;

/** What the placeholders stand for in a path that the pattern describes; null where it does not, or has a `{name...}`. */
export function matchPath(steps: readonly PatternStep[], path: string): Captures | null {
  const captures: Record<string, string> = {};
  let rest = path.split('/');
  for (const step of steps) {
    if (step.kind === 'deep') return null;
    const wanted = step.kind === 'literal' ? step.text : step.kind === 'known' ? step.textFor(captures) : null;
    const length = wanted === null ? 1 : wanted.split('/').length;
    if (rest.length < length) return null;
    const text = rest.slice(0, length).join('/');
    rest = rest.slice(length);
    if (wanted !== null && text !== wanted) return null;
    if (step.kind !== 'names') continue;
    const more = matchName(step, text, captures);
    if (more === null) return null;
    Object.assign(captures, more);
  }
  return rest.length === 0 ? captures : null;
}

/**
 * What the placeholders stand for once a name is added to the path; null where the name does not fit, or a placeholder that is there
 * twice would stand for two things.
 */
export function matchName(
  {match, captures: names}: PatternStep & {readonly kind: 'names'},
  name: string,
  captures: Captures,
): Captures | null {
  const texts = match(name);
  if (texts === null) return null;
  const found: Record<string, string> = {...captures};
  for (let i = 0; i < names.length; i++) {
    const [key = '', text = ''] = [names[i], texts[i]];
    const known = Object.hasOwn(found, key) ? found[key] : undefined;
    if (known !== undefined && known !== text) return null;
    found[key] = text;
  }
  return found;
}

/** Puts captured text into a template; an unknown placeholder stays as it is. */
export function fillTemplate(template: string, captures: Captures): string {
  return compileTemplate(template)(captures);
}

/** A template taken apart once, for filling it thousands of times. */
export function compileTemplate(template: string): (captures: Captures) => string {
  const parts: {readonly literal: string; readonly name: string}[] = [];
  let end = 0;
  for (const found of template.matchAll(PLACEHOLDER)) {
    parts.push({literal: template.slice(end, found.index), name: found[1] ?? ''});
    end = found.index + found[0].length;
  }
  const rest = template.slice(end);
  const [first] = parts;
  if (first === undefined) return () => template;
  // By far the most common form, and worth a straight line: listings of thousands of variants begin cold.
  if (parts.length === 1) {
    const {literal, name} = first;
    return captures => literal + (ownText(captures, name) ?? `{${name}}`) + rest;
  }
  return captures => {
    let text = '';
    for (const {literal, name} of parts) text += literal + (ownText(captures, name) ?? `{${name}}`);
    return text + rest;
  };
}

/** A placeholder may be called like something that every object has (`{constructor}`). */
function ownText(texts: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(texts, name) ? texts[name] : undefined;
}

function compileSegment(segment: string, match: Readonly<Record<string, string>>, leaf: LeafRule | null): PatternStep | null {
  const deep = /^\{([a-z][a-z0-9_]*)\.\.\.\}$/.exec(segment)?.[1];
  if (deep !== undefined) {
    return {
      kind: 'deep',
      capture: deep,
      most: leaf?.most ?? 1,
      isLeafName: leaf?.name == null ? null : globTest(leaf.name),
      contains: leaf?.contains ?? null,
    };
  }
  const captures: string[] = [];
  const pieces: Piece[] = [];
  let end = 0;
  const addText = (text: string) => {
    if (text !== '') pieces.push({glob: escapeGlob(text), captured: false, visible: false});
  };
  for (const found of segment.matchAll(PLACEHOLDER)) {
    const name = found[1] ?? '';
    addText(segment.slice(end, found.index));
    const glob = ownText(match, name) ?? '?*';
    // `.flat` and `.layers` of an image repository must never be read by chance.
    pieces.push({glob, captured: true, visible: pieces.length === 0 && !/^[[{]?\./.test(glob)});
    captures.push(name);
    end = found.index + found[0].length;
  }
  if (captures.length === 0) return null;
  addText(segment.slice(end));
  return {kind: 'names', match: compileMatcher(pieces), captures};
}
