import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {wishedVariables} from '../../src/start/wished-variables.ts';

const wished = (envFile: string | null, env: readonly string[] = [], caller: Readonly<Record<string, string>> = {}) =>
  Object.fromEntries(wishedVariables({envFile, env, noEnv: []}, caller));

describe('--env and --env-file mean the same on all engines (MOUNTS.md 4)', () => {
  test.each([
    {title: 'a value is taken as it stands', file: 'A=a "b" \'c\' $d `e` \\f', env: {A: 'a "b" \'c\' $d `e` \\f'}},
    {title: 'quotes are part of it', file: 'A="x"', env: {A: '"x"'}},
    {title: 'blanks at its end are part of it', file: 'A=x ', env: {A: 'x '}},
    {title: 'it may be empty, and hold =', file: 'A=\nB=c=d', env: {A: '', B: 'c=d'}},
    {title: 'comments and empty lines say nothing', file: '# A=1\n\n   # B=2\nC=3 # no comment\n', env: {C: '3 # no comment'}},
    {title: 'a name alone keeps the value outside', file: 'A\nNOT_THERE\n', env: {A: 'from outside\nwith two lines'}},
    {title: 'the last one counts', file: 'A=1\nA=2', env: {A: '2'}},
    {title: 'files of other systems are read', file: '\uFEFFA=1\r\nB=2\r\n', env: {A: '1', B: '2'}},
  ])('$title', ({file, env}) => {
    expect(wished(file, [], {A: 'from outside\nwith two lines'})).toEqual(env);
  });

  test('--env goes before the file, and may have line breaks', () => {
    expect(wished('A=1\nB=2', ['A=x\ny', 'C='])).toEqual({A: 'x\ny', B: '2', C: ''});
  });

  test.each([
    {file: 'export A=hush', place: 'Line 1'},
    {file: 'A=1\n=hush', place: 'Line 2'},
    {file: 'A B=hush', place: 'Line 1'},
    {file: 'A=hu\0sh', place: 'Line 1'},
  ])('refuses $file by its line, without its value', ({file, place}) => {
    expect(() => wished(file)).toThrow(place);
    expect(() => wished(file)).not.toThrow('hush');
  });

  test('refuses --env without telling the value', () => {
    expect(() => wished(null, ['MY TOKEN=hush'])).toThrow('--env "MY TOKEN=…" names no variable.');
    expect(() => wished(null, [''])).toThrow('names no variable');
  });

  test.each(['we-ird', 'a.b', '1A', 'BASH_FUNC_f%%', 'é'])('refuses %s, which some engines would lose', name => {
    const refusal = {code: 'usage', message: `--env "${name}=…" has a name that no shell can carry.`};
    expect(() => wished(null, [`${name}=hush`])).toThrow(expect.objectContaining(refusal));
    expect(() => wished(`A=1\n${name}=hush`)).toThrow('Line 2 of --env-file has a name that no shell can carry.');
  });

  test('every value without a line break comes back exactly', () => {
    const name = fc.stringMatching(/^[A-Za-z_]\w{0,8}$/);
    const value = fc.string({unit: 'binary', maxLength: 40}).filter(text => !/[\0\r\n]/.test(text));
    fc.assert(
      fc.property(fc.dictionary(name, value), env => {
        const lines = Object.entries(env).map(([key, text]) => `${key}=${text}`);
        expect(wished(lines.join('\n'))).toEqual({...env});
        expect(wished(null, lines)).toEqual({...env});
      }),
    );
  });

  test('any file gives variables or a usage error', () => {
    fc.assert(
      fc.property(fc.string({unit: fc.constantFrom('A', '=', ' ', '\n', '\r', '#', '"', '\0', 'é')}), file => {
        try {
          for (const name of Object.keys(wished(file))) expect(name).toMatch(/^[A-Za-z_]\w*$/);
        } catch (error) {
          expect(error).toMatchObject({code: 'usage'});
        }
      }),
    );
  });
});
