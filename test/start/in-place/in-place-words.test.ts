import {describe, expect, test} from 'vitest';
import {NO_DIFFERENCE, type EnvironmentDifference} from '../../../src/start/environment/difference.ts';
import {
  IN_PLACE_SHELLS,
  type InPlaceChange,
  moduleSystemOf,
  promptMark,
  variableChanges,
} from '../../../src/start/in-place/in-place-change.ts';
import {inPlaceCode} from '../../../src/start/in-place/in-place-code.ts';
import {initCode} from '../../../src/start/in-place/init-code.ts';
import {keptSentence, type Noted, outcomeOf} from '../../../src/start/in-place/outcome.ts';
import {enterTcsh, leaveTcsh, parseState, stateLine, type TcshLevel} from '../../../src/start/in-place/tcsh-code.ts';

type Environment = Readonly<Record<string, string>>;
const change = (more: Partial<EnvironmentDifference>, before: Environment = {}, prompt: string | null = null): InPlaceChange => ({
  difference: {...NO_DIFFERENCE, ...more},
  before,
  title: 'toy/1@el9',
  prompt,
});
const F = 'f () \n{ \n    :\n}';

describe('what a shell is to change', () => {
  const kinds = (set: Environment, before: Environment = {}) =>
    Object.fromEntries(variableChanges(change({set}, before)).map(({name, kind}) => [name, kind]));

  test('comes in order, PATH last', () => {
    const {difference, ...rest} = change({set: {PATH: '/a', B: '1', Z: '1'}, unset: ['C', 'A']});
    expect(variableChanges({difference, ...rest}).map(({name, kind}) => [name, kind])).toEqual([
      ['A', 'unset'],
      ['B', 'set'],
      ['C', 'unset'],
      ['Z', 'set'],
      ['PATH', 'list'],
    ]);
  });

  test('is nothing that a shell keeps for itself, or the library stands on', () => {
    const own = '_ SHLVL PWD OLDPWD IFS SHELLOPTS BASHOPTS POSIXLY_CORRECT HSF_USED __hsf_x a.b'.split(' ');
    expect(kinds(Object.fromEntries([...own, 'A'].map(name => [name, '1'])))).toEqual({A: 'set'});
    expect(variableChanges(change({unset: own}))).toEqual([]);
  });

  test('is a list by its name, or since it has grown', () => {
    const lists = 'PATH MANPATH LD_LIBRARY_PATH PKG_PATHS LOADEDMODULES _LMFILES_ XDG_DATA_DIRS XDG_CONFIG_DIRS PERL5LIB R_LIBS';
    for (const name of lists.split(' ')) expect(kinds({[name]: 'x'})).toEqual({[name]: 'list'});
    expect(kinds({PATHX: 'x', R_LIBS_X: 'x'})).toEqual({PATHX: 'set', R_LIBS_X: 'set'});
    expect(kinds({A: 'x:y'}, {A: 'y'})).toEqual({A: 'list'});
    expect(kinds({A: 'y:x'}, {A: 'y'})).toEqual({A: 'list'});
    expect(kinds({A: 'xy', B: 'x:', C: 'x:y'}, {A: 'y', B: ''})).toEqual({A: 'set', B: 'set', C: 'set'});
  });

  test('brings a module system or none', () => {
    const system = (set: Environment, functions: Environment = {module: F}) => moduleSystemOf(change({set, functions}));
    expect(system({LMOD_CMD: 'x', MODULES_CMD: 'y'})).toBe('lmod');
    expect(system({MODULES_CMD: 'y'})).toBe('modules');
    expect([system({}), system({LMOD_CMD: 'x'}, {})]).toEqual([null, null]);
  });

  test('marks the prompt with what no shell takes for anything else', () => {
    expect(promptMark('lcg/LCG_1.0+a-b')).toBe('[lcg/LCG_1.0+a-b] ');
    expect(promptMark('a$(b)!%')).toBe('[a??b???] ');
    expect(IN_PLACE_SHELLS).toMatchObject({
      bash: 'bash',
      zsh: 'zsh',
      fish: 'fish',
      tcsh: 'tcsh',
      csh: 'tcsh',
      ksh: 'ksh',
      ksh93: 'ksh',
    });
  });
});

describe('the change for a library', () => {
  const whole = {
    set: {A: "it's", L_PATH: '/a:/b', HSF_SINCE: '1', MODULES_CMD: 'x'},
    unset: ['GONE'],
    functions: {module: F, f: F},
    exportedFunctions: {f: 'x'},
    aliases: {ll: 'ls -l'},
    completions: [['-F', 'f', 'a b'], ['-F', 'f', '-D'], []],
    options: {extglob: true, nullglob: false},
    shellVariables: [
      {name: 'v', attributes: '', value: '1'},
      {name: 'l', attributes: 'a', value: [['0', 'x']]},
      {name: 'n', attributes: 'i', value: null},
    ],
  } as const;

  test('is calls with quoted words, for bash with all that is its own', () => {
    expect(inPlaceCode(change(whole, {}, '[x] '), 'bash')).toBe(
      [
        "__hsf_names 'A' 'GONE' 'L_PATH' 'MODULES_CMD' 'v' 'l' 'n'",
        "__hsf_variable 'v' 'declare -- v='\\''1'\\'''",
        "__hsf_variable 'l' 'declare -a l=(['\\''0'\\'']='\\''x'\\'')'",
        "__hsf_variable 'n' 'declare -i n'",
        "__hsf_option 'extglob' 'on'",
        "__hsf_option 'nullglob' 'off'",
        `__hsf_function 'module' '${F}'`,
        `__hsf_function 'f' '${F}' 'exported'`,
        "__hsf_alias 'll' 'ls -l'",
        "__hsf_completion 'a b' '-F' 'f' 'a b'",
        "__hsf_put 'A' 'it'\\''s'",
        "__hsf_drop 'GONE'",
        "__hsf_list 'L_PATH' '/a:/b'",
        "__hsf_put 'MODULES_CMD' 'x'",
        '__hsf_since',
        "__hsf_prompt '[x] '",
        "__hsf_entered 'toy/1@el9'",
        '',
      ].join('\n'),
    );
  });

  test('is the variables for others, whose module system is made anew', () => {
    const {HSF_SINCE: _, ...set} = whole.set;
    const zsh = ["__hsf_put 'A' 'it'\\''s'", "__hsf_drop 'GONE'", "__hsf_list 'L_PATH' '/a:/b'", "__hsf_put 'MODULES_CMD' 'x'"];
    const end = ["__hsf_modules 'modules'", "__hsf_entered 'toy/1@el9'", ''];
    expect(inPlaceCode(change({...whole, set}), 'zsh')).toBe([...zsh, ...end].join('\n'));
    const fish = ["__hsf_put 'A' 'it\\'s'", zsh[1], "__hsf_list 'L_PATH' '/a' '/b'", zsh[3]];
    expect(inPlaceCode(change({...whole, set}), 'fish')).toBe([...fish, ...end].join('\n'));
    expect(inPlaceCode(change({}), 'ksh')).toBe("__hsf_entered 'toy/1@el9'\n");
  });

  test('is read by what `hsf init` prints', () => {
    const places = {program: "/b'n/hsf", libraries: '/l', completion: 'complete\n'};
    expect(initCode('bash', places)).toBe("__hsf_program='/b'\\''n/hsf'\n\\. '/l/hsf.bash'\ncomplete\n");
    expect(initCode('ksh', places)).toBe("__hsf_program='/b'\\''n/hsf'\n\\. '/l/hsf.ksh'\ncomplete\n");
    expect(initCode('fish', places)).toBe("set -g __hsf_program '/b\\'n/hsf'\nsource '/l/hsf.fish'\ncomplete\n");
    expect(initCode('tcsh', places)).toBe("set __hsf_program = '/b'\\''n/hsf';\nalias hsf 'source '\\''/l/hsf.csh'\\'' \\!*';\n");
    const zsh = initCode('zsh', places);
    expect(zsh.split('\n')).toHaveLength(2);
    expect(zsh).toBe(
      "'builtin' 'emulate' 'zsh' '-c' $'__hsf_program=\\'/b\\'\\\\\\'\\'n/hsf\\'\\n\\'builtin\\' \\'source\\' \\'/l/hsf.zsh\\'\\ncomplete\\n'\n",
    );
  });
});

describe('what a variable becomes when the stack is left', () => {
  const noted = (kind: Noted['kind'], old: string | null, now: string | null): Noted => ({kind, name: 'A', old, new: now});
  test.each([
    {title: 'what it was', it: noted('set', 'o', 'n'), now: 'n', value: 'o', kept: null},
    {title: 'nothing where it was nothing', it: noted('set', null, 'n'), now: 'n', value: null, kept: null},
    {title: 'what it was before it was taken away', it: noted('unset', 'o', null), now: null, value: 'o', kept: null},
    {title: 'what the user made of it', it: noted('set', 'o', 'n'), now: 'mine', value: 'mine', kept: 'all'},
    {title: 'nothing where the user took it away', it: noted('list', 'o', 'n'), now: null, value: null, kept: 'all'},
    {
      title: 'the list without the entries of the stack',
      it: noted('list', '/o', '/n:/o'),
      now: '/m:/n:/o',
      value: '/m:/o',
      kept: 'entries',
    },
    {
      title: 'the old list where only order differs',
      it: noted('list', '/o', '/n:/o'),
      now: '/o:/n',
      value: '/o',
      kept: 'entries',
    },
    {
      title: 'the list with entries that the stack took away',
      it: noted('list', '/o:/p', '/n:/o'),
      now: '/m:/n:/o',
      value: '/m:/o:/p',
      kept: 'entries',
    },
    {
      title: 'an entry once less, where it was there twice',
      it: noted('list', '/o', '/o:/o'),
      now: '/m:/o:/o',
      value: '/m:/o',
      kept: 'entries',
    },
    {
      title: 'nothing where there was none, and the user took entries away',
      it: noted('list', null, '/n:/k'),
      now: '/n',
      value: null,
      kept: 'entries',
    },
    {
      title: 'what the user added where there was none',
      it: noted('list', null, '/n'),
      now: '/n:/m',
      value: '/m',
      kept: 'entries',
    },
  ] as {title: string; it: Noted; now: string | null; value: string | null; kept: string | null}[])(
    '$title',
    ({it, now, value, kept}) => {
      expect(outcomeOf(it, now)).toEqual({name: 'A', value, kept});
    },
  );

  test('is said where something of the user is kept', () => {
    const kept = (...all: readonly (readonly [string, 'all' | 'entries' | null])[]) =>
      keptSentence(all.map(([name, what]) => ({name, value: null, kept: what})));
    expect(kept(['A', null])).toBeNull();
    expect(kept(['A', 'all'], ['B', null], ['C', 'entries'])).toBe(
      'kept, since it was changed meanwhile: A, C (without the entries of the stack)',
    );
  });
});

describe('tcsh, which notes all of it in one text', () => {
  const entered = enterTcsh(
    change({set: {A: '1', LMOD_CMD: 'l'}, unset: ['B'], functions: {module: F}}, {B: 'x', HSF_VENV_PATH: '/v'}, '[x] '),
    2,
  );

  test('enters by lines, and notes what was there', () => {
    expect(entered.level).toEqual({
      title: 'toy/1@el9',
      variables: [
        {kind: 'set', name: 'A', old: null, new: '1'},
        {kind: 'unset', name: 'B', old: 'x', new: null},
        {kind: 'set', name: 'LMOD_CMD', old: null, new: 'l'},
      ],
      prompt: '[x] ',
      module: 'eval `$LMOD_CMD tcsh !*`',
      venv: '/v',
    });
    expect(entered.code).toBe(
      [
        "setenv A '1'",
        'unsetenv B',
        "setenv LMOD_CMD 'l'",
        'if ( "`alias module`" == "" ) alias module \'eval `$LMOD_CMD tcsh \\!*`\'',
        'if ( $?prompt ) then',
        '  set __hsf_prompt_2 = "$prompt:q"',
        '  set prompt = \'[x] \'"$prompt:q"',
        'endif',
        '',
      ].join('\n'),
    );
    const plain = enterTcsh(change({}), 1);
    expect([plain.code, plain.level]).toEqual(['', {title: 'toy/1@el9', variables: [], prompt: null, module: null, venv: ''}]);
  });

  test('leaves by lines for what is not so already', () => {
    const {code, outcomes} = leaveTcsh(entered.level, 2, {A: '1', LMOD_CMD: 'mine'});
    expect(code).toBe(
      [
        'unsetenv A',
        "setenv B 'x'",
        'if ( "`alias module`" == \'eval `$LMOD_CMD tcsh \\!*`\' ) unalias module',
        'if ( $?prompt && $?__hsf_prompt_2 ) then',
        '  if ( "$prompt:q" == \'[x] \'"$__hsf_prompt_2:q" ) set prompt = "$__hsf_prompt_2:q"',
        'endif',
        'unset __hsf_prompt_2',
        '',
      ].join('\n'),
    );
    expect(outcomes.map(({kept}) => kept)).toEqual([null, null, 'all']);
    expect(leaveTcsh(enterTcsh(change({}), 1).level, 1, {}).code).toBe('');
  });

  test('keeps its notes as short words, and reads them again', () => {
    const levels = [
      entered.level,
      {...entered.level, title: Array.from({length: 4000}, (_, index) => (index * 7919) % 1000).join('')},
    ];
    const line = stateLine(levels);
    const words = line.replace('set __hsf_state = ( ', '').replace(' )\n', '').split(' ');
    expect(words.length).toBeGreaterThan(2);
    expect(words.every(word => /^x[\w-]{1,1000}$/.test(word))).toBe(true);
    expect(parseState(words.join('\n '))).toEqual(levels);
    expect(stateLine([])).toBe('set __hsf_state = (  )\n');
    expect([parseState(''), parseState('y'), parseState('x!'), parseState('xAAAA')]).toEqual([[], [], [], []]);
  });

  test.each([
    {title: 'no list', state: {}},
    {title: 'a level without a title', state: [{...entered.level, title: null}]},
    {title: 'a title with a NUL', state: [{...entered.level, title: 'a\0'}]},
    {title: 'no variables', state: [{...entered.level, variables: null}]},
    {title: 'a name that is code', state: [{...entered.level, variables: [{kind: 'set', name: 'A;x', old: null, new: null}]}]},
    {title: 'no name', state: [{...entered.level, variables: [{kind: 'set', name: 1, old: null, new: null}]}]},
    {title: 'another kind', state: [{...entered.level, variables: [{kind: 'x', name: 'A', old: null, new: null}]}]},
    {title: 'no old value', state: [{...entered.level, variables: [{kind: 'set', name: 'A', new: null}]}]},
    {title: 'a new value of another kind', state: [{...entered.level, variables: [{kind: 'set', name: 'A', old: null, new: 1}]}]},
    {title: 'a prompt of another kind', state: [{...entered.level, prompt: 1}]},
    {title: 'no module', state: [{...entered.level, module: undefined}]},
    {title: 'nothing', state: [null]},
    {title: 'one that is good and one that is not', state: [entered.level, {...entered.level, venv: 1}]},
  ] as {title: string; state: unknown}[])('takes no notes that are none: $title', ({state}) => {
    const text = stateLine([state] as unknown as TcshLevel[]);
    const read = (line: string) => parseState(line.split('(')[1]!.split(')')[0]!);
    expect(read(Array.isArray(state) ? stateLine(state as TcshLevel[]) : text)).toEqual([]);
    const {venv: _, ...old} = entered.level;
    expect(read(stateLine([old]))).toEqual([old]);
    for (const kind of ['set', 'unset', 'list'] as const)
      expect(read(stateLine([{...old, variables: [{kind, name: 'A', old: null, new: ''}]}]))).toHaveLength(1);
  });
});
