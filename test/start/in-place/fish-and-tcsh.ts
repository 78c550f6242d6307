import {differenceIn, expectedOf, exportedBefore, type Expected, type Initial, type ShellCase} from './shell-case.ts';
import {inPlaceCode} from '../../../src/start/in-place/in-place-code.ts';
import {enterTcsh, leaveTcsh, type TcshLevel} from '../../../src/start/in-place/tcsh-code.ts';
import {quoteFish, quoteTcsh} from '../../../src/start/shell-words.ts';

const changeOf = (one: ShellCase) => ({
  difference: differenceIn(one, body => body),
  before: exportedBefore(one),
  title: 'lcg/LCG_1',
  prompt: '[LCG_1] ',
});

/** fish makes a list of a variable whose name ends in PATH; one without entries, since an empty one would be the current directory. */
function fishValues(name: string, value: string): string {
  if (!name.endsWith('PATH')) return quoteFish(value);
  return value === '' ? '' : value.split(':').map(quoteFish).join(' ');
}

function fishInitial(name: string, initial: Initial): readonly string[] {
  const clean = `set -e -g ${name}`;
  switch (initial.kind) {
    case 'array':
      return [clean, `set -g ${name} ${initial.values.map(quoteFish).join(' ')}`];
    case 'exported':
      return [clean, `set -gx ${name} ${fishValues(name, initial.value)}`];
    case 'plain':
      return [clean, `set -gu ${name} ${fishValues(name, initial.value)}`];
    default:
      return [clean];
  }
}

/** A script for one fish that lives through all cases, and prints N.got and N.want into files. */
export function fishScript(cases: readonly ShellCase[], library: string, out: string): string {
  const names = (one: ShellCase) => one.variables.map(({name}) => name);
  const dump = (one: ShellCase, index: number, kind: string) =>
    `begin; for n in ${names(one).join(' ')} (set -n | string match '__hsf_*'); set -S $n; end; functions fish_prompt | string match -v '#*'; functions -an; end >${out}/${index}.${kind} 2>&1`;
  const parts = cases.flatMap((one, index) => {
    const before = one.variables.flatMap(({name, initial}) => fishInitial(name, initial));
    const code = inPlaceCode(changeOf(one), 'fish').trimEnd();
    const acted = one.variables.flatMap(({name, action}) =>
      action.kind === 'nothing'
        ? []
        : [action.kind === 'unset' ? `set -e -g ${name}` : `set -gx ${name} ${fishValues(name, action.value)}`],
    );
    const wished = one.variables.flatMap(variable => {
      const expected = expectedOf(variable);
      if (expected === 'as it was') return [];
      return expected.value === null
        ? [`set -e -g ${variable.name}`]
        : [`set -gx ${variable.name} ${fishValues(variable.name, expected.value)}`];
    });
    return [
      ...before,
      `__hsf_apply (printf %s ${quoteFish(code)} | string split \\n)`,
      ...acted,
      'hsf leave -q',
      dump(one, index, 'got'),
      ...before,
      ...wished,
      dump(one, index, 'want'),
    ];
  });
  return [
    `set -g __hsf_program /nonexistent`,
    `source ${quoteFish(library)}`,
    'functions fish_prompt >/dev/null',
    ...parts,
    '',
  ].join('\n');
}

const setLine = (name: string, value: string | null) =>
  value === null ? `unsetenv ${name}` : `setenv ${name} ${quoteTcsh(value)}`;

function tcshBefore(one: ShellCase): readonly string[] {
  return one.variables.flatMap(({name, initial}) => [
    setLine(name, initial.kind === 'exported' ? initial.value : null),
    // A variable of the shell with the same name is another one.
    `set ${name} = 'of the shell'`,
  ]);
}

/** Files for one tcsh: what it does until it leaves, and what it says of itself then. */
export function tcshFiles(cases: readonly ShellCase[]) {
  const levels: TcshLevel[] = [];
  const entered = cases.map(one => {
    const {code, level} = enterTcsh(changeOf(one), 1);
    levels.push(level);
    const acted = one.variables.flatMap(({name, action}) =>
      action.kind === 'nothing' ? [] : [setLine(name, action.kind === 'unset' ? null : action.value)],
    );
    return [...tcshBefore(one), `set prompt = 'mine ! %# '`, code, ...acted].join('\n');
  });
  const left = (index: number, env: Readonly<Record<string, string>>) => leaveTcsh(levels[index]!, 1, env).code;
  const wished = cases.map(one =>
    [
      ...tcshBefore(one),
      `set prompt = 'mine ! %# '`,
      ...one.variables.flatMap(variable => {
        const expected: Expected = expectedOf(variable);
        return expected === 'as it was' ? [] : [setLine(variable.name, expected.value)];
      }),
    ].join('\n'),
  );
  return {entered, left, wished};
}
