import {afterAll, beforeAll, expect, test} from 'vitest';
import {makeScene, type Scene} from './hsf.ts';

let scene: Scene;
beforeAll(() => {
  scene = makeScene({extraPlatforms: ['x86_64-debian12-gcc12-opt']});
});
afterAll(() => scene.remove());

const SAID = 'hsf: HSF_CPU=heswell is no CPU that is known here, and passed over; nearest: haswell.';

test.each([
  {args: ['host']},
  {args: ['list']},
  {args: ['list']},
  {args: ['plan', 'LCG_107@debian12-gcc12']},
  {args: ['search', 'python']},
  {args: ['doctor']},
])('a fact that means nothing is told on stderr, the second time as well: hsf $args', async ({args}) => {
  const {stderr} = await scene.hsf(args, {env: {HSF_OS: 'debian12', HSF_ARCH: 'x86_64', HSF_CPU: 'heswell'}});
  expect(stderr.split('\n').filter(line => line.includes('HSF_CPU'))).toEqual([SAID]);
});
