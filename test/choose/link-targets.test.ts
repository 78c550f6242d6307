import {expect, test} from 'vitest';
import {linkTargets, targetOf} from '../../src/choose/link-targets.ts';
import type {FoundVariant} from '../../src/find/found.ts';
import {found, kinds} from './scene.ts';

const GCC13 = {name: 'gcc', version: '13.2', path: 'usr/gcc/13.2'};
const there = (release: string, changes: Partial<FoundVariant> = {}) => found(release, 'el9', {...kinds.lcg, ...changes});
const ofImages = (release: string, changes: Partial<FoundVariant> = {}) => found(release, '', {...kinds.images, ...changes});
const newest = (changes: Partial<FoundVariant> = {}) => there('latest', {link: '../R1/el9', ...changes});

/** Where the first one leads, when the others are there as well; they are called a, b and so on. */
const leads = (first: FoundVariant, ...others: readonly FoundVariant[]) =>
  linkTargets([first, ...others], take =>
    [first, ...others].forEach((one, index) => take(one, ['link', 'a', 'b', 'c'][index]!)),
  ).get(first);

test.each([
  {title: 'the variant of that root', first: newest(), others: [there('R2'), there('R1')], to: 'b'},
  {title: 'the first of two that are as good', first: newest(), others: [there('R1'), there('R1')], to: 'a'},
  {
    title: 'the one of its own family',
    first: newest(),
    others: [there('R1', {family: kinds.eessi.family}), there('R1')],
    to: 'b',
  },
  {
    title: 'one of another family if there is no other',
    first: newest(),
    others: [there('R1', {family: kinds.eessi.family})],
    to: 'a',
  },
  {
    title: 'the one with its compiler',
    first: newest({compiler: GCC13}),
    others: [there('R1'), there('R1', {compiler: {...GCC13, version: '14.1'}}), there('R1', {compiler: GCC13})],
    to: 'c',
  },
  {title: 'none with a compiler that it has not', first: newest(), others: [there('R1', {compiler: GCC13})], to: undefined},
  {title: 'none in another repository', first: newest(), others: [there('R1', {repository: 'other.cern.ch'})], to: undefined},
  {
    title: 'where the search got to, behind a link that is no variant',
    first: newest({link: '../now/el9', real: there('R1').root}),
    others: [there('R1')],
    to: 'a',
  },
  {
    title: 'what its own link names rather than what that is',
    first: newest({real: there('R2').root}),
    others: [there('R2'), there('R1')],
    to: 'b',
  },
  {
    title: 'nothing where it really is itself',
    first: there('R1', {real: there('R1').root}),
    others: [there('R1')],
    to: undefined,
  },
  {
    title: 'nothing in the hidden store of images',
    first: ofImages('alma:9', {link: '../.flat/ab/cd', real: ofImages('deb:12').root}),
    others: [ofImages('deb:12')],
    to: undefined,
  },
  {
    title: 'nothing in a hidden store beside it',
    first: ofImages('alma:9', {link: '.flat/ab', real: ofImages('deb:12').root}),
    others: [ofImages('deb:12')],
    to: undefined,
  },
  {title: 'another image', first: ofImages('alma:latest', {link: './alma:9'}), others: [ofImages('alma:9')], to: 'a'},
  {title: 'an image above', first: ofImages('x/alma', {link: '../alma:9'}), others: [ofImages('alma:9')], to: 'a'},
  {
    title: 'a stack that is no image and lies in a hidden directory',
    first: newest({link: '../.R1/el9'}),
    others: [there('.R1')],
    to: 'a',
  },
])('a link leads to $title', ({first, others, to}) => expect(leads(first, ...others)).toBe(to));

test.each([
  {link: 'b', to: '/cvmfs/a.org/x/b'},
  {link: './/../b/', to: '/cvmfs/a.org/b'},
  {link: '/cvmfs/a.org/b', to: '/cvmfs/a.org/b'},
  {link: '/cvmfs/b.org/b', to: null},
  {link: '/cvmfs/a.organic/b', to: null},
  {link: '../..', to: null},
  {link: '../../../..', to: null},
])('$link in a repository leads to $to', ({link, to}) => {
  expect(targetOf({root: '/cvmfs/a.org/x/y', repository: 'a.org'}, link)).toBe(to);
});
