import type {Command, Flag} from './flag.ts';
import {COMMANDS, flagsOf, PICKER_COMMAND} from './table.ts';

export const COMPLETION_SHELLS = ['bash', 'zsh', 'fish'] as const;
export type CompletionShell = (typeof COMPLETION_SHELLS)[number];

/**
 * The completion script for a shell, made from the table of commands: words, flags and the values that are known beforehand.
 *
 * @param families names of the families that are known when the script is made; only such that a shell reads as one word
 */
export function completionScript(shell: CompletionShell, families: readonly string[] = []): string {
  const names = families.filter(name => /^[a-z][a-z0-9-]*$/.test(name));
  return {bash: bashScript, zsh: zshScript, fish: fishScript}[shell](names);
}

/** The values of a flag that can be listed; undefined where anything may stand. */
function valuesOf(flag: Flag, families: readonly string[]): readonly string[] | undefined {
  return flag.name === 'family' && families.length > 0 ? families : flag.values;
}

const dashed = (flags: readonly Flag[]) =>
  flags.flatMap(flag => [`--${flag.name}`, ...(flag.short === undefined ? [] : [`-${flag.short}`])]);
const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** Values of a command's first word: subcommands of `config`, shells of `completion`. */
function wordsOf(command: Command): readonly string[] {
  return command.name === 'completion' ? COMPLETION_SHELLS : (command.words ?? []).map(word => word.name);
}

function valued(): readonly Flag[] {
  const flags = new Map([PICKER_COMMAND, ...COMMANDS].flatMap(flagsOf).map(flag => [flag.name, flag]));
  return [...flags.values()].filter(flag => flag.value !== null);
}

function bashScript(families: readonly string[]): string {
  const cases = valued().map(flag => {
    const values = valuesOf(flag, families);
    return `    --${flag.name}) ${values === undefined ? fileCase(flag) : `COMPREPLY=($(compgen -W ${quoted(values.join(' '))} -- "$word"))`}; return ;;`;
  });
  const commands = COMMANDS.map(
    command => `    ${command.name}) words=${quoted([...wordsOf(command), ...dashed(flagsOf(command))].join(' '))} ;;`,
  );
  return [
    '# bash completion for hsf',
    '_hsf() {',
    '  local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" command="" words i',
    '  COMPREPLY=()',
    '  for ((i = 1; i < COMP_CWORD; i++)); do',
    // After "--" stands another program's command line: leave it to the shell's own completion of files.
    '    [ "${COMP_WORDS[i]}" = -- ] && { COMPREPLY=($(compgen -f -- "$word")); return; }',
    '    case "${COMP_WORDS[i]}" in -*) ;; *) [ -z "$command" ] && command="${COMP_WORDS[i]}" ;; esac',
    '  done',
    '  case "$before" in',
    ...cases,
    '  esac',
    '  case "$command $before" in',
    `    "family show") COMPREPLY=($(compgen -W ${quoted(families.join(' '))} -- "$word")); return ;;`,
    '    "family check") COMPREPLY=($(compgen -f -- "$word")); return ;;',
    '  esac',
    '  case "$command" in',
    `    "") words=${quoted([...COMMANDS.map(command => command.name), ...dashed(flagsOf(PICKER_COMMAND))].join(' '))} ;;`,
    ...commands,
    '  esac',
    '  COMPREPLY=($(compgen -W "$words" -- "$word"))',
    '}',
    'complete -F _hsf hsf',
    '',
  ].join('\n');
}

function fileCase(flag: Flag): string {
  return isPath(flag) ? 'COMPREPLY=($(compgen -f -- "$word"))' : 'COMPREPLY=()';
}

function isPath(flag: Flag): boolean {
  return flag.value === 'DIR' || flag.value === 'FILE' || flag.value === 'IMAGE' || flag.value?.startsWith('SOURCE') === true;
}

function zshScript(families: readonly string[]): string {
  const spec = (flag: Flag) => {
    const values = valuesOf(flag, families);
    const value =
      flag.value === null
        ? ''
        : `:${flag.value.replace(/[[\]:]+/g, ' ').trim()}:${values === undefined ? (isPath(flag) ? '_files' : '') : `(${values.join(' ')})`}`;
    const text = `[${flag.meaning.replace(/[[\]:]/g, ' ')}]${value}`;
    return `${flag.repeat === true ? "'*'" : ''}--${flag.name}${quoted(text)}`;
  };
  const cases = COMMANDS.flatMap(command => [
    `    ${command.name})`,
    '      _arguments -S \\',
    ...flagsOf(command).map(flag => `        ${spec(flag)} \\`),
    `        ${wordsOf(command).length > 0 ? quoted(`1:word:(${wordsOf(command).join(' ')})`) : ''} '*::argument:_files' ;;`,
  ]);
  return [
    '#compdef hsf',
    '# zsh completion for hsf',
    '_hsf() {',
    '  local context state line',
    '  local -a commands=(',
    ...COMMANDS.map(command => `    ${quoted(`${command.name}:${command.summary}`)}`),
    '  )',
    "  _arguments -C '1:command:->command' '*::argument:->arguments'",
    '  case "$state" in',
    "    command) _describe 'command' commands; return ;;",
    '  esac',
    '  case "$line[1]" in',
    ...cases,
    '  esac',
    '}',
    'if [ "$funcstack[1]" = _hsf ]; then _hsf "$@"; else compdef _hsf hsf; fi',
    '',
  ].join('\n');
}

function fishScript(families: readonly string[]): string {
  const flagLine = (condition: string, flag: Flag) => {
    const values = valuesOf(flag, families);
    const short = flag.short === undefined ? '' : ` -s ${flag.short}`;
    const value =
      flag.value === null ? '' : values === undefined ? (isPath(flag) ? ' -r -F' : ' -x') : ` -x -a ${quoted(values.join(' '))}`;
    return `complete -c hsf${condition} -l ${flag.name}${short}${value} -d ${quoted(flag.meaning)}`;
  };
  const seen = (command: Command) => ` -n '__fish_seen_subcommand_from ${command.name}'`;
  return [
    '# fish completion for hsf',
    'complete -c hsf -f',
    ...COMMANDS.map(command => `complete -c hsf -n __fish_use_subcommand -a ${command.name} -d ${quoted(command.summary)}`),
    ...flagsOf(PICKER_COMMAND).map(flag => flagLine(' -n __fish_use_subcommand', flag)),
    ...COMMANDS.flatMap(command => [
      ...flagsOf(command).map(flag => flagLine(seen(command), flag)),
      ...wordsOf(command).map(word => `complete -c hsf${seen(command)} -a ${word}`),
    ]),
    ...(families.length === 0
      ? []
      : [
          `complete -c hsf -n '__fish_seen_subcommand_from family; and __fish_seen_subcommand_from show' -a ${quoted(families.join(' '))}`,
        ]),
    "complete -c hsf -n '__fish_seen_subcommand_from family; and __fish_seen_subcommand_from check' -F",
    '',
  ].join('\n');
}
