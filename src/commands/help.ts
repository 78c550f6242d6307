import {spelling, type Command, type Flag} from './flag.ts';
import {GLOBAL_FLAGS} from './flags.ts';
import {COMMAND_GROUPS, PICKER_COMMAND, toldFlags} from './table.ts';
import {columns} from './text-columns.ts';

const STATUSES = [
  'Status: reading commands end with 0, 1 (failure), 2 (usage or a missing choice) or 3 (nothing matches).',
  'run and shell: the status of what was started; 125 failure of hsf, 126 cannot run, 127 not found. 130: picker cancelled.',
];

/** Help for one command, or for `hsf` itself. Ends with a line break. */
export function helpText(command: Command, width: number): string {
  return command.name === '' ? overview(width) : commandHelp(command, width);
}

/** The few lines that bare `hsf` prints where it cannot ask. */
export function shortHelp(): string {
  return [
    'Usage: hsf [COMMAND] [FLAGS]',
    '',
    ...columns(COMMAND_GROUPS.map(({title, commands}) => [`  ${title}`, commands.map(({name}) => name).join(', ')])),
    '',
    'Run "hsf --help" for more, or "hsf COMMAND --help".',
    '',
  ].join('\n');
}

function overview(width: number): string {
  return [
    'Usage: hsf [COMMAND] [FLAGS]',
    '',
    ...wrap('Finds the software stacks that CernVM-FS publishes, lets you choose platform and compiler, and starts them.', width),
    ...wrap(PICKER_COMMAND.details, width),
    '',
    ...COMMAND_GROUPS.flatMap(({title, commands}) => [
      `${title}:`,
      ...described(
        commands.map(command => [usageOf(command), command.summary] as const),
        width,
        USAGE_COLUMNS,
      ),
      '',
    ]),
    'Flags of every command:',
    ...flagLines(GLOBAL_FLAGS, width),
    '',
    'Flags of the picker:',
    ...flagLines(PICKER_COMMAND.flags, width),
    '',
    ...STATUSES.flatMap(line => wrap(line, width)),
    '',
  ].join('\n');
}

function commandHelp(command: Command, width: number): string {
  const words = command.words ?? [];
  const positionals: (readonly [string, string])[] = command.positionals.map(entry => [entry.name, entry.meaning]);
  if (command.rest !== null) positionals.push(['CMD ARG…', command.rest.meaning]);
  return [
    ...hanging(`Usage: hsf ${usageOf(command, ['[FLAGS]'])}`, width),
    '',
    ...wrap(command.details, width),
    ...section(
      'Words:',
      described(
        words.map(word => [word.name, word.meaning]),
        width,
      ),
    ),
    ...section('Arguments:', described(positionals, width)),
    ...section('Flags:', flagLines(toldFlags(command), width)),
    ...section('Flags of every command:', flagLines(GLOBAL_FLAGS, width)),
    ...section(
      'Examples:',
      // A line to be copied stays whole.
      command.examples.flatMap(([line, meaning]) => [`  ${line}`, ...wrap(meaning, width - BELOW).map(text => `      ${text}`)]),
    ),
    '',
  ].join('\n');
}

/** `run [STACK] -- CMD ARG…`; `more` goes where flags may stand: before `--`. */
export function usageOf(command: Command, more: readonly string[] = []): string {
  const parts = command.positionals.map(entry => (entry.optional ? `[${entry.name}]` : entry.name));
  if (command.words !== undefined) parts.unshift(`[${command.words.map(word => word.name).join('|')}]`);
  parts.push(...more);
  if (command.rest !== null) parts.push(command.rest.optional ? '[-- CMD ARG…]' : '-- CMD ARG…');
  return [command.name, ...parts].join(' ').trim();
}

function flagLines(flags: readonly Flag[], width: number): readonly string[] {
  return described(
    flags.map(flag => [
      spelling(flag),
      `${flag.meaning}${flag.repeat === true ? '; may be repeated' : ''}${flag.twin === null ? '' : ` [${flag.twin}]`}`,
    ]),
    width,
  );
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}

/** All groups of commands have their summaries in one column. */
const USAGE_COLUMNS = 30;

/** Two columns; a long first one gets a line of its own, so that the second stays readable on narrow terminals. */
function described(rows: readonly (readonly [string, string])[], width: number, least = 0): readonly string[] {
  const beside = Math.max(least, Math.min(30, Math.max(...rows.map(([left]) => left.length), 0) + 4));
  const indent = width - beside < LEAST_TEXT ? BELOW : beside;
  return rows.flatMap(([left, right]) => {
    const lines = wrap(right, width - indent).map(line => `${' '.repeat(indent)}${line}`);
    const [head = '', ...more] = hanging(`  ${left}`, width);
    return head.length + 2 > indent || more.length > 0
      ? [head, ...more, ...lines]
      : [`${head.padEnd(indent)}${(lines[0] ?? '').trimStart()}`, ...lines.slice(1)];
  });
}

/** Text that is narrower than this stands below what it explains. */
const LEAST_TEXT = 30;
const BELOW = 6;

/** What is typed; where it is too long for one line it goes on a little further in. */
function hanging(text: string, width: number): readonly string[] {
  const indent = ' '.repeat(text.length - text.trimStart().length);
  return wrap(text.trimStart(), width - indent.length - 2).map((line, index) => `${indent}${index === 0 ? '' : '  '}${line}`);
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length + 1 <= Math.min(width, 100)) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
