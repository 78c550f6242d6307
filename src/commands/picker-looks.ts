import {SITE_DIRECTORY, type Context} from './context.ts';
import {hostSource} from './host-source.ts';
import {ORIGIN_VARIABLE, parseOrigin} from '../start/origin.ts';
import {lineOfKey} from '../system/json-lines.ts';
import {colourWanted} from '../system/terminal.ts';
import type {PickerSettings} from '../tui/picker-input.ts';
import type {Theme} from '../tui/theme.ts';
import type {ThemeFiles} from '../tui/theme/list-themes.ts';

/** Bytes of a theme file that are read; a theme has two thousand. */
const LARGEST_THEME = 64 * 1024;

/** How the picker looks and listens, by settings, locale and terminal. */
export function pickerSettings(context: Context): PickerSettings {
  const {world, settings} = context;
  const {env} = world;
  const isUtf8 = /utf-?8/i.test(env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '');
  return {
    height: settings.height,
    fullScreen: settings.fullScreen,
    ascii: settings.ascii || !isUtf8,
    colourDepth: wantsColour(context) ? world.streams().stdout.getColorDepth(env as NodeJS.ProcessEnv) : 1,
    mouse: settings.mouse,
    showAll: false,
    keys: settings.keys,
    letters: settings.letters,
    motion: settings.motion === 'on',
    mayStop: !parseOrigin(env[ORIGIN_VARIABLE]).ignored.includes('TSTP'),
  };
}

/** Keys that mean nothing are said with their place, before anything is drawn; what they are about stays as it is. */
export async function noteKeys({settings, loaded, output}: Context): Promise<void> {
  if (Object.keys(settings.keys).length === 0) return;
  const {keyTable} = await import('../tui/keys/table.ts');
  const origin = loaded.origins['keys'] ?? '';
  const text = loaded.files.find(({file}) => file === origin)?.text ?? '';
  for (const problem of keyTable(settings.keys).problems) {
    const {command, words} = told(problem);
    const line = lineOfKey(text, ['keys', command]);
    output.note(`${origin}${line === null ? '' : `:${line}`}: keys.${command} ${words}`);
  }
}

/** The command that a problem is about, and the end of a sentence. */
function told(problem: string | {readonly command: string; readonly words: string}): {
  readonly command: string;
  readonly words: string;
} {
  if (typeof problem !== 'string') return {command: problem.command, words: `${problem.words.replace(/\.$/, '')}.`};
  const [, command = '', words = ''] = /^keys\.(\S+) (.*)$/s.exec(problem) ?? [];
  return {command, words};
}

/** Where themes of the user and the site lie. */
export function themeFiles({world, directories}: Context): ThemeFiles {
  const source = hostSource('/', world.env, []);
  return {
    folders: [
      ...(directories.config === null ? [] : [{path: `${directories.config}/themes`, origin: 'user' as const}]),
      {path: `${SITE_DIRECTORY}/themes`, origin: 'site'},
    ],
    namesIn: source.list,
    readText: path => source.readText(path, LARGEST_THEME),
  };
}

/** A theme with mistakes is said and replaced: nobody should be kept from choosing by a colour. */
export async function themeOf(context: Context): Promise<Theme> {
  try {
    return await themeNamed(context, context.settings.theme, !wantsColour(context));
  } catch (error) {
    const {fallbackTheme} = await import('../tui/theme/select-theme.ts');
    context.output.note(error instanceof Error ? error.message : String(error));
    return fallbackTheme();
  }
}

/** @throws UserError `theme-invalid` where there is none of this name, or one with mistakes */
export async function themeNamed(context: Context, name: string, noColour = false): Promise<Theme> {
  const {selectTheme} = await import('../tui/theme/select-theme.ts');
  const {folders, readText} = themeFiles(context);
  return selectTheme({
    name,
    noColour,
    colourHint: context.world.env['COLORFGBG'],
    folders: folders.map(({path}) => path),
    readText,
  });
}

function wantsColour({world, settings}: Context): boolean {
  return colourWanted(settings.color, world.env, true);
}
