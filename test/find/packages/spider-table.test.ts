import {describe, expect, test} from 'vitest';
import {parseSpiderTable} from '../../../src/find/packages/spider-table.ts';
import {parsePortageName} from '../../../src/find/packages/portage-name.ts';

const ROOT = '/sw/modules';
const table = (files: string, path = ROOT) => `spiderT = { ["${path}"] = { ROOT = { fileT = { ${files} } } } }`;
const read = (text: string) => {
  const found = parseSpiderTable(text, [ROOT]);
  return found === null
    ? null
    : [...found.packages.map(({name, version}) => `${name} ${version}`), ...(found.left > 0 ? [found.left] : [])];
};

describe('a table of Lmod', () => {
  test.each([
    ['one file', '["ROOT/6.34"] = { fn = "x" }', ['ROOT 6.34']],
    ['single quotes', "['ROOT/6.34'] = {}", ['ROOT 6.34']],
    ['long brackets', '[ [[ROOT/6.34]] ] = {}', ['ROOT 6.34']],
    ['long brackets of a level', '[ [==[ROOT/6.]=]34]==] ] = {}', ['ROOT 6.]=]34']],
    ['a text of a level as a value', '["a/1"] = { help = [=[ } { ]] ]=] }, ["b/2"] = {}', ['a 1', 'b 2']],
    ['a text that does not end', '["a/1"] = { help = [==[ never } } } } ]=]', ['a 1']],
    ['a comment', '["a/1"] = {}, -- ["c/3"] = {} }\n["b/2"] = {}', ['a 1', 'b 2']],
    ['a comment at the end', '["a/1"] = {} -- ends', ['a 1']],
    ['semicolons', '["a/1"] = {}; ["b/2"] = {};', ['a 1', 'b 2']],
    ['escapes', String.raw`["a\"/1"] = {}, ["b\\/2"] = {}, ["c\n/3"] = {}`, ['a" 1', String.raw`b\ 2`, 1]],
    ['a quote in a help text', String.raw`["a/1"] = { help = "say \"{\" twice" }, ["b/2"] = {}`, ['a 1', 'b 2']],
    ['names without a version', '["ROOT"] = {}, ["/1"] = {}, ["b/2"] = {}', ['b 2']],
    ['a name in several parts', '["lang/py/3.13"] = {}', ['lang/py 3.13']],
    ['values that are no tables', '["a/1"] = 1, ["b/2"] = {}', ['b 2']],
    ['a list without keys', '{}, {}, ["a/1"] = {}', ['a 1']],
  ])('with %s', (_title, files, packages) => {
    expect(read(table(files))).toEqual(packages);
  });

  test.each([
    ['that is another', 'mcp = { ["/sw/modules"] = { ROOT = { fileT = { ["a/1"] = {} } } } }', null],
    ['of another path', table('["a/1"] = {}', '/sw/modules2'), null],
    ['of a path below', table('["a/1"] = {}', '/sw/modules/Core'), ['a 1']],
    ['without files', 'spiderT = { ["/sw/modules"] = {} }', []],
    ['of nothing', '', null],
    ['that ends early', `spiderT = { ["${ROOT}"] = { ROOT = { fileT = { ["a/1"] = {`, ['a 1']],
    ['in dirT alone', `spiderT = { ["${ROOT}"] = { ROOT = { dirT = { ["a/1"] = {} } } } }`, []],
    ['nested too deeply', `spiderT = { ["${ROOT}"] = ${'{ x = '.repeat(100)}`, []],
  ])('%s', (_title, text, packages) => {
    expect(read(text)).toEqual(packages);
  });

  test('keeps no help text of any length for a name', () => {
    const long = 'x'.repeat(5000);
    const found = parseSpiderTable(table(`["${long}/1"] = {}, [ [[${long}/1]] ] = {}, ["a/1"] = {}`), [ROOT]);
    expect(found?.packages.filter(({name}) => name === 'a')).toHaveLength(1);
    for (const {name} of found?.packages ?? []) expect(name.length).toBeLessThan(4097);
  });
});

describe('names of Portage', () => {
  test.each([
    ['python-3.13.1_p2-r1', 'python 3.13.1_p2-r1'],
    ['a-1', 'a 1'],
    ['lib-2-3', 'lib-2 3'],
    ['x-y', null],
    ['-1', null],
    [`${'n'.repeat(253)}-1`, `${'n'.repeat(253)} 1`],
    [`${'n'.repeat(254)}-1`, null],
  ])('%s', (directory, text) => {
    const found = parsePortageName('dev-lang', directory);
    expect(found === null ? null : `${found.name} ${found.version}`).toBe(text);
  });
});
