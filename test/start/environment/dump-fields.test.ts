import {describe, expect, test} from 'vitest';
import {parseDump, withoutSecretValues} from '../../../src/start/environment/dump.ts';

/** A dump of these fields, as bash writes them: separated by NUL, bytes as they are. */
const bytes = (...fields: readonly string[]) => Buffer.from(`${fields.join('\0')}\0`, 'latin1');
const latin = (text: string) => Buffer.from(text, 'utf8').toString('latin1');
const after = (...fields: readonly string[]) => {
  const parsed = parseDump(bytes('before', 'after', ...fields, 'end'));
  if (parsed.status !== 'ok') throw new Error(parsed.reason);
  return parsed.dump;
};
const state = (...fields: readonly string[]) => after(...fields).after;

describe('a dump', () => {
  test('has a state before and one after', () => {
    const parsed = parseDump(bytes('before', 'v', 'declare -x A="1"\n', 'after', 'v', 'declare -x A="2"\n', 'end'));
    expect(parsed).toMatchObject({status: 'ok', dump: {secrets: new Map()}});
    expect(parsed.status === 'ok' && [parsed.dump.before, parsed.dump.after].map(({exported}) => exported.get('A'))).toEqual([
      '1',
      '2',
    ]);
  });

  test.each([
    {title: 'without an end', fields: ['before', 'after'], reason: 'it has no end'},
    {title: 'without a beginning', fields: ['after', 'end'], reason: 'it has no beginning'},
    {title: 'with nothing behind', fields: ['before', 'end'], reason: 'it has undefined for a section'},
    {title: 'with a section that is none', fields: ['before', 'after', 'z', 'x', 'end'], reason: 'it has "z" for a section'},
    {
      title: 'with one that objects know',
      fields: ['before', 'toString', 'after', 'end'],
      reason: 'it has "toString" for a section',
    },
    {title: 'that ends in the middle', fields: ['before', 'after', 'f', 'end'], reason: 'it ends in the middle'},
    {title: 'that ends in the middle of two', fields: ['before', 'after', 'f', 'name', 'end'], reason: 'it ends in the middle'},
    {
      title: 'with words that are no options',
      fields: ['before', 'after', 'o', 'set -e x\n', 'end'],
      reason: 'its options are none',
    },
    {
      title: 'with an option of another kind',
      fields: ['before', 'after', 'o', 'shopt -x a\n', 'end'],
      reason: 'its options are none',
    },
    {
      title: 'with an option without a name',
      fields: ['before', 'after', 'o', 'shopt -s\n', 'end'],
      reason: 'its options are none',
    },
    {title: 'with what is no declaration', fields: ['before', 'after', 'v', 'x\n', 'end'], reason: 'not what bash prints, at 0'},
  ])('$title is damaged', ({fields, reason}) => {
    expect(parseDump(bytes(...fields))).toEqual({status: 'damaged', reason});
  });

  test('tells exported variables from others, and leaves out what bash makes', () => {
    const found = state(
      'v',
      'declare -x A="1"\ndeclare -rx B="2"\ndeclare -x C\ndeclare -- d="3"\ndeclare -ax e=([0]="x")\ndeclare -- RANDOM="7"\ndeclare -x COLUMNS="80"\ndeclare -i f\n',
    );
    expect(Object.fromEntries(found.exported)).toEqual({A: '1', B: '2'});
    expect([...found.shellVariables.values()]).toEqual([
      {name: 'd', attributes: '', value: '3'},
      {name: 'e', attributes: 'a', value: [['0', 'x']]},
      {name: 'f', attributes: 'i', value: null},
    ]);
  });

  test('tells functions, and how children get them', () => {
    const found = state(
      'f',
      'g',
      'g () \n{ \n    :\n}\n',
      'f',
      latin('é'),
      'x\n\n',
      'x',
      'declare -fx g\ndeclare -f __hsf_x\ndeclare -f h\n',
      'e',
      'g',
      '() {  :\n}',
      'e',
      'other',
      'x',
    );
    expect([...found.functions]).toEqual([
      ['g', 'g () \n{ \n    :\n}'],
      ['é', 'x\n'],
    ]);
    expect([...found.exportedFunctions]).toEqual([
      ['g', '() {  :\n}'],
      ['h', null],
    ]);
  });

  test('tells aliases, completions and options', () => {
    const found = state(
      'a',
      'll',
      'ls -l',
      'c',
      "complete -F _f 'a b'\n\ncomplete -D\n",
      'o',
      'shopt -s extglob\nshopt -u expand_aliases\nshopt -u nullglob\n',
    );
    expect([...found.aliases]).toEqual([['ll', 'ls -l']]);
    expect([...found.completions]).toEqual([
      ['["-F","_f","a b"]', ['-F', '_f', 'a b']],
      ['["-D"]', ['-D']],
    ]);
    expect([...found.options]).toEqual([
      ['extglob', true],
      ['nullglob', false],
    ]);
  });

  test('tells what no difference can hold by what it is called', () => {
    const found = state(
      't',
      "trap -- 'x' SIGUSR1\ntrap -- 'y' EXIT\ntrap -- '' SIGINT\ntrap -- z INT\ntrap -- z SIGALRM\ntrap -- z ALRM\n\n",
      'l',
      'core file size              (blocks, -c) 0\nstack size              (kbytes, -s) 8192\nstack size              (kbytes, -s) unlimited\nodd\n',
      'd',
      '3 x 17 4x',
    );
    expect([...found.rest]).toEqual([
      ['the trap at SIGUSR1', 'trap -- x SIGUSR1'],
      ['the limit of core file size', '0'],
      ['the limit of stack size', '8192'],
      ['the limit of stack size, the hard one', 'unlimited'],
      ['descriptor 3', 'open'],
      ['descriptor 17', 'open'],
    ]);
  });

  test('names what is no UTF-8, and what it is in', () => {
    const found = state(
      'v',
      'declare -x A="\xff"\ndeclare -- b="\xfe"\ndeclare -x C="x"\n',
      'f',
      '\xff',
      'x',
      'a',
      '\xfe',
      'x',
      'c',
      'complete -W \xff\n',
      'f',
      'ok',
      '\xff',
    );
    expect([...found.broken]).toEqual(['A', 'b', 'the name of a function', 'the name of an alias', 'a completion', 'ok']);
  });

  test('tells secrets apart, with a value where one is told', () => {
    const {secrets, after: found} = after('s', 'A_TOKEN', 's', 'B_TOKEN', 'S', latin('gehéim'), 's', 'C_TOKEN');
    expect([...secrets]).toEqual([
      ['A_TOKEN', null],
      ['B_TOKEN', 'gehéim'],
      ['C_TOKEN', null],
    ]);
    expect(found.exported.size).toBe(0);
    expect([...after('s', '\xff').after.broken]).toEqual(['a name']);
    expect([...after('s', 'A_TOKEN', 'S', '\xff').after.broken]).toEqual(['A_TOKEN']);
  });

  test('may lie on a disk without them, the rest as it is', () => {
    const whole = bytes('before', 'f', 'S', '\xff', 'after', 's', 'A', 'S', 'geheim', 'a', 's', 'S', 'end');
    expect(withoutSecretValues(whole)).toEqual(bytes('before', 'f', 'S', '\xff', 'after', 's', 'A', 'a', 's', 'S', 'end'));
  });

  test('may be a part of more bytes', () => {
    const dump = bytes('before', 'after', 'a', 'x', 'y', 'end');
    const more = Buffer.concat([Buffer.from('zz'), dump, Buffer.from('zz')]);
    expect(parseDump(new Uint8Array(more.buffer, more.byteOffset + 2, dump.length)).status).toBe('ok');
  });
});
