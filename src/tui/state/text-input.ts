import {graphemes} from '../text/width.ts';

/** One line of text with a cursor, which counts UTF-16 units and always stands between two characters as people see them. */
export type TextInput = {readonly text: string; readonly cursor: number};

export type TextAction =
  | {readonly type: 'insert'; readonly text: string}
  | {readonly type: 'delete'; readonly what: 'before' | 'after' | 'word' | 'to-start' | 'to-end' | 'all'}
  | {readonly type: 'move'; readonly to: 'left' | 'right' | 'start' | 'end'};

/** Longest filter; more can only be an accident (a paste into the wrong window). */
export const LONGEST_TEXT = 200;

export const EMPTY_TEXT: TextInput = {text: '', cursor: 0};

export function textReducer(state: TextInput, action: TextAction): TextInput {
  const before = state.text.slice(0, state.cursor);
  const after = state.text.slice(state.cursor);
  switch (action.type) {
    case 'insert': {
      const room = LONGEST_TEXT - state.text.length;
      const inserted = oneLine(action.text, room);
      return inserted === '' ? state : made(before + inserted, after);
    }
    case 'delete':
      return deleted(before, after, action.what);
    case 'move':
      return moved(state, before, after, action.to);
  }
}

function deleted(before: string, after: string, what: Extract<TextAction, {type: 'delete'}>['what']): TextInput {
  switch (what) {
    case 'before':
      return made(before.slice(0, before.length - lastLength(before)), after);
    case 'after':
      return made(before, after.slice(firstLength(after)));
    case 'word':
      return made(before.replace(/\S*\s*$/u, ''), after);
    case 'to-start':
      return made('', after);
    case 'to-end':
      return made(before, '');
    case 'all':
      return EMPTY_TEXT;
  }
}

function moved(state: TextInput, before: string, after: string, to: Extract<TextAction, {type: 'move'}>['to']): TextInput {
  switch (to) {
    case 'left':
      return {...state, cursor: state.cursor - lastLength(before)};
    case 'right':
      return {...state, cursor: state.cursor + firstLength(after)};
    case 'start':
      return {...state, cursor: 0};
    case 'end':
      return {...state, cursor: state.text.length};
  }
}

/** What stands on both sides of the cursor, which goes behind a character that the two make together (`l` before an accent). */
function made(before: string, after: string): TextInput {
  const text = before + after;
  let cursor = 0;
  for (const grapheme of after === '' ? [text] : graphemes(text)) {
    if (cursor >= before.length) break;
    cursor += grapheme.length;
  }
  return {text, cursor};
}

/** Line breaks and tabs become blanks, other control characters go; cut between characters. */
function oneLine(text: string, room: number): string {
  const clean = text.replace(/[\s\u2028\u2029]+/gu, ' ').replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '');
  if (clean.length <= room) return clean;
  let taken = '';
  for (const grapheme of graphemes(clean.slice(0, room + 32))) {
    if (taken.length + grapheme.length > room) break;
    taken += grapheme;
  }
  return taken;
}

function lastLength(text: string): number {
  return graphemes(text.slice(-64)).at(-1)?.length ?? 0;
}

function firstLength(text: string): number {
  return graphemes(text.slice(0, 64))[0]?.length ?? 0;
}
