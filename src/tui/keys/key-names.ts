import {graphemes} from '../text/width.ts';

/** Keys that have a name and are no character. */
const NAMED: ReadonlySet<string> = new Set([
  ...['enter', 'escape', 'tab', 'space', 'backspace', 'delete', 'insert', 'clear'],
  ...['up', 'down', 'left', 'right', 'home', 'end', 'page-up', 'page-down'],
  ...Array.from({length: 12}, (_, number) => `f${number + 1}`),
]);

const WHEEL: ReadonlySet<string> = new Set(['wheel-up', 'wheel-down']);

/** On their way through a terminal they are Tab and Enter. */
const OTHER_KEYS: ReadonlySet<string> = new Set(['ctrl-i', 'ctrl-j', 'ctrl-m']);

/**
 * Whether a word names a key that can arrive: `ctrl-w`, `alt-shift-g`, `page-down`, `f2`, or a single character. Modifiers stand in this
 * order. A terminal sends Shift with a letter as a capital, and Ctrl with letters only.
 */
export function isKeyName(word: string): boolean {
  if (WHEEL.has(word) || isCharacter(word)) return true;
  const [, ctrl, alt, shift, base = ''] = /^(ctrl-)?(alt-)?(shift-)?(.+)$/su.exec(word) ?? [];
  if (NAMED.has(base)) return true;
  if (!isCharacter(base) || /[A-Z]/.test(base) || OTHER_KEYS.has(word)) return false;
  if (ctrl !== undefined) return alt === undefined && shift === undefined && /[a-z]/.test(base);
  return alt !== undefined && (shift === undefined || /[a-z]/.test(base));
}

/** Whether it is typed as text: such a key is a command only where letters are. */
export function isLetter(word: string): boolean {
  return word === 'space' || isCharacter(word);
}

function isCharacter(word: string): boolean {
  return word !== '' && !/[\p{Cc}\p{Zs}]/u.test(word) && graphemes(word).length === 1;
}

const WRITTEN: Readonly<Record<string, string>> = {
  enter: 'Enter',
  escape: 'Esc',
  tab: 'Tab',
  space: 'Space',
  up: 'Up',
  down: 'Down',
  left: 'Left',
  right: 'Right',
  home: 'Home',
  end: 'End',
  insert: 'Ins',
  'page-up': 'PgUp',
  'page-down': 'PgDn',
  backspace: 'Backspace',
  delete: 'Del',
  'wheel-up': 'wheel',
  'wheel-down': 'wheel',
};

/** A key as people write it: `ctrl-w` as `Ctrl-W`, `page-up` as `PgUp`, `q` as `q`. */
export function keyName(key: string): string {
  const match = /^((?:ctrl-|alt-|shift-)*)(.+)$/su.exec(key);
  const [prefix = '', base = key] = match?.slice(1) ?? [];
  const modifiers = prefix.replace('ctrl-', 'Ctrl-').replace('alt-', 'Alt-').replace('shift-', 'Shift-');
  return modifiers + (WRITTEN[base] ?? (base.length > 1 || modifiers !== '' ? base.toUpperCase() : base));
}
