import {expect, test} from 'vitest';
import {failureJson, listJson, stackJson, stacksPieces} from '../../src/commands/json.ts';
import type {Stack, Variant} from '../../src/choose/stack.ts';
import type {FoundVariant, Repository} from '../../src/find/found.ts';

test('the quick rendering of stacks says the same as the plain one, odd characters included', () => {
  const platform = {
    text: 'x86_64-el9-"gcc"\\13-opt',
    arch: 'x86_64',
    cpu: null,
    os: {id: 'el', version: '9'},
    compiler: {name: 'gcc', version: null},
    build: 'opt',
    tags: ['a\u0007b'],
  };
  const verdict = {runs: 'container', reason: 'Für el9.', image: '/cvmfs/u/alma:9'} as const;
  const variant = (address: string): Variant => ({
    address,
    platform,
    verdict,
    marks: ['old', 'stale'],
    leadsTo: 'f/"r"@one',
    found: {root: `/cvmfs/x/${address}\n`, entry: {kind: 'source', path: '/cvmfs/x/"'}, dated: null} as FoundVariant,
  });
  const bare: Variant = {
    ...variant('bare'),
    platform: {...platform, os: null, compiler: null, tags: []},
    verdict: {runs: 'no', reason: '', image: null},
  };
  const stack: Stack = {
    address: 'f/"r"',
    family: 'f',
    release: '"r"',
    repository: 'x',
    title: 'T',
    documentation: null,
    nightly: false,
    recommended: true,
    old: false,
    needs: [],
    variants: [variant('one'), variant('two'), bare],
  };
  const text = (stacks: readonly Stack[]) => `[${Buffer.concat(stacksPieces(stacks)).toString()}]`;
  expect(JSON.parse(text([stack, stack]))).toEqual(JSON.parse(JSON.stringify([stack, stack].map(stackJson))));
  expect(text([stack])).toBe(JSON.stringify([stackJson(stack)]));
  expect(text([])).toBe('[]');
  const more = Array.from({length: 10_000}, () => variant('x'.repeat(300)));
  const large: Stack = {...stack, variants: [bare, ...more]};
  const many = [stack, large, large, stack];
  expect(stacksPieces(many).length).toBeGreaterThan(1);
  expect(JSON.parse(text(many))).toEqual(JSON.parse(JSON.stringify(many.map(stackJson))));
});

test('no document has a character that a terminal would obey', () => {
  const odd = 'LCG_\u009b31m\u202egpj\u2066\u200b\u2028\ufeff\u007f';
  const found = {root: odd, entry: {kind: 'source', path: odd}, dated: odd as string | null} as FoundVariant;
  const platform = {text: odd, arch: null, cpu: null, os: null, compiler: null, build: null, tags: [odd]};
  const variant: Variant = {
    address: odd,
    found,
    platform,
    verdict: {runs: 'no', reason: odd, image: null},
    marks: [],
    leadsTo: null,
  };
  const stack = {address: odd, family: 'lcg', release: odd, repository: odd, variants: [variant]} as unknown as Stack;
  const repository = {fqrn: odd, message: odd} as Repository;
  for (const text of [
    Buffer.concat(listJson(odd, [repository], stacksPieces([stack]))).toString(),
    failureJson({code: 'usage', message: odd, advice: odd, choices: {stack: [odd]}}),
  ]) {
    expect(text.trimEnd()).toMatch(/^[\x20-\x7e]*$/);
    expect(JSON.stringify(JSON.parse(text))).toContain(odd);
    expect(text).toContain('LCG_\\u009b31m\\u202egpj');
  }
});
