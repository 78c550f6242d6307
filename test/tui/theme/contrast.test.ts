import {describe, expect, test} from 'vitest';
import type {Colour, Role, Style, Theme} from '../../../src/tui/theme.ts';
import {ROLES} from '../../../src/tui/theme.ts';
import {BUILT_IN_THEMES, builtInTheme} from '../../../src/tui/theme/built-in-themes.ts';
import type {Rgb} from '../../../src/tui/theme/colours.ts';
import {PALETTE, contrast, nameIndex, nearestOf16, nearestOf256, rgbOf, rgbOf256} from '../../../src/tui/theme/colours.ts';
import {groundOf, paintWith, styleOf} from '../../../src/tui/theme/sgr.ts';

/** The backgrounds that terminals have where people use a theme. */
const GROUNDS: Readonly<Record<string, readonly Colour[]>> = {
  'default-dark': ['#000000', '#1e1e1e'],
  'default-light': ['#ffffff', '#fafafa'],
  'high-contrast': ['#000000'],
  solarized: ['#002b36'],
  'solarized-light': ['#fdf6e3'],
  catppuccin: ['#1e1e2e', '#000000'],
  'colour-blind': ['#000000', '#1e1e1e'],
};

/** What WCAG 2 asks for text (AA), and for lines and signs that are no text. */
const TEXT = 4.5;
const LINES = 3;

/** How other terminals than xterm show the names, in their order: where a theme names colours it has to be readable in these as well. */
const PALETTES: Readonly<Record<string, {readonly ground: Colour; readonly colours: readonly Colour[]}>> = {
  'Windows Terminal': {
    ground: '#0c0c0c',
    colours: ['#0c0c0c', '#c50f1f', '#13a10e', '#c19c00', '#0037da', '#881798', '#3a96dd', '#cccccc']
      .concat(['#767676', '#e74856', '#16c60c', '#f9f1a5', '#3b78ff', '#b4009e', '#61d6d6', '#f2f2f2'])
      .map(colour => colour as Colour),
  },
  'VS Code': {
    ground: '#1e1e1e',
    colours: ['#000000', '#cd3131', '#0dbc79', '#e5e510', '#2472c8', '#bc3fbc', '#11a8cd', '#e5e5e5']
      .concat(['#666666', '#f14c4c', '#23d18b', '#f5f543', '#3b8eea', '#d670d6', '#29b8db', '#e5e5e5'])
      .map(colour => colour as Colour),
  },
  'GNOME Terminal': {
    ground: '#1e1e1e',
    colours: ['#171421', '#c01c28', '#26a269', '#a2734c', '#12488b', '#a347ba', '#2aa1b3', '#d0cfcc']
      .concat(['#5e5c64', '#f66151', '#33da7a', '#e9ad0c', '#2a7bde', '#c061cb', '#33c7de', '#ffffff'])
      .map(colour => colour as Colour),
  },
};

type Depth = 4 | 8 | 24;

/** What the characters of a role look like, and what is behind them; null where the terminal's own colours are used. */
function seen(
  theme: Theme,
  role: Role,
  on: Role | undefined,
  depth: Depth,
): {readonly front: Rgb; readonly behind: Rgb | null} | null {
  const style: Style = styleOf(theme, role, on, depth);
  const behind = style.background === undefined ? null : shown(style.background, depth, null);
  if (style.colour === undefined) return null;
  const against = style.background === undefined ? groundOf(theme) : rgbOf(style.background);
  return {front: shown(style.colour, depth, against), behind};
}

function shown(colour: Colour, depth: Depth, against: Rgb | null): Rgb {
  if (depth === 24 || nameIndex(colour) >= 0) return rgbOf(colour);
  return depth === 8 ? rgbOf256(nearestOf256(rgbOf(colour))) : PALETTE[nearestOf16(rgbOf(colour), against)]!;
}

const needed = (role: Role, most: number) => (role === 'border' ? Math.min(LINES, most) : most);

describe('every role can be read', () => {
  for (const [name, grounds] of Object.entries(GROUNDS)) {
    const theme = builtInTheme(name)!;
    const most = name === 'high-contrast' ? 7 : TEXT;
    for (const depth of [24, 8] as const) {
      test(`${name} in ${2 ** depth} colours, on its ground and on the selected row`, () => {
        for (const role of ROLES)
          for (const on of [undefined, 'cursor-row'] as const)
            for (const ground of grounds) {
              const look = seen(theme, role, on, depth);
              if (look === null) continue;
              const reached = contrast(look.front, look.behind ?? rgbOf(ground));
              expect(reached, `${role} on ${on ?? ground}`).toBeGreaterThanOrEqual(needed(role, most));
            }
      });
    }
    test(`${name} in 16 colours, as xterm shows them`, () => {
      const ground = groundOf(theme)!;
      for (const role of ROLES) {
        const look = seen(theme, role, 'cursor-row', 4);
        if (look !== null) expect(contrast(look.front, look.behind ?? ground), role).toBeGreaterThanOrEqual(needed(role, TEXT));
      }
    });
  }

  for (const [terminal, {ground, colours}] of Object.entries(PALETTES)) {
    test(`default-dark in the palette of ${terminal}`, () => {
      for (const role of ROLES) {
        const {colour} = builtInTheme('default-dark')!.roles[role];
        if (colour === undefined) continue;
        const look = rgbOf(nameIndex(colour) >= 0 ? colours[nameIndex(colour)]! : colour);
        // The palette is the terminal's choice, and some of it is darker than we would have it.
        expect(contrast(look, rgbOf(ground)), role).toBeGreaterThanOrEqual(nameIndex(colour) >= 0 ? 3.8 : needed(role, TEXT));
      }
    });
  }

  test('the terminal’s own colour of characters can be read on the selected row', () => {
    for (const name of BUILT_IN_THEMES) {
      const theme = builtInTheme(name)!;
      const {background} = theme.roles['cursor-row'];
      if (background === undefined) continue;
      const own = rgbOf(theme.ground === 'light' ? '#3b3b3b' : '#c0c0c0');
      expect(contrast(own, rgbOf(background)), name).toBeGreaterThanOrEqual(TEXT);
    }
  });
});

describe('without colour', () => {
  test.each(BUILT_IN_THEMES)('%s has a ground in this list, or no colour at all', name => {
    const theme = builtInTheme(name)!;
    const isColourful = ROLES.some(role => theme.roles[role].colour !== undefined || theme.roles[role].background !== undefined);
    expect(isColourful).toBe(GROUNDS[name] !== undefined);
  });

  test('the selection of the monochrome theme is seen by itself', () => {
    const paint = paintWith(builtInTheme('monochrome')!, 1);
    expect(paint('a', 'selected')).toBe('\u001b[1;7ma\u001b[27;22m');
    expect(paint('a', 'text')).toBe('a');
  });

  test.each(BUILT_IN_THEMES)('%s tells title, selection and match from text where there is one bit of colour', name => {
    const paint = paintWith(builtInTheme(name)!, 1);
    for (const role of ['title', 'selected', 'match'] as const) expect(paint('a', role), role).not.toBe(paint('a', 'text'));
  });
});
