import colourBlind from '../../../themes/colour-blind.json' with {type: 'json'};
import catppuccin from '../../../themes/catppuccin.json' with {type: 'json'};
import defaultDark from '../../../themes/default-dark.json' with {type: 'json'};
import defaultLight from '../../../themes/default-light.json' with {type: 'json'};
import highContrast from '../../../themes/high-contrast.json' with {type: 'json'};
import monochrome from '../../../themes/monochrome.json' with {type: 'json'};
import solarized from '../../../themes/solarized.json' with {type: 'json'};
import solarizedLight from '../../../themes/solarized-light.json' with {type: 'json'};
import {checkTheme} from '../theme.ts';
import type {Theme} from '../theme.ts';

const FILES: Readonly<Record<string, unknown>> = {
  'default-dark': defaultDark,
  'default-light': defaultLight,
  'high-contrast': highContrast,
  monochrome,
  'colour-blind': colourBlind,
  solarized,
  'solarized-light': solarizedLight,
  catppuccin,
};

/** Names that `hsf config set theme` takes besides a user's own. */
export const BUILT_IN_THEMES: readonly string[] = Object.keys(FILES);

/** A theme that comes with hsf; null for another name. */
export function builtInTheme(name: string): Theme | null {
  const data = FILES[name];
  return data === undefined ? null : checkTheme(data, `themes/${name}.json`);
}
