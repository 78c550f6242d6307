import {expect, test} from 'vitest';
import {skipFuse} from '../rig/fuse/fuse-rig.ts';
import {soak} from '../trials/soak/soak.ts';

// `npm run soak` does the same ten thousand times.
test.skipIf(skipFuse())('mixed commands among faults and kills leave nothing behind', {timeout: 180_000}, async () => {
  expect(await soak({count: 30, seed: 4, users: 3})).toMatchObject({wrong: []});
});
