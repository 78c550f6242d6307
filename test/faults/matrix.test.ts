import {describe, expect, it} from 'vitest';
import {FAULTS} from './matrix/faults.ts';
import {coveringChoice, runFault} from './matrix/run-fault.ts';
import {skipFuse} from '../rig/fuse/fuse-rig.ts';

/** A fault that is answered at once, so that a busy machine does no harm; the whole table is that of `npm run faults`. */
const IN_CI = ['eio'];

describe.skipIf(skipFuse())('a repository that is ill', {timeout: 240_000}, () => {
  for (const fault of FAULTS.filter(({id}) => IN_CI.includes(id)))
    it(`is said, and in nobody's way, when ${fault.title}`, async () => {
      expect((await runFault(fault, coveringChoice(fault), 2)).problems).toEqual([]);
    });
});
