import {COLOUR_NAMES} from '../theme.ts';
import type {Colour, Role, Style, Theme} from '../theme.ts';

/** Wraps a text in the escape sequences of a role. */
export type Paint = (text: string, role: Role) => string;

/** RGB of the sixteen names as xterm shows them; used to find the nearest one where a terminal has no more. */
export const PALETTE: readonly (readonly [number, number, number])[] = [
  [0, 0, 0],
  [205, 0, 0],
  [0, 205, 0],
  [205, 205, 0],
  [0, 0, 238],
  [205, 0, 205],
  [0, 205, 205],
  [229, 229, 229],
  [127, 127, 127],
  [255, 0, 0],
  [0, 255, 0],
  [255, 255, 0],
  [92, 92, 255],
  [255, 0, 255],
  [0, 255, 255],
  [255, 255, 255],
];

/**
 * The paint of a theme for a terminal of 1, 4, 8 or 24 bits of colour. With one bit no colour goes out; bold, underline and
 * inverse stay, since NO_COLOR is about colour alone.
 */
export function paintWith(theme: Theme, colourDepth: number): Paint {
  const codes = new Map<Role, readonly [string, string]>();
  for (const [role, style] of Object.entries(theme.roles) as [Role, Style][]) codes.set(role, sequences(style, colourDepth));
  return (text, role) => {
    const [open, close] = codes.get(role) ?? ['', ''];
    return open === '' || text === '' ? text : open + text + close;
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

function sequences(style: Style, colourDepth: number): readonly [string, string] {
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
  if (colourDepth > 1 && style.colour !== undefined) add(colourCode(style.colour, 30, colourDepth), '39');
  if (colourDepth > 1 && style.background !== undefined) add(colourCode(style.background, 40, colourDepth), '49');
  return open.length === 0 ? ['', ''] : [`\u001b[${open.join(';')}m`, `\u001b[${close.join(';')}m`];
}

function colourCode(colour: Colour, base: 30 | 40, depth: number): string {
  const named = (COLOUR_NAMES as readonly string[]).indexOf(colour);
  if (named >= 0) return basicCode(named, base);
  const [red, green, blue] = rgbOf(colour);
  if (depth >= 24) return `${base + 8};2;${red};${green};${blue}`;
  if (depth >= 8) return `${base + 8};5;${cubeIndex(red, green, blue)}`;
  return basicCode(nearestName(red, green, blue), base);
}

function basicCode(index: number, base: number): string {
  return String(index < 8 ? base + index : base + 60 + index - 8);
}

/** Red, green and blue, 0 to 255; the sixteen names as xterm shows them. */
export function rgbOf(colour: Colour): readonly [number, number, number] {
  const named = (COLOUR_NAMES as readonly string[]).indexOf(colour);
  if (named >= 0) return PALETTE[named]!;
  const value = Number.parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** Index in the 6 by 6 by 6 cube of the 256 colours. */
function cubeIndex(red: number, green: number, blue: number): number {
  const step = (value: number) => (value < 48 ? 0 : value < 115 ? 1 : Math.min(5, Math.floor((value - 35) / 40)));
  return 16 + 36 * step(red) + 6 * step(green) + step(blue);
}

function nearestName(red: number, green: number, blue: number): number {
  let nearest = 0;
  let least = Infinity;
  PALETTE.forEach(([r, g, b], index) => {
    const distance = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
    if (distance < least) [nearest, least] = [index, distance];
  });
  return nearest;
}
