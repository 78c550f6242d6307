import {describe, expect, test} from 'vitest';
import {compareCaptures, exportedForm, type SecondCapture} from '../../../src/start/environment/compare.ts';
import type {Attempt} from '../../../src/start/environment/conditions.ts';
import type {Dump} from '../../../src/start/environment/dump.ts';
import {fingerprint} from '../../../src/start/environment/fingerprint.ts';
import {captureOf, type Doing, HERE, type Known, THERE} from './dumps.ts';

type Environment = Readonly<Record<string, string>>;
const captured = (dump: Dump, printed = ''): Extract<SecondCapture, {status: 'captured'}> => ({
  status: 'captured',
  dump,
  printed,
});

type More = {
  readonly before?: Known;
  readonly attempt?: Attempt;
  readonly here?: Environment;
  readonly asked?: readonly string[];
  readonly printed?: string;
  /** The environment of the process, where start-up files made another one of it. */
  readonly env?: Environment;
};
function compared(one: Doing, other: Doing = one, {before, attempt = 'apart', here, asked = [], printed, env}: More = {}) {
  const own = {...HERE, ...here};
  const [first, second] = [captureOf(own, one, before), captureOf({...THERE, ...here}, other, before)];
  return compareCaptures(first, captured(second, printed), attempt, env ?? own, asked);
}
function recordOf(one: Doing, other?: Doing, more?: More) {
  const found = compared(one, other, more);
  if (found.status !== 'stored') throw new Error(found.reason);
  return found.record;
}
function reasonOf(one: Doing, other?: Doing, more?: More): string {
  const found = compared(one, other, more);
  return found.status === 'stored' ? 'stored' : found.reason;
}

const F = 'f () \n{ \n    :\n}';
const G = 'f () \n{ \n    true\n}';

describe('what both captures define is stored', () => {
  test('functions, aliases, completions, options and shell variables', () => {
    const doing: Doing = {
      functions: {f: F, g: F.replace('f', 'g'), old: F.replace('f', 'old')},
      exportedFunctions: {f: '() {  :\n}', g: null},
      aliases: {ll: 'ls -l', was: 'x'},
      completions: [
        ['-F', '_f', 'f'],
        ['-W', 'a', 'old'],
      ],
      options: {extglob: true, nullglob: false},
      shell: [{name: 'v', attributes: '', value: '1'}],
      env: {A: '1'},
    };
    const before: Known = {
      functions: {old: F.replace('f', 'old')},
      aliases: {was: 'x'},
      completions: [['-W', 'a', 'old']],
      options: {extglob: false, nullglob: false},
    };
    expect(recordOf(doing, doing, {before})).toMatchObject({
      version: 1,
      changes: [{kind: 'set', name: 'A', value: '1'}],
      functions: {f: F, g: F.replace('f', 'g')},
      exportedFunctions: {f: '() {  :\n}', g: '() { \n    :\n}'},
      aliases: {ll: 'ls -l'},
      completions: [['-F', '_f', 'f']],
      options: {extglob: true},
      shellVariables: [{name: 'v', attributes: '', value: '1'}],
    });
  });

  test('in order', () => {
    expect(Object.keys(recordOf({aliases: {b: '1', a: '1'}}).aliases)).toEqual(['a', 'b']);
    const functions = {h: F.replace('f', 'h'), g: F.replace('f', 'g')};
    const doing = {functions, exportedFunctions: {h: null, g: null}};
    expect(Object.keys(recordOf(doing).exportedFunctions)).toEqual(['g', 'h']);
  });

  test('an exported function is one that is new, or a new one', () => {
    const old: Known = {functions: {f: F}, exportedFunctions: {f: null}};
    expect(recordOf({}, {}, {before: old}).exportedFunctions).toEqual({});
    expect(recordOf({functions: {f: G}}, undefined, {before: old}).exportedFunctions).toEqual({f: exportedForm(G)});
    expect(recordOf({exportedFunctions: {f: null}}, undefined, {before: {functions: {f: F}}})).toMatchObject({
      functions: {},
      exportedFunctions: {f: exportedForm(F)},
    });
  });

  test('an exported function in the form that one of them told', () => {
    const toldAs = (form: string | null) => ({functions: {f: F}, exportedFunctions: {f: form}});
    expect(recordOf(toldAs('() { one'), toldAs('() { other')).exportedFunctions).toEqual({f: '() { other'});
    expect(recordOf(toldAs('() { one'), toldAs(null)).exportedFunctions).toEqual({f: '() { one'});
  });

  test('what it printed, as if printed here, and no more than 64 kB', () => {
    expect(recordOf({}, {}, {printed: 'welcome u1apart in /apart/home\n'}).printed).toBe('welcome ann in /home/ann\n');
    expect(recordOf({}, {}, {printed: 'x'.repeat(70_000)}).printed).toHaveLength(65_536);
  });
});

describe('what they do not define alike is not', () => {
  test.each([
    {
      title: 'another function',
      one: {functions: {f: F}},
      other: {functions: {f: G}},
      why: 'the function f differs from run to run',
    },
    {title: 'a function once', one: {functions: {f: F}}, other: {}, why: 'the function f differs from run to run'},
    {title: 'a function the other time', one: {}, other: {functions: {f: F}}, why: 'the function f differs from run to run'},
    {title: 'another alias', one: {aliases: {a: '1'}}, other: {aliases: {a: '2'}}, why: 'the alias a differs from run to run'},
    {
      title: 'a completion once',
      one: {completions: [['-F', 'f', 'a']]},
      other: {},
      why: 'the completion ["-F","f","a"] differs from run to run',
    },
    {title: 'an option once', one: {options: {extglob: true}}, other: {}, why: 'the option extglob differs from run to run'},
    {
      title: 'a function that is exported once',
      one: {functions: {f: F}, exportedFunctions: {f: null}},
      other: {functions: {f: F}},
      why: 'the function f differs from run to run',
    },
    {
      title: 'a function that is exported the other time',
      one: {functions: {f: F}},
      other: {functions: {f: F}, exportedFunctions: {f: null}},
      why: 'the function f differs from run to run',
    },
    {
      title: 'an exported function without a definition',
      one: {exportedFunctions: {f: null}},
      other: {exportedFunctions: {f: null}},
      why: 'the function f differs from run to run',
    },
    {title: 'a variable', one: {env: {A: '1'}}, other: {env: {A: '2'}}, why: 'A differs from run to run'},
  ] as {title: string; one: Doing; other: Doing; why: string}[])('$title', ({one, other, why}) => {
    expect(reasonOf(one, other)).toBe(why);
  });

  test.each([
    {title: 'a function that is gone', before: {functions: {f: F}}, doing: {functions: {}}, why: 'it removes the function f'},
    {title: 'an alias that is gone', before: {aliases: {a: '1'}}, doing: {aliases: {}}, why: 'it removes the alias a'},
  ] as {title: string; before: Known; doing: Doing; why: string}[])('$title', ({before, doing, why}) => {
    expect(reasonOf(doing, doing, {before})).toBe(why);
  });

  const trap: Known = {rest: {'the trap at SIGUSR1': 'trap -- x SIGUSR1'}};
  test.each([
    {title: 'a trap', doing: trap, why: 'it sets the trap at SIGUSR1, which stays'},
    {title: 'a descriptor', doing: {rest: {'descriptor 7': 'open'}}, why: 'it leaves descriptor 7 open'},
    {title: 'a limit', doing: {rest: {'the limit of stack size': '1024'}}, why: 'it changes the limit of stack size'},
    {title: 'a trap that is gone', doing: {rest: {}}, before: trap, why: 'it takes away the trap at SIGUSR1'},
    {title: 'a trap that was there', doing: {}, before: trap, why: 'stored'},
    {title: 'bytes that are no UTF-8', doing: {broken: ['A']}, why: 'A is not valid UTF-8'},
    {title: 'bytes that were there already', doing: {}, before: {broken: ['A']}, why: 'A is not valid UTF-8'},
    {title: 'such bytes in what does not matter', doing: {}, before: {broken: ['PS1']}, why: 'stored'},
    {title: 'a function that is called like a path', doing: {functions: {'a/b': F}}, why: 'it defines "a/b", which is no name'},
    {title: 'an alias that is called like a path', doing: {aliases: {'a b': 'x'}}, why: 'it defines "a b", which is no name'},
    {
      title: 'a number that bash would compute',
      doing: {shell: [{name: 'n', attributes: 'i', value: 'a[$(x)]'}]},
      why: 'it defines n, a variable of a kind that cannot be stored',
    },
    {
      title: 'a name that is none',
      doing: {
        shell: [
          {name: 'm', attributes: '', value: '1'},
          {name: 'n', attributes: 'n', value: 'a b'},
        ],
      },
      why: 'it defines n, a variable of a kind that cannot be stored',
    },
    {title: 'more than a record holds', doing: {env: {A: 'x'.repeat(9_000_000)}}, why: 'it defines too much'},
  ] as {title: string; doing: Doing; before?: Known; why: string}[])('$title', ({doing, before, why}) => {
    expect(reasonOf(doing, doing, before === undefined ? {} : {before})).toMatch(why);
  });

  test('a secret that it sets, in either of them', () => {
    const dump = captureOf(HERE, {});
    const secret = {...dump, secrets: new Map([['A_TOKEN', null]])};
    const why = {status: 'not-storable', reason: 'it sets A_TOKEN, which may be a secret'};
    expect(compareCaptures(secret, captured(dump), 'apart', HERE, [])).toEqual(why);
    expect(compareCaptures(dump, captured(secret), 'apart', HERE, [])).toEqual(why);
  });

  test('what the second one alone cannot have', () => {
    expect(reasonOf({}, {rest: {'descriptor 7': 'open'}})).toBe('it leaves descriptor 7 open');
  });
});

describe('inputs of a record', () => {
  test('are all variables but those of who and where one is', () => {
    const {inputs} = recordOf({}, {}, {here: {MINE: '1'}});
    expect(inputs).toEqual({
      variables: {MINE: fingerprint('1'), PATH: fingerprint(HERE.PATH)},
      kept: [],
      present: ['HOME', 'USER', 'LOGNAME', 'TMPDIR', 'PWD'],
      host: null,
      startUp: null,
      asked: [],
      session: false,
    });
  });

  test.each([
    {attempt: 'apart', kept: [], session: false},
    {attempt: 'same-lists', kept: [], session: false},
    {attempt: 'same-user', kept: ['HOME', 'USER', 'LOGNAME', 'TMPDIR'], session: false},
    {attempt: 'same-session', kept: ['HOME', 'USER', 'LOGNAME', 'TMPDIR'], session: true},
  ] as const)('are those that were not changed: $attempt', ({attempt, kept, session}) => {
    expect(recordOf({}, {}, {attempt}).inputs).toMatchObject({kept, session});
  });

  test('are only what there is', () => {
    const {TMPDIR: _, ...env} = HERE;
    expect(recordOf({}, {}, {attempt: 'same-user', env}).inputs.kept).toEqual(['HOME', 'USER', 'LOGNAME']);
  });

  test('are of the session where it was changed, here or there', () => {
    expect(recordOf({}, {}, {asked: ['EDITOR'], here: {EDITOR: 'vi'}}).inputs).toMatchObject({
      asked: ['EDITOR'],
      variables: {EDITOR: fingerprint('vi')},
    });
    expect(recordOf({}, {env: {PAGER: null}}, {here: {}}).inputs.asked).toEqual([]);
    const here = {PAGER: 'x'};
    expect(recordOf({env: {PAGER: null}}, undefined, {here}).inputs.asked).toEqual(['PAGER']);
  });

  const host = (name: string, text: string) =>
    recordOf({env: {A: text}}, undefined, {before: {shell: [{name: 'HOSTNAME', attributes: '', value: name}]}}).inputs.host;
  test.each([
    {title: 'its name', name: 'lxplus7', text: '/scratch/lxplus7/x', isInput: true},
    {title: 'the first part of its name', name: 'lxplus7.cern.ch', text: 'on lxplus7', isInput: true},
    {title: 'a longer name', name: 'lxplus7', text: '/scratch/lxplus77', isInput: false},
    {title: 'another longer name', name: 'lxplus7', text: 'my-lxplus7', isInput: false},
    {title: 'a name that goes on', name: 'lxplus7', text: 'lxplus7_x', isInput: false},
    {title: 'a name with a sign of patterns', name: 'a+b', text: 'aab', isInput: false},
    {title: 'a name with such a sign', name: 'a+b', text: 'x/a+b', isInput: true},
    {title: 'nothing that shows, with so short a name', name: 'vm', text: 'x', isInput: true},
    {title: 'nothing, with a name of three letters', name: 'vm1', text: 'x', isInput: false},
  ])('are the machine where it has in it $title', ({name, text, isInput}) => {
    expect(host(name, text)).toBe(isInput ? name : null);
  });

  test('are the machine, exported or not', () => {
    expect(recordOf({env: {A: 'on lxplus7'}}, undefined, {here: {HOSTNAME: 'lxplus7'}}).inputs.host).toBe('lxplus7');
  });

  test('have what start-up files did before, of what may matter', () => {
    const here = {ADDED: '1', CHANGED: '2', EDITOR: 'vi', SHLVL: '2', PWD: '/x', OLDPWD: '/y', _: '/z'};
    const env = {...HERE, PWD: '/data', CHANGED: '1', GONE: '1', PAGER: 'x', 'no-name': '1', SHLVL: '1'};
    const {startUp} = recordOf({}, {}, {here, env}).inputs;
    expect(startUp).toEqual({ADDED: '1', CHANGED: '2', GONE: null});
    expect(recordOf({}, {}, {here: {ADDED: '1'}}).inputs.startUp).toBeNull();
    expect(recordOf({}, {}, {here: {}, env: {...HERE, GONE: '1'}}).inputs.startUp).toEqual({GONE: null});
    expect(recordOf({}, {}, {here: {ADDED: '1'}, env: HERE}).inputs.startUp).toEqual({ADDED: '1'});
  });
});
