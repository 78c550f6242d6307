import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {familyDocs} from '../../build/family-docs.ts';
import {grammarNames} from '../../src/choose/grammars/grammar-named.ts';
import {builtInFamilies} from '../../src/find/built-in-families.ts';
import {CHECKOUT} from './sources.ts';

test('docs/families.md is current; "npm run docs" writes it', () => {
  expect(readFileSync(join(CHECKOUT, 'docs/families.md'), 'utf8')).toBe(familyDocs(builtInFamilies()));
});

test('every built-in family says what it is and who uses it', () => {
  const silent = builtInFamilies().filter(({description, users}) => description === '' || users === '');
  expect(silent.map(({id}) => id)).toEqual([]);
});

test('every built-in family spells its platforms in a grammar that there is', () => {
  const unknown = builtInFamilies().flatMap(({id, layouts}) =>
    layouts.filter(({grammar}) => !grammarNames.includes(grammar)).map(({grammar}) => `${id}: ${grammar}`),
  );
  expect(unknown).toEqual([]);
});

test('the schemas for files that people write are there once', () => {
  for (const name of ['family', 'rules']) {
    const schema = JSON.parse(readFileSync(join(CHECKOUT, `schemas/${name}.schema.json`), 'utf8')) as {$id: string};
    expect(schema.$id).toBe(`${name}.schema.json`);
  }
});
