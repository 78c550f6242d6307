import {describe, expect, test} from 'vitest';
import {hasCvmfs, planTour, type ListedStack, type ListedVariant} from '../../build/tour.ts';
import {userEnvironment} from '../../build/user-environment.ts';

const variant = (address: string, kind: string, runs: string, image: string | null = null): ListedVariant => ({
  address,
  entry: {kind, path: '/cvmfs/x'},
  verdict: {runs, reason: `${runs}.`, image},
});

const stack = (variants: readonly ListedVariant[], more: Partial<ListedStack> = {}): ListedStack => ({
  address: variants[0]?.address.split('@')[0] ?? '',
  repository: 'sft.cern.ch',
  recommended: false,
  nightly: false,
  variants,
  ...more,
});

describe('whether the machine has CVMFS', () => {
  test.each([
    {title: 'nothing at all', repositories: [], stacks: [], has: false},
    {title: 'names only', repositories: [{fqrn: 'sft.cern.ch', state: 'not-configured'}], stacks: [], has: false},
    {title: 'a repository that hangs', repositories: [{fqrn: 'sft.cern.ch', state: 'hung'}], stacks: [], has: true},
    {title: 'a stack in the index', repositories: [], stacks: [stack([variant('a/1@x', 'source', 'native')])], has: true},
  ])('$title: $has', ({repositories, stacks, has}) => expect(hasCvmfs({repositories, stacks})).toBe(has));
});

describe('a tour', () => {
  const view = variant('lcg/LCG_1@el9', 'source', 'container', '/cvmfs/unpacked.cern.ch/el9:1');
  const newer = variant('lcg/LCG_2@el9', 'source', 'container', '/cvmfs/unpacked.cern.ch/el9:1');
  const pulled = variant('lcg/LCG_3@el9', 'source', 'container', 'docker://el9');
  const prefix = variant('gentoo/linux@x86_64', 'prefix', 'native');
  const image = variant('unpacked/el9:1', 'image', 'container');

  test('has a prefix that runs here and a variant whose image is at hand, recommended ones first', () => {
    const tour = planTour({stacks: [stack([pulled]), stack([view]), stack([newer], {recommended: true}), stack([prefix])]});
    expect(tour).toEqual({prefix: {variant: prefix, why: 'native.'}, container: {variant: newer, why: 'container.'}});
  });

  test('prefers a stack that is a prefix to one that brings a prefix along', () => {
    const compat = variant('eessi/1@compat', 'prefix', 'native');
    const software = variant('eessi/1@generic', 'modules', 'native');
    const both = [stack([software, compat], {recommended: true}), stack([prefix])];
    expect(planTour({stacks: both}).prefix?.variant).toBe(prefix);
    expect(planTour({stacks: both.slice(0, 1)}).prefix?.variant).toBe(compat);
  });

  test('falls back to an image itself, and passes nightlies by', () => {
    expect(planTour({stacks: [stack([view], {nightly: true}), stack([image])]}).container?.variant).toBe(image);
  });

  test('says when there is nothing of a kind', () => {
    expect(planTour({stacks: [stack([variant('a/1@mac', 'prefix', 'no')])]})).toEqual({prefix: null, container: null});
  });
});

test('npm start hands on the environment of the user, not that of npm', () => {
  const env = {
    HOME: '/home/me',
    npm_config_cache: '/x',
    npm_lifecycle_event: 'start',
    INIT_CWD: '/src',
    NODE: '/usr/bin/node',
    NOT_SET: undefined,
    PATH: '/src/hsf/node_modules/.bin:/src/node_modules/.bin:/usr/lib/node_modules/npm/node_modules/@npmcli/run-script/lib/node-gyp-bin:/usr/bin:/bin',
  };
  expect(userEnvironment(env)).toEqual({HOME: '/home/me', PATH: '/usr/bin:/bin'});
});
