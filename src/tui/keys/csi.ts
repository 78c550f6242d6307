import type {KeyPress} from './key-press.ts';

/** Last characters of sequences, and what they stand for; also after ESC O. */
export const FINAL_KEYS: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  E: 'clear',
  F: 'end',
  H: 'home',
  M: 'enter',
  P: 'f1',
  Q: 'f2',
  R: 'f3',
  S: 'f4',
  Z: 'shift-tab',
};

/** Numbers before `~`. */
const TILDE_KEYS: Readonly<Record<string, string>> = {
  1: 'home',
  2: 'insert',
  3: 'delete',
  4: 'end',
  5: 'page-up',
  6: 'page-down',
  7: 'home',
  8: 'end',
  11: 'f1',
  12: 'f2',
  13: 'f3',
  14: 'f4',
  15: 'f5',
  17: 'f6',
  18: 'f7',
  19: 'f8',
  20: 'f9',
  21: 'f10',
  23: 'f11',
  24: 'f12',
};

/** The key of `ESC [ parameters final`; none for replies of the terminal and keys without a name of ours. */
export function csiKey(parameters: string, final: string): readonly KeyPress[] {
  if (parameters.startsWith('<')) return mouseKey(parameters.slice(1), final);
  // A private marker or intermediate byte makes it a reply of the terminal, not a key.
  if (/[^\d;:]/.test(parameters)) return [];
  const [first = '', modifiers = '', third = ''] = parameters.split(';').map(part => part.split(':')[0] ?? '');
  if (final === 'u') return codeKey(Number(first), modifiers);
  if (final === '~') {
    // xterm's modifyOtherKeys: CSI 27 ; modifiers ; code ~
    if (first === '27') return codeKey(Number(third), modifiers);
    const name = TILDE_KEYS[first];
    return name === undefined ? [] : [{name: modified(name, modifiers)}];
  }
  // With a row that F3 could not have it is an answer about the cursor.
  if (final === 'R' && first !== '' && first !== '1') {
    const place = {row: Number(first) - 1, column: Number(modifiers || '1') - 1};
    return place.row >= 0 && place.column >= 0 ? [{name: 'cursor-at', place}] : [];
  }
  const name = FINAL_KEYS[final];
  return name === undefined || final === 'M' ? [] : [{name: modified(name, modifiers)}];
}

/** A key by its code point, as the kitty protocol and xterm send it. */
function codeKey(code: number, modifiers: string): readonly KeyPress[] {
  if (!Number.isInteger(code) || code <= 0 || code > 0x10ffff) return [];
  const named =
    code === 27 ? 'escape' : code === 13 ? 'enter' : code === 9 ? 'tab' : code === 127 || code === 8 ? 'backspace' : null;
  if (named !== null) return [{name: modified(named, modifiers)}];
  const text = String.fromCodePoint(code);
  const plain = (Number(modifiers || '1') - 1) & ~1;
  if (code < 32 || (code >= 0x80 && code < 0xa0) || (code >= 0xd800 && code <= 0xf8ff)) return [];
  return plain === 0 ? [{name: 'text', text}] : [{name: modified(text.toLowerCase(), modifiers)}];
}

/** The name with the modifiers that xterm adds as a number. */
export function modified(name: string, modifiers: string): string {
  const bits = Math.max(0, Number(modifiers || '1') - 1);
  return `${bits & 4 ? 'ctrl-' : ''}${bits & 2 ? 'alt-' : ''}${bits & 1 ? 'shift-' : ''}${name}`;
}

function mouseKey(parameters: string, final: string): readonly KeyPress[] {
  const [button = NaN, x = NaN, y = NaN] = parameters.split(';').map(Number);
  if (![button, x, y].every(Number.isInteger)) return [];
  const place = {column: x - 1, row: y - 1};
  if (button === 64) return [{name: 'wheel-up', place}];
  if (button === 65) return [{name: 'wheel-down', place}];
  return button === 0 && final === 'M' ? [{name: 'click', place}] : [];
}
