import {join} from 'node:path';
import {COMPLETION_SHELLS, completionScript} from './completion-scripts.ts';
import type {Context} from './context.ts';
import {EXIT} from './exit-codes.ts';
import {INIT_LINES} from './in-place.ts';
import {IN_PLACE_SHELLS} from '../start/in-place/in-place-change.ts';
import {initCode} from '../start/in-place/init-code.ts';
import {UserError} from '../system/user-error.ts';

/** `hsf init SHELL`: what the start-up file of a shell evaluates; `hsf init project` begins a project file. */
export async function init(context: Context): Promise<number> {
  const {invocation, output, world} = context;
  const wanted = invocation.positionals[0] ?? '';
  if (wanted === 'project') return (await import('./init-project.ts')).initProject(context);
  const shell = Object.hasOwn(IN_PLACE_SHELLS, wanted) ? IN_PLACE_SHELLS[wanted] : undefined;
  if (shell === undefined || invocation.positionals.length > 1) {
    throw new UserError(
      'usage',
      `"hsf init" knows no "${invocation.positionals.join(' ')}".`,
      'Say bash, zsh, fish, tcsh, ksh or project.',
      {
        choices: {SHELL: [...Object.keys(INIT_LINES), 'project']},
      },
    );
  }
  const [file, line] = INIT_LINES[shell];
  if (world.terminals.stdout) output.note(`For ${file}: ${line}`);
  const libraries = world.fromSources ? join(world.home, 'start/in-place') : join(world.home, 'in-place');
  const completes = COMPLETION_SHELLS.find(name => name === shell);
  const completion = completes === undefined ? '' : completionScript(completes);
  output.result(initCode(shell, {program: join(world.home, '../bin/hsf'), libraries, completion}));
  return EXIT.ok;
}
