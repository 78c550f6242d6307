import {spelling, type Flag} from './flag.ts';
import {GLOBAL_FLAGS} from './flags.ts';
import {usageOf} from './help.ts';
import {COMMANDS, PICKER_COMMAND} from './table.ts';
import {SETTING_KEYS} from '../settings/keys.ts';

const STATUS_ROWS: readonly (readonly [string, string])[] = [
  ['0', 'success'],
  ['1', 'failure of a reading command; doctor: a check failed; refresh: a repository is not ready'],
  ['2', 'usage, or a missing choice where nobody can be asked'],
  ['3', 'nothing matches'],
  ['125', 'run and shell: every failure of hsf itself'],
  ['126', 'run and shell: found, but cannot be run'],
  ['127', 'run and shell: not found'],
  ['130', 'the picker was cancelled'],
  ['other', 'run and shell: the status of what was started'],
];

/** The manual page `man/hsf.1` in roff, made from the table of commands; a test holds the file current. */
export function manPage(version: string): string {
  return [
    `.TH HSF 1 "" "hsf ${version}" "User Commands"`,
    '.SH NAME',
    'hsf \\- find, choose and start software stacks on CernVM\\-FS',
    '.SH SYNOPSIS',
    '.B hsf',
    '[\\fICOMMAND\\fR] [\\fIFLAGS\\fR]',
    '.SH DESCRIPTION',
    roff(
      'Finds the software stacks that CernVM-FS publishes, lets you choose platform and compiler, and starts the prefix shell or a thin container with the matching mounts.',
    ),
    roff(PICKER_COMMAND.details),
    '.SH COMMANDS',
    ...COMMANDS.flatMap(command => [
      `.SS hsf ${roff(usageOf(command))}`,
      roff(command.details),
      ...(command.words ?? []).flatMap(word => item(word.name, word.meaning)),
      ...command.positionals.flatMap(entry => item(entry.name, entry.meaning)),
      ...command.flags.flatMap(flagItem),
      ...command.examples.flatMap(([line, meaning]) => [
        '.PP',
        `${roff(meaning[0]!.toUpperCase() + meaning.slice(1))}:`,
        '.RS',
        '.nf',
        roff(line),
        '.fi',
        '.RE',
      ]),
    ]),
    '.SH FLAGS OF EVERY COMMAND',
    ...GLOBAL_FLAGS.flatMap(flagItem),
    '.SH FLAGS OF THE PICKER',
    ...PICKER_COMMAND.flags.flatMap(flagItem),
    '.SH SETTINGS',
    'Each can stand in the user file or the site file (JSON), in a variable, and most in a flag.',
    ...SETTING_KEYS.flatMap(key => item(key.name, `${key.meaning} [${key.variable}]`)),
    '.SH EXIT STATUS',
    ...STATUS_ROWS.flatMap(([status, meaning]) => item(status, meaning)),
    '.SH FILES',
    ...item('$XDG_CONFIG_HOME/hsf/config.json', 'settings of the user'),
    ...item('/etc/hsf/config.json', 'settings of the site'),
    ...item('$XDG_CONFIG_HOME/hsf/families, /etc/hsf/families', 'further families of stacks'),
    ...item('$XDG_CACHE_HOME/hsf', 'the index of what was found; may be removed at any time'),
    '',
  ].join('\n');
}

function flagItem(flag: Flag): readonly string[] {
  return item(
    spelling(flag),
    `${flag.meaning}${flag.repeat === true ? '; may be repeated' : ''}${flag.twin === null ? '' : ` [${flag.twin}]`}`,
  );
}

function item(left: string, right: string): readonly string[] {
  return ['.TP', `.B ${roff(left)}`, roff(right)];
}

/** Text for roff: dashes stay dashes, and no line begins with a request. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('…', '...')
    .replace(/^([.'])/, '\\&$1');
}
