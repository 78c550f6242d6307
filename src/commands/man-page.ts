import {spelling, type Command, type Flag} from './flag.ts';
import {CHOICE_FLAGS, GLOBAL_FLAGS, PICKER_FLAGS, START_FLAGS} from './flags.ts';
import {usageOf} from './help.ts';
import {roff, roffItem, roffLines, roffTitle} from './roff.ts';
import {COMMAND_GROUPS, PICKER_COMMAND, toldFlags} from './table.ts';
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
    roffTitle('hsf', 1, version, 'User Commands'),
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
    ...COMMAND_GROUPS.flatMap(({title, commands}) => [`.SH ${title.toUpperCase()}`, ...commands.flatMap(commandPart)]),
    '.SH FLAGS THAT CHOOSE A VARIANT',
    ...CHOICE_FLAGS.flatMap(flagItem),
    '.SH FLAGS OF A START',
    ...START_FLAGS.flatMap(flagItem),
    '.SH FLAGS OF EVERY COMMAND',
    ...GLOBAL_FLAGS.flatMap(flagItem),
    '.SH FLAGS OF THE PICKER',
    'Those of a start, and:',
    ...PICKER_FLAGS.flatMap(flagItem),
    '.SH SETTINGS',
    'Each can stand in the user file or the site file (JSON), in a variable, most in a flag, and many in a project file.',
    ...SETTING_KEYS.flatMap(key => roffItem(key.name, `${key.meaning} [${key.variable}]`)),
    '.SH EXIT STATUS',
    ...STATUS_ROWS.flatMap(([status, meaning]) => roffItem(status, meaning)),
    '.SH FILES',
    ...roffItem('$XDG_CONFIG_HOME/hsf/config.json', 'settings of the user'),
    ...roffItem('/etc/hsf/config.json', 'settings of the site'),
    ...roffItem('$XDG_CONFIG_HOME/hsf/families, /etc/hsf/families', 'further families of stacks'),
    ...roffItem('hsf.toml, hsf.lock', 'what a directory wants, and what it has pinned'),
    ...roffItem('$XDG_CONFIG_HOME/hsf/profiles.json', 'profiles'),
    ...roffItem('$XDG_STATE_HOME/hsf', 'what was started, favourites'),
    ...roffItem(
      '$XDG_CACHE_HOME/hsf',
      'the index of what was found, stored environments, words for completion; may be removed at any time',
    ),
    '.SH SEE ALSO',
    '.BR hsf\\-families (5),',
    '.BR hsf.toml (5)',
    '',
  ].join('\n');
}

function commandPart(command: Command): readonly string[] {
  const flags = toldFlags(command);
  const shared = [
    {title: 'those that choose a variant', flags: CHOICE_FLAGS},
    {title: 'those of a start', flags: START_FLAGS},
  ].filter(group => group.flags.every(flag => flags.includes(flag)));
  const others = flags.filter(flag => !shared.some(group => group.flags.includes(flag)));
  return [
    `.SS hsf ${roff(usageOf(command))}`,
    roff(command.details),
    ...(command.words ?? []).flatMap(word => roffItem(word.name, word.meaning)),
    ...command.positionals.flatMap(entry => roffItem(entry.name, entry.meaning)),
    ...others.flatMap(flagItem),
    ...(shared.length === 0 ? [] : ['.PP', `Flags besides: ${shared.map(({title}) => title).join(', and ')} (below).`]),
    ...command.examples.flatMap(([line, meaning]) => [
      '.PP',
      `${roff(meaning[0]!.toUpperCase() + meaning.slice(1))}:`,
      ...roffLines([line]).slice(1),
    ]),
  ];
}

function flagItem(flag: Flag): readonly string[] {
  return roffItem(
    spelling(flag),
    `${flag.meaning}${flag.repeat === true ? '; may be repeated' : ''}${flag.twin === null ? '' : ` [${flag.twin}]`}`,
  );
}
