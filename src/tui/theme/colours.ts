import {COLOUR_NAMES} from '../theme.ts';
import type {Colour} from '../theme.ts';

export type Rgb = readonly [number, number, number];

/** RGB of the sixteen names as xterm shows them; used to find the nearest one where a terminal has no more. */
export const PALETTE: readonly Rgb[] = [
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

/** The 240 colours behind the first sixteen: a cube of six steps, and greys. */
const STEPS = [0, 95, 135, 175, 215, 255] as const;
const CUBE: readonly Rgb[] = [
  ...STEPS.flatMap(red => STEPS.flatMap(green => STEPS.map(blue => [red, green, blue] as const))),
  ...Array.from({length: 24}, (_, step) => [8 + 10 * step, 8 + 10 * step, 8 + 10 * step] as const),
];

/** What body text needs (WCAG 2, level AA). */
export const READABLE = 4.5;

/** Position among the sixteen names, -1 for a colour of its own. */
export function nameIndex(colour: Colour): number {
  return (COLOUR_NAMES as readonly string[]).indexOf(colour);
}

/** Red, green and blue, 0 to 255; the sixteen names as xterm shows them. */
export function rgbOf(colour: Colour): Rgb {
  const named = nameIndex(colour);
  if (named >= 0) return PALETTE[named]!;
  const value = Number.parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** The nearest of the 256 colours, past the first sixteen, which everybody sets as they like. */
export function nearestOf256(rgb: Rgb): number {
  return 16 + nearest(rgb, CUBE);
}

/** RGB of one of the 256 colours from 16 on. */
export function rgbOf256(index: number): Rgb {
  return CUBE[index - 16]!;
}

/** The nearest of the sixteen; with a ground the nearest that can be read on it. */
export function nearestOf16(rgb: Rgb, ground: Rgb | null): number {
  if (ground === null) return nearest(rgb, PALETTE);
  const readable = PALETTE.filter(other => contrast(other, ground) >= READABLE);
  return PALETTE.indexOf(readable[nearest(rgb, readable)]!);
}

function nearest([red, green, blue]: Rgb, among: readonly Rgb[]): number {
  let best = 0;
  let least = Infinity;
  among.forEach(([r, g, b], index) => {
    const distance = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
    if (distance < least) [best, least] = [index, distance];
  });
  return best;
}

/** Contrast as WCAG 2 defines it, 1 to 21. */
export function contrast(one: Rgb, other: Rgb): number {
  const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(rgb: Rgb): number {
  const [red, green, blue] = rgb.map(value =>
    value / 255 <= 0.040_45 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
  ) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
