import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {resolve, resolveStack} from '../../src/choose/resolve.ts';

import {judge} from '../../src/choose/judge.ts';
import {DEBIAN, EL9, VARIANTS, ask} from './ask.ts';
import {family, findings, found, host, layout, lcg, nightly} from './scene.ts';

describe('every address of the catalogue', () => {
  test('means exactly its variant', () => {
    for (const stack of [...EL9, ...DEBIAN].values()) {
      for (const variant of stack.variants) {
        const answer = ask({address: variant.address}, EL9.includes(stack) ? EL9 : DEBIAN);
        expect(answer.status === 'one' || answer.status === 'cannot-run' ? answer.variant.address : answer).toBe(variant.address);
      }
    }
  });
  test('is accepted as it stands, odd characters in names included', () => {
    const odd = ['LCG_at@sign', 'LCG_at', 'LCG_tab\there', 'LCG_blank ', 'LCG_\u009bodd', '@', 'LCG_107@el9'];
    const stacks = judge(findings([...odd.flatMap(name => lcg(name, 'x86_64-el9-gcc13-opt')), ...VARIANTS]), host({os: 'el9'}));
    for (const stack of stacks) {
      expect(resolveStack(stacks, stack.address)).toMatchObject({status: 'stack', stack: {address: stack.address}});
      for (const {address} of stack.variants)
        expect(ask({address}, stacks)).toMatchObject({stack: {address: stack.address}, variant: {address}});
    }
    expect(ask({address: 'LCG_at@sign'}, stacks)).toMatchObject({variant: {address: 'lcg/LCG_at@sign@x86_64-el9-gcc13-opt'}});
    expect(ask({address: 'LCG_at@gcc13'}, stacks)).toMatchObject({variant: {address: 'lcg/LCG_at@x86_64-el9-gcc13-opt'}});
    expect(ask({address: 'LCG_tab\tthere'}, stacks)).toMatchObject({status: 'unknown', part: 'address'});
  });
  test('is given once', () => {
    const addresses = EL9.flatMap(stack => stack.variants.map(variant => variant.address));
    expect(new Set(addresses).size).toBe(addresses.length);
  });
  test('no text makes it fail', () => {
    const word = fc.constantFrom(
      'lcg',
      'LCG_',
      '107',
      '/',
      '@',
      '-',
      '+',
      ' ',
      'el9',
      'gcc',
      '13',
      'latest',
      ':',
      'x86_64',
      '\u0000',
      '*',
      '(',
    );
    fc.assert(
      fc.property(fc.array(word, {maxLength: 7}), parts => typeof resolve(EL9, {address: parts.join('')}).status === 'string'),
    );
  });
});

describe('the stack alone', () => {
  test('needs no choice of a variant', () =>
    expect(resolveStack(EL9, 'LCG_107')).toMatchObject({status: 'stack', stack: {address: 'lcg/LCG_107'}}));
  test('may be the latest', () =>
    expect(resolveStack(EL9, 'lcg/latest')).toMatchObject({status: 'stack', stack: {address: 'lcg/LCG_107a'}}));
  test('is not its copy in another repository, which is preferred less, unless the copy is named', () => {
    const mirror = {family: family('lcg-mirror'), layout: layout({nightly: true, preference: -10})};
    const copy = found('dev3/latest', 'x86_64-el9-gcc16-opt', mirror);
    const stacks = judge(findings([...nightly('dev3/latest', 'x86_64-el9-gcc16-opt'), copy]), host({os: 'el9'}));
    for (const [typed, meant] of [
      ['dev3/latest', 'lcg-nightly/dev3/latest'],
      ['lcg-mirror/dev3/latest', 'lcg-mirror/dev3/latest'],
    ] as const)
      expect(resolveStack(stacks, typed)).toMatchObject({status: 'stack', stack: {address: meant}});
    const alone = judge(findings([copy]), host({os: 'el9'}));
    expect(resolveStack(alone, 'dev3/latest')).toMatchObject({stack: {address: 'lcg-mirror/dev3/latest'}});
  });
  test('may be missing', () => expect(resolveStack(EL9, 'lcg').status).toBe('missing'));
  test('may be unknown', () => expect(resolveStack(EL9, 'nothing-like-it')).toMatchObject({status: 'unknown', part: 'stack'}));
});

describe('an empty catalogue', () => {
  test('has no best stack', () => expect(ask({}, [])).toMatchObject({status: 'missing', best: null, choices: {stack: []}}));
  test('knows no address', () => expect(ask({address: 'lcg/LCG_107'}, [])).toMatchObject({status: 'unknown', nearest: []}));
});
