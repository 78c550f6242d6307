import {expect, test} from 'vitest';
import {listText} from '../../src/commands/text-list.ts';
import {plainPaint} from '../../src/commands/text-paint.ts';
import type {Host} from '../../src/choose/host.ts';
import type {Stack, Variant} from '../../src/choose/stack.ts';
import type {FoundVariant} from '../../src/find/found.ts';

const HOST = {kernel: 'Linux', arch: 'x86_64', os: {family: 'el9'}} as unknown as Host;

function variantOf(stack: string, number: number): Variant {
  const text = `x86_64-el9-gcc${number}-opt`;
  return {
    address: `${stack}@${text}`,
    found: {} as FoundVariant,
    platform: {text, arch: 'x86_64', cpu: null, os: {id: 'el', version: '9'}, compiler: null, build: null, tags: []},
    verdict: {runs: 'native', reason: 'Fits.', image: null},
    marks: [],
    leadsTo: null,
  };
}

function stackOf(family: string, release: string, variants: number, recommended = false): Stack {
  const address = `${family}/${release}`;
  const [first, ...others] = Array.from({length: variants}, (_, number) => variantOf(address, number));
  return {
    address,
    family,
    release,
    repository: 'r.example.org',
    title: family.toUpperCase(),
    documentation: null,
    nightly: false,
    recommended,
    old: false,
    needs: [],
    variants: [first!, ...others],
  };
}

const many = [
  ...Array.from({length: 50}, (_, number) => stackOf('big', `r${99 - number}`, 6, number === 20)),
  stackOf('small', 'one', 2),
];
const lines = (most: number | null) => {
  const {text, isShort} = listText(many, HOST, {all: false, paint: plainPaint, most});
  return {lines: text.trimEnd().split('\n'), isShort};
};

test('a long listing on a terminal has what is newest and recommended of each family, and says how to see the rest', () => {
  const {lines: shown, isShort} = lines(200);
  expect(isShort).toBe(true);
  expect(shown.filter(line => !line.startsWith(' '))).toEqual([
    'big/r99  BIG',
    'big/r98  BIG',
    'big/r97  BIG',
    'big/r79  BIG, recommended',
    'small/one  SMALL',
  ]);
  expect(shown.filter(line => line.includes('…'))).toEqual(['  … 46 more stacks and 284 more variants: hsf list --family big']);
  expect(shown).toHaveLength(4 * 5 + 1 + 3);
});

test('a listing that fits, or goes elsewhere, has everything', () => {
  for (const most of [null, 400]) {
    const {lines: shown, isShort} = lines(most);
    expect([isShort, shown.length]).toEqual([false, 50 * 7 + 3]);
  }
});

test('a link leads to another stack, or to another platform of its own', () => {
  const {variants, ...stack} = stackOf('big', 'r1', 1);
  const leading = (target: string) => {
    const [first] = variants;
    const {text} = listText([{...stack, variants: [{...first, leadsTo: target}]}], HOST, {
      all: false,
      paint: plainPaint,
      most: null,
    });
    return /Leads to (\S+)\.$/m.exec(text)?.[1];
  };
  expect(leading('big/r2@x86_64-el9-gcc0-opt')).toBe('big/r2');
  expect(leading('big/r1@x86_64-el9-gcc1-opt')).toBe('@x86_64-el9-gcc1-opt');
});
