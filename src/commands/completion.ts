import {COMPLETION_SHELLS, completionScript, type CompletionShell} from './completion-scripts.ts';
import type {Context} from './context.ts';
import {EXIT} from './exit-codes.ts';
import {UserError} from '../system/user-error.ts';

/** `hsf completion SHELL`: the script on stdout; where it goes is a note, so that the output can be evaluated. */
export function completion(context: Context): Promise<number> {
  const wanted = context.invocation.positionals[0] ?? '';
  const shell = COMPLETION_SHELLS.find((name): name is CompletionShell => name === wanted);
  if (shell === undefined) {
    throw new UserError('usage', `There is no completion for "${wanted}".`, `Shells are ${COMPLETION_SHELLS.join(', ')}.`, {
      choices: {shell: COMPLETION_SHELLS},
    });
  }
  if (context.world.terminals.stdout) context.output.note(`Add this line to your ${HINTS[shell]}`);
  context.output.result(completionScript(shell));
  return Promise.resolve(EXIT.ok);
}

const HINTS: Readonly<Record<CompletionShell, string>> = {
  bash: '~/.bashrc: eval "$(hsf completion bash)"',
  zsh: '~/.zshrc: eval "$(hsf completion zsh)"',
  fish: '~/.config/fish/config.fish: hsf completion fish | source',
};
