import type {Colour, Role, Style, Theme} from '../theme.ts';
import {nameIndex, nearestOf16, nearestOf256, rgbOf, rgbOf256} from './colours.ts';
import type {Rgb} from './colours.ts';

/** Wraps a text in the escape sequences of a role, and of another one that lies behind it (the selected row). */
export type Paint = (text: string, role: Role, on?: Role) => string;

/**
 * The paint of a theme for a terminal of 1, 4, 8 or 24 bits of colour. With one bit no colour goes out; bold, underline and
 * inverse stay, since NO_COLOR is about colour alone.
 */
export function paintWith(theme: Theme, colourDepth: number): Paint {
  const codes = new Map<string, readonly [string, string]>();
  return (text, role, on) => {
    if (text === '') return text;
    const key = on === undefined ? role : `${role} ${on}`;
    let pair = codes.get(key);
    if (pair === undefined) {
      pair = sequences(styleOf(theme, role, on, colourDepth), theme, colourDepth);
      codes.set(key, pair);
    }
    return pair[0] + text + pair[1];
  };
}

/** The paint of each theme, made when it is first drawn with: themes are tried on while the picker is open. */
export function paints(colourDepth: number): (theme: Theme) => Paint {
  const made = new WeakMap<Theme, Paint>();
  return theme => {
    let paint = made.get(theme);
    if (paint === undefined) {
      paint = paintWith(theme, colourDepth);
      made.set(theme, paint);
    }
    return paint;
  };
}

/** A role before another one: its own colours and whatever else the one behind has. */
export function styleOf(theme: Theme, role: Role, on: Role | undefined, colourDepth: number): Style {
  if (on === undefined) return theme.roles[role];
  const behind = theme.roles[on];
  // The nearest of sixteen is far from a quiet background, and the colours of the roles would not be readable on it.
  const {background, ...rest} = behind;
  const isQuiet = colourDepth >= 8 || background === undefined || nameIndex(background) >= 0;
  return {...(isQuiet ? behind : rest), ...theme.roles[role]};
}

/** What a theme is drawn on, as far as that is known. */
export function groundOf(theme: Theme): Rgb | null {
  return theme.ground === 'any' ? null : theme.ground === 'light' ? [255, 255, 255] : [0, 0, 0];
}

function sequences(style: Style, theme: Theme, colourDepth: number): readonly [string, string] {
  const open: string[] = [];
  const close: string[] = [];
  const add = (on: string, off: string) => {
    open.push(on);
    close.unshift(off);
  };
  if (style.bold === true) add('1', '22');
  if (style.dim === true) add('2', '22');
  if (style.italic === true) add('3', '23');
  if (style.underline === true) add('4', '24');
  if (style.inverse === true) add('7', '27');
  if (colourDepth > 1 && style.colour !== undefined) {
    const ground = style.background === undefined ? groundOf(theme) : rgbOf(style.background);
    add(colourCode(style.colour, 30, colourDepth, ground), '39');
  }
  if (colourDepth > 1 && style.background !== undefined) add(colourCode(style.background, 40, colourDepth, null), '49');
  return open.length === 0 ? ['', ''] : [`\u001b[${open.join(';')}m`, `\u001b[${close.join(';')}m`];
}

function colourCode(colour: Colour, base: 30 | 40, depth: number, ground: Rgb | null): string {
  const named = nameIndex(colour);
  if (named >= 0) return basicCode(named, base);
  const rgb = rgbOf(colour);
  const index = nearestOf256(rgb);
  // One of the 256 says the same in half the bytes, which are most of what a frame is made of.
  if (depth >= 24 && rgbOf256(index).join() !== rgb.join()) return `${base + 8};2;${rgb.join(';')}`;
  if (depth >= 8) return `${base + 8};5;${index}`;
  return basicCode(nearestOf16(rgb, ground), base);
}

function basicCode(index: number, base: number): string {
  return String(index < 8 ? base + index : base + 60 + index - 8);
}
