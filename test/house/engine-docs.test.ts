import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {engineDocs} from '../../build/engine-docs.ts';
import {BEHAVIOURS} from '../engines/conformance/behaviours.ts';
import {CONTESTANTS} from '../engines/conformance/contestants.ts';
import {DEVIATIONS} from '../engines/conformance/deviations.ts';
import {expectation} from '../engines/conformance/expectation.ts';
import {ENGINES} from '../../src/engines/all.ts';
import {CHECKOUT} from './sources.ts';

const ids = Object.values(BEHAVIOURS)
  .flat()
  .map(({id}) => id);

test('docs/engines.md is current; "npm run docs" writes it', () => {
  expect(readFileSync(join(CHECKOUT, 'docs/engines.md'), 'utf8')).toBe(engineDocs());
});

test('every behaviour is named once', () => {
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});

test('a deviation is about a behaviour that its engine is tried for', () => {
  const idle = DEVIATIONS.flatMap(({engine, who, behaviours}) => {
    const contestant = CONTESTANTS.find(({name}) => name === engine)!;
    const accounts = contestant.accounts.filter(account => account === (who ?? account));
    return behaviours.filter(id => !accounts.some(account => expectation(contestant, account, id).kind === 'deviates'));
  });
  expect(idle).toEqual([]);
});

test('every engine is held to the table, or has a reason why it cannot be had for tests', () => {
  const untried = new Set(['nerdctl', 'singularity']);
  const tried = new Set<string>(CONTESTANTS.map(({engine}) => engine));
  expect(ENGINES.map(({name}) => name).filter(name => !tried.has(name) && !untried.has(name))).toEqual([]);
});
