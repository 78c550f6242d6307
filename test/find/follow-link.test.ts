import {expect, test} from 'vitest';
import {followLink} from '../../src/find/follow-link.ts';
import {memoLookup} from '../../src/find/lookup.ts';
import {memoOf} from './layout-scene.ts';

const FQRN = 'soft.example.org';
const CHAIN = Array.from({length: 41}, (_, index) => `n${index}//n${index + 1}`).join(' ');
const lookup = memoLookup(
  memoOf({
    '': 'a/ b/ file top//a back//. up//.. round//circle circle//round lost//nothing',
    a: 'x/ y sub/ link//x over//link out//../b/z self//self',
    'a/sub': 'deep/',
    b: 'z',
    long: `${CHAIN} n41`,
    short: `${CHAIN.replace('n0//n1 ', '')} n41`,
  }),
);
/** Where a link in a directory leads: the place with what is there, or why there is none. */
const leads = (directory: string, target: string) => {
  const led = followLink(lookup, FQRN, directory, target);
  return led.status === 'inside' ? `${led.real}: ${led.entry?.type ?? 'unknown'}` : led.status;
};

test.each([
  {from: 'a', target: 'x', to: 'a/x: directory'},
  {from: 'a', target: './/x/', to: 'a/x: directory'},
  {from: 'a', target: 'y', to: 'a/y: file'},
  {from: 'a', target: 'sub/deep', to: 'a/sub/deep: directory'},
  {from: 'a', target: 'none', to: 'dangling'},
  {from: 'a', target: '', to: 'dangling'},
  // What is in b is known, what is in b/c is not.
  {from: 'a', target: '../b/z', to: 'b/z: file'},
  {from: 'a', target: '../b/none', to: 'dangling'},
  {from: 'a', target: '../b/c/d', to: 'b/c/d: unknown'},
  {from: 'a/sub', target: '../../b/z', to: 'b/z: file'},
  // Over other links.
  {from: 'a', target: 'link', to: 'a/x: directory'},
  {from: 'a', target: 'over', to: 'a/x: directory'},
  {from: 'a', target: 'out', to: 'b/z: file'},
  {from: '', target: 'top', to: 'a: directory'},
  {from: '', target: 'lost', to: 'dangling'},
  // In circles.
  {from: 'a', target: 'self', to: 'loop'},
  {from: '', target: 'round', to: 'loop'},
  {from: '', target: 'back', to: 'loop'},
  {from: 'a', target: '..', to: 'loop'},
  {from: 'a', target: '../..', to: 'loop'},
  // As many links as Linux follows, and one more.
  {from: 'short', target: 'n1', to: 'loop'},
  {from: 'short', target: 'n2', to: 'short/n41: file'},
  {from: 'long', target: 'n0', to: 'loop'},
  // Steps up behind a name may be steps out of a link.
  {from: 'a', target: 'sub/../x', to: 'unsure'},
  {from: 'a', target: '../b/../a/x', to: 'unsure'},
  {from: 'top', target: '../b/z', to: 'unsure'},
  {from: 'unknown', target: '../b/z', to: 'unsure'},
  // Out of the repository.
  {from: '', target: '../other.org/x', to: 'unsure'},
  {from: '', target: '../../etc', to: 'out'},
  {from: 'a', target: '../../other.org/x', to: 'unsure'},
  {from: 'a', target: '../../../etc', to: 'out'},
  {from: 'a', target: '/etc/passwd', to: 'out'},
  {from: 'a', target: '/cvmfs', to: 'out'},
  {from: 'a', target: '/cvmfs/../etc', to: 'out'},
  {from: 'a', target: '/cvmfs/other.org/x', to: 'unsure'},
  {from: 'a', target: `/cvmfs/${FQRN}/b/z`, to: 'b/z: file'},
  {from: 'a', target: `/cvmfs/${FQRN}`, to: ': unknown'},
])('"$target" in "$from" leads to $to', ({from, target, to}) => expect(leads(from, target)).toBe(to));
