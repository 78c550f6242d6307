import {UserError} from '../../system/user-error.ts';
import {parseTheme} from '../theme.ts';
import type {Theme} from '../theme.ts';
import {BUILT_IN_THEMES, builtInTheme} from './built-in-themes.ts';

export type ThemeWish = {
  /** A built-in name, the name of a file `<name>.json` in one of the folders, or `auto` (also called `default`). */
  readonly name: string;
  /** NO_COLOR is set, or the terminal has no colour. */
  readonly noColour: boolean;
  /** `COLORFGBG` of the environment ("15;0"), which some terminals set; asking the terminal itself might never be answered. */
  readonly colourHint: string | undefined;
  /** Folders with themes of the user and the site, first one first. */
  readonly folders: readonly string[];
  /** Text of a file, null when it is not there. */
  readonly readText: (path: string) => string | null;
};

/**
 * The theme to draw with. NO_COLOR always gives the monochrome one.
 * @throws UserError `theme-invalid` for an unknown name or a file with mistakes
 */
export function selectTheme(wish: ThemeWish): Theme {
  if (wish.noColour) return known('monochrome');
  if (wish.name === 'auto' || wish.name === 'default') return known(isLight(wish.colourHint) ? 'default-light' : 'default-dark');
  if (/^[\w-]+$/.test(wish.name)) {
    for (const folder of wish.folders) {
      const path = `${folder}/${wish.name}.json`;
      const text = wish.readText(path);
      if (text !== null) return parseTheme(text, path);
    }
  }
  const theme = builtInTheme(wish.name);
  if (theme !== null) return theme;
  throw new UserError(
    'theme-invalid',
    `There is no theme "${wish.name}".`,
    `Use one of ${['auto', ...BUILT_IN_THEMES].join(', ')}.`,
  );
}

/** The theme that a mistake falls back to, so that a broken file never keeps the picker from opening. */
export function fallbackTheme(): Theme {
  return known('default-dark');
}

function known(name: string): Theme {
  return builtInTheme(name)!;
}

/** The last number is the background's: 7 and 15 are the light ones of the sixteen. */
function isLight(hint: string | undefined): boolean {
  const background = hint?.split(';').at(-1);
  return background === '7' || background === '15';
}
