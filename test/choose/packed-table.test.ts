import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {packTable, unpackTable} from '../../src/choose/packed-table.ts';
import type {Platform, Stack, Variant} from '../../src/choose/stack.ts';
import {stackTable, type StackTable} from '../../src/choose/stack-table.ts';
import {describeHost} from '../../src/choose/describe-host.ts';
import {machine} from './machine.ts';
import {found, kinds} from './scene.ts';

const HOST = describeHost(machine({}));

const text = fc.oneof(
  fc.string({unit: 'binary', maxLength: 12}),
  fc.constantFrom('LCG_107', '\n', '\u0000', '\uD800', '__proto__', '\u001b[2J', 'x86_64-el9-gcc13-opt'),
);

const platform: fc.Arbitrary<Platform> = fc.record({
  text,
  arch: fc.option(text),
  cpu: fc.option(text),
  os: fc.option(fc.record({id: text, version: fc.option(text)})),
  compiler: fc.option(fc.record({name: text, version: fc.option(text)})),
  build: fc.option(text),
  tags: fc.array(text, {maxLength: 2}),
});

const variant: fc.Arbitrary<Variant> = fc
  .record({
    address: text,
    of: fc.constantFrom(kinds.lcg, kinds.eessi, kinds.compat, kinds.images),
    release: text,
    dated: fc.option(text),
    captures: fc.dictionary(text, text, {maxKeys: 2, noNullPrototype: true}),
    platform,
    verdict: fc.record({runs: fc.constantFrom('native', 'container', 'no'), reason: text, image: fc.option(text)}),
    rank: fc.option(fc.array(fc.integer(), {maxLength: 3})),
    marks: fc.subarray(['old', 'incomplete', 'stale'] as const),
    leadsTo: fc.option(text),
  })
  .map(({address, of, release, dated, captures, rank, ...rest}): Variant => ({
    address,
    found: found(release, rest.platform.text, {...of, dated, captures}),
    ...(rank === null ? {} : {rank}),
    ...rest,
  }));

const stack: fc.Arbitrary<Stack> = fc
  .record({
    address: text,
    family: text,
    release: text,
    repository: text,
    title: text,
    documentation: fc.option(text),
    nightly: fc.boolean(),
    recommended: fc.boolean(),
    old: fc.boolean(),
    needs: fc.array(text, {maxLength: 2}),
    first: variant,
    others: fc.array(variant, {maxLength: 3}),
  })
  .map(({first, others, ...rest}): Stack => ({...rest, variants: [first, ...others]}));

const plain = (table: StackTable) => {
  const {stacks, variants, firstOf, flagsOf, addresses, texts, kindOf, kinds: own, families, familyOf} = table;
  return {stacks, variants, firstOf, flagsOf, addresses, texts, kindOf, kinds: own, families, familyOf};
};

describe('a table that is packed', () => {
  test('is the same when it is unpacked', () => {
    fc.assert(
      fc.property(fc.array(stack, {maxLength: 12}), fc.nat(7), (stacks, offset) => {
        const table = stackTable(stacks, HOST);
        const bytes = packTable(table);
        // Wherever it lies in a file.
        const file = new Uint8Array(offset + bytes.length);
        file.set(bytes, offset);
        const unpacked = unpackTable(file.subarray(offset));
        expect(plain(unpacked)).toEqual(plain(table));
        for (const [position, one] of stacks.entries()) {
          expect(unpacked.stackAt(position)).toEqual(one);
          expect(unpacked.positionOf(one.address)).toBe(table.positionOf(one.address));
        }
        expect(unpacked.positionOf('nothing of the kind')).toBe(-1);
      }),
      {numRuns: 60},
    );
  });

  test('has the same family and the same layouts for all of their stacks, over many blocks', () => {
    const variantOf = (number: number): Variant => ({
      address: `lcg/LCG_${number}@x`,
      found: found(`LCG_${number}`, 'x86_64-el9-gcc13-opt', kinds.lcg),
      platform: {text: 'x', arch: null, cpu: null, os: null, compiler: null, build: null, tags: []},
      verdict: {runs: 'no', reason: 'none', image: null},
      marks: [],
      leadsTo: null,
    });
    const stacks = Array.from({length: 5000}, (_, number): Stack => ({
      address: `lcg/LCG_${number}`,
      family: 'lcg',
      release: `LCG_${number}`,
      repository: 'sft.cern.ch',
      title: 'LCG releases',
      documentation: null,
      nightly: false,
      recommended: false,
      old: false,
      needs: [],
      variants: [variantOf(number)],
    }));
    const table = unpackTable(packTable(stackTable(stacks, HOST)));
    const first = table.stackAt(0).variants[0].found;
    for (const position of [4999, 0, 2500, 127, 128, 129]) {
      expect(table.stackAt(position)).toEqual(stacks[position]);
      expect(table.stackAt(position)).toBe(table.stackAt(position));
      expect(table.stackAt(position).variants[0].found.family).toBe(first.family);
      expect(table.stackAt(position).variants[0].found.layout).toBe(first.layout);
    }
    expect(packTable(table).length).toBeLessThan(200_000);
  });

  test('that ends too early, or goes on too long, is none', () => {
    fc.assert(
      fc.property(fc.array(stack, {minLength: 1, maxLength: 3}), fc.double({min: 0, max: 0.999, noNaN: true}), (stacks, part) => {
        const bytes = packTable(stackTable(stacks, HOST));
        expect(() => unpackTable(bytes.subarray(0, Math.floor(bytes.length * part)))).toThrow();
        expect(() => unpackTable(Buffer.concat([bytes, Buffer.from('x')]))).toThrow();
      }),
      {numRuns: 40},
    );
  });
});
