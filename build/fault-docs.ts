import {COMMANDS, statusOf, type Command} from '../test/faults/matrix/commands.ts';
import {FAULTS, type Fault} from '../test/faults/matrix/faults.ts';

/** `docs/faults.md`: what hsf does while a repository is ill, from the table of `npm run faults`. */
export function faultDocs(): string {
  const shown = COMMANDS.filter(({need}) => need !== 'none');
  return `${[
    '# When a repository is ill',
    '',
    'This page is made by `npm run docs` from `test/faults/matrix`, the table of faults and commands that `npm run faults` runs on a real',
    `FUSE file system: ${FAULTS.length} faults, ${COMMANDS.length} commands. The suites run a part of it at each change (those faults that are answered soon). The`,
    'picker has a suite of its own (`test/terminal/picker-faults.test.ts`); what holds for the files of a user is in [state.md](state.md).',
    '',
    'Under every one of these faults, for every command:',
    '',
    '- it ends within its deadline, 10 seconds unless said otherwise (below), and the picker shows its first picture within 2 seconds, of a user',
    '  who knows the stacks and of a new one, with both deadlines;',
    '- the other repositories are listed and started as ever;',
    '- what was known of the ill one stays in the index: its stacks and packages are listed, with the time that they are as of, and it is',
    '  named, also where it is not mounted any more;',
    '- nothing is started of which the set-up cannot be read;',
    '- no process stays but one helper for each repository, where the kernel does not let go of a call; it is remembered in the home',
    '  directory, and nobody else is sent after it until it is free;',
    '- once the repository is well, the next command sees what a first one would.',
    '',
    'This is what `npm run faults` asks of each cell; every file of the index is looked at after each of them, and under faults without an',
    'answer several commands share one home, one after the other and at once. Not held: launchers that begin within the same third of a',
    'second, when nobody knows of the fault yet, may leave a helper each; and of one that was unmounted and leaves an empty directory it is',
    'said that it is empty.',
    '',
    '## The faults',
    '',
    '| when | state | what is said of the repository | what to do |',
    '|---|---|---|---|',
    ...FAULTS.map(
      ({title, state, said, advice}) => `| ${title} | ${state} | ${said === null ? '' : `“… ${said} …”`} | ${advice} |`,
    ),
    '',
    'A state is what `hsf list --json` has in `repositories`, `hsf doctor` tells with advice for each.',
    '',
    '## Statuses',
    '',
    'Of commands that need the ill repository; those that are marked as known answer from the index. Of another repository',
    'all of them end as if nothing were wrong.',
    '',
    `| command | ${FAULTS.map(({id}) => id).join(' | ')} |`,
    `|---|${FAULTS.map(() => '---|').join('')}`,
    ...shown.map(row),
    '',
    '## Deadlines and settings',
    '',
    '| setting | default | what it does |',
    '|---|---|---|',
    '| `--timeout SECONDS`, `HSF_TIMEOUT`, `hsf config set timeout` | 10 | how long a whole command may take until it answers, its start included; what is started has no limit (Python 300 s to make a venv) |',
    '| `--probe REPOSITORY`, `HSF_PROBE` | | asks a repository although nothing says that it exists |',
    '| `hsf refresh` | | asks every repository at once, also those that are left alone |',
    '',
    'A repository of which something is known is waited for 2 seconds, then what is known is shown. One that was never read gets most of the',
    'deadline. One that did not answer is left alone for a while, and as long as a helper still waits for it. On a slow network a longer',
    '`--timeout` gives it time; `hsf refresh --timeout 600` reads everything once.',
    '',
    'What is waited for the ill one is missing for the rest: with a deadline of a few seconds, or on a machine with far too much to do, a',
    'start of another stack can run out of time as well. It says then that the time was over, and which repositories do not answer.',
    '',
    'To try a fault of your own: `npm run faults -- hang` runs every command under one fault, `npm run faults` under all of them.',
  ].join('\n')}\n`;
}

function row(command: Command): string {
  const name = command.need === 'one of all' ? `${command.title} (known)` : command.title;
  return `| ${name} | ${FAULTS.map((fault: Fault) => statusOf(command, fault)).join(' | ')} |`;
}
