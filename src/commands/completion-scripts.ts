import {bashCompletion} from './completion-bash.ts';
import {fishCompletion} from './completion-fish.ts';
import {completionTables} from './completion-tables.ts';
import {zshCompletion} from './completion-zsh.ts';

export const COMPLETION_SHELLS = ['bash', 'zsh', 'fish'] as const;
export type CompletionShell = (typeof COMPLETION_SHELLS)[number];

/**
 * The completion script for a shell, made from the table of commands. What was found on CVMFS it reads from the word files when it is
 * asked, so that it is the same text everywhere.
 */
export function completionScript(shell: CompletionShell): string {
  return {bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion}[shell](completionTables());
}
