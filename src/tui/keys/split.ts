import {StringDecoder} from 'node:string_decoder';
import {graphemes} from '../text/width.ts';
import {FINAL_KEYS, csiKey, modified} from './csi.ts';
import type {KeyPress} from './key-press.ts';

/** A filter is never longer than this, so neither is what we keep of a paste (a megabyte is possible). */
export const PASTE_LIMIT = 1000;
// A terminal's reply that never ends must not swallow the keyboard.
const REPLY_LIMIT = 1024;
/** An end further away is that of another one. */
const LONGEST_REPLY = 4096;

const ESCAPE = '\u001b';
const PASTE_START = `${ESCAPE}[200~`;
const PASTE_END = `${ESCAPE}[201~`;
const INTERRUPT = '\u0003';

/** What is left over after a chunk: the start of a sequence, or a paste that goes on. */
export type SplitState = {readonly rest: string; readonly paste: string | null};

export const NOTHING_PENDING: SplitState = {rest: '', paste: null};

/**
 * Keys in what one read returned, and what has to wait for the next one. Any number of keys can come in one chunk (a slow line, a
 * held key, `tmux send-keys`), and one key can come in two; Ink's own `useInput` gives `abc<Enter>` as one text without Enter
 * (RUNTIME.md 4).
 */
export function splitKeys(state: SplitState, chunk: string): {readonly keys: readonly KeyPress[]; readonly state: SplitState} {
  const keys: KeyPress[] = [];
  let input = state.rest + chunk;
  const replyEnd = replyEndsIn(input);
  let paste = state.paste;
  while (input !== '') {
    if (paste !== null) {
      const step = continuePaste(paste, input);
      if (step.done) keys.push({name: 'paste', text: step.paste});
      paste = step.done ? null : step.paste;
      input = step.rest;
      // Only the start of the end mark is left: it waits.
      if (!step.done && PASTE_END.startsWith(input)) break;
      continue;
    }
    if (input.startsWith(PASTE_START)) {
      paste = '';
      input = input.slice(PASTE_START.length);
      continue;
    }
    const step = input.startsWith(ESCAPE) ? splitEscape(input, replyEnd) : splitPlain(input);
    if (step === 'pending') break;
    keys.push(...step.keys);
    input = input.slice(step.length);
  }
  return {keys, state: {rest: input, paste}};
}

/** What an unfinished sequence means when nothing follows: a lone Esc is the key, anything else is noise. */
export function flushKeys(state: SplitState): {readonly keys: readonly KeyPress[]; readonly state: SplitState} {
  if (state.paste !== null || state.rest === '') return {keys: [], state};
  const {rest} = state;
  // With a parameter it can only be an answer of the terminal whose second piece is still on its way; typed it would be text.
  if (/^\u001b\[[\d;<?]+$/.test(rest)) return {keys: [], state};
  const keys: KeyPress[] =
    rest === ESCAPE ? [{name: 'escape'}] : rest === ESCAPE + ESCAPE ? [{name: 'escape'}, {name: 'escape'}] : alt(rest);
  return {keys, state: NOTHING_PENDING};
}

/** Bytes to keys, with what is pending remembered in between; `flush` is for when no more came for some 30 ms. */
export function createKeySplitter(): {
  push: (bytes: Buffer | string) => readonly KeyPress[];
  flush: () => readonly KeyPress[];
  pending: () => boolean;
} {
  // Our own decoder, so that the encoding of a stream that others use later is left alone.
  const decoder = new StringDecoder('utf8');
  let state = NOTHING_PENDING;
  const take = (result: {readonly keys: readonly KeyPress[]; readonly state: SplitState}) => {
    state = result.state;
    return result.keys;
  };
  return {
    push: bytes => take(splitKeys(state, typeof bytes === 'string' ? bytes : decoder.write(bytes))),
    flush: () => take(flushKeys(state)),
    pending: () => state.rest !== '' && state.paste === null,
  };
}

function continuePaste(paste: string, input: string): {done: boolean; paste: string; rest: string} {
  const end = input.indexOf(PASTE_END);
  // Ctrl-C gets out of a paste whose end mark was lost on the way.
  const interrupt = input.indexOf(INTERRUPT);
  if (interrupt >= 0 && (end < 0 || interrupt < end))
    return {done: true, paste: keep(paste, input.slice(0, interrupt)), rest: input.slice(interrupt)};
  if (end >= 0) return {done: true, paste: keep(paste, input.slice(0, end)), rest: input.slice(end + PASTE_END.length)};
  const waiting = endMarkStart(input);
  return {done: false, paste: keep(paste, input.slice(0, input.length - waiting)), rest: input.slice(input.length - waiting)};
}

function keep(paste: string, more: string): string {
  return paste.length >= PASTE_LIMIT ? paste : (paste + more).slice(0, PASTE_LIMIT);
}

/** Length of the longest end of `input` that could be the start of the end mark. */
function endMarkStart(input: string): number {
  for (let length = Math.min(PASTE_END.length - 1, input.length); length > 0; length--) {
    if (input.endsWith(PASTE_END.slice(0, length))) return length;
  }
  return 0;
}

type Step = {readonly keys: readonly KeyPress[]; readonly length: number};

function splitPlain(input: string): Step {
  const control = input.search(/[\u0000-\u001f\u007f-\u009f]/);
  if (control !== 0) {
    const text = control < 0 ? input : input.slice(0, control);
    return {keys: graphemes(text).map(grapheme => ({name: 'text', text: grapheme})), length: text.length};
  }
  if (input.startsWith('\r\n')) return {keys: [{name: 'enter'}], length: 2};
  return {keys: controlKey(input.charCodeAt(0)), length: 1};
}

function controlKey(code: number): readonly KeyPress[] {
  if (code === 0x0d || code === 0x0a) return [{name: 'enter'}];
  if (code === 0x09) return [{name: 'tab'}];
  if (code === 0x7f || code === 0x08) return [{name: 'backspace'}];
  if (code === 0) return [{name: 'ctrl-space'}];
  if (code <= 0x1a) return [{name: `ctrl-${String.fromCharCode(code + 0x60)}`}];
  // ctrl-\ to ctrl-_ and C1 codes: no key of ours.
  return [];
}

function splitEscape(input: string, replyEnd: ReplyEnd): Step | 'pending' {
  const second = input[1];
  if (second === undefined) return 'pending';
  if (second === '[') return splitCsi(input, 2);
  if (second === 'O') return splitSs3(input);
  if (second === ']' || second === 'P' || second === '_' || second === '^') return splitReply(input, replyEnd);
  if (second === ESCAPE) {
    // Alt with an arrow in some terminals; otherwise two presses of Esc.
    if (input[2] === undefined) return 'pending';
    if (input[2] === '[') {
      const inner = splitCsi(input.slice(1), 2);
      if (inner === 'pending') return 'pending';
      return {keys: inner.keys.map(key => (key.place === undefined ? {name: `alt-${key.name}`} : key)), length: inner.length + 1};
    }
    return {keys: [{name: 'escape'}], length: 1};
  }
  const code = input.codePointAt(1)!;
  // Typed fast, or in one packet: Esc and Ctrl-C are two keys. Enter and Backspace have meanings with Alt.
  if (code < 0x20 && ![0x08, 0x0a, 0x0d].includes(code)) return {keys: [{name: 'escape'}], length: 1};
  return {keys: alt(input), length: 1 + String.fromCodePoint(code).length};
}

function alt(input: string): KeyPress[] {
  const character = String.fromCodePoint(input.codePointAt(1) ?? 0);
  const code = character.codePointAt(0)!;
  if (/[A-Z]/.test(character)) return [{name: `alt-shift-${character.toLowerCase()}`}];
  if (code === 0x20) return [{name: 'alt-space'}];
  // C1 controls are no keys.
  if (code > 0x20 && (code < 0x7f || code > 0x9f)) return [{name: `alt-${character}`}];
  if (code > 0x7f) return [];
  return controlKey(code).map(key => ({name: `alt-${key.name}`}));
}

function splitCsi(input: string, start: number): Step | 'pending' {
  // The Linux console sends F1 to F5 as ESC [ [ A.
  if (input[start] === '[') {
    const letter = input[start + 1];
    if (letter === undefined) return 'pending';
    const number = letter.charCodeAt(0) - 0x40;
    return {keys: number >= 1 && number <= 5 ? [{name: `f${number}`}] : [], length: start + 2};
  }
  let end = start;
  while (end < input.length && input.charCodeAt(end) >= 0x20 && input.charCodeAt(end) < 0x40) end++;
  if (end === input.length) return input.length > REPLY_LIMIT ? {keys: [], length: input.length} : 'pending';
  const code = input.charCodeAt(end);
  // Not a sequence after all: forget its start, keep what interrupted it.
  if (code < 0x40 || code > 0x7e) return {keys: [], length: end};
  return {keys: csiKey(input.slice(start, end), input[end]!), length: end + 1};
}

function splitSs3(input: string): Step | 'pending' {
  let end = 2;
  while (end < input.length && /[\d;]/.test(input[end]!)) end++;
  const final = input[end];
  if (final === undefined) return 'pending';
  const name = FINAL_KEYS[final];
  // Alt-O is sent like the start of such a sequence; what follows is then a key of its own.
  if (name === undefined && end === 2) return {keys: [{name: 'alt-o'}], length: 2};
  return {keys: name === undefined ? [] : [{name: modified(name, input.slice(2, end).split(';')[1] ?? '')}], length: end + 1};
}

/** A reply such as a colour or a version, from its introducer to BEL or ST: no key, left out. */
function splitReply(input: string, replyEnd: ReplyEnd): Step | 'pending' {
  const end = replyEnd(input);
  if (end > 0 && end < LONGEST_REPLY) return {keys: [], length: end + (input[end] === '\u0007' ? 1 : 2)};
  if (input.length > REPLY_LIMIT || input.includes(INTERRUPT)) return {keys: [], length: 2};
  return 'pending';
}

/** Where BEL or ST stands in what is left of a chunk; -1 where none does. */
type ReplyEnd = (left: string) => number;

/** Looks for each end once: a chunk may hold thousands of beginnings before it, or without any. */
function replyEndsIn(chunk: string): ReplyEnd {
  let end: number | null = null;
  return left => {
    const from = chunk.length - left.length;
    if (end === null || (end >= 0 && end < from)) {
      const found = left.search(/\u0007|\u001b\\/);
      end = found < 0 ? -1 : from + found;
    }
    return end < 0 ? -1 : end - from;
  };
}
