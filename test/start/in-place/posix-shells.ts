import {
  differenceIn,
  expectedOf,
  expectedWord,
  exportedBefore,
  type Initial,
  type ShellCase,
  type VariableCase,
} from './shell-case.ts';
import {inPlaceCode} from '../../../src/start/in-place/in-place-code.ts';
import {quotePosix} from '../../../src/start/shell-words.ts';

/** A shell of the family of sh: how it is started and says all that it knows. */
export type PosixShell = {
  readonly name: 'bash' | 'zsh' | 'ksh';
  readonly argv: readonly [string, ...string[]];
  readonly kinds: readonly Initial['kind'][];
  readonly call: (verb: string, ...words: readonly string[]) => string;
  readonly dump: string;
  /** Lines of the dump that change by themselves. */
  readonly volatile: RegExp;
  /** Options that no library may stumble over, by turns. */
  readonly options: readonly string[];
};

const OWN = '_|__case\\w*|LINENO|RANDOM|SECONDS|PPID';
const ALL: readonly Initial['kind'][] = ['absent', 'exported', 'plain', 'array', 'number'];

export const POSIX_SHELLS: readonly PosixShell[] = [
  {
    name: 'bash',
    argv: ['bash', '--norc', '--noprofile'],
    kinds: ALL,
    call: (verb, ...words) => `__hsf_in_place ${[verb, ...words].join(' ')}`,
    dump: 'set +eu; declare -p; declare -f; declare -F; alias -p; complete -p; shopt -p; set -o; trap -p',
    volatile: new RegExp(`^declare -\\S+ (?:${OWN}|BASH\\w*|EPOCH\\w+|FUNCNAME|SRANDOM|PIPESTATUS)(?:=|$)`),
    options: ['', 'set -eu', 'set -o noclobber -f; shopt -s nocasematch', 'IFS=:/a', 'shopt -s expand_aliases extglob'],
  },
  {
    name: 'zsh',
    argv: ['zsh', '-f'],
    kinds: ALL,
    call: (verb, ...words) => `__case_call __hsf_${[verb, ...words].join(' ')}`,
    dump: 'typeset -p; functions; alias -L; alias -gL; setopt; trap',
    volatile: new RegExp(`^(?:typeset|export)(?: -\\S+)* (?:${OWN}|TTYIDLE|EPOCH\\w+|epochtime|status|\\?)(?:=|$)`),
    options: [
      '',
      'setopt ksharrays shwordsplit nounset noclobber',
      'setopt globsubst extendedglob',
      'IFS=:/a',
      'setopt allexport',
    ],
  },
  {
    name: 'ksh',
    argv: ['ksh'],
    kinds: ALL,
    call: (verb, ...words) => `__hsf_in_place ${[verb, ...words].join(' ')}`,
    dump: 'set +u; typeset -p; typeset -f; alias; set -o',
    volatile: new RegExp(`^(?:typeset(?: -\\S+)* (?:\\d+ )?)?(?:${OWN}|_AST_FEATURES|\\.sh\\.\\w+|__hsf_\\w+=\\(\\))(?:=|$)`),
    options: ['', 'set -u', 'set -o noclobber; set -f', 'IFS=:/a'],
  },
];

/** A script that lives through each case in a subshell of its own, and writes N.got and N.want: what the shell says of itself. */
export function posixScript(shell: PosixShell, cases: readonly ShellCase[], library: string, out: string): string {
  const parts = cases.flatMap((one, index) => {
    const before = [
      ...one.variables.flatMap(initialLines),
      ...wordLines(shell, one, ({initial}) => initial),
      shell.options[index % shell.options.length]!,
    ];
    const code = inPlaceCode(
      {difference: differenceIn(one, body => body), before: exportedBefore(one), title: 'lcg/LCG_1', prompt: '[LCG_1] '},
      shell.name,
    );
    const lived = [
      shell.call('apply', quotePosix(code.trimEnd())),
      ...one.variables.flatMap(({name, action, stack}) =>
        // zsh keeps MANPATH, empty, where a stack takes it away: unset by hand it would be no list any more.
        action.kind === 'nothing' || (action.kind === 'unset' && stack === null)
          ? []
          : [action.kind === 'unset' ? `unset ${name}` : `export ${name}=${quotePosix(action.value)}`],
      ),
      ...wordLines(shell, one, ({action}) => action),
      shell.call('leave', 'leave', '-q'),
    ];
    const wished = [
      ...one.variables.flatMap(expectedLines),
      ...wordLines(shell, one, word => (expectedWord(word) === word.initial ? null : expectedWord(word))),
    ];
    const block = (lines: readonly string[], kind: string) =>
      `(\n${[...before, ...lines, shell.dump].join('\n')}\n) >|'${out}/${index}.${kind}' 2>|'${out}/${index}.${kind}.err'\n`;
    return [block(lived, 'got'), block(wished, 'want')];
  });
  return `__hsf_program=/nonexistent\n. ${quotePosix(library)}\n${HELP[shell.name]}${parts.join('')}`;
}

const HELP = {bash: '', ksh: '', zsh: '__case_call() { emulate -L zsh; "$@"; }\n'} as const;

function initialLines({name, initial}: VariableCase): readonly string[] {
  switch (initial.kind) {
    case 'absent':
      return name === 'MANPATH' ? [] : [`unset ${name}`];
    case 'exported':
      return [`export ${name}=${quotePosix(initial.value)}`];
    case 'plain':
      return [`${name}=${quotePosix(initial.value)}`];
    case 'array':
      return [`unset ${name}`, `${name}=(${initial.values.map(quotePosix).join(' ')})`];
    case 'number':
      return [`typeset -i ${name}=7`];
  }
}

function expectedLines(one: VariableCase): readonly string[] {
  const expected = expectedOf(one);
  if (expected === 'as it was') return [];
  if (expected.value === null) return [`unset ${one.name}`];
  const room = one.initial.kind === 'array' || one.initial.kind === 'number' ? [`unset ${one.name}`] : [];
  return [...room, `export ${one.name}=${quotePosix(expected.value)}`];
}

function wordLines(
  shell: PosixShell,
  {functions, aliases}: ShellCase,
  text: (word: ShellCase['functions'][number]) => string | null,
): readonly string[] {
  // Only bash gets functions and aliases of a stack.
  if (shell.name !== 'bash') return [];
  return [
    ...functions.flatMap(word => (text(word) === null ? [] : [`${word.name} () { ${text(word)}; }`])),
    ...aliases.flatMap(word => (text(word) === null ? [] : [`alias -- ${quotePosix(`${word.name}=${text(word)}`)}`])),
  ];
}
