import {mkdirSync} from 'node:fs';
import {join} from 'node:path';

/**
 * Makes a home one in which fish has been before. In a new one an interactive fish begins a process in the background that reads all
 * manual pages of the machine, for half a minute of computing, and outlives the test (`__fish_config_interactive.fish` of fish 3.6).
 */
export function knowsFish(home: string): void {
  mkdirSync(join(home, '.local/share/fish/generated_completions'), {recursive: true});
}
