import {describe, expect, test} from 'vitest';
import {glance, parseArguments} from '../../src/commands/parse-arguments.ts';
import {COMMANDS, flagsOf, PICKER_COMMAND} from '../../src/commands/table.ts';
import {UserError} from '../../src/system/user-error.ts';

const failureOf = (words: string): UserError => {
  try {
    parseArguments(words.split(' ').filter(word => word !== ''));
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error(`"${words}" was accepted`);
};

describe('flags', () => {
  test('stand before the command, before the stack and after it', () => {
    const lines = [
      '--cvmfs /x shell LCG_107 --engine=unshare',
      'shell --cvmfs=/x LCG_107 --engine unshare',
      'shell --engine unshare --cvmfs /x LCG_107',
    ];
    for (const line of lines) {
      const {command, positionals, given} = parseArguments(line.split(' '));
      expect([command.name, positionals, given.get('cvmfs'), given.get('engine')]).toEqual([
        'shell',
        ['LCG_107'],
        ['/x'],
        ['unshare'],
      ]);
    }
  });

  test('may be joined letters and repeated where that means something', () => {
    expect(parseArguments(['list', '-qv']).given.has('verbose')).toBe(true);
    expect(parseArguments(['shell', 'x', '--bind', '/a', '--bind=/b']).given.get('bind')).toEqual(['/a', '/b']);
  });

  test('have the same arity in every command, since they may stand before it', () => {
    const arity = new Map<string, boolean>();
    for (const flag of [PICKER_COMMAND, ...COMMANDS].flatMap(flagsOf)) {
      expect([flag.name, arity.get(flag.name) ?? flag.value !== null]).toEqual([flag.name, flag.value !== null]);
      arity.set(flag.name, flag.value !== null);
    }
  });

  test('take a value that begins with a dash only with an equals sign', () => {
    expect(parseArguments(['shell', 'x', '--env=-v=1']).given.get('env')).toEqual(['-v=1']);
    expect(failureOf('shell x --env --json').message).toBe('--env needs a value.');
  });
});

describe('what follows --', () => {
  test('is kept exactly, flags, dashes and empty words included', () => {
    const words = ['ls', '-l', '--json', '--', '', 'a b', "it's"];
    expect(parseArguments(['run', 'LCG_107', '--', ...words]).rest).toEqual(words);
  });

  test('is told from an empty one', () => {
    expect(parseArguments(['plan', 'x']).rest).toBeNull();
    expect(parseArguments(['plan', 'x', '--']).rest).toEqual([]);
  });
});

describe('wrong usage names the next step', () => {
  test.each([
    {line: 'lst', says: '"lst" is no command of hsf.', advice: 'Did you mean "hsf list"?'},
    {line: 'list --jsno', says: 'There is no flag --jsno.', advice: 'Did you mean --json?'},
    {line: 'LCG_107@el9', says: '"LCG_107@el9" is no command of hsf.', advice: 'To start a shell in it: hsf shell LCG_107@el9'},
    {line: 'run x ls -l', says: 'A command has to come after "--".', advice: 'hsf run x -- ls -l'},
    {
      line: 'list --engine x',
      says: '"hsf list" has no flag --engine.',
      advice: 'It belongs to hsf shell, hsf run, hsf plan, hsf use, hsf switch, hsf profile, hsf venv.',
    },
    {line: 'list --json=yes', says: '--json takes no value.', advice: 'Write --json alone.'},
    {line: 'shell x --container maybe', says: '--container has no value "maybe".', advice: 'Values are auto, always, never.'},
    {line: 'shell x --engine a --engine b', says: '--engine was given 2 times.', advice: 'Give it once.'},
    {line: 'list -x', says: 'There is no flag -x.', advice: 'Run "hsf list --help" for the flags.'},
  ])('$line', ({line, says, advice}) => {
    const error = failureOf(line);
    expect([error.code, error.message, error.advice]).toEqual(['usage', says, advice]);
  });
});

test('a glance sees --json and the command of a line that cannot be parsed', () => {
  expect(glance(['--cvmfs', 'run', 'list', '--json', '--wrong'])).toEqual({json: true, command: 'list'});
  expect(glance(['run', 'x', '--', 'list', '--json'])).toEqual({json: false, command: 'run'});
});
