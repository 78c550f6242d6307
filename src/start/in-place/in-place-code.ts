import type {ShellVariable} from '../environment/difference.ts';
import {quoteFish, quotePosix} from '../shell-words.ts';
import {moduleSystemOf, variableChanges, type InPlaceChange, type InPlaceShell, type VariableChange} from './in-place-change.ts';

/**
 * The change for the library of a shell (`hsf.bash` and its kin), to be evaluated there: calls of its functions with quoted words, so
 * that nothing of the stack is read as code but what is code, and goes to bash only. The last line is a mark that all has come.
 */
export function inPlaceCode(change: InPlaceChange, shell: Exclude<InPlaceShell, 'tcsh'>): string {
  const quote = shell === 'fish' ? quoteFish : quotePosix;
  const call = (name: string, ...words: readonly string[]) => `${[`__hsf_${name}`, ...words.map(quote)].join(' ')}\n`;
  // Since when is said by the shell itself: this text may be remembered.
  const all = variableChanges(change);
  const variables = all.filter(({name}) => name !== 'HSF_SINCE');
  const modules = shell === 'bash' ? null : moduleSystemOf(change);
  const lines = [
    ...(shell === 'bash'
      ? [
          call('names', ...variables.map(({name}) => name), ...change.difference.shellVariables.map(({name}) => name)),
          ...bashOnly(change, call),
        ]
      : []),
    ...variables.map(variable => call(VERB[variable.kind], variable.name, ...valuesOf(variable, shell))),
    ...(all.length === variables.length ? [] : [call('since')]),
    ...(modules === null ? [] : [call('modules', modules)]),
    ...(change.prompt === null ? [] : [call('prompt', change.prompt)]),
    call('entered', change.title),
  ];
  return lines.join('');
}

const VERB = {set: 'put', list: 'list', unset: 'drop'} as const;

/** fish makes lists of variables that end in PATH, and takes their entries one by one. */
function valuesOf(variable: VariableChange, shell: InPlaceShell): readonly string[] {
  if (variable.kind === 'unset') return [];
  return shell === 'fish' && variable.name.endsWith('PATH') ? variable.value.split(':') : [variable.value];
}

function bashOnly({difference}: InPlaceChange, call: (name: string, ...words: readonly string[]) => string): readonly string[] {
  const {functions, exportedFunctions, aliases, completions, shellVariables, options} = difference;
  return [
    ...shellVariables.map(variable => call('variable', variable.name, declaration(variable))),
    ...Object.entries(options).map(([name, on]) => call('option', name, on ? 'on' : 'off')),
    ...Object.entries(functions).map(([name, text]) =>
      call('function', name, text, ...(name in exportedFunctions ? ['exported'] : [])),
    ),
    ...Object.entries(aliases).map(([name, text]) => call('alias', name, text)),
    // Those of no command (-D, -E, -I) belong to the user's completion system.
    ...completions.flatMap(words => {
      const command = words.at(-1) ?? '-';
      return command.startsWith('-') ? [] : [call('completion', command, ...words)];
    }),
  ];
}

/** As `declare` reads it; every key and value is quoted. */
function declaration({name, attributes, value}: ShellVariable): string {
  const head = `declare -${attributes === '' ? '-' : attributes} ${name}`;
  if (value === null) return head;
  if (typeof value === 'string') return `${head}=${quotePosix(value)}`;
  return `${head}=(${value.map(([key, entry]) => `[${quotePosix(key)}]=${quotePosix(entry)}`).join(' ')})`;
}
