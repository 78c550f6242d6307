import {describe, expect, test} from 'vitest';
import {NO_WISHES, type Wishes} from '../../src/start/plan-input.ts';
import {startMode} from '../../src/start/start-mode.ts';
import {IMAGE, SETUP} from './made-up-machine.ts';
import {variantOf, type VariantWishes} from './rig.ts';

const OWN = '/cvmfs/unpacked.cern.ch/own:2';
function mode(variant: Partial<VariantWishes>, wishes: Partial<Wishes> = {}) {
  const entry = {kind: 'source', path: SETUP} as const;
  return startMode({variant: variantOf({entry, ...variant}), wishes: {...NO_WISHES, ...wishes}});
}
const image = {entry: {kind: 'image', path: IMAGE}} as const;
const inside = {runs: 'container', image: IMAGE} as const;

describe('what a stack starts in', () => {
  test.each([
    {title: 'this machine', variant: {}, found: {kind: 'here'}},
    {title: 'this machine, also without containers', variant: {}, wishes: {container: 'never'}, found: {kind: 'here'}},
    {
      title: "this machine's root, if it must",
      variant: {},
      wishes: {container: 'always'},
      found: {kind: 'container', image: null},
    },
    {title: 'the image of its verdict', variant: inside, found: {kind: 'container', image: IMAGE}},
    {title: 'the image that it is', variant: image, found: {kind: 'container', image: IMAGE}},
    {title: 'the image that is wished', variant: inside, wishes: {image: OWN}, found: {kind: 'container', image: OWN}},
    {title: 'a wished image where none is needed', variant: {}, wishes: {image: OWN}, found: {kind: 'container', image: OWN}},
    {
      title: 'this machine where only settings name an image',
      variant: {},
      wishes: {container: 'never', image: OWN},
      found: {kind: 'here'},
    },
    {
      title: 'the image of its verdict, if it must be one',
      variant: {image: IMAGE},
      wishes: {container: 'always'},
      found: {kind: 'container', image: IMAGE},
    },
  ] as {title: string; variant: Partial<VariantWishes>; wishes?: Partial<Wishes>; found: object}[])(
    '$title',
    ({variant, wishes, found}) => {
      expect(mode(variant, wishes)).toEqual({...found, warnings: []});
    },
  );

  test('an image by wish, where it runs in none, with a word about it', () => {
    expect(mode({runs: 'no'}, {image: OWN})).toEqual({
      kind: 'container',
      image: OWN,
      warnings: [`Started in ${OWN} by wish, although: It does.`],
    });
  });

  const cannot = 'toy/1@x86_64-el9-gcc13-opt cannot run here: It does.';
  test.each([
    {
      title: 'what runs nowhere',
      variant: {runs: 'no'},
      why: cannot,
      advice: 'Run "hsf list --runs native,container" to see what can.',
    },
    {
      title: 'what runs nowhere, without containers',
      variant: {runs: 'no'},
      wishes: {image: OWN, container: 'never'},
      why: cannot,
      advice: 'Run "hsf list --runs native,container" to see what can.',
    },
    {
      title: 'what needs a container, without one',
      variant: inside,
      wishes: {container: 'never'},
      why: cannot,
      advice: 'Leave out "--container never", or choose another variant.',
    },
    {
      title: 'an image without a container',
      variant: image,
      wishes: {container: 'never'},
      why: cannot,
      advice: 'Leave out "--container never", or choose another variant.',
    },
    {
      title: 'an image that was asked for, without a container',
      variant: {},
      wishes: {container: 'never', image: OWN, asked: ['image']},
      code: 'usage',
      why: '--image needs a container, and "never" is set for containers.',
    },
    {
      title: 'what needs an image that nobody knows',
      variant: {runs: 'container'},
      code: 'image-missing',
      why: 'toy/1@x86_64-el9-gcc13-opt needs a container, and no image for it is known.',
    },
  ] as {
    title: string;
    variant: Partial<VariantWishes>;
    wishes?: Partial<Wishes>;
    code?: string;
    why: string;
    advice?: string;
  }[])('nothing: $title', ({variant, wishes, code = 'variant-cannot-run', why, advice}) => {
    expect(() => mode(variant, wishes)).toThrow(
      expect.objectContaining({code, message: why, ...(advice === undefined ? {} : {advice})}),
    );
  });
});
