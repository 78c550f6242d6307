import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {formatAddress, LONGEST_ADDRESS, parseAddress} from '../../src/choose/address.ts';

const cases = [
  {title: 'family and release', text: 'lcg/LCG_107', stack: 'lcg/LCG_107', family: 'lcg', release: 'LCG_107', fragments: null},
  {title: 'a release alone', text: 'LCG_107', stack: 'LCG_107', family: null, release: 'LCG_107', fragments: null},
  {
    title: 'fragments after an @',
    text: 'LCG_107@el9-gcc13',
    stack: 'LCG_107',
    family: null,
    release: 'LCG_107',
    fragments: 'el9-gcc13',
  },
  {
    title: 'slashes of a release',
    text: 'lcg-nightly/dev3/Thu@el9',
    stack: 'lcg-nightly/dev3/Thu',
    family: 'lcg-nightly',
    release: 'dev3/Thu',
    fragments: 'el9',
  },
  {
    title: 'slashes, port and tag of an image',
    text: 'unpacked/gitlab-p4n.aip.de:5005/a/b:1',
    stack: 'unpacked/gitlab-p4n.aip.de:5005/a/b:1',
    family: 'unpacked',
    release: 'gitlab-p4n.aip.de:5005/a/b:1',
    fragments: null,
  },
  {
    title: 'slashes in the fragments',
    text: 'eessi/2023.06@x86_64/amd/zen3',
    stack: 'eessi/2023.06',
    family: 'eessi',
    release: '2023.06',
    fragments: 'x86_64/amd/zen3',
  },
  {title: 'no fragments after an @', text: 'LCG_107@', stack: 'LCG_107', family: null, release: 'LCG_107', fragments: ''},
  {title: 'a slash at the beginning', text: '/b@c', stack: '/b', family: '', release: 'b', fragments: 'c'},
  {title: 'blanks at the ends', text: ' LCG_107 @ el9 ', stack: 'LCG_107', family: null, release: 'LCG_107', fragments: 'el9'},
];

describe('stack addresses', () => {
  for (const {title, text, ...address} of cases)
    test(title, () => expect(parseAddress(text)).toEqual({status: 'address', address}));

  const refused = [
    {title: 'nothing before the @', text: '@el9'},
    {title: 'nothing at all', text: ''},
    {title: 'control characters', text: 'LCG_107\u001b[31m'},
    {title: 'more than anybody types', text: 'x'.repeat(LONGEST_ADDRESS + 1)},
  ];
  test('may be as long as that', () => {
    expect(parseAddress('x'.repeat(LONGEST_ADDRESS)).status).toBe('address');
  });
  for (const {title, text} of refused) test(`refuse ${title}`, () => expect(parseAddress(text).status).toBe('refused'));

  test('come back from what they are made of', () => {
    const part = fc.string({unit: fc.constantFrom('a', 'Z', '1', '_', '.', '-', '+'), minLength: 1, maxLength: 12});
    const release = fc.array(part, {minLength: 1, maxLength: 4}).map(parts => parts.join('/'));
    fc.assert(
      fc.property(part, release, fc.option(part), (family, name, platform) => {
        const parsed = parseAddress(formatAddress(family, name, platform));
        expect(parsed).toEqual({
          status: 'address',
          address: {stack: `${family}/${name}`, family, release: name, fragments: platform},
        });
      }),
    );
  });

  test('never have an @ in their platform', () => {
    expect(formatAddress('a', 'b', 'c@d')).toBe('a/b@c%40d');
    expect(formatAddress('a', 'b', 'c%40d')).toBe('a/b@c%40d');
  });
});
