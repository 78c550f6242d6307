import type {Context} from './context.ts';
import {userFileOf} from './context.ts';
import {themeFiles} from './picker-looks.ts';
import {writeSetting} from '../settings/store.ts';
import {UserError} from '../system/user-error.ts';
import type {PickerPorts} from '../tui/picker-input.ts';

/** Themes to choose from while the picker is open, and the one that is kept. */
export function themesPort(context: Context): Pick<PickerPorts, 'themes' | 'keepTheme'> {
  let isSaid = false;
  return {
    themes: async () => (await import('../tui/theme/list-themes.ts')).listThemes(themeFiles(context)),
    keepTheme: async name => {
      const problem = await keep(context, name);
      if (problem === null) return stronger(context, name);
      // A folder that cannot be written stays so: once is enough.
      const words = isSaid ? '' : ` ${problem}`;
      isSaid = true;
      return `The theme is ${name} until you leave.${words}`;
    },
  };
}

/** Null, or why it is not kept. */
async function keep(context: Context, name: string): Promise<string | null> {
  const file = userFileOf(context.directories);
  if (file === null) return 'It is not kept: neither HOME nor XDG_CONFIG_HOME is set.';
  try {
    await writeSetting(file, 'theme', name);
    return null;
  } catch (error) {
    if (error instanceof UserError) return `It is not kept: ${error.message}`;
    throw error;
  }
}

/** What is stronger than the user's file is said: a theme that is another one the next time puzzles people. */
function stronger({loaded}: Context, name: string): string {
  const origin = loaded.origins['theme'] ?? '';
  return /^(variable|flag|project)/.test(origin)
    ? `The theme is ${name} and kept, but ${origin} is stronger the next time.`
    : `The theme is ${name} from now on.`;
}
